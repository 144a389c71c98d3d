"""Reads of attendance: a floor on a day, and how often a stall was looked after."""

from datetime import date

from msgspec import Struct

from sentra.database.engine import DB


class StallNote(Struct, frozen=True, kw_only=True):
    """A stall that is held on a day.

    Attributes:
        present: Whether it was looked after on the day; None while nothing is noted.
        rate: Per cent of all days noted of this tenancy; None where none was.
    """

    tenancy: int
    stall: str
    holder: str
    present: bool | None
    rate: int | None


async def stalls_to_note(day: date, level: int) -> list[StallNote]:
    """The stalls of a floor that somebody holds on a day, by their codes."""
    rows = await DB.fetch(
        """
        SELECT t.id AS tenancy, s.code AS stall, e.name AS holder, d.present,
            (SELECT round(100.0 * count(*) FILTER (WHERE a.present) / count(*))::int
                FROM stall_day a WHERE a.tenancy = t.id HAVING count(*) > 0) AS rate
        FROM tenancy t
        JOIN space s ON s.id = t.space JOIN floor f ON f.id = s.floor JOIN site c ON c.id = f.site
        JOIN enterprise e ON e.id = t.enterprise
        LEFT JOIN stall_day d ON d.tenancy = t.id AND d.day = $1
        WHERE t.state = 'active' AND daterange(t.starts, t.ends) @> $1::date
            AND c.kind = 'centre' AND f.level = $2
        ORDER BY s.code
        """,
        day,
        level,
    )
    return [StallNote(**dict(row)) for row in rows]


async def levels() -> list[int]:
    """The centre's floors that have stalls."""
    rows = await DB.fetch(
        """
        SELECT DISTINCT f.level FROM floor f JOIN site c ON c.id = f.site
        JOIN space s ON s.floor = f.id AND s.kind = 'stall' AND s.active
        WHERE c.kind = 'centre' AND f.active ORDER BY f.level
        """
    )
    return [row["level"] for row in rows]
