"""Taking rooms for many bookings at once: as `holding`, in as few statements for all as for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.standing import Standing, State
from bookings.operations import equipment
from bookings.operations.holding import lock_joined
from bookings.operations.holding_closed import Freed, fill
from bookings.operations.offers import offer_next
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
    begins: Standing
    recurrence: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """One of many bookings that are there already, and what it becomes."""

    id: int
    room: Room
    wish: Wish
    begins: Standing
    moved: bool
    """Whether its room, time or state is another one."""


async def lock(codes: Collection[str], *, bookings: Collection[int] = ()) -> None:
    """Lock what bookings of these rooms hold, and what these bookings hold now, in order of id.

    Whoever reads after it reads what is so until commit.
    """
    await lock_joined(codes=list(codes), bookings=list(bookings))


async def insert(
    new: Sequence[New], *, series: int, now: datetime, booked_by: int | None
) -> dict[UUID, int]:
    """Store bookings of one series and what they hold; their ids. Their rooms are locked."""
    rows = await DB.fetch(
        """
        INSERT INTO booking (uid, space, organiser, starts, ends, title, note, people, public,
                             layout, recurrence, state, decide_by, track, series, reason, sequence,
                             created, changed, booked_by)
        SELECT w.*, $15, '', 0, $16, $16, $17
        FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[],
                    $6::text[], $7::text[], $8::int[], $9::boolean[], $10::text[],
                    $11::timestamptz[], $12::text[], $13::timestamptz[], $14::text[]) AS w
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
        [one.begins.state for one in new],
        [one.begins.decide_by for one in new],
        [one.wish.track for one in new],
        series,
        now,
        booked_by,
    )
    ids: dict[UUID, int] = {row["uid"]: row["id"] for row in rows}
    await _hold([(ids[one.uid], one.room, one.wish.span) for one in new if one.begins.holds])
    return ids


async def hold(changed: Sequence[Changed], *, now: datetime) -> None:
    """Let bookings hold these rooms from now on, and no others. All of them are locked.

    Their equipment comes with them. A request that holds nothing gives up what it held. What they
    held until now is offered to those who wait for it.

    Raises:
        Shortage: Too little of the equipment is free at the new time.
    """
    freed = await _delete([one.id for one in changed])
    await _hold([(one.id, one.room, one.wish.span) for one in changed if one.begins.holds])
    await fill(freed)
    await equipment.follow([(one.id, one.wish.span) for one in changed], now=now)
    await offer_next(freed, now=now)


async def release(bookings: Collection[int]) -> None:
    """Let rooms and equipment of bookings go, to closures or to anybody. All are locked."""
    await fill(await _delete(bookings))
    await equipment.release(list(bookings))


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


async def update(changed: Sequence[Changed], *, now: datetime) -> None:
    """Write what bookings have become."""
    await DB.fetch(
        """
        UPDATE booking b SET space = w.space, organiser = w.organiser, starts = w.starts,
            ends = w.ends, title = w.title, note = w.note, people = w.people, public = w.public,
            layout = w.layout, state = w.state, decide_by = w.decide_by,
            reason = CASE WHEN b.state = w.state THEN b.reason ELSE '' END,
            sequence = b.sequence + w.moved::int, changed = $15, track = w.track
        FROM unnest($1::int[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[],
                    $6::text[], $7::text[], $8::int[], $9::boolean[], $10::text[], $11::text[],
                    $12::timestamptz[], $13::boolean[], $14::text[])
            AS w (id, space, organiser, starts, ends, title, note, people, public, layout, state,
                  decide_by, moved, track)
        WHERE b.id = w.id
        """,
        [one.id for one in changed],
        [one.room.id for one in changed],
        [one.wish.organiser for one in changed],
        [one.wish.starts for one in changed],
        [one.wish.ends for one in changed],
        [one.wish.title for one in changed],
        [one.wish.note for one in changed],
        [one.wish.people for one in changed],
        [one.wish.public for one in changed],
        [one.wish.layout for one in changed],
        [one.begins.state for one in changed],
        [one.begins.decide_by for one in changed],
        [one.moved for one in changed],
        [one.wish.track for one in changed],
        now,
    )


async def end(bookings: Collection[int], state: State, reason: str, *, now: datetime) -> None:
    """Let bookings, whose rooms are given up already, come to nothing.

    Their rooms are offered to those who wait for them.
    """
    rows = await DB.fetch(
        """
        UPDATE booking
        SET state = $4, reason = $2, sequence = sequence + 1, changed = $3
        WHERE id = ANY ($1) RETURNING space, starts, ends
        """,
        list(bookings),
        reason,
        now,
        state,
    )
    await offer_next([(row["space"], Span(row["starts"], row["ends"])) for row in rows], now=now)
