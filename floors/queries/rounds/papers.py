"""Reads of what stands on the papers of a round: names that no public page has."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from sentra.database.engine import DB


class Place(Struct, frozen=True):
    """The centre, as a paper's head names it."""

    name: str
    address: str


class Lease(Struct, frozen=True, kw_only=True):
    """A tenancy that a round gave, with both its sides; personal data of the tenant.

    Attributes:
        area: Square metres.
        rent: Rupiah per month.
        ends: The first day that is not theirs any more.
    """

    tenancy: int
    round: str
    stall: str
    floor: str
    area: float
    category: str
    rent: int
    starts: date
    ends: date
    created: date
    name: str
    owner: str
    nib: str
    nik: str
    address: str


async def centre() -> Place:
    rows = await DB.fetch(
        "SELECT name, address FROM site ORDER BY kind <> 'centre', id LIMIT 1",
    )
    return Place(rows[0]["name"], rows[0]["address"]) if rows else Place("Sentra UKM", "")


async def names_of(round_id: int) -> Mapping[str, str]:
    """Names of enterprises by pseudonym; for the office only."""
    rows = await DB.fetch(
        """
        SELECT p.pseudonym, e.name FROM application p JOIN enterprise e ON e.id = p.enterprise
        WHERE p.round = $1
        """,
        round_id,
    )
    return {row["pseudonym"]: row["name"] for row in rows}


async def objections_heard(round_id: int) -> int:
    """How many objections a round has had."""
    [row] = await DB.fetch("SELECT count(*) AS number FROM objection WHERE round = $1", round_id)
    number: int = row["number"]
    return number


async def lease(round_id: int, enterprise: int) -> Lease | None:
    """The newest tenancy that the round gave to an enterprise, if it has one in force."""
    rows = await DB.fetch(
        """
        SELECT t.id AS tenancy, r.code AS round, s.code AS stall, f.name AS floor,
            s.area::float AS area, m.category, m.rent, t.starts, coalesce(t.ends, r.ends) AS ends,
            (t.created AT TIME ZONE 'Asia/Jakarta')::date AS created,
            e.name, e.owner, e.nib, coalesce(e.nik, '') AS nik, e.address
        FROM allotment a
        JOIN round r ON r.id = a.round
        JOIN application p ON p.id = a.application
        JOIN enterprise e ON e.id = p.enterprise
        JOIN programme m ON m.id = a.programme
        JOIN tenancy t ON t.id = a.tenancy
        JOIN space s ON s.id = t.space
        JOIN floor f ON f.id = s.floor
        WHERE a.round = $1 AND p.enterprise = $2 AND t.state = 'active'
        ORDER BY a.id DESC LIMIT 1
        """,
        round_id,
        enterprise,
    )
    return Lease(**dict(rows[0])) if rows else None
