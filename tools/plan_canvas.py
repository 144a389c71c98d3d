"""What a floor of the plan is drawn with: units, doors, stalls, zones and rooms as features."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import shapely
from shapely import Polygon, box

NAMESPACE = uuid5(NAMESPACE_URL, "urn:sentra-ukm:plan")

Json = dict[str, Any]
Box = tuple[float, float, float, float]
"""West, south, east, north."""
Place = tuple[float, float]

CATEGORY_NAMES = {
    "food": ("Makanan", "Food"),
    "drink": ("Minuman", "Drink"),
    "fashion": ("Busana", "Fashion"),
    "beauty": ("Kecantikan", "Beauty"),
    "craft": ("Kriya", "Craft"),
    "home": ("Rumah tangga", "Home"),
    "services": ("Jasa", "Services"),
}


def identity(code: str) -> str:
    return str(uuid5(NAMESPACE, code))


def feature(kind: str, code: str, geometry: Json | None, properties: Json) -> Json:
    return {
        "type": "Feature",
        "id": identity(code),
        "feature_type": kind,
        "geometry": geometry,
        "properties": properties,
    }


def polygon(shape: Polygon) -> Json:
    geometry: Json = json.loads(
        shapely.to_geojson(shapely.normalize(shape.simplify(0))), parse_float=number
    )
    return geometry


def rectangle(corners: Box) -> Json:
    west, south, east, north = (number(value) for value in corners)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def number(value: float | str) -> float | int:
    """Rounded to the centimetre, and whole metres without a point."""
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded


def names(indonesian: str, english: str) -> Json:
    return {"id": indonesian, "en": english}


class Canvas:
    """One floor being drawn."""

    def __init__(self, level: int, outline: Box) -> None:
        self.level = level
        self.outline = outline
        self.features: list[Json] = []
        self.taken: list[Polygon] = []
        self.level_id = identity(f"LEVEL-{level}")

    def add(self, kind: str, code: str, geometry: Json, properties: Json) -> str:
        drawn = feature(kind, code, geometry, {**properties, "level_id": self.level_id})
        self.features.append(drawn)
        return str(drawn["id"])

    def storey(self, name: str, name_en: str) -> None:
        """The level itself."""
        level, area = self.level, box(*self.outline).area
        properties = {
            "category": "unspecified",
            "outdoor": False,
            "ordinal": level - 1,
            "name": names(f"Lantai {level}: {name}", f"Floor {level}: {name_en}"),
            "short_name": names(str(level), str(level)),
            "building_ids": [identity("BUILDING")],
            "sentra": {"code": f"LEVEL-{level}", "area_m2": number(area)},
        }
        self.features.append(
            feature("level", f"LEVEL-{level}", rectangle(self.outline), properties)
        )

    def shaft(self, shape: Polygon) -> None:
        self.taken.append(shape)
        code = f"{self.level}-SHAFT"
        properties = {
            "category": "nonpublic",
            "restriction": "employeesonly",
            "name": names("Shaf utilitas", "Service shaft"),
            "sentra": {"code": code},
        }
        self.add("unit", code, polygon(shape), properties)

    def desk(self, suffix: str, corners: Box, name: Json) -> str:
        self.taken.append(box(*corners))
        code = f"{self.level}-{suffix}"
        return self.add("kiosk", code, rectangle(corners), {"name": name, "sentra": {"code": code}})

    def unit(self, suffix: str, category: str, corners: Box, name: Json) -> str:
        self.taken.append(box(*corners))
        code = f"{self.level}-{suffix}"
        properties = {"category": category, "name": name, "sentra": {"code": code}}
        if category.endswith(".wheelchair"):
            properties["accessibility"] = ["wheelchair"]
        return self.add("unit", code, rectangle(corners), properties)

    def amenity(self, suffix: str, category: str, corners: Box, unit: str) -> None:
        west, south, east, north = corners
        middle = [number((west + east) / 2), number((south + north) / 2)]
        self.features.append(
            feature(
                "amenity",
                f"{self.level}-{suffix}-AMENITY",
                {"type": "Point", "coordinates": middle},
                {"category": category, "unit_ids": [unit]},
            )
        )

    def door(self, code: str, start: Place, end: Place, category: str = "") -> None:
        line = [[number(value) for value in point] for point in (start, end)]
        self.add(
            "opening",
            code,
            {"type": "LineString", "coordinates": line},
            {"category": category or "pedestrian", "sentra": {"code": code}},
        )

    def stall(self, code: str, category: str, corners: Box, front: list[Place]) -> None:
        west, south, east, north = corners
        self.taken.append(box(*corners))
        self.add(
            "kiosk",
            code,
            rectangle(corners),
            {
                "name": None,
                "sentra": {
                    "code": code,
                    "category": category,
                    "area_m2": number((east - west) * (north - south)),
                    "front": [[number(value) for value in point] for point in front],
                },
            },
        )

    def zone(self, category: str, shape: Polygon, suffix: str = "") -> None:
        sells = "eatingdrinking" if category in {"food", "drink"} else "retail"
        if category == "services":
            sells = "servicearea"
        code = f"{self.level}-Z-{category.upper()}{suffix}"
        self.add(
            "section",
            code,
            polygon(shape),
            {
                "category": sells,
                "name": names(*CATEGORY_NAMES[category]),
                "sentra": {"code": code, "category": category},
            },
        )

    def room(
        self,
        code: str,
        category: str,
        corners: Box,
        name: Json,
        *,
        layouts: dict[str, int],
        equipment: list[str],
        joins: tuple[str, ...] = (),
    ) -> None:
        west, south, east, north = corners
        extra: Json = {
            "code": code,
            "area_m2": number((east - west) * (north - south)),
            "capacity": max(layouts.values()),
            "layouts": layouts,
            "equipment": equipment,
        }
        if joins:
            extra["joins"] = list(joins)
        else:
            self.taken.append(box(*corners))
        properties = {
            "category": category,
            "accessibility": ["wheelchair"],
            "name": name,
            "sentra": extra,
        }
        self.add("section" if joins else "unit", code, rectangle(corners), properties)

    def walkway(self) -> None:
        """Everything that is nothing else is for walking."""
        free = box(*self.outline).difference(shapely.union_all(self.taken))
        code = f"{self.level}-WALK"
        self.add(
            "unit",
            code,
            polygon(free),
            {
                "category": "walkway",
                "name": names("Koridor", "Corridor"),
                "sentra": {"code": code},
            },
        )
