"""Reads of rent: what is owed, by whom, and what was paid."""

from datetime import date

from msgspec import Struct

from sentra.database.engine import DB


class RentLine(Struct, frozen=True, kw_only=True):
    """A month's rent.

    Attributes:
        amount: Rupiah.
        late: Whether it was to be paid before today, and was not.
    """

    id: int
    enterprise: int
    holder: str
    stall: str
    month: date
    amount: int
    due: date
    paid: date | None
    receipt: str
    late: bool


class Owed(Struct, frozen=True, kw_only=True):
    """What is late, all together.

    Attributes:
        amount: Rupiah.
    """

    amount: int
    months: int
    holders: int


_LINES = """
    FROM rent r JOIN tenancy t ON t.id = r.tenancy
    JOIN enterprise e ON e.id = t.enterprise JOIN space s ON s.id = t.space
    WHERE ($2::int IS NULL OR e.id = $2)
        AND ($3 = '' OR e.name ILIKE '%' || $3 || '%' OR s.code ILIKE $3 || '%')
        AND (NOT $4 OR r.paid IS NULL AND r.due < $1)
"""


async def rents(
    *,
    on: date,
    enterprise: int | None = None,
    q: str = "",
    late: bool = False,
    limit: int,
    offset: int = 0,
) -> tuple[list[RentLine], int]:
    """Months of rent, the latest first, and how many there are in all.

    Args:
        on: Today.
        enterprise: Only its own.
        q: Part of a name, or the beginning of a stall's code.
        late: Only what is late.
    """
    rows = await DB.fetch(
        "SELECT r.id, e.id AS enterprise, e.name AS holder, s.code AS stall, r.month, r.amount,"
        " r.due, r.paid, r.receipt, r.paid IS NULL AND r.due < $1 AS late"
        f" {_LINES} ORDER BY r.month DESC, s.code, r.id LIMIT $5 OFFSET $6",
        on,
        enterprise,
        q,
        late,
        limit,
        offset,
    )
    [counted] = await DB.fetch(
        f"SELECT count(*) AS n, $1::date AS d {_LINES}",
        on,
        enterprise,
        q,
        late,
    )
    return [RentLine(**dict(row)) for row in rows], counted["n"]


async def owed(*, on: date, enterprise: int | None = None) -> Owed:
    """What is late on a day: of one enterprise, or of all."""
    [row] = await DB.fetch(
        """
        SELECT coalesce(sum(r.amount), 0)::bigint AS amount, count(*) AS months,
            count(DISTINCT t.enterprise) AS holders
        FROM rent r JOIN tenancy t ON t.id = r.tenancy
        WHERE r.paid IS NULL AND r.due < $1 AND ($2::int IS NULL OR t.enterprise = $2)
        """,
        on,
        enterprise,
    )
    return Owed(**dict(row))
