"""Reads of rooms and when they are taken: each one statement, however many rows."""

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from bookings.domain.rooms import Room, is_code
from bookings.domain.spans import Span
from bookings.domain.terms import Terms
from bookings.queries.terms import terms_of
from sentra.database.engine import DB

_ROOM = """
    SELECT s.id, s.code, s.name, f.level AS floor, s.capacity, s.features, s.accessible,
           s.area, s.active AND f.active AS active,
           (SELECT array_agg(p.part ORDER BY p.part) FROM space_part p WHERE p.whole = s.id)
               AS parts,
           t.before, t.after, t.hours, t.layouts, t.approval, t.request_holds, t.check_in
    FROM space s JOIN floor f ON f.id = s.floor LEFT JOIN room_terms t ON t.space = s.id
    WHERE s.kind = 'room'
"""


async def rooms(*, with_retired: bool = False) -> list[Room]:
    """Every room, floor by floor."""
    retired = "" if with_retired else "AND s.active AND f.active"
    rows = await DB.fetch(f"{_ROOM} {retired} ORDER BY f.level, s.code")
    return [_room(row) for row in rows]


async def room(code: str) -> Room | None:
    """The room at a door, retired or not."""
    if not is_code(code):
        return None
    rows = await DB.fetch(f"{_ROOM} AND s.code = $1", code)
    return _room(rows[0]) if rows else None


async def busy(span: Span, *, but: int | None = None) -> dict[int, list[Span]]:
    """What is taken within a span, by id of the room held; a booking can be left out."""
    taken: dict[int, list[Span]] = defaultdict(list)
    for row in await DB.fetch(_BUSY, span.starts, span.ends, but):
        taken[row["space"]].append(Span(row["starts"], row["ends"]))
    return taken


_BUSY = """
    SELECT h.space, h.starts, h.ends FROM hold h
    WHERE h.space = ANY (ARRAY(SELECT id FROM space WHERE kind = 'room'))
      AND tstzrange(h.starts, h.ends, '[)') && tstzrange($1, $2, '[)')
      AND ($3::int IS NULL OR h.booking IS DISTINCT FROM $3)
    ORDER BY h.space, h.starts
"""


def _room(row: Any) -> Room:
    return _made(
        row["id"],
        row["code"],
        row["name"],
        row["floor"],
        row["capacity"],
        row["features"],
        row["accessible"],
        row["area"],
        row["active"],
        tuple(row["parts"] or ()),
        terms_of(row),
    )


@lru_cache(maxsize=512)
def _made(  # noqa: PLR0917 - the columns of a row
    number: int,
    code: str,
    name: str,
    floor: int,
    capacity: int | None,
    features: str,
    accessible: bool,  # noqa: FBT001
    area: Decimal,
    active: bool,  # noqa: FBT001
    parts: tuple[int, ...],
    terms: Terms,
) -> Room:
    """Made once for as long as its row says the same, which is for months."""
    return Room(
        id=number,
        code=code,
        name=name,
        floor=floor,
        capacity=capacity,
        features=tuple(msgspec.json.decode(features, type=list[str])),
        accessible=accessible,
        area=float(area),
        active=active,
        parts=parts,
        terms=terms,
    )
