"""Parts of a round's pages, each made by the file that knows its subject.

A section is a frozen dataclass with a template, which finds it as `section`; its maker gives None
where there is nothing to show, in this phase or to this reader.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from floors.queries.rounds import RoundView
from sentra.web.request import SentraRequest
from sentra.web.sections import Section

RoundSection: TypeAlias = Callable[[SentraRequest, RoundView], Awaitable[Section | None]]


async def made(
    makers: Sequence[RoundSection], request: SentraRequest, round_: RoundView
) -> tuple[Section, ...]:
    """The sections that have something to show, in order."""
    found = [await make(request, round_) for make in makers]
    return tuple(section for section in found if section is not None)
