"""Draws the Sentra UKM building and writes `floors/data/sentra-ukm.geojson`.

Run it from the repository's root after changing the drawing: `python -m tools.build_plan`. The same
drawing gives the same bytes, ids included: an id is made from a feature's code.
"""

import json
import sys
from pathlib import Path

from tools.plan_canvas import Json, feature, identity, names, number, rectangle
from tools.plan_storeys import DEPTH, WIDTH, draw_storey

FILE = Path("floors/data/sentra-ukm.geojson")
SITE = 50.0
"""Metres of each side of the site."""
STOREYS = ("food", "fashion", "craft", "training", "making")


def build(storeys: tuple[str, ...] = STOREYS) -> Json:
    """The whole plan as one FeatureCollection; `storeys` says what each floor is for, upwards."""
    features = _grounds(len(storeys))
    for level, use in enumerate(storeys, start=1):
        features.extend(draw_storey(level, use))
    return {
        "type": "FeatureCollection",
        "properties": {
            "format": "sentra-plan",
            "version": 1,
            "frame": {
                "type": "local",
                "unit": "metre",
                "origin": "south-west corner of the building",
                "x": "east, along Jalan Pahlawan Seribu",
                "y": "north, away from the street",
            },
            "vocabulary": "OGC IMDF 1.0.0 (OGC 20-094)",
        },
        "features": features,
    }


def text(plan: Json) -> str:
    """One line a feature, so that a changed stall is one changed line."""
    head = {key: value for key, value in plan.items() if key != "features"}
    start = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in plan["features"]
    )
    return f'{start},\n "features": [\n{lines}\n]}}\n'


def _grounds(storeys: int) -> list[Json]:
    """What is not on any floor: the address, the site and the building on it."""
    west, south = -(SITE - WIDTH) / 2, -(SITE - DEPTH) / 2
    address = {
        "address": "Jalan Pahlawan Seribu, Serpong",
        "locality": "Kota Tangerang Selatan",
        "province": "ID-BT",
        "country": "ID",
    }
    venue = {
        "category": "shoppingcenter",
        "name": names("Sentra UKM Tangerang Selatan", "Sentra UKM South Tangerang"),
        "address_id": identity("ADDRESS"),
        "sentra": {
            "code": "SENTRA-UKM",
            "area_m2": number(SITE * SITE),
            "floor_area_m2": number(WIDTH * DEPTH * storeys),
        },
    }
    building = {
        "category": "unspecified",
        "name": names("Gedung Sentra UKM", "Sentra UKM building"),
        "address_id": identity("ADDRESS"),
    }
    footprint = {"category": "ground", "building_ids": [identity("BUILDING")]}
    site = rectangle((west, south, west + SITE, south + SITE))
    return [
        feature("address", "ADDRESS", None, address),
        feature("venue", "SENTRA-UKM", site, venue),
        feature("building", "BUILDING", None, building),
        feature("footprint", "FOOTPRINT", rectangle((0, 0, WIDTH, DEPTH)), footprint),
    ]


def main() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text(build()), encoding="utf-8")
    sys.stdout.write(f"{FILE}: {FILE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
