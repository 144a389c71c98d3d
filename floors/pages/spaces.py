"""What a drawing says of each space: its state, who is there, where a press on it leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from floors.queries.floors import RoomPlate
from floors.queries.stalls import StallRow
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message

OWN = "own"
ROOM = "room"


@dataclass(frozen=True, slots=True)
class Space:
    """As templates/_plan.html asks for it."""

    state: str
    name: str
    url: str


def state_for(stall: StallRow, enterprise: int | None) -> str:
    """The state of a stall as a reader who speaks for `enterprise` sees it."""
    if enterprise is not None and stall.enterprise == enterprise:
        return OWN
    return stall.state.value


def spaces_of(
    stalls: Iterable[StallRow],
    rooms: Iterable[RoomPlate],
    *,
    enterprise: int | None,
    link: str = "/lapak/{code}",
) -> Mapping[str, Space]:
    """Every stall and room by its code.

    Args:
        link: Where a stall leads to, with a place for its code.
    """
    return {
        **{
            stall.code: Space(
                state_for(stall, enterprise), stall.holder or "", link.format(code=stall.code)
            )
            for stall in stalls
        },
        **{room.code: Space(ROOM, room.name, f"/ruang/{room.code}") for room in rooms},
    }


def categories_among(stalls: Iterable[StallRow]) -> list[tuple[Category, Message]]:
    """The categories of some stalls, in their usual order."""
    there = {stall.category for stall in stalls}
    return [(kind, CATEGORY_LABELS[kind]) for kind in Category if kind in there]
