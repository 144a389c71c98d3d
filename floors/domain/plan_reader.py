"""GeoJSON features to a site and its floors, with every problem on the way noted."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from floors.domain import plan_geometry, plan_schema, vocabulary
from floors.domain.plan import Floor, Site
from floors.domain.plan_floor import FloorReader, Level, label
from floors.domain.plan_notes import Feature, Notes, name_of
from sentra.domain.messages import say


class Reader:
    """Sorts features by type, then makes the site and the floors of them."""

    def __init__(self, features: Iterable[Any]) -> None:
        self.notes = Notes()
        self._by_type: dict[str, list[Feature]] = {}
        self._ids: set[str] = set()
        for number, feature in enumerate(features):
            self._sort(feature, f"features[{number}]")

    def _sort(self, feature: Any, where: str) -> None:
        """Put a feature with its own kind, if it is a feature at all."""
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self.notes.add(
                where,
                say("This is not a GeoJSON feature."),
                remedy=say("Give it the type Feature, a geometry and properties."),
            )
            return
        kind = str(feature.get("feature_type"))
        if kind in plan_schema.PASSED_OVER:
            return
        if kind not in plan_schema.PROPERTIES:
            types = ", ".join(sorted(plan_schema.PROPERTIES))
            self.notes.add(
                where,
                say("A plan has no features of this type."),
                value=kind,
                remedy=say("Use one of: %(words)s.", words=types),
            )
            return
        identity = feature.get("id")
        if not isinstance(identity, str) or not _is_uuid(identity) or identity in self._ids:
            self.notes.add(
                where,
                say("Each feature has a UUID of its own as its id."),
                value=identity,
                remedy=say("Give it a new UUID, and keep it from then on."),
            )
            return
        self._ids.add(identity)
        self._by_type.setdefault(kind, []).append(feature)

    def site(self) -> Site | None:
        venues = self._by_type.get("venue", [])
        if len(venues) != 1:
            self.notes.add(
                "venue",
                say("A plan has exactly one venue: the site."),
                value=len(venues),
                remedy=say("Add or take away features of type venue."),
            )
            return None
        [venue] = venues
        properties = self.notes.properties(venue, plan_schema.Venue)
        ground = self.notes.geometry(venue, plan_geometry.shape)
        if properties is None or ground is None:
            return None
        self.notes.known(venue, properties.category, vocabulary.VENUE_CATEGORIES)
        return Site(
            id=venue["id"],
            code=properties.sentra.code,
            name=label(properties.name),
            address=self._address(properties.address_id),
            ground=ground,
            area=properties.sentra.area_m2,
            floor_area=properties.sentra.floor_area_m2,
        )

    def _address(self, identity: str) -> str:
        for feature in self._by_type.get("address", []):
            if feature["id"] == identity:
                properties = self.notes.properties(feature, plan_schema.Address)
                return f"{properties.address}, {properties.locality}" if properties else ""
        self.notes.dangling("venue", "address_id", identity)
        return ""

    def floors(self) -> list[Floor]:
        """From the lowest up."""
        levels = {level["id"]: Level(level) for level in self._by_type.get("level", [])}
        self._place(levels)
        amenities = self._amenities()
        found = [FloorReader(self.notes, amenities).read(level) for level in levels.values()]
        return sorted((floor for floor in found if floor), key=lambda floor: floor.level)

    def _place(self, levels: dict[str, Level]) -> None:
        """Give every feature that names a level to that level."""
        for kind in ("unit", "kiosk", "opening", "section"):
            for feature in self._by_type.get(kind, []):
                properties = feature.get("properties")
                identity = properties.get("level_id") if isinstance(properties, dict) else None
                level = levels.get(identity) if isinstance(identity, str) else None
                if level is None:
                    self.notes.dangling(name_of(feature), "level_id", identity)
                else:
                    level.members[kind].append(feature)

    def _amenities(self) -> dict[str, list[Feature]]:
        """Amenity features by the unit they are in."""
        units = {unit["id"] for kind in ("unit", "kiosk") for unit in self._by_type.get(kind, [])}
        by_unit: dict[str, list[Feature]] = {}
        for feature in self._by_type.get("amenity", []):
            properties = self.notes.properties(feature, plan_schema.Amenity)
            self.notes.geometry(feature, plan_geometry.point)
            if properties is None:
                continue
            self.notes.known(feature, properties.category, vocabulary.AMENITY_CATEGORIES)
            for identity in properties.unit_ids:
                if identity in units:
                    by_unit.setdefault(identity, []).append(feature)
                else:
                    self.notes.dangling(name_of(feature), "unit_ids", identity)
        return by_unit


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
