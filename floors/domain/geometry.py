"""Shapes of the plan as shapely geometries, and the few measures the rules need."""

from collections.abc import Iterable

import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.validation import explain_validity

from floors.domain.plan import Line, Point, Shape

TOLERANCE = 0.01
"""Metres: two points closer than this are the same; drawings are good to the centimetre."""
SLIVER = 0.02
"""Square metres: less than this is rounding, not an overlap."""


def polygon(shape: Shape) -> Polygon:
    return Polygon(shape[0], shape[1:])


def line(points: Line) -> LineString:
    return LineString(points)


def point(at: Point) -> shapely.Point:
    return shapely.Point(at)


def fault(solid: Polygon) -> str | None:
    """Why a polygon is none, in shapely's words with the place; None when it is sound."""
    if solid.is_valid and solid.area > SLIVER:
        return None
    return str(explain_validity(solid)) if not solid.is_valid else "Empty"


def lies_on(part: LineString, solid: Polygon) -> bool:
    """Whether a line runs along a polygon's boundary."""
    along = part.intersection(solid.boundary.buffer(TOLERANCE, cap_style="square"))
    return bool(along.length >= part.length - 2 * TOLERANCE)


def pieces(area: Polygon | MultiPolygon) -> list[Polygon]:
    return [piece for piece in shapely.get_parts(area) if not piece.is_empty]


def clear_regions(walkable: Iterable[Polygon], width: float) -> list[Polygon]:
    """Where somebody `width` metres wide can stand, as connected regions, the largest first.

    The regions are what is left after taking half the width off every edge (a morphological
    erosion); two places are connected for her exactly if they are in one region.
    """
    open_floor = shapely.union_all([area.buffer(TOLERANCE / 4) for area in walkable])
    centre_line = open_floor.buffer(-(width / 2 - TOLERANCE))
    return sorted(pieces(centre_line), key=lambda region: region.area, reverse=True)


def within_reach(region: Polygon, width: float) -> Polygon:
    """Everything somebody `width` metres wide gets to in a region of `clear_regions`.

    Square corners are filled: she need not fit into a corner to open a door beside it.
    """
    right_angle = 1.5
    return region.buffer(width / 2 + TOLERANCE, join_style="mitre", mitre_limit=right_angle)
