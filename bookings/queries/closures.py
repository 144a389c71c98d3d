"""Reads of closures and of what they and buffers take of rooms: each one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from bookings.domain.closures import ClosureKind, Place, Scope, closed_spans
from bookings.domain.spans import Span
from bookings.queries.bookings import BOOKING, Booked, is_id
from sentra.database.engine import DB

_CLOSURE = """
    SELECT c.id, c.starts, c.ends, c.opens, c.closes, c.kind, c.name, c.estimated, c.source,
           c.active,
           CASE WHEN c.site IS NOT NULL THEN 'site' WHEN c.floor IS NOT NULL THEN 'floor'
                ELSE 'room' END AS scope,
           coalesce(i.code, f.level::text, s.code) AS key, coalesce(i.name, f.name, s.name) AS place
    FROM closure c
    LEFT JOIN site i ON i.id = c.site
    LEFT JOIN floor f ON f.id = c.floor
    LEFT JOIN space s ON s.id = c.space
"""


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure with the name of what it closes."""

    id: int
    starts: datetime
    ends: datetime
    opens: time | None
    closes: time | None
    kind: str
    name: str
    estimated: bool
    source: str | None
    active: bool
    scope: str
    key: str
    place: str

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)

    @property
    def spans(self) -> tuple[Span, ...]:
        """When it is closed, in order."""
        return closed_spans(self.span, self.opens, self.closes)

    @property
    def where(self) -> Place:
        return Place(Scope(self.scope), self.key)

    @property
    def why(self) -> ClosureKind:
        return ClosureKind(self.kind)


async def closure(closure_id: int) -> Closed | None:
    if not is_id(closure_id):
        return None
    rows = await DB.fetch(f"{_CLOSURE} WHERE c.id = $1", closure_id)
    return Closed(**rows[0]) if rows else None


async def closures(
    *, since: datetime | None = None, until: datetime | None = None, limit: int = 500
) -> list[Closed]:
    """Those that stand and touch a time, by start."""
    rows = await DB.fetch(
        f"""
        {_CLOSURE}
        WHERE c.active AND ($1::timestamptz IS NULL OR c.ends > $1)
          AND ($2::timestamptz IS NULL OR c.starts < $2)
        ORDER BY c.starts, c.id LIMIT $3
        """,
        since,
        until,
        limit,
    )
    return [Closed(**row) for row in rows]


async def standing_sources() -> frozenset[str]:
    """Sources, such as holidays, whose closures stand."""
    rows = await DB.fetch("SELECT source FROM closure WHERE active AND source IS NOT NULL")
    return frozenset(row["source"] for row in rows)


async def standing_over(spaces: Sequence[int], span: Span) -> list[tuple[int, Closed]]:
    """(room, closure) for each closure that stands over a room at some time of the span."""
    rows = await DB.fetch(_OVER, spaces, span.starts, span.ends)
    return [(row["room"], Closed(**{key: row[key] for key in _FIELDS})) for row in rows]


_FIELDS = tuple(Closed.__slots__)
_OVER = f"""
    SELECT c.*, r.id AS room
    FROM space r
    JOIN floor g ON g.id = r.floor
    JOIN LATERAL (
        {_CLOSURE}
        WHERE c.active AND tstzrange(c.starts, c.ends) && tstzrange($2, $3)
          AND (c.site = g.site OR c.floor = g.id OR c.space = r.id
               OR c.space IN (SELECT p.whole FROM space_part p WHERE p.part = r.id))
    ) c ON true
    WHERE r.id = ANY ($1)
    ORDER BY c.id, r.id
"""  # noqa: S608 - made of constants


async def rooms_left_open(now: datetime) -> list[tuple[int, Closed]]:
    """(room, closure) where a closure that is not over holds nothing of a room that it closes."""
    rows = await DB.fetch(_LEFT_OPEN, now)
    return [(row["room"], Closed(**{key: row[key] for key in _FIELDS})) for row in rows]


_LEFT_OPEN = f"""
    SELECT c.*, r.id AS room
    FROM ({_CLOSURE} WHERE c.active AND c.ends > $1) c
    JOIN closure k ON k.id = c.id
    JOIN floor g ON g.site = k.site OR g.id = k.floor
    JOIN space r ON r.floor = g.id AND r.kind = 'room' AND r.active
        AND r.id NOT IN (SELECT whole FROM space_part)
    WHERE NOT EXISTS (SELECT FROM hold h WHERE h.closure = c.id AND h.space = r.id)
    ORDER BY c.id, r.id
"""  # noqa: S608 - made of constants


async def closed_now(now: datetime) -> dict[int, str]:
    """By what rooms are closed at an instant, by their ids; those of halls are their parts."""
    rows = await DB.fetch(
        """
        SELECT h.space, c.name FROM hold h JOIN closure c ON c.id = h.closure
        WHERE h.space = ANY (ARRAY(SELECT id FROM space WHERE kind = 'room'))
          AND tstzrange(h.starts, h.ends, '[)') @> $1::timestamptz
        """,
        now,
    )
    return {row["space"]: row["name"] for row in rows}


async def closed_over(spaces: Sequence[int], span: Span) -> list[Closed]:
    """What keeps any of these rooms closed at some time of the span, each once."""
    rows = await DB.fetch(_HOLDING, spaces, span.starts, span.ends)
    return [Closed(**row) for row in rows]


