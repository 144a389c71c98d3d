"""Reserving equipment with a booking, through the booking's own operations."""

from typing import Any

import asyncpg
import pytest

from bookings import queries
from bookings.domain.spans import Span
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.equipment import reserve_many, wanted_by
from bookings.operations.pools import add_pool, change_pool
from bookings.operations.shortages import Shortage
from bookings.queries import Booked
from bookings.queries.equipment import Pool, free, lent, pools
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.i18n import translate
from tests.bookings.conftest import at, wish
from tests.bookings.equipment import held, pool
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]


async def booked(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def test_units_go_with_the_booking_and_the_trail_says_so(
    rooms: Rooms, trainer: Person
) -> None:
    projectors = await pool()
    made = await booked(trainer, equipment={projectors: 2})
    assert await held() == [(made.id, 1, 9, 11), (made.id, 2, 9, 11)]
    deeds = await queries.history(made.id)
    assert [(deed.verb, deed.after.get("equipment")) for deed in deeds] == [
        ("booking.book", None),
        ("booking.equip", ["2 × Proyektor"]),
    ]
    [one] = await lent(projectors, since=NOW)
    assert (one.booking, one.room, one.number) == (made.id, "R501", 2)


async def test_a_booking_without_any_takes_no_more_statements(
    rooms: Rooms, trainer: Person
) -> None:
    await pool()
    with counting_queries() as sent:
        await booked(trainer)
    assert len(sent) == 3


async def test_too_few_are_refused_with_what_is_free_and_when(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors, ovens = await pool(number=3), await pool("Oven", 1)
    await booked(trainer, equipment={projectors: 2})
    with pytest.raises(Shortage) as refused:
        await booked(other_trainer, "R502", 10, 12, equipment={projectors: 2, ovens: 1})
    assert translate(refused.value.message, "id") == (
        "Peralatan tidak cukup pada Rabu, 25 November 2026, 10.00–12.00: Proyektor (1 dari 3 "
        "tersedia; cukup pada 07.00–09.00 dan 11.00–13.00)."
    )
    assert refused.value.extra == {
        "shortages": [
            {
                "equipment": projectors,
                "name": "Proyektor",
                "wanted": 2,
                "free": 1,
                "units": 3,
                "free_at": [
                    {"starts": "2026-11-25T07:00:00+07:00", "ends": "2026-11-25T09:00:00+07:00"},
                    {"starts": "2026-11-25T11:00:00+07:00", "ends": "2026-11-25T13:00:00+07:00"},
                ],
            }
        ]
    }
    assert len(await held()) == 2
    assert await DB.fetch("SELECT FROM booking WHERE space = $1", rooms["R502"].id) == []


@pytest.mark.parametrize("wanted", [{1_000_000: 1}, "too many"])
async def test_what_there_is_not_is_refused(rooms: Rooms, trainer: Person, wanted: Any) -> None:
    projectors = await pool()
    asked = {projectors: 3} if wanted == "too many" else wanted
    with pytest.raises(Invalid) as refused:
        await booked(trainer, equipment=asked)
    [problem] = refused.value.problems
    assert problem.field == f"equipment-{next(iter(asked))}"


async def test_cancelling_gives_back_and_restoring_takes_again(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors = await pool()
    made = await booked(trainer, equipment={projectors: 2})
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert await held() == []
    assert await wanted_by(made.id) == {projectors: 2}
    other = await booked(other_trainer, "R502", equipment={projectors: 1})
    with pytest.raises(Shortage):
        await restore(made.id, actor=trainer.actor, now=NOW)
    await cancel(other.id, actor=other_trainer.actor, now=NOW)
    await restore(made.id, actor=trainer.actor, now=NOW)
    assert [one[0] for one in await held()] == [made.id, made.id]


async def test_it_moves_with_its_booking(rooms: Rooms, trainer: Person) -> None:
    projectors = await pool()
    made = await booked(trainer, equipment={projectors: 1})
    await change(made.id, {"starts": at(10), "ends": at(12)}, actor=trainer.actor, now=NOW)
    assert await held() == [(made.id, 1, 10, 12)]
    await change(made.id, {"equipment": {projectors: 2}}, actor=trainer.actor, now=NOW)
    assert [one[1] for one in await held()] == [1, 2]
    await change(made.id, {"title": "Lain"}, actor=trainer.actor, now=NOW)
    assert len(await held()) == 2
    await change(made.id, {"equipment": {}}, actor=trainer.actor, now=NOW)
    assert await held() == []


async def test_units_that_are_free_in_pieces_are_put_together(
    rooms: Rooms, trainer: Person
) -> None:
    projectors = await pool()
    first = await booked(trainer, "R501", 9, 10, equipment={projectors: 1})
    second = await booked(trainer, "R501", 10, 11, equipment={projectors: 1})
    await DB.fetch(
        "UPDATE equipment_hold SET unit = (SELECT max(id) FROM equipment_unit) WHERE booking = $1",
        second.id,
    )
    assert [one[1] for one in await held()] == [1, 2]
    third = await booked(trainer, "R502", 9, 11, equipment={projectors: 1})
    assert await held() == [(first.id, 1, 9, 10), (third.id, 2, 9, 11), (second.id, 1, 10, 11)]


async def test_all_of_several_bookings_get_it_or_none(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors = await pool()
    made = [await booked(trainer, day=day) for day in (25, 26, 27)]
    places = [(one.id, Span(one.starts, one.ends)) for one in made]
    blocking = await booked(other_trainer, "R502", day=26, equipment={projectors: 1})
    with pytest.raises(Shortage) as refused:
        async with DB.transaction():
            await reserve_many(places, {projectors: 2}, actor=trainer.actor, now=NOW)
    assert "26 November" in translate(refused.value.message, "id")
    assert [one[0] for one in await held()] == [blocking.id]
    with counting_queries() as sent:
        await reserve_many(places, {projectors: 1}, actor=trainer.actor, now=NOW)
    assert len(sent) < 12
    assert len(await held()) == 4


async def test_the_database_refuses_a_unit_twice(rooms: Rooms, trainer: Person) -> None:
    projectors = await pool()
    await booked(trainer, equipment={projectors: 1})
    with pytest.raises(asyncpg.ExclusionViolationError) as broken:
        async with DB.transaction():
            await DB.fetch(
                "INSERT INTO equipment_hold (booking, unit, starts, ends)"
                " SELECT booking, unit, starts + interval '1 hour', ends FROM equipment_hold"
            )
    assert broken.value.constraint_name == "equipment_no_overlap"


async def test_a_manager_keeps_the_pools(rooms: Rooms, manager: Person, trainer: Person) -> None:
    made = await add_pool("  Mesin   jahit ", 3, actor=manager.actor, now=NOW)
    assert made == Pool(made.id, "Mesin jahit", True, 3)  # noqa: FBT003
    more = await change_pool(made.id, number=5, name="Mesin obras", actor=manager.actor, now=NOW)
    assert more == Pool(made.id, "Mesin obras", True, 5)  # noqa: FBT003
    with pytest.raises(Invalid):
        async with DB.transaction():
            await add_pool("Mesin obras", 1, actor=manager.actor, now=NOW)
    with pytest.raises(Forbidden):
        await add_pool("Oven", 1, actor=trainer.actor, now=NOW)
    with pytest.raises(Forbidden):
        await change_pool(made.id, number=1, actor=trainer.actor, now=NOW)
    with pytest.raises(NotFound):
        await change_pool(2**40, number=1, actor=manager.actor, now=NOW)
    await change_pool(made.id, active=False, actor=manager.actor, now=NOW)
    assert await pools() == []
    with pytest.raises(Invalid):
        await booked(trainer, equipment={made.id: 1})


async def test_a_pool_shrinks_as_far_as_reservations_let_it(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    projectors = await pool(number=3)
    first = await booked(trainer, "R501", equipment={projectors: 1})
    second = await booked(trainer, "R502", equipment={projectors: 1})
    await DB.fetch(
        "UPDATE equipment_hold SET unit = (SELECT max(id) FROM equipment_unit) WHERE booking = $1",
        first.id,
    )
    await change_pool(projectors, number=2, actor=manager.actor, now=NOW)
    assert sorted(one[:2] for one in await held()) == [(first.id, 1), (second.id, 2)]
    with pytest.raises(Conflict):
        async with DB.transaction():
            await change_pool(projectors, number=1, actor=manager.actor, now=NOW)
    with pytest.raises(Conflict):
        await change_pool(projectors, active=False, actor=manager.actor, now=NOW)
    assert [(one.number, left) for one, left in await free(Span(at(9), at(11)))] == [(2, 0)]


async def test_a_unit_in_hand_is_not_the_one_that_goes(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    projectors = await pool(number=2)
    made = await booked(trainer, equipment={projectors: 1})
    await DB.fetch("UPDATE equipment_hold SET unit = (SELECT max(id) FROM equipment_unit)")
    await change_pool(projectors, number=1, actor=manager.actor, now=at(10))
    assert await held() == [(made.id, 2, 9, 11)]
    assert [(one.number, left) for one, left in await free(Span(at(9), at(11)))] == [(1, 0)]
