"""Taking rooms for many bookings at once: as `holding`, in as few statements for all as for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.operations.holding_closed import Freed, fill
from sentra.database.engine import DB

_HOLD = """
    INSERT INTO hold (booking, space, starts, ends)
    SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[])
"""


@dataclass(frozen=True, slots=True)
class New:
    """One of many bookings to store."""

    uid: UUID
    room: Room
    wish: Wish
    recurrence: datetime


async def lock(codes: Collection[str], *, bookings: Collection[int] = ()) -> None:
    """Lock what bookings of these rooms hold, and what these bookings hold now, in order of id.

    Whoever reads after it reads what is so until commit.
    """
    await DB.fetch(
        """
        SELECT id FROM space
        WHERE id IN (SELECT coalesce(p.part, s.id)
                     FROM space s LEFT JOIN space_part p ON p.whole = s.id
                     WHERE s.code = ANY ($1) AND s.kind = 'room')
           OR id IN (SELECT space FROM hold WHERE booking = ANY ($2))
        ORDER BY id FOR NO KEY UPDATE
        """,
        list(codes),
        list(bookings),
    )


async def insert(
    new: Sequence[New], *, series: int, state: str, now: datetime, booked_by: int | None
) -> dict[UUID, int]:
    """Store bookings of one series and what they hold; their ids. Their rooms are locked."""
    rows = await DB.fetch(
        """
        INSERT INTO booking (uid, space, organiser, starts, ends, title, note, people, public,
                             layout, recurrence, series, state, reason, sequence, created, changed,
                             booked_by)
        SELECT w.*, $12, $13, '', 0, $14, $14, $15
        FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[],
                    $6::text[], $7::text[], $8::int[], $9::boolean[], $10::text[],
                    $11::timestamptz[]) AS w
        RETURNING uid, id
        """,
        [one.uid for one in new],
        [one.room.id for one in new],
        [one.wish.organiser for one in new],
        [one.wish.starts for one in new],
        [one.wish.ends for one in new],
        [one.wish.title for one in new],
        [one.wish.note for one in new],
        [one.wish.people for one in new],
        [one.wish.public for one in new],
        [one.wish.layout for one in new],
        [one.recurrence for one in new],
        series,
        state,
        now,
        booked_by,
    )
    ids: dict[UUID, int] = {row["uid"]: row["id"] for row in rows}
    await _hold([(ids[one.uid], one.room, one.wish.span) for one in new])
    return ids


async def hold(wanted: Sequence[tuple[int, Room, Span]]) -> None:
    """Let bookings hold these rooms from now on, and no others. All of them are locked."""
    freed = await _delete([booking for booking, _, _ in wanted])
    await _hold(wanted)
    await fill(freed)


async def release(bookings: Collection[int]) -> None:
    """Let the rooms of bookings go, to closures or to anybody. All of them are locked."""
    await fill(await _delete(bookings))


async def _delete(bookings: Collection[int]) -> list[Freed]:
    rows = await DB.fetch(
        "DELETE FROM hold WHERE booking = ANY ($1) RETURNING space, starts, ends", list(bookings)
    )
    return [(row["space"], Span(row["starts"], row["ends"])) for row in rows]


async def _hold(wanted: Sequence[tuple[int, Room, Span]]) -> None:
    held = [
        (booking, part, room.terms.held(span))
        for booking, room, span in wanted
        for part in room.held
    ]
    await DB.fetch(
        _HOLD,
        [booking for booking, _, _ in held],
        [part for _, part, _ in held],
        [span.starts for _, _, span in held],
        [span.ends for _, _, span in held],
    )
