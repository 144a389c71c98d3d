"""Reads of the building: its site, floors and spaces, and what stands against changing them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from floors.domain.plan_changes import KnownSpace, SpaceKind, SpaceState
from sentra.database.engine import DB


class SiteRow(Struct, frozen=True, kw_only=True):
    id: int
    code: str
    name: str
    address: str
    area: Decimal
    plan_digest: str | None


class FloorLine(Struct, frozen=True, kw_only=True):
    """A floor in a list; spaces counts those in use."""

    level: int
    name: str
    area: Decimal
    stalls: int
    rooms: int
    active: bool


class StoredFloor(Struct, frozen=True, kw_only=True):
    """A floor with its plan features, as GeoJSON."""

    id: int
    level: int
    name: str
    area: Decimal
    active: bool
    features: list[dict[str, Any]]


class Use(Struct, frozen=True, kw_only=True):
    """Why a space can't go: who holds it, or how many bookings are to come."""

    space: int
    code: str
    holder: str | None = None
    until: date | None = None
    bookings: int = 0


async def centre() -> SiteRow | None:
    """The centre's site; None before a plan has been loaded."""
    rows = await DB.fetch(
        "SELECT id, code, name, address, area, plan_digest FROM site WHERE kind = 'centre'"
    )
    return SiteRow(**dict(rows[0])) if rows else None


async def floors_of_centre() -> list[FloorLine]:
    """The floors in use, from the ground up."""
    rows = await DB.fetch(
        """
        SELECT f.level, f.name, f.area, f.active,
            count(s.id) FILTER (WHERE s.kind = 'stall') AS stalls,
            count(s.id) FILTER (WHERE s.kind = 'room') AS rooms
        FROM floor f
        JOIN site c ON c.id = f.site AND c.kind = 'centre'
        LEFT JOIN space s ON s.floor = f.id AND s.active
        WHERE f.active
        GROUP BY f.id ORDER BY f.level
        """
    )
    return [FloorLine(**dict(row)) for row in rows]


async def stored_floors(site: int) -> list[StoredFloor]:
    """Every floor of a site with its features, retired ones too."""
    rows = await DB.fetch(
        "SELECT id, level, name, area, active, features FROM floor WHERE site = $1 ORDER BY level",
        site,
    )
    return [_floor(row) for row in rows]


async def floor_at(level: int) -> StoredFloor | None:
    """A floor of the centre that is in use."""
    rows = await DB.fetch(
        """
        SELECT f.id, f.level, f.name, f.area, f.active, f.features
        FROM floor f JOIN site c ON c.id = f.site AND c.kind = 'centre'
        WHERE f.level = $1 AND f.active
        """,
        level,
    )
    return _floor(rows[0]) if rows else None


_SPACES = """
    SELECT s.id, f.level, s.feature, s.code, s.kind, s.name, s.category, s.area, s.capacity,
        s.accessible, s.features, s.geometry, s.active,
        ARRAY(SELECT p.code FROM space_part sp JOIN space p ON p.id = sp.part
            WHERE sp.whole = s.id ORDER BY p.code) AS parts
    FROM space s JOIN floor f ON f.id = s.floor JOIN site c ON c.id = f.site
"""


async def known_spaces(site: int) -> list[KnownSpace]:
    """Every space of a site, retired ones too."""
    rows = await DB.fetch(f"{_SPACES} WHERE c.id = $1 ORDER BY f.level, s.code", site)
    return [_space(row) for row in rows]


async def spaces_of_centre(
    *, kind: SpaceKind | None = None, level: int | None = None, category: str | None = None
) -> list[KnownSpace]:
    """The centre's spaces in use, by floor and code."""
    rows = await DB.fetch(
        f"""
        {_SPACES} WHERE c.kind = 'centre' AND s.active AND f.active
            AND ($1::text IS NULL OR s.kind = $1)
            AND ($2::integer IS NULL OR f.level = $2)
            AND ($3::text IS NULL OR s.category = $3)
        ORDER BY f.level, s.code
        """,
        kind,
        level,
        category,
    )
    return [_space(row) for row in rows]


async def space_called(code: str) -> KnownSpace | None:
    """One space, in use or retired."""
    rows = await DB.fetch(f"{_SPACES} WHERE s.code = $1", code)
    return _space(rows[0]) if rows else None


async def codes_elsewhere(site: int, codes: Sequence[str]) -> list[str]:
    """Those of the codes that spaces of other sites have."""
    rows = await DB.fetch(
        """
        SELECT s.code FROM space s JOIN floor f ON f.id = s.floor
        WHERE f.site <> $1 AND s.code = ANY($2::text[]) ORDER BY s.code
        """,
        site,
        list(codes),
    )
    return [row["code"] for row in rows]


async def uses_of(spaces: Sequence[int], *, today: date, now: datetime) -> list[Use]:
    """Tenancies that run or are agreed, and bookings to come, of these spaces.

    Bookings belong to a package that builds on this one, so only SQL names their tables here.
    """
    held = await DB.fetch(
        """
        SELECT DISTINCT ON (t.space) t.space, s.code, e.name AS holder, t.ends AS until
        FROM tenancy t
        JOIN space s ON s.id = t.space
        JOIN enterprise e ON e.id = t.enterprise
        WHERE t.space = ANY($1::integer[]) AND t.state = 'active'
            AND (t.ends IS NULL OR t.ends > $2)
        ORDER BY t.space, t.ends DESC NULLS FIRST
        """,
        list(spaces),
        today,
    )
    booked = await DB.fetch(
        """
        SELECT s.id AS space, s.code, count(taken.booking) AS bookings FROM (
            SELECT space, id AS booking FROM booking
                WHERE space = ANY($1::integer[]) AND state = 'confirmed' AND ends > $2
            UNION
            SELECT space, booking FROM hold WHERE space = ANY($1::integer[]) AND ends > $2
        ) AS taken JOIN space s ON s.id = taken.space GROUP BY s.id
        """,
        list(spaces),
        now,
    )
    uses = [Use(**dict(row)) for row in (*held, *booked)]
    return sorted(uses, key=lambda use: use.code)


def _floor(row: Any) -> StoredFloor:
    return StoredFloor(**{**dict(row), "features": msgspec.json.decode(row["features"])})


def _space(row: Any) -> KnownSpace:
    values = dict(row)
    identity = values.pop("id")
    values["kind"] = SpaceKind(values["kind"])
    values["feature"] = str(values["feature"])
    values["parts"] = sorted(values["parts"])
    for member in ("features", "geometry"):
        values[member] = msgspec.json.decode(values[member])
    return KnownSpace(id=identity, state=SpaceState(**values))
