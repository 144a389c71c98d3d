"""Taking rooms: the statements whose order keeps two bookings out of each other's way.

Whoever takes a room first locks the rows of the rooms held, in order of id; then what the holds
say is what is so until commit. The exclusion constraint has the last word all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bookings.domain.policies import Rule
from bookings.domain.rooms import Room, is_code
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.standing import GIVEN, Standing
from bookings.domain.terms import Terms
from bookings.operations import equipment
from bookings.operations.holding_closed import Freed, fill
from bookings.queries.policies import RULES_HERE, rules_of
from bookings.queries.terms import terms_of
from sentra.database.engine import DB

# A lock waited for is granted after the statement has taken its picture of the table: that is why
# locking and looking are two statements.
_LOCK = f"""
    WITH wanted AS (
        SELECT s.id, t.before, t.after, t.hours, t.layouts, t.approval, t.request_holds, t.check_in,
               {RULES_HERE} AS rules
        FROM space s JOIN floor f ON f.id = s.floor LEFT JOIN room_terms t ON t.space = s.id
        WHERE s.code = $1 AND s.kind = 'room' AND s.active AND f.active
    )
    SELECT s.id, held.before, held.after, held.hours, held.layouts, held.approval,
           held.request_holds, held.check_in, held.id AS wanted, held.rules
    FROM space s
    JOIN (SELECT coalesce(p.part, w.id) AS part, w.*
          FROM wanted w LEFT JOIN space_part p ON p.whole = w.id) held ON held.part = s.id
    ORDER BY s.id FOR NO KEY UPDATE OF s
"""  # noqa: S608 - made of constants
_INSERT = """
    WITH new AS (
        INSERT INTO booking (uid, space, organiser, starts, ends, title, note, people, public,
                             state, reason, sequence, created, changed, booked_by, layout,
                             decide_by, track)
        SELECT $1, s.id, a.id, $5, $6, $7, $8, $9, $10, $16, '', 0, $11, $11, $12, $15, $17, $19
        FROM space s, account a
        WHERE s.code = $2 AND ($9::int IS NULL OR s.capacity IS NULL OR $9 <= s.capacity)
          AND a.id = $3 AND a.active AND a.role IN ('trainer', 'manager')
          AND NOT EXISTS (
              SELECT FROM hold h
              WHERE h.space = ANY ($4) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($13, $14))
        RETURNING *
    ), held AS (
        INSERT INTO hold (booking, space, starts, ends)
        SELECT new.id, room, $13, $14 FROM new, unnest($4::int[]) AS room WHERE $18
    )
    SELECT new.id, new.uid, new.space, s.code AS room, s.name AS room_name, f.level AS floor,
           new.organiser, a.name AS organiser_name, new.starts, new.ends, new.title, new.note,
           new.people, new.public, new.state, new.reason, new.sequence, new.created, new.changed,
           new.layout, new.series, new.recurrence, new.decide_by, new.checked_in,
           new.track
    FROM new
    JOIN space s ON s.id = new.space
    JOIN floor f ON f.id = s.floor
    JOIN account a ON a.id = new.organiser
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """A room that nobody else can take until the transaction ends.

    Attributes:
        id: Its own.
        held: Ids of the rooms that a booking of it holds.
        terms: Its own terms; those of the halves of a joined hall are theirs alone.
        rules: The office's rules that can count here.
    """

    id: int
    held: tuple[int, ...]
    terms: Terms
    rules: tuple[Rule, ...] = ()


async def lock_room(code: str) -> Locked | None:
    """Lock what a booking of this room holds; None: there is no such room."""
    rows = await DB.fetch(_LOCK, code) if is_code(code) else []
    if not rows:
        return None
    first = rows[0]
    held = tuple(row["id"] for row in rows)
    return Locked(first["wanted"], held, terms_of(first), rules_of(first["rules"]))


async def lock_spaces(spaces: Sequence[int]) -> None:
    await DB.fetch("SELECT id FROM space WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", spaces)


async def lock_also(booking: int, spaces: Sequence[int]) -> None:
    """Lock these rooms and those that a booking holds until now, as `lock_joined` does."""
    await lock_joined(spaces, bookings=[booking])


async def lock_joined(
    spaces: Sequence[int] = (), *, codes: Sequence[str] = (), bookings: Sequence[int] = ()
) -> None:
    """Lock rooms, those that bookings hold, and all that are joined with any of them, in order.

    Whoever lets go of a half may have to offer the whole hall to somebody who waits for it.
    """
    await DB.fetch(_LOCK_JOINED, spaces, codes, bookings)


_LOCK_JOINED = """
    WITH named AS (
        SELECT unnest($1::int[]) AS id
        UNION SELECT id FROM space WHERE code = ANY ($2) AND kind = 'room'
        UNION SELECT space FROM hold WHERE booking = ANY ($3)
    ), taken AS (
        SELECT coalesce(p.part, n.id) AS id FROM named n LEFT JOIN space_part p ON p.whole = n.id
    )
    SELECT id FROM space
    WHERE id IN (SELECT id FROM taken
                 UNION ALL
                 SELECT other.part FROM space_part p JOIN space_part other ON other.whole = p.whole
                 WHERE p.part IN (SELECT id FROM taken))
    ORDER BY id FOR NO KEY UPDATE
"""


async def insert(
    wish: Wish,
    *,
    uid: UUID,
    locked: Locked,
    now: datetime,
    booked_by: int | None,
    standing: Standing = GIVEN,
) -> asyncpg.Record | None:
    """Store booking and holds, if the room is free and large enough and the trainer may book.

    A request that holds nothing, too, needs a room that is free of all that does.
    """
    held = locked.terms.held(wish.span)
    rows = await DB.fetch(
        _INSERT,
        uid,
        wish.room,
        wish.organiser,
        locked.held,
        wish.starts,
        wish.ends,
        wish.title,
        wish.note,
        wish.people,
        wish.public,
        now,
        booked_by,
        held.starts,
        held.ends,
        wish.layout,
        standing.state,
        standing.decide_by,
        standing.holds,
        wish.track,
    )
    return rows[0] if rows else None


async def is_free(room: Room, span: Span, *, but: int) -> bool:
    """Whether nothing but this booking is in its way; exact once the room is locked."""
    held = room.terms.held(span)
    rows = await DB.fetch(
        """
        SELECT FROM hold h
        WHERE h.space = ANY ($1) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($2, $3, '[)')
          AND h.booking IS DISTINCT FROM $4
        LIMIT 1
        """,
        room.held,
        held.starts,
        held.ends,
        but,
    )
    return not rows


async def hold(booking: int, room: Room, span: Span) -> None:
    """Let a booking hold its room from now on, and no other."""
    freed = await _delete(booking)
    held = room.terms.held(span)
    await DB.fetch(
        "INSERT INTO hold (booking, space, starts, ends) SELECT $1, unnest($2::int[]), $3, $4",
        booking,
        room.held,
        held.starts,
        held.ends,
    )
    await fill(freed)


async def release(booking: int) -> None:
    """Let a booking's rooms go, to the closures that it was kept in, if any, or to anybody.

    Its equipment goes with them. Locks the rooms.
    """
    await lock_also(booking, ())
    await fill(await _delete(booking))
    await equipment.release([booking])


async def _delete(booking: int) -> list[Freed]:
    rows = await DB.fetch(
        "DELETE FROM hold WHERE booking = $1 RETURNING space, starts, ends", booking
    )
    return [(row["space"], Span(row["starts"], row["ends"])) for row in rows]
