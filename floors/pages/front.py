"""What the front page says of the stalls today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from floors.domain.tenancies import StallState
from floors.queries.stalls import StallRow, counted, stalls_on
from sentra.i18n import today
from sentra.web.request import SentraRequest, now_of

_NEW = timedelta(days=60)
_MOST_NEW = 6


@dataclass(frozen=True, slots=True)
class StallsToday:
    """Numbers of today; `newest` are the stalls whose holders came last."""

    template: ClassVar[str] = "floors/_front.html"
    counts: Mapping[StallState, int]
    total: int
    newest: Sequence[StallRow]


async def section(request: SentraRequest) -> StallsToday | None:
    """Numbers and newcomers; None before there are stalls. One query."""
    day = today(now_of(request))
    stalls = await stalls_on(day)
    if not stalls:
        return None
    came = [stall for stall in stalls if stall.starts and day - stall.starts <= _NEW]
    came.sort(key=lambda stall: (stall.starts or day, stall.code), reverse=True)
    return StallsToday(counted(stalls), len(stalls), came[:_MOST_NEW])
