"""One offer, for many at once: on connections of their own, with committed rows."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest

from bookings.domain.rules import Wish
from bookings.operations.bookings import book, cancel
from bookings.operations.offers import LASTS, keep
from bookings.operations.waiting import claim, join, withdraw
from floors.tables import Floor, Site, SpacePart
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM
from sentra.tables import Account
from tests.bookings.conftest import at, make_room
from tests.conftest import NOW


@pytest.fixture
async def trainers(committed: None) -> list[int]:
    """Six trainers, a room R701, and a hall R702 of the halves R702A and R702B."""
    site = Site(code="race", name="Sentra", area=2500)
    await site.save()
    floor = Floor(site=site.id, level=7, name="Lantai 7", area=500)
    await floor.save()
    made = {code: make_room(floor, code, code) for code in ("R701", "R702A", "R702B", "R702")}
    for room in made.values():
        await room.save()
    for half in ("R702A", "R702B"):
        await SpacePart(whole=made["R702"].id, part=made[half].id).save()
    accounts = [
        Account(email=f"t{number}@example.org", name=f"T{number}", role="trainer", created=NOW)
        for number in range(6)
    ]
    for account in accounts:
        await account.save()
    return [account.id for account in accounts]


def wish(organiser: int, room: str = "R701") -> Wish:
    return Wish(room=room, starts=at(9), ends=at(11), title="Kelas", organiser=organiser)


async def outcome(work: Coroutine[Any, Any, object]) -> str:
    """What was answered; anything but an answer in words breaks the test."""
    try:
        await work
    except Refusal as refusal:
        return refusal.code
    return "done"


async def forget() -> None:
    async with DB.transaction():
        await DB.fetch("DELETE FROM hold")
        await DB.fetch("DELETE FROM waiting")
        await DB.fetch("DELETE FROM booking")


async def test_an_offer_is_taken_once(trainers: list[int]) -> None:
    """By herself in many windows, while others book the room and the keeper passes by."""
    first, second, *others = trainers
    for _trial in range(4):
        made = await book(wish(first), actor=SYSTEM, now=NOW)
        place = await join(wish(second), actor=SYSTEM, now=NOW)
        await cancel(made.id, actor=SYSTEM, now=NOW)
        claims, books, _ = await asyncio.gather(
            asyncio.gather(*(outcome(claim(place.id, actor=SYSTEM, now=NOW)) for _ in range(5))),
            asyncio.gather(*(outcome(book(wish(one), actor=SYSTEM, now=NOW)) for one in others)),
            keep(NOW),
        )
        assert Counter(claims) == {"done": 1, "conflict": 4}
        assert Counter(books) == {"clash": 4}
        await forget()


async def test_what_becomes_free_is_offered_to_one(trainers: list[int]) -> None:
    """Cancelled, looked for by the keeper and booked by others at the same moment."""
    first, *others = trainers
    for _trial in range(4):
        made = await book(wish(first), actor=SYSTEM, now=NOW)
        places = [
            await join(wish(one), actor=SYSTEM, now=NOW + timedelta(seconds=number))
            for number, one in enumerate(others[:3])
        ]
        await asyncio.gather(
            cancel(made.id, actor=SYSTEM, now=NOW),
            keep(NOW),
            outcome(book(wish(others[3]), actor=SYSTEM, now=NOW)),
            outcome(book(wish(others[4]), actor=SYSTEM, now=NOW)),
        )
        rows = await DB.fetch("SELECT waiting FROM hold")
        assert [row["waiting"] for row in rows] == [places[0].id]
        await forget()


async def test_taking_an_offer_as_it_lapses_has_one_outcome(trainers: list[int]) -> None:
    """The clocks of two processes differ by a second: one takes, the other lets it lapse."""
    first, second, third, *_ = trainers
    for _trial in range(4):
        made = await book(wish(first), actor=SYSTEM, now=NOW)
        place = await join(wish(second), actor=SYSTEM, now=NOW)
        after = await join(wish(third), actor=SYSTEM, now=NOW + timedelta(seconds=1))
        await cancel(made.id, actor=SYSTEM, now=NOW)
        end = NOW + LASTS
        taken, *_ = await asyncio.gather(
            outcome(claim(place.id, actor=SYSTEM, now=end - timedelta(seconds=1))),
            keep(end),
            keep(end),
            outcome(withdraw(place.id, actor=SYSTEM, now=end)),
        )
        [row] = await DB.fetch("SELECT booking IS NOT NULL AS booked, waiting FROM hold")
        assert (row["booked"], row["waiting"]) == (
            (True, None) if taken == "done" else (False, after.id)
        )
        await forget()


async def test_halves_and_hall_let_go_at_once_block_nobody(trainers: list[int]) -> None:
    """Each half's cancellation may offer the whole hall; books of the hall come in between."""
    first, second, third, *others = trainers
    for _trial in range(4):
        halves = [
            await book(wish(first, code), actor=SYSTEM, now=NOW) for code in ("R702A", "R702B")
        ]
        place = await join(wish(second, "R702"), actor=SYSTEM, now=NOW)
        await asyncio.gather(
            *(cancel(one.id, actor=SYSTEM, now=NOW) for one in reversed(halves)),
            *(outcome(book(wish(one, "R702"), actor=SYSTEM, now=NOW)) for one in others),
            outcome(join(wish(third, "R702"), actor=SYSTEM, now=NOW)),
        )
        rows = await DB.fetch("SELECT waiting FROM hold")
        assert [row["waiting"] for row in rows] == [place.id, place.id]
        await forget()
