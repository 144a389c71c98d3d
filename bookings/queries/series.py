"""Reads of series and of what is in the way of many spans: each one statement, however many."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from bookings.domain.closures import closure_words
from bookings.domain.hours import JAKARTA, day_of, whole_day
from bookings.domain.recurrence import Recurrence
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.recurrence_words import recurrence_words
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.domain.standing import UNSEEN
from bookings.domain.visibility import may_read
from bookings.queries.bookings import BOOKING, Booked, is_id
from sentra.database.engine import DB
from sentra.domain.messages import Message
from sentra.domain.roles import Actor

_SERIES = """
    SELECT r.id, r.uid, s.code AS room, s.name AS room_name, r.organiser,
           a.name AS organiser_name, r.first, r.minutes, r.rule, r.skipped, r.title, r.note,
           r.people, r.public, r.layout, r.track, r.follows, r.sequence,
           count(b.id) FILTER (WHERE b.state IN ('confirmed', 'requested')) AS standing,
           min(b.starts) FILTER (WHERE b.state IN ('confirmed', 'requested') AND b.ends > $1)
               AS next,
           coalesce(bool_or(b.state <> ALL ($2)), false) AS seen
    FROM series r
    JOIN space s ON s.id = r.space
    JOIN account a ON a.id = r.organiser
    LEFT JOIN booking b ON b.series = r.id
"""
_PLAIN = (
    "id", "uid", "room", "room_name", "organiser", "organiser_name", "first", "minutes", "title",
    "note", "people", "public", "layout", "track", "follows", "sequence", "standing", "next",
    "seen",
)  # fmt: skip
_GROUPED = "GROUP BY r.id, s.id, a.id"


@dataclass(frozen=True, slots=True)
class Repeating:
    """A series, and how much of it stands.

    Attributes:
        first: Start of the first date that the rule names.
        standing: Dates that are not cancelled or refused.
        next: Start of the next one; None: there is none any more.
        seen: Whether any of its dates is, or was, more than a request.
    """

    id: int
    uid: UUID
    room: str
    room_name: str
    organiser: int
    organiser_name: str
    first: datetime
    minutes: int
    recurrence: Recurrence
    skipped: tuple[date, ...]
    title: str
    note: str
    people: int | None
    public: bool
    layout: str | None
    track: str | None
    follows: int | None
    sequence: int
    standing: int
    next: datetime | None
    seen: bool

    @property
    def span(self) -> Span:
        return Span(self.first, self.first + timedelta(minutes=self.minutes))

    def title_for(self, actor: Actor) -> str | None:
        """The title, if this reader may see it; as a booking's."""
        public = self.public and self.seen
        return self.title if may_read(actor, public=public, organiser=self.organiser) else None

    @property
    def words(self) -> Message:
        return recurrence_words(self.recurrence, day_of(self.first))

    @property
    def days(self) -> tuple[date, ...]:
        """Every day that the rule names, those that are skipped too."""
        return tuple(self.recurrence.dates(day_of(self.first)))


async def series(series_id: int, *, now: datetime) -> Repeating | None:
    if not is_id(series_id):
        return None
    rows = await DB.fetch(f"{_SERIES} WHERE r.id = $3 {_GROUPED}", now, list(UNSEEN), series_id)
    return _repeating(rows[0]) if rows else None


async def all_series(
    *, organiser: int | None, now: datetime, over: bool = False, limit: int = 50, offset: int = 0
) -> tuple[list[Repeating], int]:
    """A page of the series, those that go on by their next date, and how many there are."""
    rows = await DB.fetch(
        f"""
        SELECT *, count(*) OVER () AS total FROM ({_SERIES} {_GROUPED}) AS found
        WHERE ($3::int IS NULL OR organiser = $3) AND (next IS NULL) = $4
        ORDER BY next, first DESC, id LIMIT {limit} OFFSET {offset}
        """,  # noqa: S608 - constants and numbers
        now,
        list(UNSEEN),
        organiser,
        over,
    )
    return [_repeating(row) for row in rows], rows[0]["total"] if rows else 0


def _repeating(row: asyncpg.Record) -> Repeating:
    skipped = msgspec.json.decode(row["skipped"], type=list[date])
    given = {name: row[name] for name in _PLAIN}
    return Repeating(
        **given, recurrence=parse_recurrence(row["rule"]), skipped=tuple(sorted(skipped))
    )


async def dates_of(series_id: int) -> list[Booked]:
    """The bookings of a series, cancelled ones too, in the order of its rule."""
    rows = await DB.fetch(f"{BOOKING} WHERE b.series = $1 ORDER BY b.recurrence", series_id)
    return [Booked(**row) for row in rows]


def rule_day(booked: Booked) -> date:
    """The day on which the rule of its series names a booking."""
    return (booked.recurrence or booked.starts).astimezone(JAKARTA).date()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What holds a room while one of many wishes wants it: a booking, a closure or an offer."""

    booking: int | None
    closure: Message | None
    span: Span


async def obstacles(
    wanted: Sequence[tuple[Room, Span] | None], *, but: Collection[int] = ()
) -> dict[int, list[Obstacle]]:
    """What is in the way of each of these, by their places; some bookings can be left out."""
    asked = [
        (place, part, one[0].terms.held(one[1]))
        for place, one in enumerate(wanted)
        if one is not None
        for part in one[0].held
    ]
    rows = await DB.fetch(
        """
        SELECT DISTINCT w.place, h.booking, c.name, c.estimated, h.starts, h.ends
        FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[])
            AS w (place, room, starts, ends)
        JOIN hold h ON h.space = w.room
            AND tstzrange(h.starts, h.ends, '[)') && tstzrange(w.starts, w.ends, '[)')
        LEFT JOIN closure c ON c.id = h.closure
        WHERE h.booking IS NULL OR h.booking <> ALL ($5)
        ORDER BY w.place, h.starts
        """,
        [place for place, _, _ in asked],
        [part for _, part, _ in asked],
        [span.starts for _, _, span in asked],
        [span.ends for _, _, span in asked],
        list(but),
    )
    found: dict[int, list[Obstacle]] = defaultdict(list)
    for row in rows:
        why = None if row["name"] is None else closure_words(_Named(row["name"], row["estimated"]))
        span = Span(row["starts"], row["ends"])
        found[row["place"]].append(Obstacle(row["booking"], why, span))
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    estimated: bool


async def busy_days(
    days: Collection[date], *, but: Collection[int] = ()
) -> dict[date, dict[int, list[Span]]]:
    """What is taken on each of these days, by id of the room held."""
    whole = {day: whole_day(day) for day in days}
    rows = await DB.fetch(
        """
        SELECT w.day, h.space, h.starts, h.ends
        FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS w (day, starts, ends)
        JOIN space s ON s.kind = 'room'
        JOIN hold h ON h.space = s.id
            AND tstzrange(h.starts, h.ends, '[)') && tstzrange(w.starts, w.ends, '[)')
        WHERE h.booking IS NULL OR h.booking <> ALL ($4)
        ORDER BY h.starts
        """,
        list(whole),
        [span.starts for span in whole.values()],
        [span.ends for span in whole.values()],
        list(but),
    )
    taken: dict[date, dict[int, list[Span]]] = {day: defaultdict(list) for day in whole}
    for row in rows:
        taken[row["day"]][row["space"]].append(Span(row["starts"], row["ends"]))
    return taken
