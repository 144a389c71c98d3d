"""Reads of requests: what waits for a decision, and what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.queries.bookings import BOOKING, Booked
from sentra.database.engine import DB

MOST_AT_ONCE = 500
"""How many overdue requests are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Request:
    """A booking that was asked for.

    Attributes:
        taken: Whether something holds its room meanwhile, so that it can't be approved.
        rivals: How many other open requests want the same room at an overlapping time.
    """

    booking: Booked
    taken: bool
    rivals: int


_OPEN = f"""
    WITH open AS (
        SELECT b.id, b.starts - make_interval(mins => coalesce(t.before, 0)) AS starts,
               b.ends + make_interval(mins => coalesce(t.after, 0)) AS ends,
               coalesce((SELECT array_agg(p.part) FROM space_part p WHERE p.whole = b.space),
                        ARRAY[b.space]) AS held
        FROM booking b LEFT JOIN room_terms t ON t.space = b.space
        WHERE b.state = 'requested'
    ), weighed AS (
        SELECT o.id,
               EXISTS (SELECT FROM hold h
                       WHERE h.space = ANY (o.held) AND h.booking IS DISTINCT FROM o.id
                         AND tstzrange(h.starts, h.ends, '[)') && tstzrange(o.starts, o.ends, '[)')
               ) AS taken,
               (SELECT count(*) FROM open other
                WHERE other.id <> o.id AND other.held && o.held
                  AND other.starts < o.ends AND other.ends > o.starts) AS rivals
        FROM open o
    )
    SELECT found.*, w.taken, w.rivals
    FROM ({BOOKING} WHERE b.state = 'requested' AND ($1::int IS NULL OR b.organiser = $1)) found
    JOIN weighed w ON w.id = found.id
    ORDER BY found.decide_by, found.id
    LIMIT $2
"""  # noqa: S608 - made of constants


async def open_requests(*, organiser: int | None = None, limit: int = 1000) -> list[Request]:
    """What waits for a decision, the most urgent first; of one trainer, or of all."""
    rows = await DB.fetch(_OPEN, organiser, limit)
    return [_request(dict(row)) for row in rows]


def _request(row: dict[str, object]) -> Request:
    taken, rivals = row.pop("taken"), row.pop("rivals")
    return Request(Booked(**row), bool(taken), int(str(rivals)))  # type: ignore[arg-type]


async def decided_requests(*, organiser: int | None = None, limit: int = 100) -> list[Booked]:
    """What was decided or expired, the latest first; of one trainer, or of all."""
    rows = await DB.fetch(
        f"""
        {BOOKING}
        WHERE b.decide_by IS NOT NULL AND b.state <> 'requested'
          AND ($1::int IS NULL OR b.organiser = $1)
        ORDER BY b.changed DESC, b.id DESC LIMIT $2
        """,
        organiser,
        limit,
    )
    return [Booked(**row) for row in rows]


async def how_many_open() -> int:
    """How many there are to decide; a series is one, however many dates of it are asked for."""
    rows = await DB.fetch(
        "SELECT count(DISTINCT coalesce(-series, id)) AS number FROM booking"
        " WHERE state = 'requested'"
    )
    number: int = rows[0]["number"]
    return number


async def overdue(now: datetime) -> Sequence[int]:
    """Open requests that nobody has decided in time, the longest overdue first."""
    rows = await DB.fetch(
        """
        SELECT id FROM booking WHERE state = 'requested' AND decide_by <= $1
        ORDER BY decide_by, id LIMIT $2
        """,
        now,
        MOST_AT_ONCE,
    )
    return [row["id"] for row in rows]
