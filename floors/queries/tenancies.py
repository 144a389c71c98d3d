"""Reads of tenancies: one, those of a stall, those of an enterprise, those of a span of days."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from msgspec import Struct

from floors.domain.tenancies import Place, Span, may_be_id
from sentra.database.engine import DB


class TenancyRow(Struct, frozen=True, kw_only=True):
    """A tenancy with the names of its stall and its holder.

    Attributes:
        active: False for one that was given by mistake and taken back.
        moved_from: Code of the stall that the holder came from.
        moved_to: Code of the stall that the holder went on to.
        note: For managers: the reason of an exception or of taking it back.
    """

    id: int
    stall: str
    level: int
    enterprise: int
    holder: str
    product: str
    category: str
    starts: date
    ends: date | None
    active: bool
    moved_from: str | None
    moved_to: str | None
    note: str
    given_by: str | None
    created: datetime

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)


class FreePlace(NamedTuple):
    """Where a free stall is, and what its zone sells."""

    place: Place
    category: str | None


PROMISES = "r.announced IS NOT NULL AND r.state NOT IN ('moving_in', 'closed', 'cancelled')"
"""Of a round `r`: whether the stalls that it offers are its draw's to give."""

_TENANCIES = """
    SELECT t.id, s.code AS stall, f.level, t.enterprise, e.name AS holder, e.product, e.category,
        t.starts, t.ends, t.state = 'active' AS active, t.note, a.name AS given_by, t.created,
        (SELECT o.code FROM tenancy m JOIN space o ON o.id = m.space
            WHERE m.id = t.moved_from) AS moved_from,
        (SELECT o.code FROM tenancy m JOIN space o ON o.id = m.space
            WHERE m.moved_from = t.id AND m.state = 'active' LIMIT 1) AS moved_to
    FROM tenancy t
    JOIN space s ON s.id = t.space
    JOIN floor f ON f.id = s.floor
    JOIN enterprise e ON e.id = t.enterprise
    LEFT JOIN account a ON a.id = t.given_by
"""


_CHOSEN = """
    t.state = 'active'
    AND ($1::varchar IS NULL OR s.code = $1)
    AND ($2::integer IS NULL OR t.enterprise = $2)
    AND ($3::date IS NULL OR daterange(t.starts, t.ends) @> $3)
"""
_HOW_MANY = f"""
    SELECT count(*) AS n FROM tenancy t JOIN space s ON s.id = t.space WHERE {_CHOSEN}
"""  # noqa: S608 - put together of constants


async def tenancy(tenancy_id: int) -> TenancyRow | None:
    if not may_be_id(tenancy_id):
        return None
    rows = await DB.fetch(f"{_TENANCIES} WHERE t.id = $1", tenancy_id)
    return _row(rows[0]) if rows else None


async def tenancies_of_stall(code: str) -> list[TenancyRow]:
    """The history of a stall, newest first; taken-back ones too, which only managers are shown."""
    rows = await DB.fetch(f"{_TENANCIES} WHERE s.code = $1 ORDER BY t.starts DESC, t.id DESC", code)
    return [_row(row) for row in rows]


async def tenancies_of_enterprise(enterprise: int) -> list[TenancyRow]:
    """All stalls that an enterprise holds, held or will hold, newest first."""
    rows = await DB.fetch(
        f"{_TENANCIES} WHERE t.enterprise = $1 AND t.state = 'active'"
        " ORDER BY t.starts DESC, t.id DESC",
        enterprise,
    )
    return [_row(row) for row in rows]


async def tenancies_page(
    *,
    stall: str | None,
    enterprise: int | None,
    day: date | None,
    limit: int,
    offset: int,
) -> tuple[list[TenancyRow], int]:
    """Tenancies that were not taken back, newest first, and how many there are in all.

    Args:
        day: Only those that run on this day.
    """
    rows = await DB.fetch(
        f"{_TENANCIES} WHERE {_CHOSEN} ORDER BY t.starts DESC, t.id DESC LIMIT $4 OFFSET $5",
        stall,
        enterprise,
        day,
        limit,
        offset,
    )
    [count] = await DB.fetch(_HOW_MANY, stall, enterprise, day)
    return [_row(row) for row in rows], count["n"]


