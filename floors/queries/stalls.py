"""Reads of stalls on a day: their state, their holder, what comes next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct

from floors.domain.tenancies import StallState, state_on
from sentra.database.engine import DB
from sentra.domain.categories import Category


class StallRow(Struct, frozen=True, kw_only=True):
    """A stall on one day; holder and product are public, and so is what is here.

    Attributes:
        area: Square metres.
        tenancy: The tenancy that runs on the day, with its holder and its days.
        next_starts: The first day after it on which a tenancy begins that is already agreed.
    """

    code: str
    level: int
    floor: str
    category: Category | None
    area: Decimal
    accessible: bool
    in_use: bool
    state: StallState
    tenancy: int | None
    enterprise: int | None
    holder: str | None
    product: str | None
    starts: date | None
    ends: date | None
    next_starts: date | None

    @property
    def last(self) -> date | None:
        """The last day of the tenancy that runs."""
        return self.ends - timedelta(days=1) if self.ends else None


_STALLS = """
    SELECT s.code, f.level, f.name AS floor, s.category, s.area, s.accessible,
        s.active AND f.active AS in_use,
        t.id AS tenancy, t.enterprise, e.name AS holder, e.product, t.starts, t.ends,
        (SELECT min(n.starts) FROM tenancy n
            WHERE n.space = s.id AND n.state = 'active' AND n.starts > $1) AS next_starts
    FROM space s
    JOIN floor f ON f.id = s.floor
    JOIN site c ON c.id = f.site
    LEFT JOIN tenancy t ON t.space = s.id AND t.state = 'active'
        AND daterange(t.starts, t.ends) @> $1::date
    LEFT JOIN enterprise e ON e.id = t.enterprise
    WHERE s.kind = 'stall' AND c.kind = 'centre'
"""


async def stalls_on(day: date, *, level: int | None = None) -> list[StallRow]:
    """The centre's stalls on a day, by floor and code; closed ones that nobody held too."""
    rows = await DB.fetch(
        f"{_STALLS} AND ($2::integer IS NULL OR f.level = $2) ORDER BY f.level, s.code",
        day,
        level,
    )
    return [_row(row, day) for row in rows]


async def stall_on(code: str, day: date) -> StallRow | None:
    """One stall of the centre on a day."""
    rows = await DB.fetch(f"{_STALLS} AND s.code = $2", day, code)
    return _row(rows[0], day) if rows else None


def counted(stalls: Iterable[StallRow]) -> Mapping[StallState, int]:
    """How many are in each state; every state is there."""
    found = Counter(stall.state for stall in stalls)
    return {state: found[state] for state in StallState}


def _row(row: Any, day: date) -> StallRow:
    values = dict(row)
    values["category"] = Category(row["category"]) if row["category"] else None
    values["state"] = state_on(
        day, in_use=row["in_use"], ends=row["ends"], held=row["tenancy"] is not None
    )
    return StallRow(**values)
