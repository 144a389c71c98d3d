"""Reads of who has come: what goes on at a door, and which rooms nobody came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bookings.domain.attendance import EARLY
from bookings.queries.bookings import BOOKING, Booked
from sentra.database.engine import DB

MOST_AT_ONCE = 500
"""How many unchecked bookings are looked at in one go."""

_LONGEST = timedelta(days=1)
"""No booking is longer: bounds the look at the index on starts."""

SINCE = """
    greatest(b.created, t.changed, CASE WHEN b.decide_by IS NULL THEN b.created ELSE b.changed END)
"""
"""When a booking came to stand, by approval or at once, or its room to ask for check-in."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when a booking waits for its people.

    Attributes:
        minutes: As its room's terms say.
        since: When it came to stand, or its room to ask for check-in.
    """

    booking: int
    minutes: int
    since: datetime


async def unchecked(now: datetime) -> Sequence[int]:
    """Bookings whose people should have checked in by now, while there is time to give back."""
    rows = await DB.fetch(
        f"""
        SELECT b.id FROM booking b JOIN room_terms t ON t.space = b.space
        WHERE b.state = 'confirmed' AND b.checked_in IS NULL AND t.check_in IS NOT NULL
          AND b.starts > $2 AND b.starts <= $1 AND b.ends > $1
          AND greatest(b.starts, {SINCE}) + make_interval(mins => t.check_in) <= $1
        ORDER BY b.starts, b.id LIMIT $3
        """,  # noqa: S608 - made of constants
        now,
        now - _LONGEST,
        MOST_AT_ONCE,
    )
    return [row["id"] for row in rows]


async def wait_of(booking: int) -> Wait | None:
    """How long this booking waits; None where its room asks for no check-in."""
    rows = await DB.fetch(
        f"""
        SELECT t.check_in, {SINCE} AS since
        FROM booking b JOIN room_terms t ON t.space = b.space
        WHERE b.id = $1 AND t.check_in IS NOT NULL
        """,  # noqa: S608 - made of constants
        booking,
    )
    return Wait(booking, rows[0]["check_in"], rows[0]["since"]) if rows else None


async def expected(organiser: int, now: datetime) -> list[tuple[Booked, Wait]]:
    """Somebody's own bookings that wait for her to check in, and for how long."""
    rows = await DB.fetch(
        f"""
        SELECT found.*, t.check_in, {SINCE} AS since
        FROM ({BOOKING} WHERE b.organiser = $1 AND b.state = 'confirmed' AND b.checked_in IS NULL
              AND b.starts > $3 AND b.starts <= $4 AND b.ends > $2) found
        JOIN booking b ON b.id = found.id
        JOIN room_terms t ON t.space = b.space AND t.check_in IS NOT NULL
        ORDER BY b.starts, b.id
        """,  # noqa: S608 - made of constants
        organiser,
        now,
        now - _LONGEST,
        now + EARLY,
    )
    return [_expected(dict(row)) for row in rows]


def _expected(row: dict[str, Any]) -> tuple[Booked, Wait]:
    minutes, since = row.pop("check_in"), row.pop("since")
    booked = Booked(**row)
    return booked, Wait(booked.id, minutes, since)


async def at_the_door(spaces: Sequence[int], *, now: datetime, until: datetime) -> list[Booked]:
    """What holds any of these rooms now or later, until an instant; in order."""
    rows = await DB.fetch(
        f"""
        {BOOKING}
        WHERE b.state = 'confirmed' AND b.ends > $2 AND b.starts < $3 AND b.starts > $4
          AND EXISTS (SELECT FROM hold h WHERE h.booking = b.id AND h.space = ANY ($1))
        ORDER BY b.starts, b.id
        """,
        spaces,
        now,
        until,
        now - _LONGEST,
    )
    return [Booked(**row) for row in rows]
