"""A calendar as JSON Feed, and a room's as the times that are taken, under the same key."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import pairwise

import httpx
import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.domain.feeds import FeedKind
from bookings.domain.freebusy import Busy, Taken, merged
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Skip
from bookings.domain.spans import Span
from bookings.operations.bookings import book
from bookings.operations.feeds import revoke
from bookings.operations.series import SeriesWish, create
from bookings.queries import feeds as queries
from tests.bookings.feeds.conftest import COPIES, TEN, Centre, address, booked
from tests.conftest import NOW, Person

HOUR = timedelta(hours=1)


def other(url: str, form: str) -> str:
    return url.replace(".ics", form)


async def test_a_json_feed_says_what_the_calendar_says(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    title = "Kemasan, label; \\ dan “cerita” " + "produk " * 8
    made = await booked(centre.orchid, trainer.account, title=title, track="marketing")
    url = await address(trainer.actor, FeedKind.ROOM, "R-101", label="Anggrek, lantai 1")
    answer = await visitor.get(other(url, ".json"))
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    feed = answer.json()
    assert (feed["version"], feed["title"], feed["language"]) == (
        "https://jsonfeed.org/version/1.1",
        "Anggrek, lantai 1",
        "id",
    )
    assert feed["items"] == [
        {
            "id": f"{made.uid}@sentra-ukm",
            "url": "http://sentra.test/jadwal?date=2026-11-25",
            "title": title,
            "content_text": title,
            "date_published": "2026-11-24T02:00:00Z",
            "date_modified": "2026-11-24T02:00:00Z",
            "tags": ["Pemasaran"],
            "_event": {
                "about": "https://www.rfc-editor.org/rfc/rfc5545",
                "uid": f"{made.uid}@sentra-ukm",
                "starts": "2026-11-25T10:00:00+07:00",
                "ends": "2026-11-25T12:00:00+07:00",
                "all_day": False,
                "timezone": "Asia/Jakarta",
                "location": "Ruang Anggrek, Lantai 1, Sentra UKM, Jalan Pahlawan Seribu, Serpong",
                "status": "confirmed",
                "busy": True,
                "sequence": 0,
                "geo": [-6.325, 106.66],
            },
        }
    ]
    [mine] = await queries.subscriptions(trainer.account)
    again = await trainer.browser.get(f"/api/v1/calendars/{mine.id}/events")
    assert again.json() == feed


async def test_a_json_feed_says_how_a_series_repeats(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    first = Wish("R-101", TEN, TEN + HOUR, "Kue", trainer.account)
    rule = parse_recurrence("FREQ=WEEKLY;COUNT=3")
    skipped = {TEN.date() + timedelta(days=7): Skip()}
    await create(SeriesWish(first, rule, skipped), actor=trainer.actor, now=NOW)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    [item] = (await visitor.get(other(url, ".json"))).json()["items"]
    assert (item["_event"]["rrule"], item["_event"]["exdates"]) == (
        "FREQ=WEEKLY;COUNT=3",
        ["2026-12-02T10:00:00+07:00"],
    )


async def test_a_room_tells_when_it_is_taken_and_nothing_else(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    for hours in (0, 1, 4):
        starts = TEN + hours * HOUR
        wish = Wish("R-501", starts, starts + HOUR, "Rahasia", trainer.account, public=False)
        await book(wish, actor=trainer.actor, now=NOW)
    found = {}
    for room in ("R-500", "R-501", "R-502"):
        url = other(await address(trainer.actor, FeedKind.ROOM, room), ".ifb")
        answer = await visitor.get(url)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert "Rahasia" not in answer.text
        [told] = icalendar.Calendar.from_ical(answer.content).walk("VFREEBUSY")
        lines = told.get("FREEBUSY", [])
        many = lines if isinstance(lines, list) else [lines]
        found[room] = [line.to_ical().decode() for line in many]
        assert (
            await visitor.get(url, headers={"if-none-match": answer.headers["etag"]})
        ).status_code == HTTPStatus.NOT_MODIFIED
    taken = ["20261125T030000Z/20261125T050000Z", "20261125T070000Z/20261125T080000Z"]
    assert found == {"R-500": taken, "R-501": taken, "R-502": []}
    told = (
        await visitor.get("/api/v1/rooms/R-501/freebusy?since=2026-11-25&until=2026-11-25")
    ).json()
    assert told == {
        "room": "R-501",
        "since": "2026-11-25",
        "until": "2026-11-25",
        "taken": [
            {
                "starts": "2026-11-25T10:00:00+07:00",
                "ends": "2026-11-25T12:00:00+07:00",
                "why": "BUSY",
            },
            {
                "starts": "2026-11-25T14:00:00+07:00",
                "ends": "2026-11-25T15:00:00+07:00",
                "why": "BUSY",
            },
        ],
    }


async def test_the_api_refuses_times_that_make_no_sense(
    visitor: httpx.AsyncClient, centre: Centre
) -> None:
    asked = ("since=9999-12-31", "until=2026-01-01", "until=2029-01-01", "since=0001-01-01")
    answers = [await visitor.get(f"/api/v1/rooms/R-501/freebusy?{query}") for query in asked]
    assert {answer.status_code for answer in answers} == {HTTPStatus.UNPROCESSABLE_ENTITY}


async def test_every_form_is_gone_with_the_address(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    whole = await address(trainer.actor, FeedKind.CENTRE)
    statuses = [
        (await visitor.get(other(url, form))).status_code for form in (".json", ".ifb", ".xml", "")
    ]
    assert statuses == [200, 200, 404, 404]
    assert (await visitor.get(other(whole, ".ifb"))).status_code == HTTPStatus.NOT_FOUND
    for feed in await queries.subscriptions(trainer.account):
        await revoke(feed=feed.id, copies=COPIES, actor=trainer.actor, now=NOW)
    statuses = [(await visitor.get(other(url, form))).status_code for form in (".json", ".ifb")]
    assert statuses == [HTTPStatus.GONE, HTTPStatus.GONE]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.sampled_from(Taken))))
def test_merged_times_cover_the_same_hours(given_: list[tuple[int, int, Taken]]) -> None:
    start = datetime(2026, 11, 25, tzinfo=UTC)
    busy = [Busy(Span(start + a * HOUR, start + (a + n) * HOUR), why) for a, n, why in given_]
    found = merged(busy)

    def hours(times: list[Busy], why: Taken) -> set[int]:
        return {
            hour
            for hour in range(30)
            for one in times
            if one.why is why and one.span.contains(start + hour * HOUR)
        }

    assert all(hours(found, why) == hours(busy, why) for why in Taken)
    for why in Taken:
        own = [one.span for one in found if one.why is why]
        assert all(one.ends < two.starts for one, two in pairwise(own))
