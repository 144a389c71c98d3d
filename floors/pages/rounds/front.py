"""What the front page says of stall rounds: those under way, what is due soonest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from floors.pages.rounds.public import Line, line_of, urgency
from floors.queries.rounds import all_rounds
from sentra.web.request import SentraRequest, now_of

_MOST = 3


@dataclass(frozen=True, slots=True)
class RoundsUnderWay:
    template: ClassVar[str] = "floors/rounds/_front.html"
    lines: Sequence[Line]


async def section(request: SentraRequest) -> RoundsUnderWay | None:
    """At most three rounds; None where none is under way. One query."""
    found = await all_rounds(now=now_of(request), over=False)
    lines = [line_of(one, request) for one in found]
    return RoundsUnderWay(sorted(lines, key=urgency)[:_MOST]) if lines else None
