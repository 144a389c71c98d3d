"""Another rule for a series: other weekdays, another rhythm, another end."""

from datetime import date
from typing import Any, cast

import pytest

from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.series import Book, Decision, Keep, Skip
from bookings.domain.series_edit import Change, SeriesEdit
from bookings.operations.bookings import book, cancel, change
from bookings.operations.series import create
from bookings.operations.series_cancel import add_date
from bookings.operations.series_change import change_series, preview_change
from bookings.operations.series_plan import SeriesClash
from bookings.queries.series import dates_of, rule_day
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Invalid
from tests.bookings.conftest import at, wish
from tests.bookings.equipment import held, pool
from tests.bookings.operations.test_series import Rooms, days, series_wish
from tests.bookings.operations.test_series_changes import LATER, facts, made
from tests.conftest import NOW, Person

THURSDAYS = "FREQ=WEEKLY;BYDAY=TH;COUNT=4"
"""The series that `made` makes is of four Wednesdays: 25 November to 16 December 2026."""


def to(rule: str, **more: Any) -> Change:
    since, first = more.pop("since", None), more.pop("first", None)
    decisions = more.pop("decisions", {})
    return Change(cast("SeriesEdit", more), since, decisions, parse_recurrence(rule), first)


async def changed(person: Person, series: int, rule: str, *, now: Any = NOW, **more: Any) -> int:
    return await change_series(series, to(rule, **more), actor=person.actor, now=now)


async def singles() -> list[str]:
    """What is of no series."""
    rows = await DB.fetch(
        "SELECT starts, state, reason FROM booking WHERE series IS NULL ORDER BY starts, id"
    )
    return [f"{row['starts']:%d.%m} {row['state']} {row['reason']}".strip() for row in rows]


