"""Reads of what was done by hand: the public list, and what waits for another officer."""

from datetime import date, datetime

from msgspec import Struct

from sentra.database.engine import DB


class ByHandLine(Struct, frozen=True, kw_only=True):
    """A deed by hand, or one that is proposed.

    Attributes:
        stall: The stall that is given, moved to, or swapped for.
        before: Where the enterprise is moved from; None where it is given anew.
        proposer: An officer's id.
        obstacle: Why a proposal cannot be done as things stand: "ended" where the tenancy, or
            one of the two, does not run then, "held" where somebody has the stall; else empty.
    """

    id: int
    kind: str
    holder: str
    stall: str
    before: str | None
    other: str | None
    starts: date
    ends: date | None
    reason: str
    state: str
    proposer: int
    proposed_by: str
    decided_by: str | None
    answer: str
    created: datetime
    decided: datetime | None
    obstacle: str = ""


_LINES = """
    SELECT h.id, h.kind, e.name AS holder, s.code AS stall, h.starts, h.ends, h.reason, h.state,
        h.proposed_by AS proposer, p.name AS proposed_by, d.name AS decided_by, h.answer,
        h.created, h.decided, b.code AS before, oe.name AS other{more}
    FROM by_hand h
    JOIN enterprise e ON e.id = h.enterprise
    JOIN space s ON s.id = h.space
    JOIN account p ON p.id = h.proposed_by
    LEFT JOIN account d ON d.id = h.decided_by
    LEFT JOIN tenancy t ON t.id = h.tenancy LEFT JOIN space b ON b.id = t.space
    LEFT JOIN tenancy o ON o.id = h.other LEFT JOIN enterprise oe ON oe.id = o.enterprise
"""


_OBSTACLE = """, CASE
        WHEN h.kind <> 'give' AND NOT (
            t.state = 'active' AND daterange(t.starts, t.ends) @> h.starts) THEN 'ended'
        WHEN h.kind = 'swap' AND NOT (
            o.state = 'active' AND daterange(o.starts, o.ends) @> h.starts) THEN 'ended'
        WHEN h.kind <> 'swap' AND EXISTS (
            SELECT FROM tenancy c WHERE c.space = h.space AND c.state = 'active'
                AND daterange(c.starts, c.ends)
                    && daterange(h.starts, CASE h.kind WHEN 'give' THEN h.ends ELSE t.ends END))
            THEN 'held'
        ELSE '' END AS obstacle"""
"""What is plain to see; whoever approves is told anything else then."""


async def done_by_hand(*, limit: int, offset: int) -> tuple[list[ByHandLine], int]:
    """What was approved, the latest first, and how many there are."""
    rows = await DB.fetch(
        _LINES.format(more="") + " WHERE h.state = 'approved' ORDER BY h.decided DESC, h.id DESC"
        " LIMIT $1 OFFSET $2",
        limit,
        offset,
    )
    [counted] = await DB.fetch("SELECT count(*) AS n FROM by_hand WHERE state = 'approved'")
    return [ByHandLine(**dict(row)) for row in rows], counted["n"]


async def proposed_by_hand() -> list[ByHandLine]:
    """What waits for another officer, the oldest first."""
    rows = await DB.fetch(
        _LINES.format(more=_OBSTACLE) + " WHERE h.state = 'proposed' ORDER BY h.created, h.id"
    )
    return [ByHandLine(**dict(row)) for row in rows]
