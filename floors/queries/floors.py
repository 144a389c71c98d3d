"""Reads of the centre's floors as places to go to: which there are, their plan, their rooms."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from sentra.database.engine import DB


class FloorPlate(Struct, frozen=True, kw_only=True):
    """A floor of the centre; `digest` changes with the plan it was loaded from."""

    id: int
    level: int
    name: str
    area: Decimal
    digest: str | None


class RoomPlate(Struct, frozen=True, kw_only=True):
    """A room as the sign at its door says it."""

    code: str
    level: int
    name: str
    capacity: int | None


async def floor_plates() -> list[FloorPlate]:
    """The centre's floors in use, from the ground up."""
    rows = await DB.fetch(
        """
        SELECT f.id, f.level, f.name, f.area, c.plan_digest AS digest
        FROM floor f JOIN site c ON c.id = f.site
        WHERE c.kind = 'centre' AND f.active ORDER BY f.level
        """
    )
    return [FloorPlate(**dict(row)) for row in rows]


async def plan_features(floors: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The plan features of floors by their ids."""
    rows = await DB.fetch(
        "SELECT id, features FROM floor WHERE id = ANY($1::integer[])", list(floors)
    )
    return {row["id"]: msgspec.json.decode(row["features"]) for row in rows}


async def room_plates() -> list[RoomPlate]:
    """The centre's rooms in use, by code."""
    rows = await DB.fetch(
        """
        SELECT s.code, f.level, s.name, s.capacity
        FROM space s JOIN floor f ON f.id = s.floor JOIN site c ON c.id = f.site
        WHERE s.kind = 'room' AND s.active AND f.active AND c.kind = 'centre' ORDER BY s.code
        """
    )
    return [RoomPlate(**dict(row)) for row in rows]
