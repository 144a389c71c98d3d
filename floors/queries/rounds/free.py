"""Which stalls a round could offer."""

from datetime import date

from msgspec import Struct

from sentra.database.engine import DB


class FreeStall(Struct, frozen=True, kw_only=True):
    """A stall of the centre that nobody holds in the term, and no other live round offers.

    Attributes:
        area: Square metres.
    """

    id: int
    code: str
    floor: int
    level: int
    category: str
    area: float


async def free_stalls(*, starts: date, ends: date, but: int | None = None) -> list[FreeStall]:
    """Stalls free over all of [starts, ends), by floor and code.

    Args:
        but: The round whose own offers do not count.
    """
    rows = await DB.fetch(
        """
        SELECT s.id, s.code, f.id AS floor, f.level, s.category, s.area::float AS area
        FROM space s JOIN floor f ON f.id = s.floor JOIN site c ON c.id = f.site
        WHERE s.kind = 'stall' AND c.kind = 'centre' AND s.active AND f.active
            AND s.category IS NOT NULL
            AND NOT EXISTS (SELECT FROM tenancy t WHERE t.space = s.id AND t.state = 'active'
                AND daterange(t.starts, t.ends) && daterange($1, $2))
            AND NOT EXISTS (SELECT FROM programme_stall p JOIN round r ON r.id = p.round
                WHERE p.space = s.id AND r.state NOT IN ('closed', 'cancelled')
                AND daterange(r.starts, r.ends) && daterange($1, $2)
                AND r.id IS DISTINCT FROM $3)
        ORDER BY f.level, s.code
        """,
        starts,
        ends,
        but,
    )
    return [FreeStall(**dict(row)) for row in rows]
