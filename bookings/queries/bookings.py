"""Reads of bookings: each one statement, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bookings.domain.spans import Span
from bookings.domain.standing import ALIVE, STATE_NAMES, UNSEEN, State
from bookings.domain.visibility import is_own, may_read, may_read_name
from sentra.database.engine import DB
from sentra.domain.messages import Message
from sentra.domain.roles import Actor

BOOKING = """
    SELECT b.id, b.uid, b.space, s.code AS room, s.name AS room_name, f.level AS floor,
           b.organiser, a.name AS organiser_name, b.starts, b.ends, b.title, b.note, b.people,
           b.public, b.state, b.reason, b.sequence, b.created, b.changed, b.layout,
           b.series, b.recurrence, b.decide_by, b.checked_in, b.track
    FROM booking b
    JOIN space s ON s.id = b.space
    JOIN floor f ON f.id = s.floor
    JOIN account a ON a.id = b.organiser
"""


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking with the names that belong to it; what of it may be shown is asked of it."""

    id: int
    uid: UUID
    space: int
    room: str
    room_name: str
    floor: int
    organiser: int
    organiser_name: str
    starts: datetime
    ends: datetime
    title: str
    note: str
    people: int | None
    public: bool
    state: str
    reason: str
    sequence: int
    created: datetime
    changed: datetime
    layout: str | None = None
    series: int | None = None
    recurrence: datetime | None = None
    """When the rule of its series names it, wherever it has been moved since."""
    decide_by: datetime | None = None
    checked_in: datetime | None = None
    track: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)

    @property
    def cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def requested(self) -> bool:
        return self.state == State.REQUESTED

    @property
    def alive(self) -> bool:
        """Whether it may still be changed, as far as its state says."""
        return self.state in ALIVE

    @property
    def state_name(self) -> Message:
        return STATE_NAMES[State(self.state)]

    @property
    def _open(self) -> bool:
        return self.public and self.state not in UNSEEN

    def is_own(self, actor: Actor) -> bool:
        return is_own(actor, self.organiser)

    def title_for(self, actor: Actor) -> str | None:
        """The title, if this reader may see it."""
        seen = may_read(actor, public=self._open, organiser=self.organiser)
        return self.title if seen else None

    def name_for(self, actor: Actor) -> str | None:
        """The trainer's name, if this reader may see it."""
        seen = may_read_name(actor, public=self._open, organiser=self.organiser)
        return self.organiser_name if seen else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which bookings to list; each part narrows, all parts that are None do not."""

    room: str | None = None
    organiser: int | None = None
    since: datetime | None = None
    """Ending after it."""
    until: datetime | None = None
    """Starting before it."""
    over: datetime | None = None
    """Ended by then."""
    states: Sequence[str] | None = None
    readable_by: int | None = None
    """Public ones, and those of this account."""
    track: str | None = None


def is_id(number: int) -> bool:
    """Whether a row could have this id: PostgreSQL's integer ends at 2**31 - 1."""
    return 0 < number < 2**31


async def booking(booking_id: int) -> Booked | None:
    if not is_id(booking_id):
        return None
    rows = await DB.fetch(f"{BOOKING} WHERE b.id = $1", booking_id)
    return Booked(**rows[0]) if rows else None


async def some(ids: Sequence[int]) -> dict[int, Booked]:
    """Bookings by id."""
    rows = await DB.fetch(f"{BOOKING} WHERE b.id = ANY ($1) ORDER BY b.starts, b.id", ids)
    return {row["id"]: Booked(**row) for row in rows}


async def clashing(spaces: Sequence[int], span: Span, *, but: int | None = None) -> list[Booked]:
    """The bookings that hold any of these rooms within the span."""
    return [Booked(**row) for row in await DB.fetch(_CLASHING, spaces, span.starts, span.ends, but)]


_CLASHING = f"""
    {BOOKING}
    WHERE b.id IN (
        SELECT h.booking FROM hold h
        WHERE h.space = ANY ($1) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($2, $3, '[)')
          AND h.booking IS DISTINCT FROM $4
    )
    ORDER BY b.starts, b.id
"""  # noqa: S608 - made of constants


