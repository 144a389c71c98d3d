"""Whether people get everywhere on a floor: corridors, doors and the open sides of stalls.

Somebody `CORRIDOR` wide walks from the stairs, the lift or the entrance. Where she can stand is the
walkable floor with half her width taken off every edge; whatever she touches from the one region
that has the stairs is reached.
"""

from collections.abc import Iterator
from decimal import Decimal

from shapely import LineString, Polygon, STRtree

from floors.domain import geometry
from floors.domain.plan import Stall
from floors.domain.plan_solids import Solid, SolidFloor
from floors.domain.vocabulary import ENTRANCE, LIFT, STAIRS
from sentra.domain.messages import say
from sentra.domain.refusals import Problem

CORRIDOR = 1.5
"""Metres: a wheelchair can turn, and somebody can pass one."""
DOOR = 0.9
"""Metres of clear width of any door that people use."""
GROUND = 1


def check(floor: SolidFloor) -> Iterator[Problem]:
    yield from _doors_are_in_walls(floor)
    yield from _ground_floor_is_entered(floor)
    regions = geometry.clear_regions(floor.walkable, CORRIDOR)
    if not regions:
        yield Problem(
            field=floor.floor.code,
            rule=say(
                "A floor has corridors at least %(width)s m wide.", width=Decimal(str(CORRIDOR))
            ),
            remedy=say("Add units of category walkway, or widen them."),
        )
        return
    walk = geometry.within_reach(_main(floor, regions), CORRIDOR)
    for solid in floor.solids:
        if isinstance(solid.thing, Stall):
            yield from _stall_is_reached(solid.thing, solid.shape, walk)
        elif solid.entered:
            yield from _door_is_reached(solid, floor, walk)


def _main(floor: SolidFloor, regions: list[Polygon]) -> Polygon:
    """The region that the stairs, the lift or the entrance open on; the largest without them."""
    starts = [line for door, line in floor.doors if door.category == ENTRANCE]
    for solid in floor.of_category(STAIRS, LIFT):
        starts.extend(floor.doors_of(solid))
    for region in regions:
        walk = geometry.within_reach(region, CORRIDOR)
        if any(_reached(start, walk) for start in starts):
            return region
    return regions[0]


def _reached(opening: LineString, walk: Polygon) -> bool:
    clear = opening.intersection(walk).length
    return bool(clear >= min(DOOR, opening.length) - 4 * geometry.TOLERANCE)


def _stall_is_reached(stall: Stall, shape: Polygon, walk: Polygon) -> Iterator[Problem]:
    front = geometry.line(stall.front)
    if not geometry.lies_on(front, shape):
        yield Problem(
            field=stall.code,
            rule=say("The open side of a stall is part of its outline."),
            value=_ends(front),
            remedy=say("Put the points of front on its outline."),
        )
    elif not _reached(front, walk):
        yield Problem(
            field=stall.code,
            rule=say(
                "The open side of a stall is reached from the stairs by a corridor "
                "%(width)s m wide.",
                width=Decimal(str(CORRIDOR)),
            ),
            value=_ends(front),
            remedy=say("Widen the corridor, or open the stall on another side."),
        )


def _door_is_reached(solid: Solid, floor: SolidFloor, walk: Polygon) -> Iterator[Problem]:
    doors = floor.doors_of(solid)
    if not doors:
        yield Problem(
            field=solid.code,
            rule=say("A room has a door."),
            remedy=say("Add a feature of type opening on one of its walls."),
        )
    elif not any(_reached(door, walk) for door in doors):
        yield Problem(
            field=solid.code,
            rule=say(
                "The door of a room is reached from the stairs by a corridor %(width)s m wide.",
                width=Decimal(str(CORRIDOR)),
            ),
            value=_ends(doors[0]),
            remedy=say("Widen the corridor, or move the door."),
        )


def _doors_are_in_walls(floor: SolidFloor) -> Iterator[Problem]:
    walls = [floor.outline, *(solid.shape for solid in floor.solids)]
    tree = STRtree([wall.boundary for wall in walls])
    for door, line in floor.doors:
        if line.length < DOOR - geometry.TOLERANCE:
            yield Problem(
                field=door.code,
                rule=say("A door is at least %(width)s m wide.", width=Decimal(str(DOOR))),
                value=f"{line.length:.2f} m",
                remedy=say("Draw a wider opening."),
            )
        near = tree.query(line, predicate="dwithin", distance=geometry.TOLERANCE)
        if not any(geometry.lies_on(line, walls[index]) for index in near):
            yield Problem(
                field=door.code,
                rule=say("A door stands in a wall."),
                value=_ends(line),
                remedy=say("Put its line on the outline of a room or of the floor."),
            )


def _ground_floor_is_entered(floor: SolidFloor) -> Iterator[Problem]:
    if floor.floor.level != GROUND:
        return
    entrances = [line for door, line in floor.doors if door.category == ENTRANCE]
    if not any(geometry.lies_on(line, floor.outline) for line in entrances):
        yield Problem(
            field=floor.floor.code,
            rule=say("The ground floor has an entrance in its outline."),
            remedy=say("Add an opening of category %(category)s.", category=ENTRANCE),
        )


def _ends(line: LineString) -> str:
    (x1, y1), (x2, y2) = line.coords[0], line.coords[-1]
    return f"({x1:.2f}, {y1:.2f}) → ({x2:.2f}, {y2:.2f})"
