"""Closing while others book: on connections of their own, with committed rows."""

import asyncio

import pytest

from bookings.domain.closures import Closing, ClosureKind, Place
from bookings.domain.rules import Wish
from bookings.operations.bookings import book, cancel
from bookings.operations.closing import close
from bookings.operations.closures import lift
from floors.tables import Floor, Site
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM
from sentra.tables import Account
from tests.bookings.conftest import at, make_room
from tests.conftest import NOW

ROOMS = [f"R{number}" for number in range(601, 607)]
CLOSING = Closing(Place(), at(8), at(18), ClosureKind.MAINTENANCE, "Servis AC")


@pytest.fixture
async def organiser(committed: None) -> int:
    """A trainer, and six rooms on a floor of their own."""
    site = Site(code="race", name="Sentra", area=2500)
    await site.save()
    floor = Floor(site=site.id, level=6, name="Lantai 6", area=500)
    await floor.save()
    for code in ROOMS:
        await make_room(floor, code, code, capacity=20).save()
    account = Account(email="budi@example.org", name="Budi", role="trainer", created=NOW)
    await account.save()
    return account.id


def wish(room: str, organiser: int) -> Wish:
    return Wish(room=room, starts=at(9), ends=at(11), title="Kelas", organiser=organiser)


async def outcome(one: Wish) -> str:
    try:
        await book(one, actor=SYSTEM, now=NOW)
    except Refusal as refusal:
        return refusal.code
    return "booked"


async def gaps() -> list[tuple[str, int]]:
    """Rooms of which somebody does not hold every one of the ten hours, and how many are held."""
    rows = await DB.fetch(
        """
        SELECT s.code, extract(epoch FROM sum(h.ends - h.starts))::int / 3600 AS hours
        FROM space s LEFT JOIN hold h ON h.space = s.id GROUP BY s.code ORDER BY s.code
        """
    )
    return [(row["code"], row["hours"]) for row in rows if row["hours"] != 10]


async def test_who_books_while_it_closes_is_cancelled_or_refused(organiser: int) -> None:
    for _trial in range(4):
        closing = asyncio.create_task(close([CLOSING], rest="cancel", actor=SYSTEM, now=NOW))
        answers = await asyncio.gather(*(outcome(wish(room, organiser)) for room in ROOMS))
        made = await closing
        assert answers.count("booked") == len(made.cancelled)
        assert set(answers) <= {"booked", "clash"}
        assert await DB.fetch("SELECT FROM hold WHERE booking IS NOT NULL") == []
        assert await gaps() == []
        await DB.fetch("DELETE FROM booking")
        await DB.fetch("DELETE FROM closure")


async def test_who_cancels_while_it_closes_leaves_no_gap(organiser: int) -> None:
    for _trial in range(4):
        booked = [await book(wish(room, organiser), actor=SYSTEM, now=NOW) for room in ROOMS]
        closing = asyncio.create_task(close([CLOSING], rest="keep", actor=SYSTEM, now=NOW))
        await asyncio.gather(*(cancel(one.id, actor=SYSTEM, now=NOW) for one in booked))
        made = await closing
        assert await gaps() == []
        assert await DB.fetch("SELECT FROM hold WHERE booking IS NOT NULL") == []
        await lift(made.closures[0].id, actor=SYSTEM, now=NOW)
        assert await DB.fetch("SELECT FROM hold") == []
        await DB.fetch("DELETE FROM booking")
        await DB.fetch("DELETE FROM closure")