_HOLDING = f"""
    {_CLOSURE}
    WHERE c.id IN (
        SELECT h.closure FROM hold h
        WHERE h.space = ANY ($1) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($2, $3, '[)')
    )
    ORDER BY c.starts, c.id
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True)
class Ground:
    """What a place is in the database.

    Attributes:
        id: Of the site, floor or room.
        rooms: Ids of the rooms in it; a joined hall is held by its parts, here as everywhere.
    """

    scope: Scope
    id: int
    rooms: tuple[int, ...]


async def ground(place: Place) -> Ground | None:
    """Where a place is; None: there is no such one, or it is out of use."""
    if not place.key.isprintable():
        return None
    rows = await DB.fetch(_PLACES[place.scope], place.key)
    return Ground(place.scope, rows[0]["id"], tuple(rows[0]["rooms"])) if rows else None


_PLACES = {
    Scope.SITE: """
        SELECT i.id, ARRAY(SELECT r.id FROM space r JOIN floor f ON f.id = r.floor
                           WHERE f.site = i.id AND r.kind = 'room' AND r.active
                             AND r.id NOT IN (SELECT whole FROM space_part) ORDER BY r.id) AS rooms
        FROM site i WHERE i.code = $1 OR ($1 = '' AND i.kind = 'centre') ORDER BY i.id LIMIT 1
    """,
    Scope.FLOOR: """
        SELECT f.id, ARRAY(SELECT r.id FROM space r
                           WHERE r.floor = f.id AND r.kind = 'room' AND r.active
                             AND r.id NOT IN (SELECT whole FROM space_part) ORDER BY r.id) AS rooms
        FROM floor f JOIN site i ON i.id = f.site
        WHERE f.level::text = $1 AND f.active AND i.kind = 'centre' ORDER BY i.id LIMIT 1
    """,
    Scope.ROOM: """
        SELECT s.id, ARRAY(SELECT coalesce(p.part, s.id) FROM (SELECT) nothing
                           LEFT JOIN space_part p ON p.whole = s.id ORDER BY 1) AS rooms
        FROM space s WHERE s.code = $1 AND s.kind = 'room' AND s.active
    """,
}


async def in_the_way(
    spaces: Sequence[int], spans: Sequence[Span], *, now: datetime
) -> list[Booked]:
    """The bookings, not over yet, that hold any of these rooms at any of these times."""
    rows = await DB.fetch(
        _IN_THE_WAY, spaces, [one.starts for one in spans], [one.ends for one in spans], now
    )
    return [Booked(**row) for row in rows]


_IN_THE_WAY = f"""
    {BOOKING}
    WHERE b.ends > $4 AND b.id IN (
        SELECT h.booking
        FROM unnest($2::timestamptz[], $3::timestamptz[]) AS t (starts, ends)
        JOIN hold h ON h.space = ANY ($1)
            AND tstzrange(h.starts, h.ends, '[)') && tstzrange(t.starts, t.ends, '[)')
    )
    ORDER BY b.starts, b.id
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True)
class Block:
    """Something other than a booking that takes a room.

    Attributes:
        closure: Id; None: it is being made ready for a booking, or cleared up after one.
        offered: Or it is offered to somebody who waits for it.
    """

    space: int
    starts: datetime
    ends: datetime
    closure: int | None
    name: str
    estimated: bool
    offered: bool = False

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)


async def blocks(span: Span, *, spaces: Sequence[int] | None = None) -> list[Block]:
    """Closures, buffers and offers of all rooms, or of some, that touch a time."""
    return blocks_of(await block_rows(span, spaces=spaces))


async def block_rows(span: Span, *, spaces: Sequence[int] | None = None) -> tuple[Any, ...]:
    """The rows of `blocks`: the same rows equal, so that what was made of them can be kept."""
    return tuple(await DB.fetch(_BLOCKS, span.starts, span.ends, spaces))


def blocks_of(rows: Iterable[Any]) -> list[Block]:
    """What the rows say: a closure, an offer, or what is held before and after a booking."""
    found: list[Block] = []
    for space, starts, ends, closure, name, estimated, first, last, offered in rows:
        if closure is not None:
            found.append(Block(space, starts, ends, closure, name, estimated))
            continue
        if offered:
            found.append(Block(space, first, last, None, "", estimated=False, offered=True))
        if starts < first:
            found.append(Block(space, starts, first, None, "", estimated=False))
        if last < ends:
            found.append(Block(space, last, ends, None, "", estimated=False))
    return found


_BLOCKS = """
    SELECT h.space, h.starts, h.ends, h.closure, c.name, c.estimated,
           coalesce(b.starts, w.starts) AS first, coalesce(b.ends, w.ends) AS last,
           h.waiting IS NOT NULL AS offered
    FROM hold h
    LEFT JOIN closure c ON c.id = h.closure
    LEFT JOIN booking b ON b.id = h.booking
    LEFT JOIN waiting w ON w.id = h.waiting
    WHERE h.space = ANY (coalesce($3, ARRAY(SELECT id FROM space WHERE kind = 'room')))
      AND tstzrange(h.starts, h.ends, '[)') && tstzrange($1, $2, '[)')
      AND (h.booking IS NULL OR h.starts < b.starts OR b.ends < h.ends)
    ORDER BY h.starts, h.space
"""
