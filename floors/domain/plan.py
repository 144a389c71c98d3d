"""The building as Sentra knows it: a site, its floors, and what stands on them.

Lengths are metres, areas square metres, in the plan's local frame: x to the east along the street,
y to the north away from it. `floors.domain.planfile` reads these from a file, and
`floors.domain.plan_checks` says whether a building may look like that.
"""

from typing import Any

from msgspec import Struct

Point = tuple[float, float]
Line = tuple[Point, ...]
Ring = tuple[Point, ...]
"""Closed: the last point is the first."""
Shape = tuple[Ring, ...]
"""The outer boundary, then holes."""


class Label(Struct, frozen=True):
    """A name in the two languages of the screen."""

    id: str
    en: str


class Unit(Struct, frozen=True, kw_only=True):
    """A part of a floor that is neither given out nor booked: a corridor, stairs, a toilet."""

    id: str
    code: str
    category: str
    name: Label | None
    shape: Shape
    amenities: tuple[str, ...] = ()
    """What is found in it, in IMDF's amenity words: prayerroom.islam, information."""


class Stall(Struct, frozen=True, kw_only=True):
    """A place to sell from."""

    id: str
    code: str
    category: str
    shape: Shape
    area: float
    front: Line
    """The open side, along its boundary; three points or more round a corner."""


class Room(Struct, frozen=True, kw_only=True):
    """A room that can be booked, or several that can be joined into one."""

    id: str
    code: str
    category: str
    name: Label
    shape: Shape
    area: float
    capacity: int
    layouts: dict[str, int]
    """Persons by way of setting it up, such as theatre or classroom."""
    equipment: tuple[str, ...] = ()
    accessible: bool = False
    joins: tuple[str, ...] = ()
    """Codes of the rooms this one is made of; empty for a room with its own walls."""


class Door(Struct, frozen=True, kw_only=True):
    """An opening in a wall, as wide as its line is long."""

    id: str
    code: str
    category: str
    line: Line


class Zone(Struct, frozen=True, kw_only=True):
    """A part of a floor whose stalls sell one category of things."""

    id: str
    code: str
    category: str
    name: Label | None
    shape: Shape


class Floor(Struct, frozen=True, kw_only=True):
    """One level; 1 is at the ground (IMDF's ordinal 0)."""

    id: str
    code: str
    level: int
    name: Label
    outline: Shape
    area: float
    units: tuple[Unit, ...] = ()
    stalls: tuple[Stall, ...] = ()
    rooms: tuple[Room, ...] = ()
    doors: tuple[Door, ...] = ()
    zones: tuple[Zone, ...] = ()
    features: tuple[dict[str, Any], ...] = ()
    """The GeoJSON features this floor was read from, its own first, for keeping and giving out."""


class Site(Struct, frozen=True, kw_only=True):
    """The ground and what the plan declares of it."""

    id: str
    code: str
    name: Label
    address: str
    ground: Shape
    area: float
    floor_area: float
    """All floors together."""


class Plan(Struct, frozen=True, kw_only=True):
    site: Site
    floors: tuple[Floor, ...]
    """From the lowest level up."""