async def clashing(*, space: int, span: Span, but: int | None = None) -> tuple[str, Span] | None:
    """The first active tenancy of a space that has a day in common with `span`: holder and span."""
    rows = await DB.fetch(
        """
        SELECT e.name, t.starts, t.ends FROM tenancy t JOIN enterprise e ON e.id = t.enterprise
        WHERE t.space = $1 AND t.state = 'active' AND t.id IS DISTINCT FROM $4
            AND daterange(t.starts, t.ends) && daterange($2, $3)
        ORDER BY t.starts LIMIT 1
        """,
        space,
        span.starts,
        span.ends,
        but,
    )
    return (rows[0]["name"], Span(rows[0]["starts"], rows[0]["ends"])) if rows else None


async def taken_spans(*, space: int, since: date) -> list[Span]:
    """The active tenancies of a space that run on `since` or later, in order."""
    rows = await DB.fetch(
        """
        SELECT starts, ends FROM tenancy
        WHERE space = $1 AND state = 'active' AND (ends IS NULL OR ends > $2) ORDER BY starts
        """,
        space,
        since,
    )
    return [Span(row["starts"], row["ends"]) for row in rows]


async def stalls_held_meanwhile(
    *, enterprise: int, span: Span, but: Sequence[int] = ()
) -> list[str]:
    """Codes of the stalls that an enterprise holds on some day of `span`."""
    rows = await DB.fetch(
        """
        SELECT DISTINCT s.code FROM tenancy t JOIN space s ON s.id = t.space
        WHERE t.enterprise = $1 AND t.state = 'active' AND t.id <> ALL($4::integer[])
            AND daterange(t.starts, t.ends) && daterange($2, $3)
        ORDER BY s.code
        """,
        enterprise,
        span.starts,
        span.ends,
        list(but),
    )
    return [row["code"] for row in rows]


async def stalls_held_by(enterprises: Sequence[int], day: date) -> dict[int, list[str]]:
    """Codes of the stalls that enterprises hold on a day or have been promised for later."""
    rows = await DB.fetch(
        """
        SELECT t.enterprise, array_agg(DISTINCT s.code ORDER BY s.code) AS codes
        FROM tenancy t JOIN space s ON s.id = t.space
        WHERE t.enterprise = ANY($1::integer[]) AND t.state = 'active'
            AND (t.ends IS NULL OR t.ends > $2)
        GROUP BY t.enterprise
        """,
        list(enterprises),
        day,
    )
    return {row["enterprise"]: row["codes"] for row in rows}


async def free_places(*, span: Span, site: int | None = None) -> list[FreePlace]:
    """Where the stalls are that nobody holds, nor a round has promised, on any day of `span`."""
    rows = await DB.fetch(
        f"""
        SELECT s.code, f.level, s.category,
            coalesce((s.geometry #>> '{{coordinates,0,0,0}}')::float, 0) AS x,
            coalesce((s.geometry #>> '{{coordinates,0,0,1}}')::float, 0) AS y
        FROM space s JOIN floor f ON f.id = s.floor
        WHERE s.kind = 'stall' AND s.active AND f.active AND ($3::integer IS NULL OR f.site = $3)
            AND NOT EXISTS (
                SELECT FROM tenancy t WHERE t.space = s.id AND t.state = 'active'
                    AND daterange(t.starts, t.ends) && daterange($1, $2))
            AND NOT EXISTS (
                SELECT FROM programme_stall p JOIN round r ON r.id = p.round
                WHERE p.space = s.id AND {PROMISES}
                    AND daterange(r.starts, r.ends) && daterange($1, $2))
        """,  # noqa: S608 - put together of constants
        span.starts,
        span.ends,
        site,
    )
    return [
        FreePlace(Place(row["code"], row["level"], row["x"], row["y"]), row["category"])
        for row in rows
    ]


def _row(row: Any) -> TenancyRow:
    return TenancyRow(**dict(row))
