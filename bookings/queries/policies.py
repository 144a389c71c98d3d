"""Reads of the office's rules, and of what they count."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

import msgspec

from bookings.domain.policies import Kind, Rule, Usage
from bookings.domain.spans import Span
from sentra.database.engine import DB
from sentra.domain.roles import Role

RULES_HERE = """
    (SELECT jsonb_agg(jsonb_build_array(r.kind, r.value, r.space, r.role, r.id) ORDER BY r.id)
     FROM booking_rule r WHERE r.space IS NULL OR r.space = s.id)
"""
"""A column, beside a `space s`: the rules that can count there."""


@lru_cache(maxsize=512)
def rules_of(column: str | None) -> tuple[Rule, ...]:
    """The rules in a column as above; read once, as they change a few times a year."""
    if column is None:
        return ()
    rows = msgspec.json.decode(column, type=list[tuple[Kind, int, int | None, Role | None, int]])
    return tuple(Rule(*row) for row in rows)


async def rules_at(space: int) -> tuple[Rule, ...]:
    """The rules that can count in a room: its own, and the general ones."""
    rows = await DB.fetch(f"SELECT {RULES_HERE} AS rules FROM space s WHERE s.id = $1", space)  # noqa: S608 - a constant
    return rules_of(rows[0]["rules"]) if rows else ()


async def all_rules() -> list[Rule]:
    """Every rule: the general ones first, then room by room."""
    rows = await DB.fetch(
        """
        SELECT r.id, r.kind, r.value, r.space, r.role, s.code AS room
        FROM booking_rule r LEFT JOIN space s ON s.id = r.space
        ORDER BY s.code NULLS FIRST, r.role NULLS FIRST, r.kind
        """
    )
    return [
        Rule(
            Kind(row["kind"]),
            row["value"],
            row["space"],
            Role(row["role"]) if row["role"] else None,
            row["id"],
            row["room"],
        )
        for row in rows
    ]


async def usage(
    organiser: int, spaces: Sequence[int], week: Span, *, but: int | None = None
) -> Usage:
    """What a trainer has in a week, and waits for at all; in all rooms, and in each of these.

    A series that waits, which is decided in one go, counts as one request.
    """
    [whole, *rooms] = await DB.fetch(
        """
        SELECT b.space,
               sum(b.ends - b.starts) FILTER (WHERE b.starts >= $3 AND b.starts < $4) AS booked,
               count(DISTINCT coalesce(-b.series, b.id)) FILTER (WHERE b.state = 'requested')
                   AS requests
        FROM booking b
        WHERE b.organiser = $1 AND b.id IS DISTINCT FROM $5
          AND ((b.state IN ('confirmed', 'requested') AND b.starts >= $3 AND b.starts < $4)
               OR b.state = 'requested')
        GROUP BY GROUPING SETS ((), (b.space))
        HAVING grouping(b.space) = 1 OR b.space = ANY ($2)
        ORDER BY grouping(b.space) DESC
        """,
        organiser,
        spaces,
        week.starts,
        week.ends,
        but,
    )
    scopes = [(None, whole), *((row["space"], row) for row in rooms)]
    return Usage(
        booked={space: row["booked"] or timedelta() for space, row in scopes},
        requests={space: row["requests"] for space, row in scopes},
    )
