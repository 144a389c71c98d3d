"""Series for the same room at once: on connections of their own, with committed rows."""

import asyncio
from collections import Counter
from datetime import date, time

from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Move
from bookings.operations.bookings import book, cancel
from bookings.operations.series import SeriesWish, create
from bookings.operations.series_cancel import cancel_series, restore_series
from bookings.operations.series_change import Change, change_series
from bookings.queries.series import dates_of
from sentra.database.engine import DB
from sentra.domain.roles import SYSTEM
from tests.bookings.conftest import at
from tests.bookings.operations.test_waiting_races import outcome, trainers
from tests.conftest import NOW

__all__ = ["trainers"]
TRIALS = 2
RULE = parse_recurrence("FREQ=WEEKLY;COUNT=6")


def wish(
    organiser: int, room: str = "R701", first: int = 9, instead: str | None = None
) -> SeriesWish:
    """Six Wednesdays, the second of them in another room if need be."""
    one = Wish(room=room, starts=at(first), ends=at(first + 2), title="Kelas", organiser=organiser)
    other = Move(instead, at(9, day=32), at(11, day=32)) if instead else None
    return SeriesWish(one, RULE, {date(2026, 12, 2): other} if other else {})


async def forget() -> None:
    async with DB.transaction():
        await DB.fetch("DELETE FROM hold")
        await DB.fetch("DELETE FROM booking")
        await DB.fetch("DELETE FROM series")


async def standing() -> int:
    rows = await DB.fetch("SELECT count(*) AS n FROM booking WHERE state = 'confirmed'")
    number: int = rows[0]["n"]
    return number


async def test_of_many_series_for_one_room_one_is_booked(trainers: list[int]) -> None:
    for _trial in range(TRIALS):
        answers = await asyncio.gather(
            *(outcome(create(wish(one), actor=SYSTEM, now=NOW)) for one in trainers)
        )
        assert Counter(answers) == {"done": 1, "clash": len(trainers) - 1}
        assert await standing() == 6
        await forget()


async def test_hall_halves_and_single_bookings_never_hold_one_room_twice(
    trainers: list[int],
) -> None:
    """Locks are taken in another order by each, were it not for the ids."""
    crossing = [
        wish(trainers[0], "R702"),
        wish(trainers[1], "R702A", instead="R702B"),
        wish(trainers[2], "R702B", instead="R702A"),
    ]
    for _trial in range(TRIALS):
        single = Wish("R702B", at(10, day=39), at(12, day=39), "Rapat", trainers[3])
        answers = await asyncio.gather(
            *(outcome(create(one, actor=SYSTEM, now=NOW)) for one in crossing),
            outcome(book(single, actor=SYSTEM, now=NOW)),
        )
        assert set(answers) <= {"done", "clash"}
        rows = await DB.fetch(
            """
            SELECT count(*) AS n FROM hold a JOIN hold b
            ON a.space = b.space AND a.id < b.id
               AND tstzrange(a.starts, a.ends) && tstzrange(b.starts, b.ends)
            """
        )
        assert rows[0]["n"] == 0
        await forget()


async def test_changing_cancelling_and_restoring_at_once_ends_in_one_of_their_states(
    trainers: list[int],
) -> None:
    for _trial in range(TRIALS):
        one = await create(wish(trainers[0]), actor=SYSTEM, now=NOW)
        single = (await dates_of(one))[2]
        later = Change({"start": time(13), "end": time(15)}, date(2026, 12, 9), {})
        answers = await asyncio.gather(
            outcome(change_series(one, later, actor=SYSTEM, now=NOW)),
            outcome(change_series(one, later, actor=SYSTEM, now=NOW)),
            outcome(cancel_series(one, since=date(2026, 12, 2), actor=SYSTEM, now=NOW)),
            outcome(cancel(single.id, actor=SYSTEM, now=NOW)),
            outcome(restore_series(one, actor=SYSTEM, now=NOW)),
            outcome(create(wish(trainers[1], first=14), actor=SYSTEM, now=NOW)),
        )
        assert set(answers) <= {"done", "clash", "conflict", "invalid"}
        rows = await DB.fetch("SELECT count(*) AS n FROM hold")
        assert rows[0]["n"] == await standing()
        await forget()
