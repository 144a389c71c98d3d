"""Making a series, through its operations."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from typing import Any

import pytest

from bookings import queries
from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Move, Skip
from bookings.operations.bookings import book
from bookings.operations.closing import close
from bookings.operations.series import SeriesWish, create, preview
from bookings.operations.series_change import Change, change_series
from bookings.operations.series_dates import Plan
from bookings.operations.series_plan import SeriesClash
from bookings.queries.series import all_series, dates_of, rule_day, series
from bookings.tables import BookingRule, RoomTerms
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Forbidden, Invalid
from sentra.i18n import translate
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
WEEKLY = "FREQ=WEEKLY;COUNT=4"


def series_wish(
    person: Person, room: str = "R501", rule: str = WEEKLY, *, decisions: Any = None, **more: Any
) -> SeriesWish:
    """Four Wednesdays from 25 November 2026, 9 to 11."""
    return SeriesWish(wish(person, room, **more), parse_recurrence(rule), decisions or {})


def states(plan: Plan) -> list[tuple[int, str]]:
    return [(one.day.day, one.state) for one in plan.dates]


async def days(series_id: int) -> list[str]:
    """Day, hour and room of each date, and its state where it does not stand."""
    return [
        f"{one.starts.astimezone(UTC) + timedelta(hours=7):%d.%m %H} {one.room}"
        + ("" if one.state == "confirmed" else f" {one.state}")
        for one in await dates_of(series_id)
    ]


async def test_it_books_every_date_and_says_so_in_the_trail(rooms: Rooms, trainer: Person) -> None:
    made = await create(series_wish(trainer, people=20), actor=trainer.actor, now=NOW)
    assert await days(made) == ["25.11 09 R501", "02.12 09 R501", "09.12 09 R501", "16.12 09 R501"]
    found = await series(made, now=NOW)
    assert found is not None
    assert (found.title, found.minutes, found.standing, found.next, found.skipped) == (
        "Pelatihan kemasan",
        120,
        4,
        at(9),
        (),
    )
    assert translate(found.words, "en") == "every week on Wednesday, 4 times"
    [deed] = await queries.history((await dates_of(made))[2].id)
    assert (deed.verb, deed.after["series"]) == ("booking.book", made)
    rows = await DB.fetch("SELECT after FROM audit_entry WHERE verb = 'series.create'")
    assert len(rows) == 1


async def test_the_preview_tells_each_clash_its_cause_and_what_is_free(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    taken = await book(
        Wish("R501", at(10, day=32), at(12, day=32), "Rapat", other_trainer.account),
        actor=other_trainer.actor,
        now=NOW,
    )
    plan = await preview(series_wish(trainer), actor=trainer.actor, now=NOW)
    assert states(plan) == [(25, "free"), (2, "clash"), (9, "free"), (16, "free")]
    [clash] = plan.open
    assert clash.clashes == (taken,)
    assert [(one.room.code, one.span.starts) for one in clash.alternatives] == [
        ("R501", at(8, day=32)),
        ("R501", at(12, day=32)),
        ("R502", at(9, day=32)),
        ("R401A", at(9, day=32)),
        ("R401B", at(9, day=32)),
    ]
    assert (await DB.fetch("SELECT count(*) AS n FROM series"))[0]["n"] == 0


async def test_it_books_nothing_while_a_date_clashes(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, day=32), actor=trainer.actor, now=NOW)
    with pytest.raises(SeriesClash) as refused:
        await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    assert [one["date"] for one in refused.value.extra["dates"]] == ["2026-12-02"]  # type: ignore[attr-defined]
    assert (await DB.fetch("SELECT count(*) AS n FROM booking"))[0]["n"] == 1


async def test_a_date_is_skipped_and_another_one_moved(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, day=32), actor=trainer.actor, now=NOW)
    decisions = {
        date(2026, 12, 2): Move("R502", at(13, day=33), at(15, day=33)),
        date(2026, 12, 9): Skip(),
    }
    made = await create(series_wish(trainer, decisions=decisions), actor=trainer.actor, now=NOW)
    assert await days(made) == ["25.11 09 R501", "03.12 13 R502", "16.12 09 R501"]
    found = await series(made, now=NOW)
    assert found is not None
    assert found.skipped == (date(2026, 12, 9),)
    assert [rule_day(one) for one in await dates_of(made)] == [
        date(2026, 11, 25),
        date(2026, 12, 2),
        date(2026, 12, 16),
    ]


async def test_two_dates_moved_onto_each_other_are_seen(rooms: Rooms, trainer: Person) -> None:
    decisions = {date(2026, 12, 2): Move("R501", at(10, day=25), at(12, day=25))}
    plan = await preview(series_wish(trainer, decisions=decisions), actor=trainer.actor, now=NOW)
    assert states(plan) == [(25, "clash"), (2, "clash"), (9, "free"), (16, "free")]
    assert [one.itself for one in plan.open] == [True, True]


async def test_a_moved_date_keeps_the_rules_of_its_room(rooms: Rooms, trainer: Person) -> None:
    decisions = {
        date(2026, 12, 2): Move("R502", at(9, day=32), at(11, day=32)),
        date(2026, 12, 9): Move("R999", at(9, day=39), at(11, day=39)),
        date(2026, 12, 16): Move("R501", at(11, day=46), at(9, day=46)),
    }
    plan = await preview(
        series_wish(trainer, decisions=decisions, people=20), actor=trainer.actor, now=NOW
    )
    assert [[problem.field for problem in one.problems] for one in plan.dates] == [
        [],
        ["people"],
        ["room"],
        ["ends"],
    ]


async def test_the_joined_hall_is_looked_at_by_its_halves(rooms: Rooms, trainer: Person) -> None:
    half = await book(wish(trainer, "R401B", day=32), actor=trainer.actor, now=NOW)
    plan = await preview(series_wish(trainer, "R401"), actor=trainer.actor, now=NOW)
    assert [one.clashes for one in plan.dates] == [(), (half,), (), ()]
    whole = await create(
        series_wish(trainer, "R401", decisions={date(2026, 12, 2): Skip()}),
        actor=trainer.actor,
        now=NOW,
    )
    assert await days(whole) == ["25.11 09 R401", "09.12 09 R401", "16.12 09 R401"]
    plan = await preview(series_wish(trainer, "R401A"), actor=trainer.actor, now=NOW)
    assert states(plan) == [(25, "clash"), (2, "free"), (9, "clash"), (16, "clash")]


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"people": 25}, ["people"]),
        ({"room": "R999"}, ["room"]),
        ({"room": "R599"}, ["room"]),
        ({"day": 23}, ["starts"]),
        ({"day": 500}, ["starts"]),
        ({"first": 11}, ["ends"]),
        ({"rule": "FREQ=DAILY"}, ["rrule"]),
        ({"rule": "FREQ=DAILY;UNTIL=20261101"}, ["rrule"]),
        ({"rule": "FREQ=MONTHLY;COUNT=20"}, ["rrule"]),
    ],
)
async def test_it_refuses_what_is_wrong_with_all_dates(
    rooms: Rooms, trainer: Person, more: dict[str, Any], fields: list[str]
) -> None:
    for verb in (preview, create):
        with pytest.raises(Invalid) as refused:
            await verb(series_wish(trainer, **more), actor=trainer.actor, now=NOW)
        assert [problem.field for problem in refused.value.problems] == fields


async def test_only_a_manager_books_for_somebody_else(
    *, rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person, owner: Person
) -> None:
    for person in (other_trainer, owner):
        with pytest.raises(Forbidden):
            await create(series_wish(trainer), actor=person.actor, now=NOW)
    made = await create(series_wish(trainer), actor=manager.actor, now=NOW)
    found, total = await all_series(organiser=trainer.account, now=NOW)
    assert ([one.id for one in found], total) == ([made], 1)


async def test_a_room_that_needs_approval_is_asked_for_on_each_date(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await RoomTerms(space=rooms["R501"].id, approval=True, request_holds=False, changed=NOW).save()
    made = await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    found = await dates_of(made)
    assert {(one.state, one.decide_by is None) for one in found} == {("requested", False)}
    assert (await DB.fetch("SELECT count(*) AS n FROM hold"))[0]["n"] == 0
    rows = await DB.fetch("SELECT verb FROM audit_entry WHERE subject = 'booking' ORDER BY id")
    assert [row["verb"] for row in rows] == ["booking.request"] * 4
    given = await create(series_wish(manager), actor=manager.actor, now=NOW)
    assert {one.state for one in await dates_of(given)} == {"confirmed"}
    assert (await DB.fetch("SELECT count(*) AS n FROM hold"))[0]["n"] == 4


async def test_each_date_keeps_the_rules_of_the_office_with_those_before_it(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await BookingRule(kind="weekly", value=5, role="trainer", changed=NOW).save()
    daily = "FREQ=DAILY;COUNT=7"
    plan = await preview(series_wish(trainer, rule=daily), actor=trainer.actor, now=NOW)
    assert states(plan) == [
        (25, "free"),
        (26, "free"),
        (27, "problem"),
        (28, "problem"),
        (29, "problem"),
        (30, "free"),
        (1, "free"),
    ]
    await book(wish(trainer, "R502", 13, 16, day=31), actor=trainer.actor, now=NOW)
    plan = await preview(series_wish(trainer, rule=daily), actor=trainer.actor, now=NOW)
    assert states(plan)[-2:] == [(30, "free"), (1, "problem")]
    plan = await preview(series_wish(manager, rule=daily), actor=manager.actor, now=NOW)
    assert {state for _, state in states(plan)} == {"free"}
    with pytest.raises(SeriesClash):
        await create(series_wish(trainer, rule=daily), actor=trainer.actor, now=NOW)


async def test_a_series_is_one_open_request(rooms: Rooms, trainer: Person) -> None:
    for room in ("R501", "R502"):
        await RoomTerms(space=rooms[room].id, approval=True, changed=NOW).save()
    await BookingRule(kind="requests", value=2, changed=NOW).save()
    made = await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    await book(wish(trainer, "R502"), actor=trainer.actor, now=NOW)
    with pytest.raises(Invalid):
        await book(wish(trainer, "R502", day=26), actor=trainer.actor, now=NOW)
    plan = await preview(series_wish(trainer, "R502", day=27), actor=trainer.actor, now=NOW)
    assert {state for _, state in states(plan)} == {"problem"}
    later = Change({"start": time(13), "end": time(15)}, None, {})
    await change_series(made, later, actor=trainer.actor, now=NOW)
    assert {one.state for one in await dates_of(made)} == {"requested"}


async def test_a_closure_is_a_cause(rooms: Rooms, trainer: Person, manager: Person) -> None:
    feast = Closing(
        Place(Scope.ROOM, "R501"), at(0, day=32), at(24, day=32), ClosureKind.MAINTENANCE, "Cat"
    )
    await close([feast], actor=manager.actor, now=NOW)
    plan = await preview(series_wish(trainer), actor=trainer.actor, now=NOW)
    assert [[translate(why, "en") for why in one.closures] for one in plan.dates] == [
        [],
        ["Cat"],
        [],
        [],
    ]
    assert {one.room.code for one in plan.open[0].alternatives} == {"R502", "R401A", "R401B"}


async def test_its_statements_do_not_grow_with_its_dates(rooms: Rooms, trainer: Person) -> None:
    counts = []
    for room, rule in (("R501", WEEKLY), ("R502", "FREQ=WEEKLY;COUNT=52")):
        await book(wish(trainer, room, day=32), actor=trainer.actor, now=NOW)
        asked = series_wish(trainer, room, rule)
        with counting_queries() as sent:
            await preview(asked, actor=trainer.actor, now=NOW)
        looked = len(sent)
        asked = series_wish(trainer, room, rule, decisions={date(2026, 12, 2): Skip()})
        with counting_queries() as sent:
            await create(asked, actor=trainer.actor, now=NOW)
        counts.append((looked, len(sent)))
    assert counts == [(6, 9), (6, 9)]


async def test_fifty_two_dates_are_quick(rooms: Rooms, trainer: Person) -> None:
    """The clock of the wall is the benchmark's business; this one is our own work."""
    for day in (32, 39, 46):
        await book(wish(trainer, day=day), actor=trainer.actor, now=NOW)
    skipped = {date(2026, 12, day): Skip() for day in (2, 9, 16)}
    began = process_time()
    asked = series_wish(trainer, rule="FREQ=WEEKLY;COUNT=52")
    await preview(asked, actor=trainer.actor, now=NOW)
    await create(
        series_wish(trainer, rule="FREQ=WEEKLY;COUNT=52", decisions=skipped),
        actor=trainer.actor,
        now=NOW,
    )
    assert process_time() - began < 0.1


async def test_a_series_has_at_most_four_hundred_dates(rooms: Rooms, trainer: Person) -> None:
    made = await create(
        series_wish(trainer, rule="FREQ=DAILY;COUNT=400"), actor=trainer.actor, now=NOW
    )
    assert len(await dates_of(made)) == 400
    assert datetime(2027, 12, 29, 2, tzinfo=UTC) == (await dates_of(made))[-1].starts
