"""Taking rooms: the statements whose order keeps two bookings out of each other's way.

Whoever takes a room first locks the rows of the rooms held, in order of id; then what the holds
say is what is so until commit. The exclusion constraint has the last word all the same.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from bookings.domain.rooms import Room, is_code
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from sentra.database.engine import DB

# A lock waited for is granted after the statement has taken its picture of the table: that is why
# locking and looking are two statements.
_LOCK = """
    WITH wanted AS (
        SELECT s.id FROM space s JOIN floor f ON f.id = s.floor
        WHERE s.code = $1 AND s.kind = 'room' AND s.active AND f.active
    )
    SELECT s.id FROM space s
    JOIN (SELECT coalesce(p.part, w.id) AS id
          FROM wanted w LEFT JOIN space_part p ON p.whole = w.id) held ON held.id = s.id
    ORDER BY s.id FOR NO KEY UPDATE OF s
"""
_INSERT = """
    WITH new AS (
        INSERT INTO booking (uid, space, organiser, starts, ends, title, note, people, public,
                             state, reason, sequence, created, changed, booked_by)
        SELECT $1, s.id, a.id, $5, $6, $7, $8, $9, $10, 'confirmed', '', 0, $11, $11, $12
        FROM space s, account a
        WHERE s.code = $2 AND ($9::int IS NULL OR s.capacity IS NULL OR $9 <= s.capacity)
          AND a.id = $3 AND a.active AND a.role IN ('trainer', 'manager')
          AND NOT EXISTS (
              SELECT FROM hold h
              WHERE h.space = ANY ($4) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($5, $6))
        RETURNING *
    ), held AS (
        INSERT INTO hold (booking, space, starts, ends)
        SELECT new.id, room, $5, $6 FROM new, unnest($4::int[]) AS room
    )
    SELECT new.id, new.uid, new.space, s.code AS room, s.name AS room_name, f.level AS floor,
           new.organiser, a.name AS organiser_name, new.starts, new.ends, new.title, new.note,
           new.people, new.public, new.state, new.reason, new.sequence, new.created, new.changed
    FROM new
    JOIN space s ON s.id = new.space
    JOIN floor f ON f.id = s.floor
    JOIN account a ON a.id = new.organiser
"""


async def lock_room(code: str) -> list[int]:
    """Ids of the rooms that a booking of this one holds, locked; empty: there is no such room."""
    return [row["id"] for row in await DB.fetch(_LOCK, code)] if is_code(code) else []


async def lock_spaces(spaces: Sequence[int]) -> None:
    await DB.fetch("SELECT id FROM space WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", spaces)


async def insert(
    wish: Wish, *, uid: UUID, held: Sequence[int], now: datetime, booked_by: int | None
) -> asyncpg.Record | None:
    """Store booking and holds, if the room is free and large enough and the trainer may book."""
    rows = await DB.fetch(
        _INSERT,
        uid,
        wish.room,
        wish.organiser,
        held,
        wish.starts,
        wish.ends,
        wish.title,
        wish.note,
        wish.people,
        wish.public,
        now,
        booked_by,
    )
    return rows[0] if rows else None


async def is_free(held: Sequence[int], span: Span, *, but: int) -> bool:
    """Whether nothing but this booking holds these rooms; exact once they are locked."""
    rows = await DB.fetch(
        """
        SELECT FROM hold h
        WHERE h.space = ANY ($1) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($2, $3, '[)')
          AND h.booking <> $4
        LIMIT 1
        """,
        held,
        span.starts,
        span.ends,
        but,
    )
    return not rows


async def hold(booking: int, room: Room, span: Span) -> None:
    """Let a booking hold its room from now on, and no other."""
    await release(booking)
    await DB.fetch(
        "INSERT INTO hold (booking, space, starts, ends) SELECT $1, unnest($2::int[]), $3, $4",
        booking,
        room.held,
        span.starts,
        span.ends,
    )


async def release(booking: int) -> None:
    await DB.fetch("DELETE FROM hold WHERE booking = $1", booking)
