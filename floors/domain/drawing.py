"""A floor as the template draws it: SVG path strings and places for labels, and no rules.

SVG's y grows downwards, so north is turned up here. Numbers are metres rounded to the centimetre;
`view_box` has a margin for walls and outside doors. Colours, words and icons are the page's matter:
shapes carry codes, kinds and categories to hang them on.
"""

from collections.abc import Iterable
from math import hypot

from shapely import Polygon
from shapely.ops import polylabel

from floors.domain import geometry
from floors.domain.drawn import Drawing, Drawn, DrawnDoor, DrawnZone
from floors.domain.plan import Floor, Label, Line, Point, Room, Shape, Stall, Unit
from floors.domain.vocabulary import (
    ACCESSIBLE_TOILETS,
    DESK,
    DOORLESS,
    LIFT,
    PRAYER_ROOMS,
    STAIRS,
    TOILETS,
    WALKABLE,
)

MARGIN = 0.6
DOUBLE_LEAF = 1.3
"""Metres from which a door has two leaves."""
LABEL_PRECISION = 0.1
SLIDING = {LIFT} | ACCESSIBLE_TOILETS
SWINGING = {"pedestrian", "service"}
"""Entrances stand open, and ways out are marked by the page."""

ICONS = {
    STAIRS: "stairs",
    LIFT: "lift",
    "mothersroom": "lactation",
    "information": "info",
    **dict.fromkeys(PRAYER_ROOMS, "prayer"),
    **dict.fromkeys(TOILETS, "toilet"),
    **dict.fromkeys(ACCESSIBLE_TOILETS, "toilet-accessible"),
}


def draw(floor: Floor) -> Drawing:
    """The drawing of one sound floor; shapes in the order they are painted."""
    west, south, east, north = geometry.polygon(floor.outline).bounds
    paper = _Paper(west, north)
    rooms = sorted(floor.rooms, key=lambda room: bool(room.joins))
    units = sorted(floor.units, key=lambda unit: unit.category not in WALKABLE)
    width, height = east - west, north - south
    size = f"{_number(width + 2 * MARGIN)} {_number(height + 2 * MARGIN)}"
    return Drawing(
        level=floor.level,
        view_box=f"{_number(-MARGIN)} {_number(-MARGIN)} {size}",
        width=round(width, 2),
        height=round(height, 2),
        outline=paper.path(floor.outline),
        zones=tuple(
            DrawnZone(
                code=zone.code,
                category=zone.category,
                name=zone.name,
                path=paper.path(zone.shape),
                label=paper.inside(geometry.polygon(zone.shape)),
            )
            for zone in floor.zones
        ),
        shapes=(
            *(_unit(unit, paper) for unit in units),
            *(_stall(stall, paper) for stall in floor.stalls),
            *(_room(room, paper) for room in rooms),
        ),
        doors=tuple(_doors(floor, paper)),
    )


class _Paper:
    """Turns plan metres into drawing metres: the north-west corner of the floor is (0, 0)."""

    def __init__(self, west: float, north: float) -> None:
        self._west = west
        self._north = north

    def point(self, at: Point) -> Point:
        return round(at[0] - self._west, 2) + 0.0, round(self._north - at[1], 2) + 0.0

    def line(self, points: Iterable[Point]) -> str:
        return _path([self.point(at) for at in points])

    def path(self, shape: Shape) -> str:
        return "".join(f"{self.line(ring[:-1])}z" for ring in shape)

    def inside(self, solid: Polygon) -> Point:
        middle = solid.centroid
        if not solid.buffer(-min(_sides(solid)) / 4).contains(middle):
            middle = polylabel(solid, LABEL_PRECISION)
        return self.point((middle.x, middle.y))


def _unit(unit: Unit, paper: _Paper) -> Drawn:
    if unit.category in WALKABLE:
        kind = "walkway"
    elif unit.category in DOORLESS:
        kind = "shaft"
    else:
        kind = "desk" if unit.category == DESK else "unit"
    words = (*unit.amenities, unit.category)
    icon = next((ICONS[word] for word in words if word in ICONS), None)
    return _drawn(unit, kind, paper, name=unit.name, icon=icon)