async def test_other_weekdays_keep_the_bookings(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    before = [row.id for row in await dates_of(one)]
    assert await changed(trainer, one, THURSDAYS) == one
    assert await days(one) == ["26.11 09 R501", "03.12 09 R501", "10.12 09 R501", "17.12 09 R501"]
    assert [row.id for row in await dates_of(one)] == before
    assert await facts(one) == ("FREQ=WEEKLY;BYDAY=TH;COUNT=4", "26.11 02", 120, [])
    assert (await singles(), len(await DB.fetch("SELECT FROM hold"))) == ([], 4)


async def test_from_one_date_on_they_become_a_series(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    rule = "FREQ=WEEKLY;BYDAY=TH;COUNT=3"
    two = await changed(trainer, one, rule, since=date(2026, 12, 9), room="R502")
    assert await days(one) == ["25.11 09 R501", "02.12 09 R501"]
    assert await facts(one) == ("FREQ=WEEKLY;UNTIL=20261208", "25.11 02", 120, [])
    assert await days(two) == ["10.12 09 R502", "17.12 09 R502", "24.12 09 R502"]


async def test_what_is_over_stays(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    two = await changed(trainer, one, "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261218", now=LATER)
    assert await days(one) == ["25.11 09 R501", "02.12 09 R501"]
    assert await days(two) == ["11.12 09 R501", "18.12 09 R501"]
    with pytest.raises(Conflict):
        await changed(trainer, two, THURSDAYS, now=at(12, day=60))


async def test_what_it_has_no_place_for_is_cancelled_or_kept(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    keep: dict[date, Decision] = {date(2026, 12, 16): Keep()}
    rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=2"
    plan = await preview_change(one, to(rule, decisions=keep), actor=trainer.actor, now=NOW)
    assert [found.state for found in plan.dates] == ["free", "ends", "free", "free"]
    await changed(trainer, one, rule, decisions=keep)
    assert await days(one) == ["25.11 09 R501", "09.12 09 R501"]
    assert await singles() == ["02.12 cancelled Rangkaian berubah.", "16.12 confirmed"]
    verbs = await DB.fetch("SELECT FROM audit_entry WHERE verb = 'booking.cancel'")
    assert len(verbs) == 1


async def test_it_ends_later_with_the_same_equipment(rooms: Rooms, trainer: Person) -> None:
    projectors = await pool()
    asked = series_wish(trainer, equipment={projectors: 2})
    one = await create(asked, actor=trainer.actor, now=NOW)
    before = [row.id for row in await dates_of(one)]
    assert await changed(trainer, one, "FREQ=WEEKLY;COUNT=6") == one
    assert (await days(one))[3:] == ["16.12 09 R501", "23.12 09 R501", "30.12 09 R501"]
    assert [row.id for row in await dates_of(one)][:4] == before
    assert len(await held()) == 12
    await changed(trainer, one, "FREQ=WEEKLY;COUNT=6", equipment={projectors: 1})
    assert len(await held()) == 6


async def test_exceptions_stay_unless_somebody_says_otherwise(
    rooms: Rooms, trainer: Person
) -> None:
    one = await made(trainer, decisions={date(2026, 12, 16): Skip()})
    rows = await dates_of(one)
    moved = {"starts": at(14, day=34), "ends": at(16, day=34)}
    await change(rows[1].id, cast("Any", moved), actor=trainer.actor, now=NOW)
    await cancel(rows[2].id, actor=trainer.actor, now=NOW)
    plan = await preview_change(one, to(THURSDAYS), actor=trainer.actor, now=NOW)
    assert [(found.day.day, found.state) for found in plan.dates] == [
        (26, "free"),
        (3, "free"),
        (10, "skipped"),
        (17, "skipped"),
    ]
    assert await changed(trainer, one, THURSDAYS) == one
    assert await days(one) == ["26.11 09 R501", "04.12 14 R501"]
    assert (await facts(one))[3] == ["10.12", "17.12"]
    assert [rule_day(row).day for row in await dates_of(one)] == [26, 3]
    instead: dict[date, Decision] = {date(2026, 12, 3): Book(), date(2026, 12, 10): Book()}
    await changed(trainer, one, "FREQ=WEEKLY;BYDAY=TH;COUNT=5", decisions=instead)
    assert await days(one) == ["26.11 09 R501", "03.12 09 R501", "10.12 09 R501", "24.12 09 R501"]
    await add_date(one, date(2026, 12, 17), actor=trainer.actor, now=NOW)


async def test_a_date_that_is_skipped_is_let_go(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    await changed(trainer, one, THURSDAYS, decisions={date(2026, 12, 3): Skip()})
    assert await days(one) == ["26.11 09 R501", "10.12 09 R501", "17.12 09 R501"]
    assert (await facts(one))[3] == ["03.12"]
    assert await singles() == ["02.12 cancelled Rangkaian berubah."]


async def test_clashes_are_told_and_nothing_is_changed(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    await book(wish(trainer, day=33), actor=trainer.actor, now=NOW)
    with pytest.raises(SeriesClash) as refused:
        await changed(trainer, one, THURSDAYS)
    [clash] = refused.value.plan.open
    assert (clash.day, len(clash.clashes)) == (date(2026, 12, 3), 1)
    assert clash.occurrence.instead == date(2026, 12, 2)
    assert clash.alternatives
    assert (await days(one))[0] == "25.11 09 R501"


@pytest.mark.parametrize(
    ("rule", "more", "field"),
    [
        ("FREQ=WEEKLY;UNTIL=20201231", {}, "rrule"),
        ("FREQ=DAILY", {}, "rrule"),
        (THURSDAYS, {"since": date(2026, 12, 9), "first": date(2026, 12, 1)}, "date"),
        (THURSDAYS, {"first": date(2026, 11, 1)}, "date"),
    ],
)
async def test_it_refuses_rules_that_can_not_be(
    rooms: Rooms, trainer: Person, rule: str, more: dict[str, Any], field: str
) -> None:
    one = await made(trainer)
    with pytest.raises(Invalid) as refused:
        await changed(trainer, one, rule, **more)
    assert [problem.field for problem in refused.value.problems] == [field]
