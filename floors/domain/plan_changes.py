"""What a plan changes in the spaces that are known: compared here, written by an operation.

A space is found again by the id of its feature, else by its code; people know the code, but a plan
may give a stall another one. A space that the plan does not have any more is retired, never
deleted: past tenancies and bookings still name it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from floors.domain.plan import Floor, Plan, Room, Shape, Stall

CENTIMETRES = Decimal("0.01")


class SpaceKind(StrEnum):
    """Given out for months, or booked by the hour."""

    STALL = "stall"
    ROOM = "room"


class SpaceState(Struct, frozen=True, kw_only=True):
    """A stall or a room as the plan has it."""

    level: int
    feature: str
    code: str
    kind: SpaceKind
    name: str
    category: str | None
    area: Decimal
    capacity: int | None
    accessible: bool
    features: list[str]
    geometry: dict[str, Any]
    parts: list[str]
    """Codes of the rooms it is made of."""
    active: bool = True


class KnownSpace(Struct, frozen=True, kw_only=True):
    """A space as it is stored."""

    id: int
    state: SpaceState


@dataclass(frozen=True, slots=True)
class Change:
    """A known space and what it becomes; `fields` says in what the two differ."""

    known: KnownSpace
    becomes: SpaceState

    @property
    def fields(self) -> list[str]:
        before, after = asdict(self.known.state), asdict(self.becomes)
        return [name for name in after if before[name] != after[name]]


@dataclass(frozen=True, slots=True)
class Changes:
    new: tuple[SpaceState, ...]
    changed: tuple[Change, ...]
    retired: tuple[KnownSpace, ...]
    unchanged: tuple[KnownSpace, ...]


def compare(known: Iterable[KnownSpace], plan: Plan) -> Changes:
    """Match the plan's spaces with the known ones."""
    wanted = list(spaces(plan))
    by_feature = {space.state.feature: space for space in known}
    kept = {state.feature for state in wanted}
    by_code = {
        space.state.code: space for space in by_feature.values() if space.state.feature not in kept
    }
    new, changed, unchanged = [], [], []
    for state in wanted:
        match = by_feature.get(state.feature) or by_code.pop(state.code, None)
        if match is None:
            new.append(state)
            continue
        del by_feature[match.state.feature]
        change = Change(match, state)
        if change.fields:
            changed.append(change)
        else:
            unchanged.append(match)
    retired = [space for space in by_feature.values() if space.state.active]
    return Changes(tuple(new), tuple(changed), tuple(retired), tuple(unchanged))


def spaces(plan: Plan) -> Iterator[SpaceState]:
    """Every stall and room of a plan, from the ground up and by code; halls after their parts."""
    for floor in plan.floors:
        yield from sorted((_stall(floor, stall) for stall in floor.stalls), key=_by_code)
        yield from sorted((_room(floor, room) for room in floor.rooms), key=_by_code)


def _by_code(state: SpaceState) -> tuple[bool, str]:
    return bool(state.parts), state.code


def _stall(floor: Floor, stall: Stall) -> SpaceState:
    return SpaceState(
        level=floor.level,
        feature=stall.id,
        code=stall.code,
        kind=SpaceKind.STALL,
        name=f"Lapak {stall.code}",
        category=stall.category,
        area=_area(stall.area),
        capacity=None,
        accessible=True,
        features=[],
        geometry=_polygon(stall.shape),
        parts=[],
    )


def _room(floor: Floor, room: Room) -> SpaceState:
    return SpaceState(
        level=floor.level,
        feature=room.id,
        code=room.code,
        kind=SpaceKind.ROOM,
        name=room.name.id,
        category=None,
        area=_area(room.area),
        capacity=room.capacity,
        accessible=room.accessible,
        features=sorted(room.equipment),
        geometry=_polygon(room.shape),
        parts=sorted(room.joins),
    )


def _area(area: float) -> Decimal:
    return Decimal(str(area)).quantize(CENTIMETRES)


def _polygon(shape: Shape) -> dict[str, Any]:
    """GeoJSON, with lists as JSON gives them back."""
    rings = [[list(point) for point in ring] for ring in shape]
    return {"type": "Polygon", "coordinates": rings}
