"""A series in calendars: one event that repeats, and what differs from its rule."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import httpx
import pytest

from bookings.domain.feeds import FeedKind
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Decision, Skip
from bookings.domain.series_edit import SeriesEdit
from bookings.operations.bookings import cancel, change
from bookings.operations.series import SeriesWish, create
from bookings.operations.series_cancel import add_date, cancel_series
from bookings.operations.series_change import Change, change_series
from bookings.queries.series import dates_of
from bookings.tables import Booking, Series
from tests.bookings.feeds.conftest import TEN, Centre, address, events
from tests.bookings.feeds.expanding import expanded
from tests.conftest import NOW, Clock, Person

WEEK = timedelta(weeks=1)
FOUR = "FREQ=WEEKLY;COUNT=4"


async def repeated(person: Person, rule: str = FOUR, **more: Any) -> int:
    """Bu Sari's or Pak Budi's class: Wednesdays from ten to twelve in R-101, four times."""
    decisions: dict[date, Decision] = more.pop("decisions", {})
    starts = more.pop("starts", TEN)
    wish = Wish(
        room=more.pop("room", "R-101"),
        starts=starts,
        ends=starts + timedelta(hours=2),
        title="Kelas foto",
        organiser=person.account,
        **more,
    )
    asked = SeriesWish(wish, parse_recurrence(rule), decisions)
    return await create(asked, actor=person.actor, now=NOW)


async def date_of(series: int, number: int) -> int:
    return (await dates_of(series))[number].id


async def shown(browser: httpx.AsyncClient, url: str) -> list[dict[str, str]]:
    """What tells the events of a feed apart: short, in their order."""
    names = ("UID", "RECURRENCE-ID", "DTSTART", "RRULE", "EXDATE", "STATUS")
    found = []
    for event in await events(browser, url):
        lines = event.to_ical().decode().replace("\r\n ", "").splitlines()
        pairs = [line.split(":", 1) for line in lines]
        kept = [(head.split(";")[0], value) for head, value in pairs if head.split(";")[0] in names]
        one: dict[str, str] = {}
        for name, value in kept:
            one[name] = f"{one[name]},{value}" if name in one else value
        found.append(one)
    return found


async def test_it_is_one_event_with_its_rule(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await repeated(trainer, decisions={date(2026, 12, 9): Skip()})
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    [series] = await Series.select(Series.uid)
    data = (await visitor.get(url)).text
    assert data.count("BEGIN:VEVENT") == 1
    assert f"\r\nUID:{series['uid']}@sentra-ukm\r\n" in data
    for line in (
        "DTSTART;TZID=Asia/Jakarta:20261125T100000",
        "DTEND;TZID=Asia/Jakarta:20261125T120000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Asia/Jakarta:20261209T100000",
        "STATUS:CONFIRMED",
    ):
        assert f"\r\n{line}\r\n" in data
    assert "RDATE" not in data
    assert [one.starts for one in expanded(data.encode())] == [TEN, TEN + WEEK, TEN + 3 * WEEK]


async def test_until_is_an_instant_where_the_start_has_a_zone(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    await repeated(trainer, "FREQ=DAILY;INTERVAL=2;UNTIL=20261129")
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    data = (await visitor.get(url)).text
    assert "\r\nRRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20261129T030000Z\r\n" in data
    assert len(expanded(data.encode())) == 3


async def test_a_date_that_is_moved_or_renamed_replaces_the_one_of_the_rule(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    series = await repeated(trainer)
    moved, renamed = await date_of(series, 1), await date_of(series, 2)
    later = TEN + WEEK + timedelta(hours=5)
    await change(moved, {"starts": later, "ends": later + WEEK / 84}, actor=trainer.actor, now=NOW)
    await change(renamed, {"title": "Ujian"}, actor=trainer.actor, now=NOW)
    url = await address(trainer.actor, FeedKind.CENTRE)
    master, first, second = await shown(visitor, url)
    assert (master["RRULE"], "EXDATE" in master) == ("FREQ=WEEKLY;COUNT=4", False)
    assert first == {
        "UID": master["UID"],
        "RECURRENCE-ID": "20261202T100000",
        "DTSTART": "20261202T150000",
        "STATUS": "CONFIRMED",
    }
    assert second["RECURRENCE-ID"] == second["DTSTART"] == "20261209T100000"
    data = (await visitor.get(url)).content
    assert [(one.starts, one.summary) for one in expanded(data)] == [
        (TEN, "Kelas foto"),
        (later, "Kelas foto"),
        (TEN + 2 * WEEK, "Ujian"),
        (TEN + 3 * WEEK, "Kelas foto"),
    ]
    assert b"RECURRENCE-ID;TZID=Asia/Jakarta:20261202T100000\r\n" in data


async def test_a_date_in_another_room_stands_where_it_is(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    series = await repeated(trainer)
    moved = await date_of(series, 1)
    await change(moved, {"room": "R-501"}, actor=trainer.actor, now=NOW)
    [booking] = await Booking.select(Booking.uid).where(Booking.id == moved)
    found = {}
    for kind, key in (
        (FeedKind.CENTRE, ""),
        (FeedKind.TRAINER, str(trainer.account)),
        (FeedKind.ROOM, "R-101"),
        (FeedKind.FLOOR, "5"),
        (FeedKind.ROOM, "R-500"),
    ):
        url = await address(trainer.actor, kind, key)
        found[f"{kind}{key}"] = await shown(visitor, url)
    whole, hers, room, floor, hall = found.values()
    master, instead = whole
    assert hers == whole
    assert ("EXDATE" in master, instead["RECURRENCE-ID"]) == (False, "20261202T100000")
    assert [one["EXDATE"] for one in room] == ["20261202T100000"]
    assert floor == hall
    assert [(one["UID"], "RECURRENCE-ID" in one) for one in floor] == [
        (f"{booking['uid']}@sentra-ukm", False)
    ]


async def test_a_cancelled_date_is_shown_for_thirty_days_and_then_left_out(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    series = await repeated(trainer, "FREQ=WEEKLY;COUNT=12")
    gone = await date_of(series, 8)
    await cancel(gone, actor=trainer.actor, now=NOW)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    master, instead = await events(visitor, url)
    told = (instead["STATUS"], instead["TRANSP"], instead["SEQUENCE"])
    assert told == ("CANCELLED", "TRANSPARENT", 1)
    assert (master["STATUS"], "EXDATE" in master) == ("CONFIRMED", False)
    turn = datetime(2026, 12, 24, 17, tzinfo=UTC)  # midnight in Jakarta
    clock.now = turn - timedelta(seconds=1)
    assert len(await events(visitor, url)) == 2
    clock.now = turn
    [alone] = await events(visitor, url)
    assert alone["EXDATE"].dts[0].dt == TEN + 8 * WEEK
    assert alone["DTSTAMP"].dt == alone["LAST-MODIFIED"].dt == turn
    assert alone["SEQUENCE"] > master["SEQUENCE"]
    clock.now = turn + timedelta(days=3, hours=5)
    assert await events(visitor, url) == [alone]


async def test_a_series_that_is_called_off_is_cancelled_as_one(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    series = await repeated(trainer)
    url = await address(trainer.actor, FeedKind.ROOM, "R-101")
    [before] = await events(visitor, url)
    clock.now = NOW + timedelta(minutes=1)
    await cancel_series(series, actor=trainer.actor, now=clock.now)
    [after] = await events(visitor, url)
    assert (after["STATUS"], after["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt == clock.now
    clock.now = NOW + timedelta(days=31)
    assert await events(visitor, url) == []


async def test_this_and_those_that_follow_are_a_series_of_their_own(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    series = await repeated(trainer)
    await changed(trainer, series, since=date(2026, 12, 9), start=time(13), end=time(14))
    url = await address(trainer.actor, FeedKind.CENTRE)
    first, second = await shown(visitor, url)
    assert first["UID"] != second["UID"]
    assert (first["RRULE"], second["RRULE"]) == (
        "FREQ=WEEKLY;UNTIL=20261208T030000Z",
        "FREQ=WEEKLY;COUNT=2",
    )
    moved = TEN + 2 * WEEK + timedelta(hours=3)
    starts = [one.starts for one in expanded((await visitor.get(url)).content)]
    assert starts == [TEN, TEN + WEEK, moved, moved + WEEK]


async def changed(person: Person, series: int, *, now: datetime = NOW, **more: Any) -> int:
    since = more.pop("since", None)
    edit = Change(cast("SeriesEdit", more), since, {})
    return await change_series(series, edit, actor=person.actor, now=now)


async def test_what_is_over_stays_as_it_was_when_the_rest_moves(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    series = await repeated(trainer)
    clock.now = TEN + WEEK + timedelta(days=1)
    await changed(trainer, series, now=clock.now, start=time(13), end=time(15), room="R-502")
    starts = [TEN, TEN + WEEK, *(TEN + n * WEEK + timedelta(hours=3) for n in (2, 3))]
    for kind, key, wanted in (
        (FeedKind.CENTRE, "", starts),
        (FeedKind.ROOM, "R-101", starts[:2]),
        (FeedKind.ROOM, "R-502", starts[2:]),
    ):
        url = await address(trainer.actor, kind, key)
        assert [one.starts for one in expanded((await visitor.get(url)).content)] == wanted


async def test_a_date_given_back_is_in_the_rule_again(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    series = await repeated(trainer, decisions={date(2026, 12, 9): Skip()})
    url = await address(trainer.actor, FeedKind.CENTRE)
    assert len(expanded((await visitor.get(url)).content)) == 3
    await add_date(series, date(2026, 12, 9), actor=trainer.actor, now=NOW)
    [one] = await shown(visitor, url)
    assert ("EXDATE" in one, one["RRULE"]) == (False, FOUR)


async def test_dates_that_nobody_approved_are_left_out(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person
) -> None:
    series = await repeated(trainer)
    url = await address(trainer.actor, FeedKind.CENTRE)
    await Booking.update({Booking.state: "requested"}).where(Booking.id == await date_of(series, 0))
    [one] = await shown(visitor, url)
    assert one["EXDATE"] == "20261125T100000"
    await Booking.update({Booking.state: "requested"}, force=True)
    assert await events(visitor, url) == []


@pytest.mark.parametrize("person", ["owner", "trainer"])
async def test_a_private_date_hides_its_title_alone(
    visitor: httpx.AsyncClient, centre: Centre, everybody: dict[str, Person], person: str
) -> None:
    series = await repeated(everybody["trainer"])
    await change(
        await date_of(series, 1),
        {"public": False, "title": "Konseling"},
        actor=everybody["trainer"].actor,
        now=NOW,
    )
    url = await address(everybody[person].actor, FeedKind.CENTRE)
    found = [str(one["SUMMARY"]) for one in await events(visitor, url)]
    assert found == ["Kelas foto", "Konseling" if person == "trainer" else "Terpakai"]


async def test_it_is_whole_or_not_in_the_feed(
    visitor: httpx.AsyncClient, centre: Centre, trainer: Person, clock: Clock
) -> None:
    """Its old dates too, as long as one is in the window."""
    series = await repeated(trainer, "FREQ=WEEKLY;INTERVAL=12;COUNT=3")
    later = TEN + timedelta(hours=5)
    await change(
        await date_of(series, 0),
        {"starts": later, "ends": later + timedelta(hours=1)},
        actor=trainer.actor,
        now=NOW,
    )
    url = await address(trainer.actor, FeedKind.CENTRE)
    last = TEN + 24 * WEEK
    clock.now = last + timedelta(days=90)
    assert [one.starts for one in expanded((await visitor.get(url)).content)] == [
        later,
        TEN + 12 * WEEK,
        last,
    ]
    clock.now = last + timedelta(days=91)
    assert await events(visitor, url) == []
