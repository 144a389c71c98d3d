"""The building that comes with Sentra is a sound one, and as large as it was announced."""

from pathlib import Path

import pytest

from floors.domain.plan_checks import check_plan
from floors.domain.planfile import read_floor, read_plan
from floors.domain.vocabulary import PRAYER_ROOMS
from tests.floors.plans import encoded
from tools.build_plan import FILE, build, text

PLAN = read_plan((Path(__file__).parent.parent.parent / FILE).read_bytes())
UPPER = ("training", "making")


def test_it_is_what_the_tool_draws() -> None:
    file = Path(__file__).parent.parent.parent / FILE
    assert file.read_text(encoding="utf-8") == text(build())


def test_it_breaks_no_rule() -> None:
    assert check_plan(PLAN) == []


def test_it_has_the_announced_areas() -> None:
    assert (PLAN.site.area, PLAN.site.floor_area) == (2500, 2500)
    assert [(floor.level, floor.area) for floor in PLAN.floors] == [(n, 500) for n in range(1, 6)]


def test_it_has_stalls_below_and_rooms_above() -> None:
    assert [len(floor.stalls) for floor in PLAN.floors] == [42, 40, 40, 0, 0]
    assert [len([r for r in floor.rooms if not r.joins]) for floor in PLAN.floors] == [
        0, 0, 0, 6, 6,
    ]  # fmt: skip
    sizes = {stall.area for floor in PLAN.floors for stall in floor.stalls}
    assert sizes == {6, 8, 9}


def test_it_has_a_hall_of_two_halves() -> None:
    joined = [room for floor in PLAN.floors for room in floor.rooms if room.joins]
    assert [(hall.code, hall.joins, hall.capacity) for hall in joined] == [
        ("R401", ("R401A", "R401B"), 160)
    ]


def test_it_has_what_people_need() -> None:
    for floor in PLAN.floors:
        categories = [unit.category for unit in floor.units]
        assert categories.count("stairs") == 2
        for one in ("elevator", "restroom.female", "restroom.male", "restroom.unisex.wheelchair"):
            assert categories.count(one) == 1
    amenities = {word for floor in PLAN.floors for unit in floor.units for word in unit.amenities}
    assert amenities == {"prayerroom.islam", "mothersroom", "information", "firstaid"}
    assert amenities & PRAYER_ROOMS


def test_every_room_can_be_reached_in_a_wheelchair() -> None:
    assert all(room.accessible for floor in PLAN.floors for room in floor.rooms)


def test_a_floor_is_read_again_from_the_features_kept_of_it() -> None:
    for floor in PLAN.floors:
        assert read_floor(floor.features) == floor


@pytest.mark.parametrize("storeys", [("food",), ("food", "fashion", "craft", *UPPER) * 2])
def test_the_number_of_floors_is_data(storeys: tuple[str, ...]) -> None:
    plan = read_plan(encoded(build(storeys)))
    assert [floor.level for floor in plan.floors] == list(range(1, len(storeys) + 1))
    assert plan.site.floor_area == 500 * len(storeys)
    assert check_plan(plan) == []
