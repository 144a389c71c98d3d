"""The rows of a building, written with their trail; inside the transaction of a plan's loading."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import asdict

from floors.domain.plan import Floor as PlanFloor
from floors.domain.plan import Site as PlanSite
from floors.domain.plan_changes import CENTIMETRES, Change, Changes, SpaceState
from floors.queries.plan import StoredFloor, stored_floors
from floors.tables import Floor, Space
from sentra.database.engine import DB
from sentra.domain.roles import Actor
from sentra.operations.audit import record_many

_SITE = """
    INSERT INTO site (code, name, kind, address, area, plan_digest)
    VALUES ($1, $2, 'centre', $3, $4, $5)
    ON CONFLICT (code) DO UPDATE SET name = $2, address = $3, area = $4, plan_digest = $5
    RETURNING id
"""
_FLOOR = """
    INSERT INTO floor (site, level, name, area, features, active)
    VALUES ($1, $2, $3, $4, $5, true)
    ON CONFLICT (site, level)
        DO UPDATE SET name = $3, area = $4, features = $5, active = true
    RETURNING id
"""
_NEW_SPACE = """
    INSERT INTO space (floor, feature, code, kind, name, category, area, capacity, accessible,
        features, geometry, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    RETURNING id
"""
_SPACE = """
    UPDATE space SET floor = $1, feature = $2, code = $3, kind = $4, name = $5, category = $6,
        area = $7, capacity = $8, accessible = $9, features = $10, geometry = $11, active = $12
    WHERE id = $13
"""


_Entry = tuple[int, dict[str, object] | None, dict[str, object] | None]
"""For the trail: id, before and after."""


async def write_site(site: PlanSite, digest: str) -> tuple[int, str | None]:
    """The site's id, and the digest of the plan it had before."""
    known = await DB.fetch("SELECT plan_digest FROM site WHERE code = $1", site.code)
    area = Decimal(str(site.area)).quantize(CENTIMETRES)
    [row] = await DB.fetch(_SITE, site.code, site.name.id, site.address, area, digest)
    return row["id"], known[0]["plan_digest"] if known else None


async def write_floors(
    site: int, floors: Sequence[PlanFloor], *, actor: Actor, now: datetime
) -> list[int]:
    """Levels that are new, changed or retired."""
    known = {floor.level: floor for floor in await stored_floors(site)}
    changed = []
    for floor in floors:
        stored = known.pop(floor.level, None)
        if stored is None or _differs(stored, floor):
            changed.append(floor.level)
            area = Decimal(str(floor.area)).quantize(CENTIMETRES)
            features = json.dumps(floor.features)
            await DB.fetch(_FLOOR, site, floor.level, floor.name.id, area, features)
    gone = [floor for floor in known.values() if floor.active]
    await DB.fetch(
        "UPDATE floor SET active = false WHERE id = ANY($1::integer[])",
        [floor.id for floor in gone],
    )
    entries: list[_Entry] = [(floor.id, {"active": True}, {"active": False}) for floor in gone]
    await record_many("floor.retire", subject=Floor, entries=entries, actor=actor, now=now)
    return sorted([*changed, *(floor.level for floor in gone)])


def _differs(stored: StoredFloor, floor: PlanFloor) -> bool:
    return (stored.name, float(stored.area), stored.active, stored.features) != (
        floor.name.id,
        round(floor.area, 2),
        True,
        json.loads(json.dumps(floor.features)),
    )


async def write_spaces(site: int, changes: Changes, *, actor: Actor, now: datetime) -> None:
    floors = {floor.level: floor.id for floor in await stored_floors(site)}
    await _free_codes(changes)
    altered = [await _alter(change, floors) for change in changes.changed]
    added = [await _insert(state, floors) for state in changes.new]
    retired = [space.id for space in changes.retired]
    await DB.fetch("UPDATE space SET active = false WHERE id = ANY($1::integer[])", retired)
    await _write_parts(changes)
    gone: list[_Entry] = [(identity, {"active": True}, {"active": False}) for identity in retired]
    for verb, entries in (("change", altered), ("add", added), ("retire", gone)):
        await record_many(f"space.{verb}", subject=Space, entries=entries, actor=actor, now=now)


async def _free_codes(changes: Changes) -> None:
    """Codes and features may change places, so for a moment none stands in another's way."""
    await DB.fetch(
        """
        UPDATE space SET code = '~' || id, feature = gen_random_uuid()
        WHERE id = ANY($1::integer[])
        """,
        [change.known.id for change in changes.changed],
    )


async def _alter(change: Change, floors: dict[int, int]) -> _Entry:
    await DB.fetch(_SPACE, *_values(change.becomes, floors), change.known.id)
    before, after = asdict(change.known.state), asdict(change.becomes)
    return (
        change.known.id,
        {name: before[name] for name in change.fields},
        {name: after[name] for name in change.fields},
    )


async def _insert(state: SpaceState, floors: dict[int, int]) -> _Entry:
    [row] = await DB.fetch(_NEW_SPACE, *_values(state, floors))
    return row["id"], None, asdict(state)


async def _write_parts(changes: Changes) -> None:
    """Which rooms a hall is made of, for halls that are new or whose parts have changed."""
    halls = [state for state in changes.new if state.parts]
    halls += [change.becomes for change in changes.changed if "parts" in change.fields]
    for hall in halls:
        await DB.fetch(
            "DELETE FROM space_part WHERE whole = (SELECT id FROM space WHERE code = $1)", hall.code
        )
        await DB.fetch(
            """
            INSERT INTO space_part (whole, part)
            SELECT whole.id, part.id FROM space whole, space part
            WHERE whole.code = $1 AND part.code = ANY($2::text[])
            """,
            hall.code,
            hall.parts,
        )


def _values(state: SpaceState, floors: dict[int, int]) -> tuple[object, ...]:
    return (
        floors[state.level],
        state.feature,
        state.code,
        state.kind,
        state.name,
        state.category,
        state.area,
        state.capacity,
        state.accessible,
        json.dumps(state.features),
        json.dumps(state.geometry),
        state.active,
    )
