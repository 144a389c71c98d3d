"""Reads of when a room is taken over a longer time: one statement each."""

from datetime import datetime

from bookings.domain.freebusy import Busy, Taken, merged
from bookings.domain.spans import Span
from sentra.database.engine import DB

_PARTS = """
    (SELECT coalesce(p.part, one.id)
     FROM (SELECT $1::int AS id) one LEFT JOIN space_part p ON p.whole = one.id)
"""
_TAKEN = f"""
    SELECT greatest(h.starts, $2) AS starts, least(h.ends, $3) AS ends,
           CASE WHEN h.closure IS NOT NULL THEN 'BUSY-UNAVAILABLE'
                WHEN h.waiting IS NOT NULL OR b.state = 'requested' THEN 'BUSY-TENTATIVE'
                ELSE 'BUSY' END AS why
    FROM hold h LEFT JOIN booking b ON b.id = h.booking
    WHERE h.space IN {_PARTS} AND tstzrange(h.starts, h.ends, '[)') && tstzrange($2, $3, '[)')
"""  # noqa: S608 - made of constants
# A booking that is cancelled holds nothing any more, and still has changed when the room is free.
_CHANGED = """
    SELECT greatest(
        (SELECT max(b.changed) FROM booking b
         WHERE b.changed > $2 AND b.space IN
             (SELECT $1::int UNION SELECT whole FROM space_part WHERE part = $1
              UNION SELECT part FROM space_part WHERE whole = $1)),
        (SELECT max(c.created) FROM closure c),
        (SELECT max(coalesce(e.marked, e.stamp)) FROM calendar_event e WHERE e.kind = 'closure')
    ) AS changed
"""


async def taken(room: int, whole: Span) -> list[Busy]:
    """When this room can't be booked within a time, with what is kept for setting up."""
    rows = await DB.fetch(_TAKEN, room, whole.starts, whole.ends)
    return merged(Busy(Span(row["starts"], row["ends"]), Taken(row["why"])) for row in rows)


async def changed(room: int, *, since: datetime) -> datetime:
    """When `taken` may have changed last; `since` where nothing did after it."""
    rows = await DB.fetch(_CHANGED, room, since)
    return max(since, rows[0]["changed"] or since)
