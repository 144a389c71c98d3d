"""A floor as SVG: every space is drawn where it is, north up, and the whole stays small."""

import re

import msgspec
import pytest

from floors.domain.drawing import draw
from floors.domain.drawn import Drawing, Drawn
from floors.domain.plan import Plan
from tests.floors.plans import SHIPPED, read

PLAN: Plan = read(SHIPPED)
DRAWINGS = [draw(floor) for floor in PLAN.floors]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def shape(drawing: Drawing, code: str) -> Drawn:
    return next(each for each in drawing.shapes if each.code == code)


def test_a_stall_is_drawn_with_its_open_side_and_label() -> None:
    found = shape(DRAWINGS[0], "1-A02")
    assert msgspec.to_builtins(found) == {
        "code": "1-A02",
        "id": PLAN.floors[0].stalls[1].id,
        "kind": "stall",
        "category": "drink",
        "name": None,
        "path": "M0 17H3V15H0z",
        "label": (1.5, 16.0),
        "width": 3.0,
        "height": 2.0,
        "front": "M3 17V15",
        "icon": None,
    }


def test_the_street_is_below_and_the_margin_around() -> None:
    drawing = DRAWINGS[0]
    assert (drawing.view_box, drawing.width, drawing.height) == ("-0.6 -0.6 26.2 21.2", 25, 20)
    [entrance] = [door for door in drawing.doors if door.category == "pedestrian.principal"]
    assert (entrance.gap, entrance.leaves) == ("M10.8 20H13", "")


def test_a_door_swings_into_its_room() -> None:
    store = next(door for door in DRAWINGS[4].doors if door.gap == "M5 10.5V9.5")
    assert store.leaves == "M5 10.5H4A1 1 0 0 1 5 9.5"


def test_wide_doors_have_two_leaves_and_lifts_none() -> None:
    leaves = {door.gap: door.leaves.count("M") for door in DRAWINGS[3].doors}
    assert leaves["M9 16.2V14.4"] == 2
    assert leaves["M21 12.45V11.35"] == 0


@pytest.mark.parametrize("level", range(5))
def test_every_space_is_drawn_with_its_label_inside(level: int) -> None:
    floor, drawing = PLAN.floors[level], DRAWINGS[level]
    spaces = {stall.code for stall in floor.stalls} | {room.code for room in floor.rooms}
    assert {s.code for s in drawing.shapes if s.kind in {"stall", "room", "joined"}} == spaces
    for each in drawing.shapes:
        x, y = each.label
        assert 0 < x < drawing.width
        assert 0 < y < drawing.height
    walkway = drawing.shapes[0]
    assert walkway.kind == "walkway"
    assert "joined" not in {s.kind for s in drawing.shapes[:-1]}


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda d: f"floor {d.level}")
def test_a_drawing_is_small_and_rounded_to_the_centimetre(drawing: Drawing) -> None:
    paths = [shape.path + (shape.front or "") for shape in drawing.shapes]
    paths += [zone.path for zone in drawing.zones]
    paths += [door.gap + door.leaves for door in drawing.doors]
    text = "".join(paths)
    assert len(text) < 6_000
    assert all(len(number.partition(".")[2]) <= 2 for number in NUMBER.findall(text))
