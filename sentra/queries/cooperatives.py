"""Reads of the registry's cooperatives."""

from msgspec import Struct, convert

from sentra.database.engine import DB
from sentra.queries.ids import IDS

_SELECT = """
    SELECT c.id, c.name, c.kecamatan, c.registration, c.phone, c.address, c.active,
        (SELECT count(*) FROM enterprise e WHERE e.cooperative = c.id AND e.active) AS members
    FROM cooperative c
"""


class CooperativeRecord(Struct, frozen=True, kw_only=True):
    """All that is kept of one cooperative; `members` counts its active enterprises."""

    id: int
    name: str
    kecamatan: str
    registration: str | None
    phone: str | None
    address: str
    active: bool
    members: int


async def list_cooperatives(*, kecamatan: str | None = None) -> list[CooperativeRecord]:
    """All of them, or those of a kecamatan, by kecamatan and name."""
    rows = await DB.fetch(
        f"{_SELECT} WHERE $1::text IS NULL OR c.kecamatan = $1"
        " ORDER BY c.kecamatan, lower(c.name), c.id",
        kecamatan,
    )
    return [convert(dict(row), CooperativeRecord) for row in rows]


async def find_cooperative(cooperative: int, *, lock: bool = False) -> CooperativeRecord | None:
    """The cooperative with this id; locked against change until the transaction ends."""
    if cooperative not in IDS:
        return None
    locking = "FOR UPDATE OF c" if lock else ""
    rows = await DB.fetch(f"{_SELECT} WHERE c.id = $1 {locking}", cooperative)
    return convert(dict(rows[0]), CooperativeRecord) if rows else None
