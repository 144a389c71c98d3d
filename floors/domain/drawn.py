"""What a drawing of a floor is made of; `drawing` makes it, the template writes it."""

from msgspec import Struct

from floors.domain.plan import Label, Point


class Drawn(Struct, frozen=True, kw_only=True):
    """One thing on the floor."""

    code: str
    id: str
    kind: str
    """stall, room, joined, unit, walkway, shaft or desk."""
    category: str
    name: Label | None
    path: str
    label: Point
    """A point inside, as far from the walls as can be."""
    width: float
    """Of its bounding box, for choosing what fits inside."""
    height: float
    front: str | None = None
    """Stalls: the open side."""
    icon: str | None = None


class DrawnDoor(Struct, frozen=True, kw_only=True):
    """A gap in a wall, with the leaves that swing into the room, if it has leaves."""

    category: str
    gap: str
    leaves: str


class DrawnZone(Struct, frozen=True, kw_only=True):
    code: str
    category: str
    name: Label | None
    path: str
    label: Point


class Drawing(Struct, frozen=True, kw_only=True):
    level: int
    view_box: str
    width: float
    height: float
    outline: str
    zones: tuple[DrawnZone, ...]
    shapes: tuple[Drawn, ...]
    doors: tuple[DrawnDoor, ...]
