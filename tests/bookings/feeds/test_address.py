"""The address of a calendar, as programs ask for it: no cookie, no session, every hour."""

import gzip
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import httpx
import pytest

from bookings.domain.feeds import FeedKind
from bookings.operations import feeds as operations
from bookings.queries import feeds as queries
from bookings.tables import Booking, Feed
from sentra.database.engine import DB
from sentra.tables import Account
from tests.bookings.feeds.conftest import COPIES, Centre, address, booked, parsed
from tests.conftest import NOW, Clock, Person, counting_queries

PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
async def url(centre: Centre, trainer: Person) -> str:
    """Pak Budi's calendar of a room with one booking."""
    await booked(centre.orchid, trainer.account)
    return await address(trainer.actor, FeedKind.ROOM, "R-101")


async def test_it_serves_a_calendar_to_somebody_unknown(
    visitor: httpx.AsyncClient, url: str
) -> None:
    answer = await visitor.get(url, headers=PLAIN)
    assert answer.status_code == HTTPStatus.OK
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    wanted = {
        "content-type": "text/calendar; charset=utf-8",
        "content-length": str(len(answer.content)),
        "cache-control": "private, no-cache",
        "vary": "accept-encoding",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
        "last-modified": "Tue, 24 Nov 2026 02:00:00 GMT",
        "x-content-type-options": "nosniff",
    }
    assert {name: answer.headers.get(name) for name in wanted} == wanted
    assert answer.headers["etag"].startswith('"')
    assert "set-cookie" not in answer.headers


async def test_it_says_the_same_in_two_fetches(visitor: httpx.AsyncClient, url: str) -> None:
    first, second = await visitor.get(url), await visitor.get(url)
    assert (first.content, first.headers) == (second.content, second.headers)


async def test_its_head_is_the_get_without_a_body(visitor: httpx.AsyncClient, url: str) -> None:
    whole = await visitor.get(url, headers=PLAIN)
    head = await visitor.head(url, headers=PLAIN)
    assert (head.status_code, head.content, head.headers) == (HTTPStatus.OK, b"", whole.headers)


