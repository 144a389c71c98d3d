"""Checking in, and rooms given back that nobody came to."""

import asyncio
from datetime import timedelta

import pytest
from litestar import Litestar

from bookings import queries
from bookings.operations.approval import approve
from bookings.operations.attendance import check_in, release_unchecked
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.rules import Door, set_door
from bookings.queries import Booked
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden
from sentra.domain.roles import COMMAND_LINE, SYSTEM, Actor, Role, Source
from tests.bookings.conftest import at, needs_approval, wish
from tests.bookings.race import a_room
from tests.conftest import NOW, Person, person

Rooms = dict[str, Space]
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
async def asks(rooms: Rooms) -> Rooms:
    """R501 releases who has not checked in after a quarter of an hour."""
    await set_door("R501", Door(check_in=15), actor=COMMAND_LINE, now=YESTERDAY)
    return rooms


async def booked(person: Person, room: str = "R501", first: int = 9, last: int = 11) -> Booked:
    return await book(wish(person, room, first, last), actor=person.actor, now=NOW)


async def state(booking: Booked) -> tuple[str, int]:
    """Its state, and how many rooms it holds."""
    found = await queries.booking(booking.id)
    assert found is not None
    rows = await DB.fetch("SELECT FROM hold WHERE booking = $1", booking.id)
    return found.state, len(rows)


async def test_a_room_is_given_back_at_the_minute_and_not_before(
    asks: Rooms, trainer: Person, other_trainer: Person
) -> None:
    mine = await booked(trainer)
    assert await release_unchecked(at(9, 14)) == 0
    assert await release_unchecked(at(9, 15)) == 1
    assert await release_unchecked(at(9, 15)) == 0
    assert await state(mine) == ("released", 0)
    deed = (await queries.history(mine.id))[-1]
    assert (deed.verb, deed.actor) == ("booking.release", SYSTEM.name)
    await book(wish(other_trainer, first=10, last=11), actor=other_trainer.actor, now=at(9, 20))


async def test_who_has_checked_in_keeps_the_room(asks: Rooms, trainer: Person) -> None:
    mine = await booked(trainer)
    come = await check_in(mine.id, actor=trainer.actor, now=at(8, 50))
    assert (come.checked_in, come.sequence) == (at(8, 50), 0)
    again = await check_in(mine.id, actor=trainer.actor, now=at(9, 5))
    assert again.checked_in == at(8, 50)
    assert await release_unchecked(at(9, 30)) == 0
    assert await state(mine) == ("confirmed", 1)


async def test_check_in_opens_half_an_hour_before_and_ends_with_the_booking(
    asks: Rooms, trainer: Person, manager: Person
) -> None:
    mine = await booked(trainer)
    for when in (at(8, 29), at(11)):
        with pytest.raises(Conflict):
            await check_in(mine.id, actor=trainer.actor, now=when)
    assert (await check_in(mine.id, actor=manager.actor, now=at(8, 30))).checked_in == at(8, 30)


async def test_only_its_own_people_check_in(
    asks: Rooms, trainer: Person, other_trainer: Person
) -> None:
    mine = await booked(trainer)
    with pytest.raises(Forbidden):
        await check_in(mine.id, actor=other_trainer.actor, now=at(9))


async def test_only_a_booking_that_stands_is_checked_in_to_or_given_back(
    asks: Rooms, trainer: Person
) -> None:
    mine = await booked(trainer)
    await cancel(mine.id, actor=trainer.actor, now=NOW)
    with pytest.raises(Conflict):
        await check_in(mine.id, actor=trainer.actor, now=at(9))
    assert await release_unchecked(at(9, 30)) == 0


async def test_what_is_released_is_booked_anew_and_not_restored(
    asks: Rooms, trainer: Person
) -> None:
    mine = await booked(trainer)
    await release_unchecked(at(9, 30))
    for again in (
        restore(mine.id, actor=trainer.actor, now=at(9, 31)),
        change(mine.id, {"title": "Lain"}, actor=trainer.actor, now=at(9, 31)),
        check_in(mine.id, actor=trainer.actor, now=at(9, 31)),
    ):
        with pytest.raises(Conflict):
            await again


async def test_rooms_that_ask_for_no_check_in_are_kept(asks: Rooms, trainer: Person) -> None:
    mine = await booked(trainer, "R502")
    assert await release_unchecked(at(10)) == 0
    assert await state(mine) == ("confirmed", 1)


async def test_what_is_over_is_left_as_it_was(asks: Rooms, trainer: Person) -> None:
    mine = await booked(trainer)
    assert await release_unchecked(at(11)) == 0
    assert await state(mine) == ("confirmed", 1)


async def test_who_books_late_is_not_late(asks: Rooms, trainer: Person) -> None:
    """Booked at 9.10 from 9.00 on: the quarter of an hour counts from then."""
    late = await book(wish(trainer), actor=trainer.actor, now=at(9, 10))
    assert await release_unchecked(at(9, 24)) == 0
    assert await release_unchecked(at(9, 25)) == 1
    assert await state(late) == ("released", 0)


async def test_who_is_approved_late_is_not_late(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], check_in=15)
    asked = await book(wish(trainer), actor=trainer.actor, now=at(8, 55))
    await approve(asked.id, actor=manager.actor, now=at(9, 9))
    assert await release_unchecked(at(9, 23)) == 0
    assert await release_unchecked(at(9, 24)) == 1


async def test_a_room_that_begins_to_ask_gives_time(rooms: Rooms, trainer: Person) -> None:
    await booked(trainer)
    await set_door("R501", Door(check_in=15), actor=COMMAND_LINE, now=at(10))
    assert await release_unchecked(at(10, 14)) == 0
    assert await release_unchecked(at(10, 15)) == 1


async def test_a_hall_is_given_back_whole(rooms: Rooms, trainer: Person) -> None:
    await set_door("R401", Door(check_in=15), actor=COMMAND_LINE, now=YESTERDAY)
    hall = await booked(trainer, "R401")
    assert await release_unchecked(at(9, 15)) == 1
    assert await state(hall) == ("released", 0)


async def test_come_or_released_but_not_both(app: Litestar, committed: None) -> None:
    """Four workers look while she checks in at the last moment."""
    await a_room("R501")
    await set_door("R501", Door(check_in=15), actor=COMMAND_LINE, now=YESTERDAY)
    someone = await person(app, Role.TRAINER, "Budi Lomba")
    actor = Actor(Role.TRAINER, Source.API, account=someone.account)
    mine = await book(wish(someone), actor=actor, now=NOW)
    answers = await asyncio.gather(
        *(release_unchecked(at(9, 15)) for _ in range(2)),
        check_in(mine.id, actor=actor, now=at(9, 15)),
        *(release_unchecked(at(9, 15)) for _ in range(2)),
        return_exceptions=True,
    )
    come = isinstance(answers[2], Booked)
    assert await state(mine) == (("confirmed", 1) if come else ("released", 0))
    assert come or isinstance(answers[2], Conflict)
    numbers = [answer for answer in answers if isinstance(answer, int)]
    assert sum(numbers) == (0 if come else 1)
