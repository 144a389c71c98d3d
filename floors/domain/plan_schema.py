"""The properties of a plan's features as the file writes them.

IMDF 1.0.0 (OGC 20-094) gives the feature types and their property names; what only Sentra knows
stands in each feature's `sentra` member. Properties of IMDF that Sentra does not need are left be,
but a misspelt member of `sentra` is an error.
"""

from typing import Annotated, Any

from msgspec import Meta, Struct

Code = Annotated[str, Meta(pattern=r"^[A-Z0-9](?:[A-Z0-9-]{0,14}[A-Z0-9])?$")]
Text = Annotated[str, Meta(min_length=1, max_length=80)]
Word = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_.-]+$")]
Area = Annotated[float, Meta(gt=0, le=10_000_000)]
Persons = Annotated[int, Meta(ge=1, le=10_000)]


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """IMDF's LABELS: a name by language; Indonesian is the one that must be there."""

    id: Text
    en: Text | None = None


class Extra(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A `sentra` member of a feature that needs no more than a code."""

    code: Code


class SiteExtra(Extra, frozen=True):
    area_m2: Area
    floor_area_m2: Area


class LevelExtra(Extra, frozen=True):
    area_m2: Area


class StallExtra(Extra, frozen=True):
    category: Word
    area_m2: Area
    front: list[Any]


class RoomExtra(Extra, frozen=True):
    area_m2: Area
    capacity: Persons
    layouts: dict[Word, Persons]
    equipment: list[Word] = []
    joins: list[Code] = []


class ZoneExtra(Extra, frozen=True):
    category: Word


class Address(Struct, frozen=True):
    address: Annotated[str, Meta(min_length=1, max_length=160)]
    locality: Text


class Venue(Struct, frozen=True):
    category: Word
    name: Names
    address_id: str
    sentra: SiteExtra


class Building(Struct, frozen=True):
    category: Word


class Footprint(Struct, frozen=True):
    category: Word
    building_ids: list[str]


class Level(Struct, frozen=True):
    ordinal: Annotated[int, Meta(ge=-10, le=200)]
    name: Names
    sentra: LevelExtra


class Unit(Struct, frozen=True):
    category: Word
    level_id: str
    sentra: dict[str, Any]
    name: Names | None = None
    accessibility: list[Word] | None = None


class Kiosk(Struct, frozen=True):
    level_id: str
    sentra: dict[str, Any]
    name: Names | None = None


class Opening(Struct, frozen=True):
    category: Word
    level_id: str
    sentra: Extra


class Section(Struct, frozen=True):
    category: Word
    level_id: str
    sentra: dict[str, Any]
    name: Names | None = None
    accessibility: list[Word] | None = None


class Amenity(Struct, frozen=True):
    category: Word
    unit_ids: list[str]
    name: Names | None = None


PROPERTIES: dict[str, type[Struct]] = {
    "address": Address,
    "venue": Venue,
    "building": Building,
    "footprint": Footprint,
    "level": Level,
    "unit": Unit,
    "kiosk": Kiosk,
    "opening": Opening,
    "section": Section,
    "amenity": Amenity,
}
PASSED_OVER = frozenset(
    {"anchor", "detail", "fixture", "geofence", "occupant", "relationship"},
)
"""Feature types of IMDF that say nothing Sentra needs."""

GEOMETRY = {
    "venue": "Polygon",
    "footprint": "Polygon",
    "level": "Polygon",
    "unit": "Polygon",
    "kiosk": "Polygon",
    "section": "Polygon",
    "opening": "LineString",
    "amenity": "Point",
}
"""IMDF also allows MultiPolygon; a plan draws such a thing as several features."""
