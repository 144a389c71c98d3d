"""Reads of what stalls are marked for: the sub-category within their zone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from floors.domain.plan import Shape
from sentra.database.engine import DB


class Marked(Struct, frozen=True, kw_only=True):
    """A stall of the centre in use.

    Attributes:
        sells: What it is meant to sell within its zone; empty where nothing is said.
        reason: Why a neighbour may sell the same.
        product: What its holder sells now.
    """

    id: int
    code: str
    category: str | None
    sells: str
    reason: str
    holder: str | None
    product: str | None
    shape: Shape


_MARKS = """
    SELECT s.id, s.code, s.category, s.sells, s.sells_reason AS reason, s.geometry,
        e.name AS holder, e.product
    FROM space s
    JOIN floor f ON f.id = s.floor
    JOIN site c ON c.id = f.site
    LEFT JOIN tenancy t ON t.space = s.id AND t.state = 'active'
        AND daterange(t.starts, t.ends) @> $2::date
    LEFT JOIN enterprise e ON e.id = t.enterprise
    WHERE s.kind = 'stall' AND c.kind = 'centre' AND s.active AND f.level = $1
    ORDER BY s.code
"""


async def marks_of(level: int, *, day: date, lock: bool = False) -> Sequence[Marked]:
    """The stalls of a floor by code, with who holds them on a day.

    Args:
        lock: Let nobody else change them until the transaction ends.
    """
    locked = "FOR NO KEY UPDATE OF s" if lock else ""
    rows = await DB.fetch(f"{_MARKS} {locked}", level, day)
    return [_marked(row) for row in rows]


def _marked(row: Any) -> Marked:
    columns = dict(row)
    rings = msgspec.json.decode(columns.pop("geometry")).get("coordinates") or []
    shape = tuple(tuple((x, y) for x, y, *_ in ring) for ring in rings)
    return Marked(shape=shape, **columns)
