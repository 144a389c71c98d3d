"""/putaran/{code}/hasil: who has what, by pseudonym; and for each why, in true sentences."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from floors.domain.draw.explain import seat_label, sentences
from floors.pages.rounds.parts import URL
from floors.queries.rounds import ProgrammeView, RoundView, one_round, programmes_of
from floors.queries.rounds.results import Explained, ResultLine, explained, winners_counted
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE
from sentra.web.forms import Form
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of

PER_PAGE = 50
_MOST_PAGES = 1_000_000
_PSEUDONYM = 32


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme in the whole result: how many wanted it, and how far down the numbers it went."""

    code: str
    name: str
    stalls: int
    applicants: int
    winners: int
    last: Sequence[tuple[Message, int]]
    """The last number admitted, by class of seat."""


@dataclass(frozen=True, slots=True)
class ResultsPage:
    template: ClassVar[str] = "floors/rounds/results.html"
    round: RoundView
    lines: Sequence[ResultLine]
    seats: dict[str, Message]
    names: Mapping[str, str]
    """Of the programmes, by code."""
    programme: str
    q: str
    number: int
    pages: int
    total: int
    url: str
    summary: Sequence[ProgrammeLine]
    """By programme; empty where only some of the result is looked at."""
    title: Message = say("Result of the draw")


@dataclass(frozen=True, slots=True)
class Told:
    """A choice that was not granted, and why."""

    programme: str
    choice: int
    sentences: Sequence[Message]


@dataclass(frozen=True, slots=True)
class WhyPage:
    template: ClassVar[str] = "floors/rounds/why.html"
    round: RoundView
    pseudonym: str
    number: int
    applicants: int
    got: str | None
    seat: Message | None
    choice: int
    withdrew: bool
    told: Sequence[Told]
    title: Message = say("Why this result")


@dataclass(frozen=True, slots=True)
class ResultSection:
    """On a round's page, after the draw."""

    template: ClassVar[str] = "floors/rounds/_result.html"
    winners: int
    applicants: int


async def result_section(request: SentraRequest, round_: RoundView) -> ResultSection | None:
    """Once it is drawn."""
    del request
    if round_.drawn is None:
        return None
    return ResultSection(*await winners_counted(round_.id))


@get(f"{URL}/{{code:str}}/hasil", allow=EVERYONE)
async def result_list(
    request: SentraRequest,
    code: FromPath[str],
    programme: FromQuery[str] = "",
    q: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    round_ = await one_round(code, now=now_of(request))
    run = await explained(round_.id)
    if run is None:
        raise NotFound(say("This round is not drawn yet."))
    offered = await programmes_of(round_.id)
    chosen = programme if programme in {one.code for one in offered} else None
    q = q.strip()[:_PSEUDONYM]
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    lines, total = run.lines(programme=chosen, q=q, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    query = urlencode({"programme": chosen or "", "q": q})
    return render(
        request,
        ResultsPage(
            round=round_,
            lines=lines,
            seats={line.seat: seat_label(line.seat) for line in lines if line.seat},
            names={one.code: one.name for one in offered},
            programme=chosen or "",
            q=q,
            number=number,
            pages=max(1, -(-total // PER_PAGE)),
            total=total,
            url=f"{URL}/{code}/hasil?{query}&",
            summary=() if q or chosen or number > 1 else _summary(run, offered),
        ),
    )


def _summary(run: Explained, offered: Sequence[ProgrammeView]) -> Sequence[ProgrammeLine]:
    winners = Counter(place.programme for place in run.outcome.places.values())
    return [
        ProgrammeLine(
            one.code,
            one.name,
            len(one.stalls),
            run.applicants[one.code],
            winners[one.code],
            [(seat_label(kind), last) for kind, last in run.outcome.last_numbers(one.code).items()],
        )
        for one in offered
    ]


@get(f"{URL}/{{code:str}}/hasil/{{pseudonym:str}}", allow=EVERYONE)
async def why(
    request: SentraRequest, code: FromPath[str], pseudonym: FromPath[str]
) -> Response[str]:
    """What somebody got, and for each dearer choice why not."""
    round_ = await one_round(code, now=now_of(request))
    run = await explained(round_.id)
    if run is None or pseudonym not in run.outcome.numbers:
        raise NotFound(say("Nobody took part under this code."))
    outcome = run.outcome
    # Where others' places hang on hers, it takes as long as a draw: others are served meanwhile.
    refused = await asyncio.to_thread(run.refusals, pseudonym)
    names = {one.code: one.name for one in await programmes_of(round_.id)}
    place = outcome.places.get(pseudonym)
    number = outcome.numbers[pseudonym]
    return render(
        request,
        WhyPage(
            round=round_,
            pseudonym=pseudonym,
            number=number,
            applicants=len(outcome.order),
            got=names[place.programme] if place else None,
            seat=seat_label(place.seat) if place else None,
            choice=place.choice if place else 0,
            withdrew=not outcome.order[number - 1].preferences,
            told=[
                Told(names[one.programme], one.choice, sentences(one, names[one.programme]))
                for one in refused
            ],
        ),
    )
