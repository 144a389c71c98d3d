"""What is kept of calendars, for whom, and how long."""

import asyncio
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from litestar import Litestar

from bookings.domain.feeds import FeedKind
from bookings.serving import views
from sentra.database.engine import DB
from sentra.domain.roles import Role
from sentra.tables import Cooperative
from sentra.web.prepared import Prepared
from tests.bookings.feeds.conftest import Centre, address, booked, titles
from tests.bookings.serving.conftest import all_heard, counting_makings, feeds_of
from tests.conftest import NOW, Clock, Person, browser, counting_queries, person

PLAIN = {"accept-encoding": "identity"}


async def test_it_asks_nothing_of_the_database_while_nothing_changes(
    program: httpx.AsyncClient, listening: Litestar, place: Centre, budi: Person
) -> None:
    await booked(place.orchid, budi.account)
    url = await address(budi.actor, FeedKind.ROOM, "R-101")
    await all_heard(listening)
    first = await program.get(url)
    with counting_queries() as sent:
        second = await program.get(url)
        head = await program.head(url)
        same = await program.get(url, headers={"if-none-match": first.headers["etag"]})
    assert sent == []
    assert (second.content, second.headers) == (first.content, first.headers)
    assert (head.content, head.headers) == (b"", first.headers)
    kept = ("etag", "last-modified", "cache-control", "vary", "content-security-policy")
    assert (same.status_code, same.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert [same.headers[name] for name in kept] == [first.headers[name] for name in kept]
    assert "set-cookie" not in first.headers


async def test_it_is_made_once_for_all_who_see_the_same(
    listening: Litestar, place: Centre, budi: Person, ratna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = browser(listening)
    await booked(place.orchid, budi.account, title="Rahasia", public=False)
    koperasi = Cooperative(name="Koperasi", kecamatan="36.74.01", created=NOW)
    await koperasi.save()
    readers = [
        await person(listening, Role.COOPERATIVE, f"{name} Joko", cooperative=koperasi.id)
        for name in "ABC"
    ]
    urls = [await address(reader.actor, FeedKind.CENTRE) for reader in (*readers, budi, ratna)]
    sari = await person(listening, Role.TRAINER, "Sari Lestari")
    urls.append(await address(sari.actor, FeedKind.CENTRE))
    await all_heard(listening)
    with counting_makings(monkeypatch) as made:
        seen = [await titles(program, url) for url in urls]
    assert seen == [["Terpakai"]] * 3 + [["Rahasia"]] * 2 + [["Terpakai"]]
    assert made == ["centre"] * 4


async def test_who_ask_at_once_wait_for_the_same_making(
    listening: Litestar, place: Centre, budi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = browser(listening)
    url = await address(budi.actor, FeedKind.CENTRE)
    await all_heard(listening)
    with counting_makings(monkeypatch) as made:
        answers = await asyncio.gather(*(program.get(url) for _ in range(5)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert made == ["centre"]


async def test_a_day_later_it_is_made_anew(
    listening: Litestar, place: Centre, budi: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = browser(listening)
    await all_heard(listening)
    url = await address(budi.actor, FeedKind.CENTRE)
    midnight = datetime(2026, 11, 24, 17, tzinfo=UTC)
    first = await program.get(url)
    with counting_makings(monkeypatch) as made:
        clock.now = midnight - timedelta(seconds=1)
        assert (await program.get(url)).headers == first.headers
        assert made == []
        clock.now = midnight
        assert (await program.get(url)).headers["last-modified"] == "Tue, 24 Nov 2026 17:00:00 GMT"
        assert made == ["centre"]


async def test_what_changes_while_it_is_made_is_not_missed(
    program: httpx.AsyncClient,
    listening: Litestar,
    place: Centre,
    budi: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await booked(place.orchid, budi.account)
    url = await address(budi.actor, FeedKind.ROOM, "R-101")

    def overtaken(*parts: Any, **named: Any) -> Prepared:
        changing.append(asyncio.ensure_future(DB.fetch("UPDATE booking SET title = 'Nanti'")))
        return Prepared(*parts, **named)

    changing: list[asyncio.Future[object]] = []
    with monkeypatch.context() as patch:
        patch.setattr(views, "Prepared", overtaken)
        await program.get(url)
    await asyncio.gather(*changing)
    await all_heard(listening)
    assert await titles(program, url) == ["Nanti"]


async def test_of_what_nobody_asks_for_it_forgets_the_bytes(
    listening: Litestar, place: Centre, budi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = browser(listening)
    await all_heard(listening)
    one, other = [await address(budi.actor, FeedKind.ROOM, room) for room in ("R-101", "R-501")]
    with counting_makings(monkeypatch) as made:
        for url in (one, other, one, other):
            await program.get(url)
        assert made == [f"room:{place.orchid}", f"room:{place.east}"]
        monkeypatch.setattr(views, "MOST_BYTES", 1)
        made.clear()
        for url in (one, await address(budi.actor, FeedKind.CENTRE), one):
            await program.get(url)
        assert made == ["centre", f"room:{place.orchid}"]


async def test_a_change_of_other_bytes_leaves_these_as_they_were_compressed(
    program: httpx.AsyncClient, listening: Litestar, place: Centre, budi: Person
) -> None:
    made = await booked(place.orchid, budi.account)
    url = await address(budi.actor, FeedKind.ROOM, "R-101")
    await program.get(url)
    [view] = feeds_of(listening)._views._kept
    before = view.answer
    await DB.fetch("UPDATE booking SET checked_in = $1 WHERE id = $2", NOW, made.id)
    await all_heard(listening)
    await program.get(url)
    assert view.answer is before
