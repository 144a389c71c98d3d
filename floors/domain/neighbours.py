"""Which stalls stand side by side, and whether two neighbours would sell the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from floors.domain.plan import Floor

LEAST_SHARED = 0.5
"""Metres of wall: two stalls that touch only at a corner are no neighbours."""


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """Two neighbours with one sub-category."""

    stall: str
    neighbour: str
    sells: str


def neighbours(floor: Floor) -> frozenset[tuple[str, str]]:
    """Codes of stalls that share a wall, side by side or back to back; the lower code first."""
    from floors.domain.geometry import TOLERANCE, polygon  # noqa: PLC0415 (loads shapely)

    shapes = [(stall.code, polygon(stall.shape)) for stall in floor.stalls]
    return frozenset(
        (min(one, other), max(one, other))
        for (one, shape), (other, beside) in combinations(shapes, 2)
        if shape.distance(beside) <= TOLERANCE
        and shape.buffer(TOLERANCE).intersection(beside.boundary).length
        >= LEAST_SHARED + 2 * TOLERANCE
    )


def clashes(pairs: frozenset[tuple[str, str]], sells: Mapping[str, str]) -> list[Clash]:
    """The neighbours whose stalls carry the same sub-category; stalls that carry none pass.

    This is advice on how stalls are marked before a round, with a logged way round it; it is no
    rule of the draw.
    """
    return sorted(
        Clash(one, other, sells[one])
        for one, other in pairs
        if one in sells and sells[one] == sells.get(other)
    )