async def test_it_compresses_for_who_asks(visitor: httpx.AsyncClient, url: str) -> None:
    plain = await visitor.get(url, headers=PLAIN)
    async with visitor.stream("GET", url, headers={"accept-encoding": "br, gzip;q=0.5"}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert gzip.decompress(raw) == plain.content
    assert raw[4:8] == bytes(4)  # no moment of compression (RFC 1952 section 2.3.1)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"] != plain.headers["etag"]
    small = await visitor.get(url, headers={"accept-encoding": "gzip, zstd;q=0.9, *;q=0"})
    assert small.headers["content-encoding"] == "gzip"
    async with visitor.stream("GET", url, headers={"accept-encoding": "gzip, zstd"}) as other:
        raw = b"".join([part async for part in other.aiter_raw()])
    assert raw[:4] == bytes.fromhex("28b52ffd")  # RFC 8878 section 3.1.1
    assert other.headers["content-encoding"] == "zstd"
    assert len({found.headers["etag"] for found in (plain, answer, other)}) == 3
    refused = await visitor.get(url, headers={"accept-encoding": "gzip;q=0, *;q=0"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize(
    "condition",
    [
        {"if-none-match": "{etag}"},
        {"if-none-match": '"another", W/"weak" , {etag}'},
        {"if-none-match": "W/{etag}"},
        {"if-none-match": "*"},
        {"if-modified-since": "{modified}"},
        {"if-modified-since": "Wed, 25 Nov 2026 02:00:00 GMT"},
        {"if-none-match": "{etag}", "if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_it_says_that_nothing_is_new(
    visitor: httpx.AsyncClient, url: str, condition: Mapping[str, str], method: str
) -> None:
    first = await visitor.get(url)
    known = {"etag": first.headers["etag"], "modified": first.headers["last-modified"]}
    headers = {name: value.format(**known) for name, value in condition.items()}
    answer = await visitor.request(method, url, headers=headers)
    assert (answer.status_code, answer.content) == (HTTPStatus.NOT_MODIFIED, b"")
    kept = ("etag", "last-modified", "cache-control", "vary")
    assert [answer.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "condition",
    [
        {"if-none-match": '"another"'},
        {"if-none-match": '"another"', "if-modified-since": "Wed, 25 Nov 2026 02:00:00 GMT"},
        {"if-none-match": "nonsense"},
        {"if-modified-since": "Tue, 24 Nov 2026 01:59:59 GMT"},
        {"if-modified-since": "yesterday"},
    ],
)
async def test_it_sends_all_to_who_has_something_else(
    visitor: httpx.AsyncClient, url: str, condition: Mapping[str, str]
) -> None:
    assert (await visitor.get(url, headers=condition)).status_code == HTTPStatus.OK


async def test_a_change_is_a_newer_calendar(
    visitor: httpx.AsyncClient, url: str, clock: Clock
) -> None:
    before = await visitor.get(url)
    clock.now = NOW + timedelta(minutes=7)
    await Booking.update({Booking.title: "Foto dan video", Booking.changed: clock.now}, force=True)
    condition = {name: before.headers[name] for name in ("etag", "last-modified")}
    after = await visitor.get(
        url,
        headers={
            "if-none-match": condition["etag"],
            "if-modified-since": condition["last-modified"],
        },
    )
    assert after.status_code == HTTPStatus.OK
    assert after.headers["last-modified"] == "Tue, 24 Nov 2026 02:07:00 GMT"
    [event] = parsed(after.content)
    assert (event["SUMMARY"], event["DTSTAMP"].dt) == ("Foto dan video", clock.now)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE booking SET space = space + 1, changed = $1",
        "UPDATE booking SET state = 'requested', changed = $1",
        "DELETE FROM booking WHERE changed < $1",
    ],
)
async def test_what_is_taken_out_is_a_newer_calendar(
    visitor: httpx.AsyncClient, url: str, clock: Clock, edit: str
) -> None:
    """Though nothing that is left in it says so."""
    before = await visitor.get(url)
    clock.now = NOW + timedelta(minutes=7)
    await DB.fetch(edit, clock.now)
    after = await visitor.get(url, headers={"if-modified-since": before.headers["last-modified"]})
    assert (after.status_code, parsed(after.content)) == (HTTPStatus.OK, [])


async def test_an_unknown_address_is_not_found(visitor: httpx.AsyncClient, url: str) -> None:
    for wrong in ("/k/unknown.ics", url.removesuffix(".ics"), url.replace("/k/", "/k/x")):
        answer = await visitor.get(wrong)
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert answer.headers["content-type"] == "application/problem+json"
        assert "set-cookie" not in answer.headers


async def test_a_revoked_address_is_gone(
    visitor: httpx.AsyncClient, url: str, trainer: Person
) -> None:
    [feed] = await queries.subscriptions(trainer.account)
    await operations.revoke(feed=feed.id, copies=COPIES, actor=trainer.actor, now=NOW)
    answer = await visitor.get(url)
    assert answer.status_code == HTTPStatus.GONE
    assert "set-cookie" not in answer.headers


async def test_an_address_ends_with_its_account(
    visitor: httpx.AsyncClient, url: str, trainer: Person
) -> None:
    await Account.update({Account.active: False}).where(Account.id == trainer.account)
    assert (await visitor.get(url)).status_code == HTTPStatus.GONE


async def test_it_notes_its_use_once_a_day(
    visitor: httpx.AsyncClient, url: str, clock: Clock
) -> None:
    agents = ("Google-Calendar-Importer", "iOS/18.1 (22B83) dataaccessd/1.0")
    for agent in agents:
        await visitor.get(url, headers={"user-agent": agent})
    noted = await Feed.select(Feed.last_used, Feed.last_client).first()
    assert noted == {"last_used": NOW.date(), "last_client": "Google Calendar"}
    clock.now = NOW + timedelta(days=1)
    await visitor.get(url, headers={"user-agent": agents[1]})
    noted = await Feed.select(Feed.last_used, Feed.last_client).first()
    assert noted == {"last_used": clock.now.date(), "last_client": "iPhone / iPad"}


async def test_it_asks_the_same_few_things_of_the_database(
    visitor: httpx.AsyncClient, url: str, centre: Centre, trainer: Person
) -> None:
    await visitor.get(url)
    with counting_queries() as one:
        await visitor.get(url)
    for day in range(1, 4):
        await booked(centre.orchid, trainer.account, starts=NOW + timedelta(days=day))
    await visitor.get(url)
    with counting_queries() as four:
        await visitor.get(url)
    assert (len(one), len(four)) == (2, 2)


async def test_the_database_knows_no_secret(url: str) -> None:
    secret = url.removeprefix("/k/").removesuffix(".ics")
    assert len(secret) == 32
    [kept] = await Feed.select()
    assert secret not in repr(kept)
    assert len(kept["secret"]) == 32
