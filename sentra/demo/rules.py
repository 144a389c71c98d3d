"""The demo centre's rules of booking, which rooms are asked for, and what waits for an answer."""

from datetime import datetime, time, timedelta

from bookings.domain.hours import at
from bookings.domain.policies import Kind
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.operations.approval import refuse
from bookings.operations.bookings import book
from bookings.operations.rules import Door, set_door, set_rule
from bookings.queries import rooms
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM, Actor, Role, Source
from sentra.i18n import today

_LARGE, _SMALL = 40, 12
"""Persons: who wants a larger room than the one asks, whoever has a smaller one than the other
checks in."""
_CHECKED = 2
"""How many small rooms release those who do not come."""
_CHECK_IN = 15  # minutes
_AHEAD = 21
"""Days in which requests are made."""
_ASKED = 6
_TITLES = (
    "Bazar UKM Ramadan",
    "Temu usaha dengan pembeli ritel",
    "Sosialisasi sertifikat halal",
    "Wisuda peserta inkubasi",
    "Peluncuran katalog bersama",
    "Rapat anggota tahunan koperasi",
    "Lomba kemasan terbaik",
)
_RULES = (
    (Kind.LEAD, 2),
    (Kind.HORIZON, 180),
    (Kind.LONGEST, 600),
    (Kind.WEEKLY, 24),
    (Kind.REQUESTS, 4),
)
"""For trainers, in every room."""


async def store_rules(*, now: datetime) -> None:
    """Say how rooms are given; what is booked already stands."""
    for kind, value in _RULES:
        await set_rule(kind=kind, value=value, room=None, role=Role.TRAINER, actor=SYSTEM, now=now)
    checked = 0
    for room in await rooms():
        people = room.capacity or 0
        if people >= _LARGE:
            door = Door(approval=True, request_holds=not room.parts)
        elif people <= _SMALL and checked < _CHECKED:
            checked += 1
            door = Door(check_in=_CHECK_IN)
        else:
            continue
        await set_door(room.code, door, actor=SYSTEM, now=now)


async def store_requests(*, now: datetime) -> None:
    """Let trainers ask for rooms that need approval, and one be refused."""
    asked: list[int] = []
    trainers = await _trainers()
    wanted = [room for room in await rooms() if room.terms.approval]
    for number in range(_AHEAD * len(wanted)):
        if len(asked) > _ASKED:
            break
        room = wanted[number % len(wanted)]
        found = await _ask(room, 4 + number // len(wanted), trainers[number % 3], len(asked), now)
        asked += [] if found is None else [found]
    if asked:
        reason = "Aula dipakai pelantikan; silakan pakai ruang lain di lantai yang sama."
        await refuse(asked[-1], actor=SYSTEM, now=now, reason=reason)


async def _trainers() -> list[Actor]:
    rows = await DB.fetch(
        "SELECT id, name FROM account WHERE role = 'trainer' AND active ORDER BY id LIMIT 3"
    )
    return [Actor(Role.TRAINER, Source.SYSTEM, name=row["name"], account=row["id"]) for row in rows]


async def _ask(room: Room, ahead: int, trainer: Actor, title: int, now: datetime) -> int | None:
    day = today(now) + timedelta(days=ahead)
    wish = Wish(
        room=room.code,
        starts=at(day, time(13)),
        ends=at(day, time(16)),
        title=_TITLES[title],
        organiser=trainer.account or 0,
        people=room.capacity,
    )
    try:
        return (await book(wish, actor=trainer, now=now)).id
    except Refusal:
        return None  # taken, closed, or against a rule: another day then
