"""The last projector, for many at once: on connections of their own, with committed rows."""

import asyncio
from collections import Counter

import pytest

from bookings.domain.rules import Wish
from bookings.operations.bookings import book, cancel, change
from bookings.operations.pools import change_pool
from floors.tables import Floor, Site
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM
from sentra.tables import Account
from tests.bookings.conftest import at, make_room
from tests.bookings.equipment import held, pool
from tests.conftest import NOW

ROOMS = [f"R{number}" for number in range(601, 609)]


@pytest.fixture
async def organiser(committed: None) -> int:
    """A trainer, and eight rooms on a floor of their own."""
    site = Site(code="race", name="Sentra", area=2500)
    await site.save()
    floor = Floor(site=site.id, level=6, name="Lantai 6", area=500)
    await floor.save()
    for code in ROOMS:
        await make_room(floor, code, code, capacity=20).save()
    account = Account(email="budi@example.org", name="Budi", role="trainer", created=NOW)
    await account.save()
    return account.id


def wish(room: str, organiser: int, wanted: dict[int, int], first: int = 9, last: int = 11) -> Wish:
    return Wish(
        room=room,
        starts=at(first),
        ends=at(last),
        title="Kelas",
        organiser=organiser,
        equipment=wanted,
    )


async def outcome(one: Wish) -> str:
    try:
        await book(one, actor=SYSTEM, now=NOW)
    except Refusal as refusal:
        return refusal.code
    return "booked"


async def test_one_of_many_gets_the_last_projector(organiser: int) -> None:
    projectors = await pool(number=1)
    for _trial in range(4):
        answers = await asyncio.gather(
            *(outcome(wish(room, organiser, {projectors: 1})) for room in ROOMS)
        )
        assert Counter(answers) == {"booked": 1, "shortage": 7}
        await DB.fetch("DELETE FROM booking")


async def test_as_many_as_there_are_whatever_the_order_of_the_kinds(organiser: int) -> None:
    """Half of them name the kinds the other way round; locks are taken in one order anyway."""
    projectors, ovens = await pool(number=3), await pool("Oven", 3)
    some, others = {projectors: 1, ovens: 1}, {ovens: 1, projectors: 1}
    for _trial in range(4):
        answers = await asyncio.gather(
            *(
                outcome(wish(room, organiser, some if number % 2 else others))
                for number, room in enumerate(ROOMS)
            )
        )
        assert Counter(answers) == {"booked": 3, "shortage": 5}
        await DB.fetch("DELETE FROM booking")


async def test_nothing_escapes_while_units_change_hands(organiser: int) -> None:
    """Bookings come, move and go at once, on few units that are free in pieces."""
    projectors = await pool(number=2)
    made = [
        await book(
            wish(room, organiser, {projectors: 1}, 9 + hour, 10 + hour), actor=SYSTEM, now=NOW
        )
        for hour, room in enumerate(ROOMS[:6])
    ]
    for _trial in range(3):
        outcomes = await asyncio.gather(
            *(outcome(wish(room, organiser, {projectors: 1}, 9, 15)) for room in ROOMS[6:]),
            *(cancel(one.id, actor=SYSTEM, now=NOW) for one in made[:2]),
            change(made[2].id, {"starts": at(16), "ends": at(18)}, actor=SYSTEM, now=NOW),
            change_pool(projectors, number=3, actor=SYSTEM, now=NOW),
            return_exceptions=True,
        )
        assert [one for one in outcomes if isinstance(one, Exception) and _odd(one)] == []
        standing = await DB.fetch("SELECT id FROM booking WHERE state = 'confirmed'")
        assert {one[0] for one in await held()} == {row["id"] for row in standing}


def _odd(error: BaseException) -> bool:
    """Anything but an answer in words."""
    return not isinstance(error, Refusal)
