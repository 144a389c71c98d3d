"""A floor for the design page, shaped like a `floors.domain.drawing.Drawing`, every state on it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_WIDTH, _DEPTH = 25, 16


@dataclass(frozen=True, slots=True)
class Shape:
    """Something on the floor: a path in metres, and the middle of its label."""

    code: str
    kind: str
    path: str
    label: tuple[float, float]
    width: float
    category: str = ""
    name: Mapping[str, str] | None = field(default=None, hash=False)
    front: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    category: str
    gap: str
    leaves: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """What is true of a stall or room today."""

    state: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Plan:
    view_box: str
    outline: str
    shapes: Sequence[Shape]
    doors: Sequence[Door]
    spaces: Mapping[str, Space] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(space.state for space in self.spaces.values()))


def _box(x: float, y: float, width: float, depth: float) -> str:
    return f"M{x} {y}h{width}v{depth}h-{width}z"


def _unit(icon: str, name: Mapping[str, str], x: float, width: float) -> Shape:
    path = _box(x, 0, width, 3)
    return Shape(icon, "unit", path, (x + width / 2, 1.5), width, name=name, icon=icon)


_HOLDERS = (
    "Kopi Tangsel", "Keripik Bu Imas", "Batik Anggrek", "Dodol Cilenggang", "Anyaman Setu",
    "Sepatu Pamulang", "Rengginang Ciputat", "Tas Serpong Jaya", "Sambal Roa Mpok Nur",
    "Kerajinan Kaca Pondok Aren dan Keluarga Besar",
)  # fmt: skip
_STATES = (
    "held", "held", "free", "held", "ending", "held", "held",
    "own", "free", "held", "closed", "held", "ending", "held",
)  # fmt: skip
_CATEGORIES = "food", "drink", "fashion", "craft", "beauty", "home", "services", "other"
_COLUMNS, _DEEP = 5, 3


def _stall(index: int, x: float, y: float, *, opens_north: bool) -> Shape:
    front = f"M{x} {y if opens_north else y + _DEEP}h2"
    return Shape(
        code=f"1-A{index + 1:02}",
        kind="stall",
        path=_box(x, y, 2, _DEEP),
        label=(x + 1, y + _DEEP / 2),
        width=2,
        category=_CATEGORIES[index // _COLUMNS % len(_CATEGORIES)],
        front=front,
    )


def _stalls() -> list[Shape]:
    places = [
        (x0 + 2 * column, y)
        for y in (5, 8, _DEPTH - _DEEP)
        for x0 in (1.5, 13.5)
        for column in range(_COLUMNS)
    ]
    return [_stall(n, x, y, opens_north=y != 8) for n, (x, y) in enumerate(places)]  # noqa: PLR2004


def _space(index: int, code: str) -> Space:
    state = _STATES[index % len(_STATES)]
    holder = "" if state in {"free", "closed"} else _HOLDERS[index % len(_HOLDERS)]
    return Space(state, holder, f"#{code}")


def plan() -> Plan:
    stalls = _stalls()
    hall = Shape("R101", "room", _box(18, 0, 7, 3), (21.5, 1.5), 7)
    return Plan(
        view_box=f"-0.5 -0.5 {_WIDTH + 1} {_DEPTH + 1}",
        outline=_box(0, 0, _WIDTH, _DEPTH),
        shapes=(
            _unit("stairs", {"id": "Tangga", "en": "Stairs"}, 0, 4),
            _unit("lift", {"id": "Lift", "en": "Lift"}, 4, 2.5),
            _unit("toilet", {"id": "Toilet", "en": "Toilets"}, 6.5, 3),
            _unit(
                "toilet-accessible",
                {"id": "Toilet disabilitas", "en": "Accessible toilet"},
                9.5,
                2.5,
            ),
            _unit("prayer", {"id": "Musala", "en": "Prayer room"}, 12, 3.5),
            _unit("lactation", {"id": "Ruang laktasi", "en": "Lactation room"}, 15.5, 2.5),
            *stalls,
            hall,
        ),
        doors=(
            Door("pedestrian.principal", "M0 11.2v1.6"),
            Door("emergencyexit", "M25 11.3v1.4"),
            Door("pedestrian", "M19.5 3h1", "M19.5 3V2A1 1 0 0 1 20.5 3"),
        ),
        spaces={
            **{stall.code: _space(index, stall.code) for index, stall in enumerate(stalls)},
            "R101": Space("held", "Ruang Anggrek", "#R101"),
        },
    )
