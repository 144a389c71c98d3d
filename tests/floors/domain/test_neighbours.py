"""Neighbours of the building that ships, and who of them would compete."""

from floors.domain.neighbours import Clash, clashes, colour, neighbours
from floors.domain.plan import Shape


def stall(x: float, y: float) -> Shape:
    """Two by three metres."""
    return (((x, y), (x + 2, y), (x + 2, y + 3), (x, y + 3), (x, y)),)


FLOOR = {
    "A": stall(0, 0),
    "B": stall(2, 0),
    "C": stall(0, 3),
    "D": stall(4.3, -1),  # a gap of a hand: an aisle is no wall
    "E": stall(3.7, 3),  # shares 30 cm with B: too little
}


def test_neighbours_share_a_wall_and_not_a_corner() -> None:
    assert neighbours(FLOOR) == {("A", "B"), ("A", "C")}


def test_neighbours_who_sell_the_same_are_told() -> None:
    pairs = neighbours(FLOOR)
    assert clashes(pairs, {"A": "coffee", "B": "coffee", "C": "tea", "D": "coffee"}) == [
        Clash("A", "B", "coffee")
    ]
    assert clashes(pairs, {"B": "coffee", "C": "coffee"}) == []


def test_colouring_keeps_kinds_apart_and_spreads_them() -> None:
    """Two rows of six, back to back."""
    row = {f"{letter}{n}": stall(2 * n, 3 * at) for at, letter in enumerate("AB") for n in range(6)}
    pairs = neighbours(row)
    for kinds in (["keripik", "kue"], ["keripik", "kue", "sambal"]):
        marks = colour(pairs, sorted(row), kinds)
        assert clashes(pairs, marks) == []
        counts = [list(marks.values()).count(kind) for kind in kinds]
        assert max(counts) - min(counts) <= 2
    assert colour(pairs, sorted(row), []) == {}
    assert set(colour(pairs, sorted(row), ["kue"]).values()) == {"kue"}