def _stall(stall: Stall, paper: _Paper) -> Drawn:
    return _drawn(stall, "stall", paper, front=paper.line(stall.front))


def _room(room: Room, paper: _Paper) -> Drawn:
    return _drawn(room, "joined" if room.joins else "room", paper, name=room.name)


def _drawn(
    thing: Unit | Stall | Room,
    kind: str,
    paper: _Paper,
    *,
    name: Label | None = None,
    front: str | None = None,
    icon: str | None = None,
) -> Drawn:
    solid = geometry.polygon(thing.shape)
    width, height = _sides(solid)
    return Drawn(
        code=thing.code,
        id=thing.id,
        kind=kind,
        category=thing.category,
        name=name,
        path=paper.path(thing.shape),
        label=paper.inside(solid),
        width=width,
        height=height,
        front=front,
        icon=icon,
    )


def _sides(solid: Polygon) -> tuple[float, float]:
    west, south, east, north = solid.bounds
    return round(east - west, 2), round(north - south, 2)


def _doors(floor: Floor, paper: _Paper) -> Iterable[DrawnDoor]:
    entered: tuple[Room | Unit, ...] = (*floor.rooms, *floor.units)
    behind = [
        (each, geometry.polygon(each.shape)) for each in entered if each.category not in WALKABLE
    ]
    for door in floor.doors:
        line = geometry.line(door.line)
        room = next((each for each in behind if geometry.lies_on(line, each[1])), None)
        swings = room is not None and room[0].category not in SLIDING and door.category in SWINGING
        yield DrawnDoor(
            category=door.category,
            gap=paper.line(door.line),
            leaves=_leaves(door.line, room[1], paper) if room and swings else "",
        )


def _leaves(door: Line, room: Polygon, paper: _Paper) -> str:
    """Leaf and quarter circle of each leaf, opening into the room."""
    start, end = door[0], door[-1]
    inward = _inward(start, end, room)
    if hypot(end[0] - start[0], end[1] - start[1]) < DOUBLE_LEAF:
        return _leaf(start, end, inward, paper)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return _leaf(start, middle, inward, paper) + _leaf(end, middle, inward, paper)


def _leaf(hinge: Point, closed: Point, inward: Point, paper: _Paper) -> str:
    width = hypot(closed[0] - hinge[0], closed[1] - hinge[1])
    opened = (hinge[0] + inward[0] * width, hinge[1] + inward[1] * width)
    corners = [paper.point(at) for at in (hinge, opened, closed)]
    (hx, hy), (ox, oy), (cx, cy) = corners
    clockwise = (ox - hx) * (cy - hy) - (oy - hy) * (cx - hx) > 0
    radius = _number(width)
    arc = f"A{radius} {radius} 0 0 {int(clockwise)} {_number(cx)} {_number(cy)}"
    return f"{_path(corners[:2])}{arc}"


def _inward(start: Point, end: Point, room: Polygon) -> Point:
    """The unit vector across a door that points into the room."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    across = (-(end[1] - start[1]) / length, (end[0] - start[0]) / length)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    step = 5 * geometry.TOLERANCE
    probe = geometry.point((middle[0] + across[0] * step, middle[1] + across[1] * step))
    return across if room.contains(probe) else (-across[0], -across[1])


def _path(points: list[Point]) -> str:
    """Path data, with SVG's short forms for lines along an axis."""
    (x, y), *rest = points
    parts = [f"M{_number(x)} {_number(y)}"]
    for across, down in rest:
        if down == y:
            parts.append(f"H{_number(across)}")
        elif across == x:
            parts.append(f"V{_number(down)}")
        else:
            parts.append(f"L{_number(across)} {_number(down)}")
        x, y = across, down
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
