"""The features of one level to a `Floor`."""

from dataclasses import dataclass, field

from floors.domain import plan_geometry, plan_schema, vocabulary
from floors.domain.plan import Door, Floor, Label, Room, Shape, Stall, Unit, Zone
from floors.domain.plan_notes import Feature, Notes


@dataclass(frozen=True, slots=True)
class _Outline:
    """A feature with a place on the floor: what stalls, rooms, units and zones begin as."""

    feature: Feature
    category: str
    name: plan_schema.Names | None
    shape: Shape
    amenities: tuple[str, ...] = ()
    accessible: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A level feature and the features that stand on it, by type."""

    feature: Feature
    members: dict[str, list[Feature]] = field(
        default_factory=lambda: {"unit": [], "kiosk": [], "opening": [], "section": []}
    )


class FloorReader:
    """Reads one level; `amenities` are the building's amenity features by the unit they are in."""

    def __init__(self, notes: Notes, amenities: dict[str, list[Feature]]) -> None:
        self._notes = notes
        self._amenities = amenities
        self._units: list[Unit] = []
        self._stalls: list[Stall] = []
        self._rooms: list[Room] = []
        self._doors: list[Door] = []
        self._zones: list[Zone] = []

    def read(self, level: Level) -> Floor | None:
        """The floor, or None where even the level itself could not be read."""
        readers = {
            "unit": self._unit,
            "kiosk": self._kiosk,
            "opening": self._opening,
            "section": self._section,
        }
        for kind, reader in readers.items():
            for feature in level.members[kind]:
                reader(feature)
        properties = self._notes.properties(level.feature, plan_schema.Level)
        outline = self._notes.geometry(level.feature, plan_geometry.shape)
        if properties is None or outline is None:
            return None
        return Floor(
            id=level.feature["id"],
            code=properties.sentra.code,
            level=properties.ordinal + 1,
            name=label(properties.name),
            outline=outline,
            area=properties.sentra.area_m2,
            units=tuple(self._units),
            stalls=tuple(self._stalls),
            rooms=tuple(self._rooms),
            doors=tuple(self._doors),
            zones=tuple(self._zones),
            features=tuple(self._kept(level)),
        )

    def _kept(self, level: Level) -> list[Feature]:
        members = [feature for features in level.members.values() for feature in features]
        inside = [amenity for each in members for amenity in self._amenities.get(each["id"], [])]
        unique = {amenity["id"]: amenity for amenity in inside}
        return [level.feature, *members, *unique.values()]

    def _unit(self, feature: Feature) -> None:
        properties = self._notes.properties(feature, plan_schema.Unit)
        shape = self._notes.geometry(feature, plan_geometry.shape)
        if properties is None or shape is None:
            return
        self._notes.known(feature, properties.category, vocabulary.UNIT_CATEGORIES)
        outline = _Outline(
            feature,
            properties.category,
            properties.name,
            shape,
            amenities=self._words(feature),
            accessible="wheelchair" in (properties.accessibility or ()),
        )
        if "capacity" in properties.sentra:
            self._room(outline)
        else:
            self._fixed(outline)

    def _kiosk(self, feature: Feature) -> None:
        properties = self._notes.properties(feature, plan_schema.Kiosk)
        shape = self._notes.geometry(feature, plan_geometry.shape)
        if properties is None or shape is None:
            return
        outline = _Outline(
            feature, vocabulary.DESK, properties.name, shape, amenities=self._words(feature)
        )
        if "category" in properties.sentra:
            self._stall(outline)
        else:
            self._fixed(outline)

    def _section(self, feature: Feature) -> None:
        properties = self._notes.properties(feature, plan_schema.Section)
        shape = self._notes.geometry(feature, plan_geometry.shape)
        if properties is None or shape is None:
            return
        outline = _Outline(
            feature,
            properties.category,
            properties.name,
            shape,
            accessible="wheelchair" in (properties.accessibility or ()),
        )
        if "joins" in properties.sentra:
            self._room(outline)
        else:
            self._notes.known(feature, properties.category, vocabulary.SECTION_CATEGORIES)
            self._zone(outline)

    def _opening(self, feature: Feature) -> None:
        properties = self._notes.properties(feature, plan_schema.Opening)
        line = self._notes.geometry(feature, plan_geometry.line)
        if properties is None or line is None:
            return
        self._notes.known(feature, properties.category, vocabulary.OPENING_CATEGORIES)
        self._doors.append(
            Door(
                id=feature["id"],
                code=properties.sentra.code,
                category=properties.category,
                line=line,
            )
        )

    def _fixed(self, outline: _Outline) -> None:
        extra = self._notes.sentra(outline.feature, plan_schema.Extra)
        if extra is not None:
            self._units.append(
                Unit(
                    id=outline.feature["id"],
                    code=extra.code,
                    category=outline.category,
                    name=label(outline.name) if outline.name else None,
                    shape=outline.shape,
                    amenities=outline.amenities,
                )
            )

    def _stall(self, outline: _Outline) -> None:
        extra = self._notes.sentra(outline.feature, plan_schema.StallExtra)
        if extra is None:
            return
        self._notes.known(outline.feature, extra.category, vocabulary.STALL_CATEGORIES)
        front = self._notes.geometry(outline.feature, plan_geometry.line, given=extra.front)
        if front is not None:
            self._stalls.append(
                Stall(
                    id=outline.feature["id"],
                    code=extra.code,
                    category=extra.category,
                    shape=outline.shape,
                    area=extra.area_m2,
                    front=front,
                )
            )

    def _room(self, outline: _Outline) -> None:
        extra = self._notes.sentra(outline.feature, plan_schema.RoomExtra)
        if extra is not None:
            self._rooms.append(
                Room(
                    id=outline.feature["id"],
                    code=extra.code,
                    category=outline.category,
                    name=label(outline.name) if outline.name else Label(extra.code, extra.code),
                    shape=outline.shape,
                    area=extra.area_m2,
                    capacity=extra.capacity,
                    layouts=extra.layouts,
                    equipment=tuple(extra.equipment),
                    accessible=outline.accessible,
                    joins=tuple(extra.joins),
                )
            )

    def _zone(self, outline: _Outline) -> None:
        extra = self._notes.sentra(outline.feature, plan_schema.ZoneExtra)
        if extra is None:
            return
        self._notes.known(outline.feature, extra.category, vocabulary.STALL_CATEGORIES)
        self._zones.append(
            Zone(
                id=outline.feature["id"],
                code=extra.code,
                category=extra.category,
                name=label(outline.name) if outline.name else None,
                shape=outline.shape,
            )
        )

    def _words(self, feature: Feature) -> tuple[str, ...]:
        amenities = self._amenities.get(feature["id"], [])
        return tuple(amenity["properties"]["category"] for amenity in amenities)


def label(names: plan_schema.Names) -> Label:
    return Label(id=names.id, en=names.en or names.id)
