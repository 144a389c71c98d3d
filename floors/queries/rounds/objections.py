"""Reads of objections: an applicant's own, or all for the office."""

from datetime import datetime

from msgspec import Struct

from sentra.database.engine import DB


class ObjectionView(Struct, frozen=True, kw_only=True):
    """An objection with its answer.

    Attributes:
        upheld: None until it is answered.
    """

    id: int
    holder: str
    pseudonym: str
    text: str
    answer: str
    upheld: bool | None
    created: datetime
    answered: datetime | None


async def objections(round_id: int, *, enterprise: int | None = None) -> list[ObjectionView]:
    """Unanswered ones first, the oldest first.

    Args:
        enterprise: Only its own.
    """
    rows = await DB.fetch(
        """
        SELECT o.id, e.name AS holder, a.pseudonym, o.text, o.answer, o.upheld, o.created,
            o.answered
        FROM objection o JOIN application a ON a.id = o.application
        JOIN enterprise e ON e.id = a.enterprise
        WHERE o.round = $1 AND ($2::int IS NULL OR a.enterprise = $2)
        ORDER BY o.answered IS NOT NULL, o.created, o.id
        """,
        round_id,
        enterprise,
    )
    return [ObjectionView(**dict(row)) for row in rows]


async def objections_counted(round_id: int) -> tuple[int, int, int]:
    """How many objections there are, how many are answered, and how many were upheld."""
    [row] = await DB.fetch(
        "SELECT count(*) AS n, count(answered) AS answered,"
        " count(*) FILTER (WHERE upheld) AS upheld FROM objection WHERE round = $1",
        round_id,
    )
    return row["n"], row["answered"], row["upheld"]
