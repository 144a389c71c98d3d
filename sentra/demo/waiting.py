"""A few who wait in the demo centre, and an offer to take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from bookings.domain.hours import day_of, whole_day
from bookings.domain.rules import Wish
from bookings.operations.bookings import cancel
from bookings.operations.waiting import join
from bookings.queries import Booked, between
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM

_MANY = 8
_DAYS = 14


async def store_waiting(*, seed: int, now: datetime, trainers: Sequence[int]) -> None:
    """Let some trainers wait for rooms that are taken in the coming days.

    Args:
        seed: The same one gives the same line.
        now: From the day after it on.
        trainers: Account ids; the first is the one as whom people look around, and has an offer.
    """
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    coming = await between(whole_day(day_of(now) + timedelta(days=1), days=_DAYS))
    account, *others = trainers
    chosen = random.sample(coming, min(_MANY, len(coming)))
    for number, booked in enumerate(chosen):
        await _wait(booked, random.choice(others), number, now=now)
    for booked in chosen[:2]:
        await _wait(booked, account, _MANY, now=now)
    left = [one for one in coming if one not in chosen and one.organiser != account]
    for booked in random.sample(left, min(1, len(left))):
        await _wait(booked, account, _MANY, now=now)
        await cancel(booked.id, actor=SYSTEM, now=now, reason="Pelatih berhalangan")


async def _wait(booked: Booked, account: int, number: int, *, now: datetime) -> None:
    wish = Wish(
        room=booked.room,
        starts=booked.starts,
        ends=booked.ends,
        title="Kelas tambahan" if number % 2 else "Pendampingan UKM",
        organiser=account,
        people=booked.people,
    )
    try:
        async with DB.transaction():
            await join(wish, actor=SYSTEM, now=now)
    except Refusal:
        return  # a rule of the demo centre's own stands against it