async def between(span: Span, *, spaces: Sequence[int] | None = None) -> list[Booked]:
    """Bookings that touch the span and hold a room: any room, or one of these."""
    return [Booked(**row) for row in await rows_between(span, spaces=spaces)]


async def rows_between(span: Span, *, spaces: Sequence[int] | None = None) -> tuple[Any, ...]:
    """The rows of `between`: the same rows equal, so that what was made of them can be kept."""
    return tuple(await DB.fetch(_BETWEEN, span.starts, span.ends, spaces))


_BETWEEN = f"""
    {BOOKING}
    WHERE (b.state = 'confirmed'
           OR (b.state = 'requested' AND EXISTS (SELECT FROM hold h WHERE h.booking = b.id)))
      AND b.starts < $2 AND b.ends > $1
      -- No booking is longer than a day: says so to the index on starts.
      AND b.starts > $1 - interval '1 day'
      AND ($3::int[] IS NULL OR EXISTS (
          SELECT FROM hold h WHERE h.booking = b.id AND h.space = ANY ($3)))
    ORDER BY b.starts, s.code
"""  # noqa: S608 - made of constants


async def bookings(
    choice: Choice, *, newest_first: bool = False, limit: int = 50, offset: int = 0
) -> list[Booked]:
    """A page of the bookings chosen, by start."""
    where, values = _where(choice)
    order = "DESC" if newest_first else "ASC"
    sql = f"{BOOKING} {where} ORDER BY b.starts {order}, b.id {order} LIMIT {limit} OFFSET {offset}"
    return [Booked(**row) for row in await DB.fetch(sql, *values)]


async def how_many(choice: Choice) -> int:
    where, values = _where(choice)
    sql = f"SELECT count(*) AS n FROM booking b JOIN space s ON s.id = b.space {where}"  # noqa: S608 - constants and places
    number: int = (await DB.fetch(sql, *values))[0]["n"]
    return number


def _where(choice: Choice) -> tuple[str, list[object]]:
    parts = [
        ("s.code = {}", choice.room),
        ("b.organiser = {}", choice.organiser),
        ("b.ends > {}", choice.since),
        ("b.starts < {}", choice.until),
        ("b.state = ANY ({})", choice.states),
        ("(b.public OR b.organiser = {})", choice.readable_by),
        ("b.ends <= {}", choice.over),
        ("b.track = {}", choice.track),
    ]
    given = [(sql, value) for sql, value in parts if value is not None]
    words = [sql.format(f"${place}") for place, (sql, _) in enumerate(given, 1)]
    return ("WHERE " + " AND ".join(words) if words else ""), [value for _, value in given]


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of a booking's history."""

    at: datetime
    actor: str
    verb: str
    before: dict[str, Any]
    after: dict[str, Any]


async def history(booking_id: int) -> list[Deed]:
    """What was done to a booking, the first first."""
    rows = await DB.fetch(
        """
        SELECT at, actor, verb, before, after FROM audit_entry
        WHERE subject = 'booking' AND subject_id = $1 ORDER BY id
        """,
        booking_id,
    )
    return [
        Deed(
            row["at"],
            row["actor"],
            row["verb"],
            msgspec.json.decode(row["before"] or "{}"),
            msgspec.json.decode(row["after"] or "{}"),
        )
        for row in rows
    ]


async def trainers() -> list[tuple[int, str]]:
    """Accounts a booking can be for, by name."""
    rows = await DB.fetch(
        """
        SELECT id, name FROM account
        WHERE active AND role IN ('trainer', 'manager') ORDER BY name, id
        """
    )
    return [(row["id"], row["name"]) for row in rows]


async def trainer_by_email(email: str) -> int | None:
    """The account, by address, of somebody a booking can be for."""
    rows = await DB.fetch(
        """
        SELECT id FROM account
        WHERE active AND role IN ('trainer', 'manager') AND email = lower($1)
        """,
        email,
    )
    return rows[0]["id"] if rows else None
