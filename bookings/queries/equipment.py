"""Reads of equipment: what there is, who has it when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.domain.equipment import free_count
from bookings.domain.spans import Span
from bookings.queries.bookings import is_id
from sentra.database.engine import DB


@dataclass(frozen=True, slots=True)
class Pool:
    """Things of one kind.

    Attributes:
        number: How many are in use.
    """

    id: int
    name: str
    active: bool
    number: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How many of a kind a booking has asked for."""

    kind: int
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Lent:
    """Units of a pool that go with one booking."""

    booking: int
    title: str
    organiser_name: str
    room: str
    room_name: str
    starts: datetime
    ends: datetime
    number: int


_POOL = """
    SELECT e.id, e.name, e.active,
           (SELECT count(*) FROM equipment_unit u WHERE u.equipment = e.id AND u.active) AS number
    FROM equipment e
"""


async def pools(*, with_retired: bool = False) -> list[Pool]:
    """Every kind, by name."""
    where = "" if with_retired else "WHERE e.active"
    return [Pool(**row) for row in await DB.fetch(f"{_POOL} {where} ORDER BY e.name, e.id")]


async def pool(kind: int) -> Pool | None:
    if not is_id(kind):
        return None
    rows = await DB.fetch(f"{_POOL} WHERE e.id = $1", kind)
    return Pool(**rows[0]) if rows else None


async def taken(span: Span, *, but: int | None = None) -> Mapping[int, Sequence[Span]]:
    """Reserved spans that touch a span, by kind, one for each unit; a booking can be left out."""
    rows = await DB.fetch(
        """
        SELECT u.equipment, h.starts, h.ends
        FROM equipment_hold h JOIN equipment_unit u ON u.id = h.unit
        WHERE tstzrange(h.starts, h.ends, '[)') && tstzrange($1, $2, '[)')
          AND ($3::int IS NULL OR h.booking <> $3)
        """,
        span.starts,
        span.ends,
        but,
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for row in rows:
        found[row["equipment"]].append(Span(row["starts"], row["ends"]))
    return found


async def free(span: Span, *, but: int | None = None) -> list[tuple[Pool, int]]:
    """Every kind in use, with how many a booking of this span could have."""
    out = await taken(span, but=but)
    return [(one, free_count(one.number, out.get(one.id, ()), span)) for one in await pools()]


async def asked_for(bookings: Sequence[int]) -> dict[int, list[Asked]]:
    """What bookings have asked for, by booking and name."""
    found: dict[int, list[Asked]] = defaultdict(list)
    for row in await DB.fetch(
        """
        SELECT w.booking, w.equipment AS kind, e.name, w.number
        FROM equipment_wish w JOIN equipment e ON e.id = w.equipment
        WHERE w.booking = ANY ($1) ORDER BY e.name, e.id
        """,
        bookings,
    ):
        found[row["booking"]].append(Asked(row["kind"], row["name"], row["number"]))
    return found


async def lent(kind: int, *, since: datetime, limit: int = 20) -> list[Lent]:
    """Which bookings have units of a pool, from an instant on, by start."""
    rows = await DB.fetch(
        """
        SELECT b.id AS booking, b.title, a.name AS organiser_name, s.code AS room,
               s.name AS room_name, b.starts, b.ends, count(*) AS number
        FROM equipment_hold h
        JOIN equipment_unit u ON u.id = h.unit
        JOIN booking b ON b.id = h.booking
        JOIN space s ON s.id = b.space
        JOIN account a ON a.id = b.organiser
        WHERE u.equipment = $1 AND h.ends > $2
        GROUP BY b.id, a.id, s.id ORDER BY b.starts, b.id LIMIT $3
        """,
        kind,
        since,
        limit,
    )
    return [Lent(**row) for row in rows]
