"""/putaran/{code}/kelola: the office's page of a round, and what its buttons do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from floors.domain.rounds import PHASE_NAMES, Deed, Phase, may
from floors.operations.rounds import announcing, phases, programmes
from floors.pages.rounds.objections import objections_section
from floors.pages.rounds.parts import URL, Step, badge_of, steps_of
from floors.pages.rounds.recipients import offers_section
from floors.pages.rounds.sections import RoundSection, made
from floors.pages.rounds.seeding import seed_section
from floors.pages.rounds.trials import trial_section
from floors.pages.rounds.verifying import verify_section
from floors.queries.rounds import ProgrammeView, RoundView, one_round, programmes_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form, in_a_line
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of
from sentra.web.sections import Section

SECTIONS: Sequence[RoundSection] = (
    trial_section,
    verify_section,
    seed_section,
    objections_section,
    offers_section,
)
"""What the office sees of each step, in order."""


@dataclass(frozen=True, slots=True)
class ManagePage:
    template: ClassVar[str] = "floors/rounds/manage.html"
    title: Message
    round: RoundView
    phase: Message
    badge: str
    steps: Sequence[Step]
    programmes: Sequence[ProgrammeView]
    sections: Sequence[Section]
    may_edit: bool
    may_move_dates: bool
    may_cancel: bool
    hear_objections: bool


@get(f"{URL}/{{code:str}}/kelola", allow=MANAGERS)
async def manage_round(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    now = now_of(request)
    found = await one_round(code, now=now, drafts=True)
    return render(
        request,
        ManagePage(
            title=say("%(name)s", name=found.name),
            round=found,
            phase=PHASE_NAMES[found.phase],
            badge=badge_of(found.phase),
            steps=steps_of(found),
            programmes=await programmes_of(found.id),
            sections=await made(SECTIONS, request, found),
            may_edit=may(Deed.EDIT, found.phase),
            may_move_dates=found.phase is not Phase.DRAFT and may(Deed.MOVE_DATES, found.phase),
            may_cancel=may(Deed.CANCEL, found.phase),
            hear_objections=found.phase is Phase.DRAWN,
        ),
    )


@post(f"{URL}/{{code:str}}/usulkan", allow=MANAGERS)
async def suggest_programmes(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    url = f"{URL}/{code}/kelola"
    try:
        number = await programmes.suggest(code, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    if not number:
        return see_other(request, url, say("No stall is free over the whole term."), kind="warning")
    return see_other(
        request, url, say("%(number)d programmes of free stalls are suggested.", number=number)
    )


@post(f"{URL}/{{code:str}}/umumkan", allow=MANAGERS)
async def announce_round(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    try:
        await announcing.announce(code, actor=actor_of(request), now=now_of(request))
    except (Conflict, Invalid) as refusal:
        return see_other(request, f"{URL}/{code}/kelola", in_a_line(refusal), kind="danger")
    return see_other(
        request,
        f"{URL}/{code}",
        say("The round is announced. Its rules, programmes and seats stand from now on."),
    )


@post(f"{URL}/{{code:str}}/batalkan", allow=MANAGERS)
async def cancel_round(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    try:
        await phases.cancel(
            code, reason=form.value("reason"), actor=actor_of(request), now=now_of(request)
        )
    except (Conflict, Invalid) as refusal:
        return see_other(request, f"{URL}/{code}/kelola", in_a_line(refusal), kind="danger")
    return see_other(request, f"{URL}/{code}/kelola", say("The round is given up."))


@post(f"{URL}/{{code:str}}/dengarkan", allow=MANAGERS)
async def hear_objections(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    url = f"{URL}/{code}/kelola"
    try:
        await phases.hear_objections(code, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(request, url, say("Applicants can object now."))
