"""Each rule of the building, broken once, gives exactly its problem."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely

from floors.domain.plan_checks import MAX_PROBLEMS, check_plan
from tests.floors.plans import SHIPPED, Document, box, changed, of, read, refused, take_out

Broken = tuple[str, str, str | None]


def broken(what: str, change: Callable[[Document], object], *problems: Broken) -> Any:
    return pytest.param(change, list(problems), id=what)


def move(document: Document, code: str, x: float, y: float) -> None:
    geometry = of(document, code)["geometry"]
    rings = geometry["coordinates"]
    lines = rings if geometry["type"] == "Polygon" else [rings]
    for line in lines:
        for point in line:
            point[0] += x
            point[1] += y


def sentra(document: Document, code: str, /, **members: object) -> None:
    of(document, code)["properties"]["sentra"].update(members)


def obstruct(document: Document, *obstacles: shapely.Polygon) -> None:
    """Put things into the corridor of floor 2."""
    walk = of(document, "2-WALK")
    free = shapely.from_geojson(json.dumps(walk["geometry"])) - shapely.union_all(obstacles)
    walk["geometry"] = json.loads(shapely.to_geojson(free))


CORRIDOR = "reached from the stairs by a corridor 1.5 m wide."


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        broken(
            "same code twice",
            lambda d: sentra(d, "1-A02", code="1-A03"),
            ("1-A03", "A code stands for one thing in the whole plan.", "2"),
        ),
        broken(
            "floor area",
            lambda d: sentra(d, "SENTRA-UKM", floor_area_m2=2600),
            (
                "SENTRA-UKM",
                "The floors add up to the floor area that the site declares.",
                "2500.00 m² ≠ 2600.00 m²",
            ),
        ),
        broken(
            "site area",
            lambda d: sentra(d, "SENTRA-UKM", area_m2=2000),
            ("SENTRA-UKM", "The declared area is the drawn one.", "2000.00 m² ≠ 2500.00 m²"),
        ),
        broken(
            "stall area",
            lambda d: sentra(d, "2-A02", area_m2=8),
            ("2-A02", "The declared area is the drawn one.", "8.00 m² ≠ 6.00 m²"),
        ),
        broken(
            "crossing outline",
            lambda d: of(d, "R503")["geometry"].update(
                coordinates=[[[14, 0], [19, 9], [19, 0], [14, 9], [14, 0]]]
            ),
            (
                "R503",
                "An outline is one simple shape that does not cross itself.",
                "Self-intersection[16.5 4.5]",
            ),
        ),
        broken(
            "outside its floor",
            lambda d: box(d, "R503", 14, -2, 19, 9, area=55),
            ("R503", "Everything on a floor lies inside its outline.", "(16.50, -1.00)"),
        ),
        broken(
            "overlap",
            lambda d: box(d, "R503", 13, 0, 19, 9, area=54),
            (
                "R502",
                "It overlaps R503; things on a floor may touch, and no more.",
                "9.00 m², (13.50, 4.50)",
            ),
        ),
        broken(
            "wrong zone",
            lambda d: sentra(d, "2-A02", category="food"),
            ("2-A02", "A stall lies in one zone and has its category.", "food: 2-Z-BEAUTY"),
        ),
        broken(
            "no zone",
            lambda d: take_out(d, "1-Z-DRINK-CORE"),
            ("1-F01", "A stall lies in one zone and has its category.", "drink: -"),
            ("1-F02", "A stall lies in one zone and has its category.", "drink: -"),
        ),
        broken(
            "part of a hall that is not there",
            lambda d: sentra(d, "R401", joins=["R401A", "R409"]),
            ("R401", "A joined room is made of two or more rooms of the same floor.", "R409"),
        ),
        broken(
            "hall of one part",
            lambda d: sentra(d, "R401", joins=["R401A", "R401A"]),
            (
                "R401",
                "A joined room is made of two or more rooms of the same floor.",
                "R401A, R401A",
            ),
        ),
        broken(
            "parts apart",
            lambda d: sentra(d, "R401", joins=["R401A", "R402"]),
            ("R401", "The parts of a joined room lie side by side.", "R401A, R402"),
        ),
        broken(
            "hall other than its parts",
            lambda d: box(d, "R401", 0, 0, 9, 19, area=171),
            ("R401", "A joined room is exactly its parts together.", "(4.50, 19.50)"),
        ),
        broken(
            "no accessible toilet",
            lambda d: of(d, "3-WC-A")["properties"].update(category="restroom"),
            ("LEVEL-3", "Each floor has a toilet for wheelchair users.", None),
        ),
        broken(
            "no lift at the top",
            lambda d: take_out(d, "5-LIFT", "5-LIFT-D"),
            ("LEVEL-5", "Each floor of a building with several has a lift.", None),
        ),
        broken(
            "lift that turns into a store",
            lambda d: of(d, "1-LIFT")["properties"].update(category="storage"),
            ("LEVEL-1", "Each floor of a building with several has a lift.", None),
            ("2-LIFT", "Stairs and lifts stand over those of the floor below.", "(22.10, 8.10)"),
        ),
        broken(
            "no door",
            lambda d: take_out(d, "R506-D1"),
            ("R506", "A room has a door.", None),
        ),
        broken(
            "door to another room only",
            lambda d: of(d, "R506-D1")["geometry"].update(coordinates=[[14, 12], [14, 13]]),
            ("R506", f"The door of a room is {CORRIDOR}", "(14.00, 12.00) → (14.00, 13.00)"),
        ),
        broken(
            "door in no wall",
            lambda d: move(d, "1-EXIT-MAIN", 0, -1),
            ("1-EXIT-MAIN", "A door stands in a wall.", "(11.30, 19.00) → (12.50, 19.00)"),
        ),
        broken(
            "narrow door",
            lambda d: of(d, "R506-D1")["geometry"].update(coordinates=[[15, 11], [15.7, 11]]),
            ("R506-D1", "A door is at least 0.9 m wide.", "0.70 m"),
        ),
        broken(
            "no entrance",
            lambda d: of(d, "1-ENTRANCE")["properties"].update(category="service"),
            ("LEVEL-1", "The ground floor has an entrance in its outline.", None),
        ),
        broken(
            "open side away from its outline",
            lambda d: sentra(d, "2-A02", front=[[3, 3], [3.5, 5]]),
            (
                "2-A02",
                "The open side of a stall is part of its outline.",
                "(3.00, 3.00) → (3.50, 5.00)",
            ),
        ),
        broken(
            "open side to the back",
            lambda d: sentra(d, "2-B02", front=[[7.8, 4], [7.8, 6]]),
            ("2-B02", f"The open side of a stall is {CORRIDOR}", "(7.80, 4.00) → (7.80, 6.00)"),
        ),
        broken(
            "corridor too narrow",
            lambda d: obstruct(d, shapely.box(3, 8.9, 3.4, 11.1)),  # in an aisle 1.8 m wide
            ("2-A05", f"The open side of a stall is {CORRIDOR}", "(3.00, 9.00) → (3.00, 11.00)"),
        ),
        broken(
            "two floors on one level",
            lambda d: of(d, "LEVEL-5")["properties"].update(ordinal=3),
            ("LEVEL-5", "Each floor has a level of its own.", "4"),
        ),
        broken(
            "floor off its site",
            lambda d: box(d, "venue", 5, 0, 55, 50),
            *(
                (f"LEVEL-{n}", "A floor stands on the ground of its site.", "(2.50, 10.00)")
                for n in range(1, 6)
            ),
        ),
    ],
)
def test_it_names_what_is_broken(
    change: Callable[[Document], object], problems: list[Broken]
) -> None:
    found = refused(changed(change))
    assert sorted(found, key=str) == sorted(problems, key=str)


def test_it_finds_stalls_that_are_cut_off() -> None:
    """With both ends of an aisle closed, only what also opens elsewhere is reached."""

    def close(document: Document) -> None:
        obstruct(document, shapely.box(3, 2, 4.8, 2.2), shapely.box(3, 17.8, 4.8, 18))
        walk = of(document, "2-WALK")
        aisle, rest = sorted(walk["geometry"]["coordinates"], key=len)
        walk["geometry"] = {"type": "Polygon", "coordinates": rest}
        apart = json.loads(json.dumps(walk))
        apart["id"] = "00000000-0000-4000-8000-000000000000"
        apart["properties"]["sentra"]["code"] = "2-WALK-2"
        apart["geometry"]["coordinates"] = aisle
        document["features"].append(apart)

    fields = [field for field, _, _ in refused(changed(close))]
    assert fields == [f"2-A0{n}" for n in range(2, 9)] + [f"2-B0{n}" for n in range(2, 8)]


def test_it_tells_all_problems_together() -> None:
    def spoil(document: Document) -> None:
        take_out(document, "R506-D1")
        sentra(document, "2-A02", category="food", area_m2=8)
        sentra(document, "R401", joins=["R401A", "R402"])

    assert [field for field, _, _ in refused(changed(spoil))] == ["2-A02", "2-A02", "R401", "R506"]


def test_it_stops_telling_at_some_point() -> None:
    def pile_up(document: Document) -> None:
        for number in range(40):
            box(document, f"2-B0{1 + number % 8}", 4.8, 4, 7.8, 6)
            box(document, f"2-E0{1 + number % 8}", 4.8, 4, 7.8, 6)
        for row in "ABCDE":
            for number in range(1, 8):
                box(document, f"3-{row}0{number}", 4.8, 4, 7.8, 6)

    assert len(check_plan(read(changed(pile_up)))) == MAX_PROBLEMS


def test_it_lets_the_shipped_plan_pass() -> None:
    assert check_plan(read(SHIPPED)) == []
