"""Drawings of floors, made once per plan: drawing takes some 20 ms, a page has less."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from floors.domain.drawn import Drawing
from floors.domain.plan import Label
from floors.domain.planfile import read_floor
from floors.queries.floors import FloorPlate, plan_features

_MOST_KEPT = 64
_kept: dict[tuple[int, str], "DrawnFloor"] = {}


class DrawnFloor(Struct, frozen=True):
    """A floor's drawing and its name in both languages."""

    name: Label
    drawing: Drawing


async def drawings(plates: Sequence[FloorPlate]) -> Mapping[int, DrawnFloor]:
    """The drawings by level; a floor that was made without a plan has none.

    At most one query, and none while the plan is the one that was drawn before.
    """
    missing = [plate for plate in plates if _key(plate) not in _kept]
    made: dict[int, DrawnFloor] = {}
    if missing:
        # Imported here: geometry takes a tenth of a second to load, which a start has not.
        from floors.domain.drawing import draw  # noqa: PLC0415

        features = await plan_features([plate.id for plate in missing])
        for plate in missing:
            if features.get(plate.id):
                floor = read_floor(features[plate.id])
                made[plate.level] = DrawnFloor(floor.name, draw(floor))
                _keep(plate, made[plate.level])
    known = {plate.level: _kept[_key(plate)] for plate in plates if _key(plate) in _kept}
    return {**known, **made}


def _key(plate: FloorPlate) -> tuple[int, str]:
    return plate.id, plate.digest or ""


def _keep(plate: FloorPlate, drawn: DrawnFloor) -> None:
    if plate.digest is None:
        return
    while len(_kept) >= _MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[_key(plate)] = drawn
