"""A floor with its shapes as shapely geometries: what the checks look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely import LineString, Polygon, STRtree

from floors.domain import geometry
from floors.domain.plan import Door, Floor, Room, Stall, Unit, Zone
from floors.domain.vocabulary import DESK, DOORLESS, WALKABLE

Thing = Unit | Stall | Room


@dataclass(frozen=True, slots=True)
class Solid:
    """One thing that takes up floor, with its shape."""

    thing: Thing
    shape: Polygon

    @property
    def code(self) -> str:
        return self.thing.code

    @property
    def walkable(self) -> bool:
        return isinstance(self.thing, Unit) and self.thing.category in WALKABLE

    @property
    def entered(self) -> bool:
        """Whether people go in through a door."""
        return isinstance(self.thing, Room) or (
            isinstance(self.thing, Unit) and self.thing.category not in WALKABLE | DOORLESS | {DESK}
        )


@dataclass(frozen=True, slots=True)
class SolidFloor:
    """A floor whose unsound shapes have been put aside (they are reported on their own)."""

    floor: Floor
    outline: Polygon
    solids: tuple[Solid, ...]
    """Everything with walls or a place of its own; joined rooms are made of these."""
    joined: tuple[Solid, ...]
    zones: tuple[tuple[Zone, Polygon], ...]
    doors: tuple[tuple[Door, LineString], ...]
    door_tree: STRtree
    faults: dict[str, str]
    """Code of an unsound shape, and why it is unsound."""

    def of_category(self, *categories: str) -> Iterator[Solid]:
        for solid in self.solids:
            if isinstance(solid.thing, Unit) and solid.thing.category in categories:
                yield solid

    @property
    def walkable(self) -> list[Polygon]:
        return [solid.shape for solid in self.solids if solid.walkable]

    def doors_of(self, solid: Solid) -> list[LineString]:
        near = self.door_tree.query(
            solid.shape.boundary, predicate="dwithin", distance=geometry.TOLERANCE
        )
        lines = [self.doors[index][1] for index in near]
        return [line for line in lines if geometry.lies_on(line, solid.shape)]


def solidify(floor: Floor) -> SolidFloor:
    faults: dict[str, str] = {}

    def sound(code: str, shape: Polygon) -> bool:
        fault = geometry.fault(shape)
        if fault is not None:
            faults[code] = fault
        return fault is None

    outline = geometry.polygon(floor.outline)
    sound(floor.code, outline)
    things: tuple[Thing, ...] = (*floor.units, *floor.stalls, *floor.rooms)
    solids = [Solid(thing, geometry.polygon(thing.shape)) for thing in things]
    solids = [solid for solid in solids if sound(solid.code, solid.shape)]
    joined = [s for s in solids if isinstance(s.thing, Room) and s.thing.joins]
    zones = [(zone, geometry.polygon(zone.shape)) for zone in floor.zones]
    doors = [(door, geometry.line(door.line)) for door in floor.doors]
    return SolidFloor(
        floor=floor,
        outline=outline,
        solids=tuple(solid for solid in solids if solid not in joined),
        joined=tuple(joined),
        zones=tuple((zone, shape) for zone, shape in zones if sound(zone.code, shape)),
        doors=tuple(doors),
        door_tree=STRtree([line for _, line in doors]),
        faults=faults,
    )
