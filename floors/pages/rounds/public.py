"""/putaran and /putaran/{code}: what everybody may know of rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromPath

from floors.domain.round_terms import class_name, terms_in_words
from floors.domain.rounds import PHASE_NAMES, Phase
from floors.pages.rounds.objections import objections_section
from floors.pages.rounds.own import own_section
from floors.pages.rounds.parts import (
    URL,
    Rank,
    RoundDate,
    badge_of,
    dates_of,
    is_office,
    ranks_of,
)
from floors.pages.rounds.recipients import decree_section
from floors.pages.rounds.record import record_section
from floors.pages.rounds.results import result_section
from floors.pages.rounds.sections import RoundSection, made
from floors.queries.rounds import ProgrammeView, RoundView, all_rounds, one_round, programmes_of
from sentra.domain.messages import Message, say
from sentra.domain.roles import EVERYONE
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of
from sentra.web.sections import Section

SECTIONS: Sequence[RoundSection] = (
    own_section,
    decree_section,
    result_section,
    objections_section,
)
"""What else a round's page shows, in order."""
LATER: Sequence[RoundSection] = (record_section,)
"""Those that stand below what is given out until the draw, and above it afterwards."""


@dataclass(frozen=True, slots=True)
class Line:
    """A round in the list."""

    round: RoundView
    phase: Message
    badge: str
    next: RoundDate | None


@dataclass(frozen=True, slots=True)
class RoundsPage:
    template: ClassVar[str] = "floors/rounds/rounds.html"
    current: Sequence[Line]
    past: Sequence[Line]
    office: bool
    title: Message = say("Stall rounds")


@dataclass(frozen=True, slots=True)
class RoundPage:
    template: ClassVar[str] = "floors/rounds/round.html"
    title: Message
    round: RoundView
    phase: Message
    badge: str
    dates: Sequence[RoundDate]
    next: RoundDate | None
    programmes: Sequence[ProgrammeView]
    kinds: Sequence[tuple[str, Message]]
    """The classes that have seats in any of the programmes, in order."""
    ranks: Sequence[Rank]
    rules: Sequence[Message]
    sections: Sequence[Section]
    later: Sequence[Section]
    office: bool


@get(URL, allow=EVERYONE)
async def round_list(request: SentraRequest) -> Response[str]:
    office = is_office(request)
    now = now_of(request)
    lines = [line_of(one, request) for one in await all_rounds(now=now, drafts=office)]
    over = {Phase.CLOSED, Phase.CANCELLED}
    return render(
        request,
        RoundsPage(
            current=sorted((one for one in lines if one.round.phase not in over), key=urgency),
            past=[one for one in lines if one.round.phase in over],
            office=office,
        ),
    )


@get(f"{URL}/{{code:str}}", allow=EVERYONE)
async def round_page(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    office = is_office(request)
    now = now_of(request)
    found = await one_round(code, now=now, drafts=office)
    programmes = await programmes_of(found.id)
    used = {kind for one in programmes for kind in one.seats}
    line = line_of(found, request)
    return render(
        request,
        RoundPage(
            title=say("%(name)s", name=found.name),
            round=found,
            phase=line.phase,
            badge=line.badge,
            dates=dates_of(found, now),
            next=line.next,
            programmes=programmes,
            kinds=[(kind, class_name(kind)) for kind in found.terms.precedence if kind in used],
            ranks=ranks_of(found.terms.precedence),
            rules=terms_in_words(found.terms),
            sections=await made([*SECTIONS, *(LATER if found.drawn else ())], request, found),
            later=() if found.drawn else await made(LATER, request, found),
            office=office,
        ),
    )


def urgency(line: Line) -> tuple[bool, str]:
    """What is due soonest comes first, drafts last."""
    return line.next is None, line.next.when.isoformat() if line.next else line.round.code


def line_of(round_: RoundView, request: SentraRequest) -> Line:
    """A round with its next date, where one is ahead."""
    dates = dates_of(round_, now_of(request))
    ahead = next((one for one in dates if not one.past), None)
    over = round_.phase in {Phase.DRAFT, Phase.CLOSED, Phase.CANCELLED}
    return Line(round_, PHASE_NAMES[round_.phase], badge_of(round_.phase), None if over else ahead)
