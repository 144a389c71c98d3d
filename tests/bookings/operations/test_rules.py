"""The office's rules, made, kept by every way of booking, and taken away."""

import asyncio
from datetime import timedelta

import pytest
from litestar import Litestar

from bookings.domain.policies import Kind
from bookings.operations.bookings import book, change
from bookings.operations.rules import Door, remove_rule, set_door, set_rule
from bookings.queries.policies import all_rules
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from tests.bookings.conftest import at, needs_approval, wish
from tests.bookings.race import a_room
from tests.conftest import NOW, Person, counting_queries, person

Rooms = dict[str, Space]


async def rule(
    kind: Kind, value: int, *, room: str | None = None, role: Role | None = Role.TRAINER
) -> int:
    made = await set_rule(kind=kind, value=value, room=room, role=role, actor=COMMAND_LINE, now=NOW)
    return made.id


async def refused(person: Person, **parts: int) -> list[str]:
    """The fields at fault when she books; none where it goes well."""
    try:
        await book(wish(person, **parts), actor=person.actor, now=NOW)  # type: ignore[arg-type]
    except Invalid as refusal:
        return [problem.field for problem in refusal.problems]
    return []


async def test_a_booking_that_breaks_rules_is_told_all_of_them(
    rooms: Rooms, trainer: Person
) -> None:
    await rule(Kind.LEAD, 48)
    await rule(Kind.LONGEST, 60, room="R501")
    assert await refused(trainer) == ["starts", "ends"]
    assert await refused(trainer, first=9, last=10, day=27) == []


async def test_a_manager_is_bound_by_her_own_rules_only(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await rule(Kind.CLOSED_TO, 1, room="R501")
    assert await refused(trainer) == ["room"]
    await book(wish(trainer), actor=manager.actor, now=NOW)


async def test_hours_of_a_week_are_counted_over_all_rooms(rooms: Rooms, trainer: Person) -> None:
    await rule(Kind.WEEKLY, 4)
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    await book(wish(trainer, "R502", day=26), actor=trainer.actor, now=NOW)
    assert await refused(trainer, day=27) == ["starts"]
    assert await refused(trainer, day=30) == [], "another week"


async def test_a_changed_booking_is_not_counted_beside_itself(
    rooms: Rooms, trainer: Person
) -> None:
    await rule(Kind.WEEKLY, 2)
    mine = await book(wish(trainer), actor=trainer.actor, now=NOW)
    moved = await change(mine.id, {"starts": at(13), "ends": at(15)}, actor=trainer.actor, now=NOW)
    assert moved.starts == at(13)
    with pytest.raises(Invalid):
        await change(mine.id, {"ends": at(16)}, actor=trainer.actor, now=NOW)


async def test_a_rule_that_came_later_leaves_words_to_be_changed(
    rooms: Rooms, trainer: Person
) -> None:
    mine = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await rule(Kind.LONGEST, 60)
    renamed = await change(mine.id, {"title": "Lain"}, actor=trainer.actor, now=NOW)
    assert renamed.title == "Lain"


async def test_open_requests_are_counted_and_bookings_are_not(
    rooms: Rooms, trainer: Person
) -> None:
    await needs_approval(rooms["R501"])
    await rule(Kind.REQUESTS, 1)
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    assert await refused(trainer, day=26) == ["room"]
    await book(wish(trainer, "R502", day=26), actor=trainer.actor, now=NOW)


async def test_a_rule_is_there_once_and_takes_its_new_value(rooms: Rooms) -> None:
    first = await rule(Kind.LEAD, 24)
    assert await rule(Kind.LEAD, 48) == first
    await rule(Kind.LEAD, 4, role=None)
    assert [(r.value, r.role) for r in await all_rules()] == [(4, None), (48, Role.TRAINER)]


async def test_it_refuses_who_is_no_manager_and_what_makes_no_sense(
    rooms: Rooms, trainer: Person
) -> None:
    with pytest.raises(Forbidden):
        await set_rule(kind=Kind.LEAD, value=1, room=None, role=None, actor=trainer.actor, now=NOW)
    await rule(Kind.LONGEST, 60)
    for kind, value, room in (
        (Kind.HORIZON, 0, None),
        (Kind.LEAD, 1, "R599"),
        (Kind.LEAD, 1, "X"),
        (Kind.SHORTEST, 90, None),
    ):
        with pytest.raises(Invalid):
            await rule(kind, value, room=room)


async def test_a_rule_taken_away_no_longer_counts(rooms: Rooms, trainer: Person) -> None:
    made = await rule(Kind.CLOSED_TO, 1)
    await remove_rule(made, actor=COMMAND_LINE, now=NOW)
    assert await refused(trainer) == []
    with pytest.raises(NotFound):
        await remove_rule(made, actor=COMMAND_LINE, now=NOW)
    rows = await DB.fetch("SELECT verb FROM audit_entry WHERE subject = 'booking_rule' ORDER BY id")
    assert [row["verb"] for row in rows] == ["rule.set", "rule.remove"]


async def test_how_a_room_is_given_leaves_its_other_terms(rooms: Rooms, trainer: Person) -> None:
    await needs_approval(rooms["R501"], holds=False, before=15, after=30)
    room = await set_door("R501", Door(check_in=20), actor=COMMAND_LINE, now=NOW)
    assert room.terms.before == timedelta(minutes=15)
    assert (room.terms.approval, room.terms.request_holds, room.terms.check_in) == (False, True, 20)
    for minutes in (4, 121):
        with pytest.raises(Invalid):
            await set_door("R501", Door(check_in=minutes), actor=COMMAND_LINE, now=NOW)
    with pytest.raises(Forbidden):
        await set_door("R501", Door(), actor=trainer.actor, now=NOW)


async def test_rules_that_count_nothing_cost_booking_no_statement(
    rooms: Rooms, trainer: Person
) -> None:
    with counting_queries() as without:
        await book(wish(trainer), actor=trainer.actor, now=NOW)
    await rule(Kind.LEAD, 1)
    await rule(Kind.LONGEST, 600)
    with counting_queries() as with_rules:
        await book(wish(trainer, day=26), actor=trainer.actor, now=NOW)
    assert len(with_rules) == len(without)


async def test_at_once_nobody_books_more_hours_than_a_week_has(
    app: Litestar, committed: None
) -> None:
    """Two rooms, one trainer: what one transaction counts the other may not add to."""
    await a_room("R501")
    for number in range(2, 7):
        await DB.fetch(
            "INSERT INTO space (floor, feature, code, kind, name, area, active, capacity, features,"
            " accessible) SELECT floor, gen_random_uuid(), $1, kind, name, area, active, capacity,"
            " features, accessible FROM space WHERE code = 'R501'",
            f"R50{number}",
        )
    someone = await person(app, Role.TRAINER, "Budi Lomba")
    actor = Actor(Role.TRAINER, Source.API, account=someone.account)
    await rule(Kind.WEEKLY, 4)
    answers = await asyncio.gather(
        *(book(wish(someone, f"R50{number}"), actor=actor, now=NOW) for number in range(1, 7)),
        return_exceptions=True,
    )
    names = sorted(type(answer).__name__ for answer in answers)
    assert names == ["Booked"] * 2 + ["Invalid"] * 4
    assert not [answer for answer in answers if isinstance(answer, Conflict)]
