"""Taking another program's calendar over into a room: what fits is booked, the rest is explained.

A look does all of it and takes it back, so that it shows exactly what taking over would do.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bookings import queries
from bookings.domain.intake import Incoming, Intake, LeftOut, read_calendar
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS, Wish
from bookings.domain.spans import Span
from bookings.operations.bookings import book, change
from bookings.operations.checks import may_book
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Forbidden, NotFound, Refusal
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record


class Fate(StrEnum):
    """What becomes of one occurrence of the file."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One occurrence; `why` says what stands in the way of a refused one."""

    occurrence: Incoming
    fate: Fate
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking a file over does, or would do."""

    room: Room
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    past: int
    later: int
    counts: Mapping[Fate, int] = field(init=False)

    def __post_init__(self) -> None:
        counts = {fate: sum(row.fate is fate for row in self.rows) for fate in Fate}
        object.__setattr__(self, "counts", counts)


@dataclass(frozen=True, slots=True)
class Request:
    """A file for a room.

    Attributes:
        room: The room's code.
        organiser: Account of the trainer whom the bookings are for.
        public: Whether everybody may read the titles.
    """

    content: bytes = field(repr=False)
    room: str
    organiser: int
    public: bool = False


async def look(request: Request, *, actor: Actor, now: datetime) -> Taking:
    """What taking the file over would do; nothing is stored.

    Raises:
        Forbidden: The actor is no manager.
        NotFound: There is no such room.
        Invalid: The file is no calendar, or too large.
    """
    return await _run(request, actor=actor, now=now, keep=False)


async def take_over(request: Request, *, actor: Actor, now: datetime) -> Taking:
    """Book what fits, bring up to date what was taken over before, and say what is left.

    The same file again changes nothing: an event is known by its UID.

    Raises:
        As `look`.
    """
    return await _run(request, actor=actor, now=now, keep=True)


async def _run(request: Request, *, actor: Actor, now: datetime, keep: bool) -> Taking:
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager takes calendars over."))
    may_book(actor, request.organiser)
    room = await queries.room(request.room)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    until = now + timedelta(days=HORIZON_DAYS)
    intake = await asyncio.to_thread(read_calendar, request.content, since=now, until=until)
    return await retrying(lambda: _take(request, room, intake, actor=actor, now=now, keep=keep))


async def _take(
    request: Request, room: Room, intake: Intake, *, actor: Actor, now: datetime, keep: bool
) -> Taking:
    async with DB.transaction() as transaction:
        stored = await _stored(room, [one.key for one in intake.occurrences])
        rows = [
            await _one(request, occurrence, stored.get(occurrence.key), actor=actor, now=now)
            for occurrence in intake.occurrences
        ]
        taking = Taking(room, tuple(rows), intake.left_out, intake.past, intake.later)
        if keep:
            await record(
                "booking.import",
                subject=Booking,
                subject_id=None,
                actor=actor,
                now=now,
                after={"room": room.code, **{fate.value: n for fate, n in taking.counts.items()}},
            )
        else:
            await transaction.undo()
    return taking


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    span: Span
    title: str
    stands: bool


async def _stored(room: Room, keys: Sequence[str]) -> dict[str, _Known]:
    rows = await DB.fetch(
        """
        SELECT source_uid, id, starts, ends, title, state FROM booking
        WHERE space = $1 AND source_uid = ANY ($2)
        """,
        room.id,
        keys,
    )
    return {
        row["source_uid"]: _Known(
            row["id"],
            Span(row["starts"], row["ends"]),
            row["title"],
            row["state"] in {"confirmed", "requested"},
        )
        for row in rows
    }


async def _one(
    request: Request, occurrence: Incoming, known: _Known | None, *, actor: Actor, now: datetime
) -> Row:
    title = occurrence.title or "Tanpa judul"
    try:
        if known is None:
            await _book(request, occurrence, title, actor=actor, now=now)
            return Row(occurrence, Fate.NEW)
        if not known.stands:
            return Row(occurrence, Fate.KNOWN, say("It was cancelled here and stays so."))
        if (known.span, known.title) == (occurrence.span, title):
            return Row(occurrence, Fate.KNOWN)
        span = occurrence.span
        await change(
            known.id,
            {"starts": span.starts, "ends": span.ends, "title": title},
            actor=actor,
            now=now,
        )
    except Refusal as refusal:
        why = refusal.problems[0].rule if refusal.problems else refusal.message
        return Row(occurrence, Fate.REFUSED, why)
    return Row(occurrence, Fate.CHANGED)


async def _book(
    request: Request, occurrence: Incoming, title: str, *, actor: Actor, now: datetime
) -> None:
    booked = await book(
        Wish(
            room=request.room,
            starts=occurrence.span.starts,
            ends=occurrence.span.ends,
            title=title,
            organiser=request.organiser,
            public=request.public,
            track=occurrence.track,
        ),
        actor=actor,
        now=now,
    )
    await DB.fetch("UPDATE booking SET source_uid = $2 WHERE id = $1", booked.id, occurrence.key)
