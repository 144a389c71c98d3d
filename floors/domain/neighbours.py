"""Which stalls stand side by side, and whether two neighbours would sell the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from floors.domain.plan import Shape
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem

LEAST_SHARED = 0.5
"""Metres of wall: two stalls that touch only at a corner are no neighbours."""
LONGEST_MARK = 40


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """Two neighbours with one sub-category."""

    stall: str
    neighbour: str
    sells: str


class Competes(Conflict):
    """Two neighbours would sell the same, and nobody said why that is well."""

    code = "competes"


def neighbours(shapes: Mapping[str, Shape]) -> frozenset[tuple[str, str]]:
    """Codes of stalls that share a wall, side by side or back to back; the lower code first.

    Args:
        shapes: The stalls of one floor by code.
    """
    from floors.domain.geometry import TOLERANCE, polygon  # noqa: PLC0415 (loads shapely)

    found = [(code, polygon(shape)) for code, shape in shapes.items()]
    return frozenset(
        (min(one, other), max(one, other))
        for (one, shape), (other, beside) in combinations(found, 2)
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


def colour(
    pairs: frozenset[tuple[str, str]], stalls: Sequence[str], kinds: Sequence[str]
) -> dict[str, str]:
    """A sub-category for each stall, none beside its own kind where that can be, evenly spread.

    The stall with the fewest kinds left open to it is marked first; of those, the kind used least.
    Where none is open it takes the one that the fewest neighbours have, and the validator tells.
    """
    beside: dict[str, set[str]] = {stall: set() for stall in stalls}
    for one, other in pairs:
        if one in beside and other in beside:
            beside[one].add(other)
            beside[other].add(one)
    marks: dict[str, str] = {}
    used: Counter[str] = Counter()
    left = list(stalls)
    while left and kinds:
        stall = max(left, key=lambda each: (_kinds_beside(beside[each], marks), len(beside[each])))
        taken = Counter(marks[each] for each in beside[stall] if each in marks)
        marks[stall] = min(kinds, key=lambda kind: (taken[kind], used[kind]))
        used[marks[stall]] += 1
        left.remove(stall)
    return marks


def check_mark(stall: str, sells: str) -> str:
    """A mark without stray spaces; empty for none.

    Raises:
        Invalid: It is longer than `LONGEST_MARK`.
    """
    sells = " ".join(sells.split())
    if len(sells) > LONGEST_MARK or not sells.isprintable():
        rule = say("At most %(most)d characters fit here.", most=LONGEST_MARK)
        raise Invalid(Problem(f"sells-{stall}", rule, sells[:LONGEST_MARK]))
    return sells


def _kinds_beside(neighbours_of: set[str], marks: Mapping[str, str]) -> int:
    return len({marks[each] for each in neighbours_of if each in marks})
