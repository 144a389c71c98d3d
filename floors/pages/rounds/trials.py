"""/putaran/{code}/coba: what the rules would do, before they are announced."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from floors.domain.round_terms import class_name
from floors.domain.rounds import Deed, may
from floors.domain.trial_runs import MOST_PEOPLE, TrialRun, Tried
from floors.pages.rounds.parts import URL, said
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.trials import USUAL_CROWD, Crowd, progress_of, trial_of, tried
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import MANAGERS
from sentra.i18n import today
from sentra.web.forms import Form
from sentra.web.page import render
from sentra.web.request import SentraRequest, locale_of, now_of
from sentra.web.templates import Renderer

CROWDS: Sequence[tuple[Crowd, Message, Message]] = (
    (
        Crowd.REGISTERED,
        say("All registered enterprises that may apply"),
        say("With the classes that they truly have; half ask for the affirmative class."),
    ),
    (
        Crowd.MADE_UP,
        say("A made-up crowd"),
        say("Goods and kecamatan as in the register; six in ten never held a stall here."),
    ),
)


@dataclass(frozen=True, slots=True)
class TriedClass:
    """A class of seats in the result."""

    name: Message
    members: int
    least: int
    mean: float
    most: int
    seats: float
    percent: float
    """Of its members that got a stall, on average."""


@dataclass(frozen=True, slots=True)
class TriedOrder:
    name: Message
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class TriedView:
    """The part of the page that tells what a trial run came to; also sent by itself."""

    template: ClassVar[str] = "floors/rounds/_tried.html"
    tried: Tried
    classes: Sequence[TriedClass]
    orders: Sequence[TriedOrder]

    @property
    def same(self) -> bool:
        """Whether the order of the classes makes no difference."""
        return all(one.first == one.last for one in self.orders)


@dataclass(frozen=True, slots=True)
class TrialPage:
    template: ClassVar[str] = "floors/rounds/trial.html"
    round: RoundView
    form: Form
    crowds: Sequence[tuple[Crowd, Message, Message]]
    crowd: Crowd
    many: str
    most: int
    result: TriedView | None
    problems: Sequence[tuple[str, Message]]
    title: Message = say("Trial run")


@dataclass(frozen=True, slots=True)
class TrialSection:
    """On the office's page of a round, while its rules can be changed."""

    template: ClassVar[str] = "floors/rounds/_trial.html"


async def trial_section(request: SentraRequest, round_: RoundView) -> TrialSection | None:
    """For drafts that offer something."""
    del request
    return TrialSection() if may(Deed.EDIT, round_.phase) and round_.stalls else None


@get(f"{URL}/{{code:str}}/coba", allow=MANAGERS)
async def trial_page(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    """The form; with a crowd in the address also the result, waited for."""
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=True)
    form = Form(dict(request.query_params))
    result, refusal = None, None
    if form.value("crowd"):
        try:
            result = _view(await tried(await _asked(round_, form, now)))
        except (Invalid, Conflict) as wrong:
            refusal = wrong
            form.learn(wrong)
    page = TrialPage(
        round=round_,
        form=form,
        crowds=CROWDS,
        crowd=_crowd(form),
        many=form.value("many") or str(USUAL_CROWD),
        most=MOST_PEOPLE,
        result=result,
        problems=said(form, otherwise="crowd"),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


@get(f"{URL}/{{code:str}}/coba/jalan", allow=MANAGERS, include_in_schema=False)
async def trial_progress(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    """A line of JSON per draw, for the bar of the page; the last one has the result as HTML."""
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=True)
    locale = locale_of(request)
    renderer: Renderer = request.app.state.renderer
    try:
        asked = await _asked(round_, Form(dict(request.query_params)), now)
    except (Invalid, Conflict) as refusal:
        return Response(None, status_code=_status(refusal))

    async def lines() -> AsyncIterator[bytes]:
        async for told in progress_of(asked):
            if isinstance(told, Tried):
                view = _view(told)
                html = renderer.render(view.template, locale, {"view": view})
                yield msgspec.json.encode({"html": html}) + b"\n"
            else:
                yield msgspec.json.encode({"done": told[0], "all": told[1]}) + b"\n"

    return Stream(lines(), media_type="application/x-ndjson", headers={"cache-control": "no-store"})


def _status(refusal: Refusal) -> HTTPStatus:
    return HTTPStatus(refusal.status)


async def _asked(round_: RoundView, form: Form, now: datetime) -> TrialRun:
    crowd = form.choice("crowd", Crowd)
    many = form.whole("many", least=1, most=MOST_PEOPLE, required=crowd is Crowd.MADE_UP)
    form.check()
    assert crowd is not None  # noqa: S101 - form.check() did
    return await trial_of(round_, crowd, many=many or USUAL_CROWD, on=today(now))


def _crowd(form: Form) -> Crowd:
    return Crowd.MADE_UP if form.value("crowd") == Crowd.MADE_UP else Crowd.REGISTERED


def _view(found: Tried) -> TriedView:
    return TriedView(
        tried=found,
        classes=[
            TriedClass(
                class_name(one.kind),
                one.members,
                one.least,
                one.mean,
                one.most,
                one.seats,
                100 * one.mean / one.members if one.members else 0.0,
            )
            for one in found.classes
        ],
        orders=[TriedOrder(class_name(one.group), one.first, one.last) for one in found.orders],
    )
