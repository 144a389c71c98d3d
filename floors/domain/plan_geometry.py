"""Coordinates of a plan file: numbers from strangers to points, lines and rings."""

from math import isfinite
from typing import Any

from floors.domain.plan import Line, Point, Ring, Shape
from sentra.domain.messages import Message, say

FARTHEST = 10_000.0
"""Metres from the origin: in a local frame nothing lies farther off."""
MAX_RINGS = 200
MAX_POINTS = 2_000
MIN_RING = 4


class BadGeometry(Exception):
    """A geometry that is none; `rule` says which rule it breaks and `value` what was seen."""

    def __init__(self, rule: Message, value: object) -> None:
        super().__init__(str(rule))
        self.rule = rule
        self.value = str(value)[:80]


def coordinates(geometry: object, kind: str) -> Any:
    """The coordinates of a GeoJSON geometry of that kind (RFC 7946 section 3.1).

    Raises:
        BadGeometry: It is no geometry, or another kind.
    """
    if not isinstance(geometry, dict) or geometry.get("type") != kind:
        seen = geometry.get("type") if isinstance(geometry, dict) else geometry
        raise BadGeometry(say("A %(kind)s is needed here.", kind=kind), seen)
    return geometry.get("coordinates")


def shape(value: object) -> Shape:
    rings = _sequence(value, most=MAX_RINGS)
    if not rings:
        raise BadGeometry(say("The outline has no points."), value)
    return tuple(_ring(ring) for ring in rings)


def line(value: object) -> Line:
    points = tuple(point(item) for item in _sequence(value, most=MAX_POINTS))
    if len(set(points)) < 2:  # noqa: PLR2004 - a line has two ends
        raise BadGeometry(say("A line needs two different points."), value)
    return points


def point(value: object) -> Point:
    match value:
        case [int() | float() as x, int() | float() as y] if _near(x) and _near(y):
            return float(x), float(y)
        case _:
            raise BadGeometry(
                say(
                    "A point is two numbers, in metres, at most %(limit)s from the origin.",
                    limit=int(FARTHEST),
                ),
                value,
            )


def _near(number: float) -> bool:
    return not isinstance(number, bool) and isfinite(number) and abs(number) <= FARTHEST


def _ring(value: object) -> Ring:
    points = tuple(point(item) for item in _sequence(value, most=MAX_POINTS))
    if len(points) < MIN_RING or points[0] != points[-1]:
        raise BadGeometry(
            say("An outline is closed: at least four points, the last the same as the first."),
            f"{len(points)}: {points[0] if points else ''} … {points[-1] if points else ''}",
        )
    return points


def _sequence(value: object, *, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise BadGeometry(say("A list of coordinates is needed here."), value)
    if len(value) > most:
        raise BadGeometry(say("At most %(limit)s points or rings.", limit=most), len(value))
    return value
