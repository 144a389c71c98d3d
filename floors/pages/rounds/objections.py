"""/putaran/{code}/sanggahan: what applicants hold against a result, and the office's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from floors.domain.rounds import Deed, may
from floors.operations.rounds.objecting import TEXT_MOST, answer, object_to
from floors.pages.rounds.parts import URL, said
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.objections import ObjectionView, objections, objections_counted
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import APPLICANTS, MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of


@dataclass(frozen=True, slots=True)
class ObjectionsPage:
    template: ClassVar[str] = "floors/rounds/objections.html"
    round: RoundView
    objections: Sequence[ObjectionView]
    office: bool
    open: bool
    form: Form
    answering: int
    problems: Sequence[tuple[str, Message]]
    most: int = TEXT_MOST
    title: Message = say("Objections")


@dataclass(frozen=True, slots=True)
class ObjectionsSection:
    """On a round's page: how many there are; nobody's words."""

    template: ClassVar[str] = "floors/rounds/_objections.html"
    made: int
    answered: int
    upheld: int
    open: bool
    inside: bool
    """Whether the reader may object, or answer."""


async def objections_section(request: SentraRequest, round_: RoundView) -> ObjectionsSection | None:
    """While they are heard, and afterwards if there were any."""
    made, answered, upheld = await objections_counted(round_.id)
    is_open = may(Deed.OBJECT, round_.phase)
    if not is_open and not made:
        return None
    return ObjectionsSection(
        made, answered, upheld, is_open, inside=actor_of(request).role in APPLICANTS
    )


@get(f"{URL}/{{code:str}}/sanggahan", allow=APPLICANTS)
async def objection_list(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    return await _show(request, code, Form())


@post(f"{URL}/{{code:str}}/sanggahan", allow=APPLICANTS)
async def make_objection(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    try:
        await object_to(
            code,
            enterprise=actor_of(request).enterprise or 0,
            text=form.value("text"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, code, form, refusal)
    return see_other(
        request,
        f"{URL}/{code}/sanggahan",
        say("The objection is received. The office answers here."),
    )


@post(f"{URL}/{{code:str}}/sanggahan/{{number:int}}/jawab", allow=MANAGERS)
async def answer_objection(
    request: SentraRequest, code: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    form = Form(await request.form())
    try:
        await answer(
            code,
            number,
            text=form.value("text"),
            upheld=form.value("upheld") == "yes",
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, code, form, refusal, answering=number)
    return see_other(request, f"{URL}/{code}/sanggahan", say("The objection is answered."))


async def _show(
    request: SentraRequest,
    code: str,
    form: Form,
    refusal: Refusal | None = None,
    *,
    answering: int = 0,
) -> Response[str]:
    actor = actor_of(request)
    round_ = await one_round(code, now=now_of(request))
    office = actor.role is Role.MANAGER
    if refusal is not None:
        form.learn(refusal)
    page = ObjectionsPage(
        round=round_,
        objections=await objections(
            round_.id, enterprise=None if office else actor.enterprise or 0
        ),
        office=office,
        open=may(Deed.OBJECT, round_.phase),
        form=form,
        answering=answering,
        problems=said(form, otherwise="text"),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)
