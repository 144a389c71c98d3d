"""Neighbours of the building that ships, and who of them would compete."""

from floors.domain.neighbours import Clash, clashes, neighbours
from floors.domain.plan import Floor, Label, Stall

NAME = Label(id="Lantai 1", en="Floor 1")


def stall(code: str, x: float, y: float) -> Stall:
    """Two by three metres."""
    ring = ((x, y), (x + 2, y), (x + 2, y + 3), (x, y + 3), (x, y))
    return Stall(
        id=code, code=code, category="food", shape=(ring,), area=6, front=((x, y), (x + 2, y))
    )


FLOOR = Floor(
    id="1",
    code="1",
    level=1,
    name=NAME,
    outline=(((0, 0), (20, 0), (20, 20), (0, 20), (0, 0)),),
    area=400,
    stalls=(
        stall("A", 0, 0),
        stall("B", 2, 0),
        stall("C", 0, 3),
        stall("D", 4.3, -1),  # a gap of a hand: an aisle is no wall
        stall("E", 3.7, 3),  # shares 30 cm with B: too little
    ),
)


def test_neighbours_share_a_wall_and_not_a_corner() -> None:
    assert neighbours(FLOOR) == {("A", "B"), ("A", "C")}


def test_neighbours_who_sell_the_same_are_told() -> None:
    pairs = neighbours(FLOOR)
    assert clashes(pairs, {"A": "coffee", "B": "coffee", "C": "tea", "D": "coffee"}) == [
        Clash("A", "B", "coffee")
    ]
    assert clashes(pairs, {"B": "coffee", "C": "coffee"}) == []
