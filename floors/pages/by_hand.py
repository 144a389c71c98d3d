"""/penempatan-langsung: stalls given, moved and swapped without a draw, for everybody to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from floors.domain.reasons import REASON_MOST
from floors.operations import by_hand as operations
from floors.operations.by_hand import Proposal
from floors.queries.by_hand import ByHandLine, done_by_hand, proposed_by_hand
from floors.queries.tenancies import tenancies_of_stall
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem, Refusal
from sentra.domain.roles import EVERYONE, MANAGERS, Role
from sentra.i18n import today
from sentra.queries.enterprises import find_by_nib
from sentra.web.forms import Form, in_a_line
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

URL = "/penempatan-langsung"
PER_PAGE = 50
_MOST_PAGES = 1000
KINDS: dict[str, Message] = {
    "give": say("Given"),
    "move": say("Moved"),
    "swap": say("Swapped"),
}
OBSTACLES: dict[str, Message] = {
    "ended": say("This can't be done any more: a tenancy that it is about does not run then."),
    "held": say("This can't be done as things stand: somebody holds the stall then."),
}


@dataclass(frozen=True, slots=True)
class ByHandPage:
    template: ClassVar[str] = "floors/by_hand.html"
    lines: Sequence[ByHandLine]
    proposed: Sequence[ByHandLine]
    kinds: dict[str, Message]
    obstacles: dict[str, Message]
    office: bool
    me: int | None
    number: int
    pages: int
    total: int
    url: str = f"{URL}?"
    title: Message = say("Placed by hand")


@dataclass(frozen=True, slots=True)
class ProposeForm:
    template: ClassVar[str] = "floors/by_hand_form.html"
    form: Form
    kinds: dict[str, Message]
    problems: Sequence[tuple[str, Message]]
    most: int = REASON_MOST
    title: Message = say("Propose a placement by hand")


@get(URL, allow=EVERYONE)
async def by_hand_list(request: SentraRequest, page: FromQuery[str] = "") -> Response[str]:
    actor = actor_of(request)
    office = actor.role is Role.MANAGER
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    lines, total = await done_by_hand(limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    view = ByHandPage(
        lines=lines,
        proposed=await proposed_by_hand() if office else (),
        kinds=KINDS,
        obstacles=OBSTACLES,
        office=office,
        me=actor.account,
        number=number,
        pages=max(1, -(-total // PER_PAGE)),
        total=total,
    )
    return render(request, view)


@get(f"{URL}/baru", allow=MANAGERS)
async def propose_form(request: SentraRequest) -> Response[str]:
    usual = {"kind": "give", "starts": str(today(now_of(request)))}
    return _show(request, Form(usual | dict(request.query_params)))


@post(f"{URL}/baru", allow=MANAGERS)
async def propose(request: SentraRequest) -> Response[Any]:
    form = Form(await request.form())
    try:
        await operations.propose(await _read(form), actor=actor_of(request), now=now_of(request))
    except (Invalid, Conflict, NotFound) as refusal:
        return _show(request, form.learn(refusal), refusal)
    return see_other(request, URL, say("Proposed. Another officer has to approve it."))


@post(URL + "/{number:int}/setujui", allow=MANAGERS)
async def approve(request: SentraRequest, number: FromPath[int]) -> Response[Any]:
    try:
        await operations.approve(number, actor=actor_of(request), now=now_of(request))
    except (Conflict, Forbidden, Invalid) as refusal:
        return see_other(request, URL, refusal.message, kind="danger")
    return see_other(request, URL, say("Approved, done, and listed for everybody."))


@post(URL + "/{number:int}/tolak", allow=MANAGERS)
async def reject(request: SentraRequest, number: FromPath[int]) -> Response[Any]:
    form = Form(await request.form())
    try:
        await operations.reject(
            number, reason=form.value("reason"), actor=actor_of(request), now=now_of(request)
        )
    except (Conflict, Invalid) as refusal:
        return see_other(request, URL, in_a_line(refusal), kind="danger")
    return see_other(request, URL, say("The proposal is off the list; nothing was changed."))


async def _read(form: Form) -> Proposal:
    """What a form proposes.

    Raises:
        Invalid: A field can't be read, or names nothing.
    """
    kind = form.one_of("kind", KINDS)
    stall = form.text("stall", most=16)
    starts = form.day("starts")
    last = form.day("last", required=False)
    enterprise = tenancy = None
    if kind == "give":
        found = await find_by_nib(form.text("nib", most=13))
        if found is None:
            form.refuse("nib", say("No enterprise of the register has this NIB."))
        else:
            enterprise = found.id
    elif kind:
        held = [
            row
            for row in await tenancies_of_stall(form.text("from", most=16))
            if row.active and starts is not None and row.span.has(starts)
        ]
        if not held:
            form.refuse("from", say("Nobody holds this stall on that day."))
        else:
            tenancy = held[0].id
    form.check()
    assert starts is not None  # noqa: S101 - form.check() did
    return Proposal(
        kind=kind,
        stall=stall,
        starts=starts,
        ends=last + timedelta(days=1) if last and kind == "give" else None,
        reason=form.value("reason"),
        tenancy=tenancy,
        enterprise=enterprise,
    )


def _show(request: SentraRequest, form: Form, refusal: Refusal | None = None) -> Response[str]:
    if form.message is not None and not form.problems:
        form.problems.append(Problem("stall", form.message))
    page = ProposeForm(
        form=form,
        kinds={
            "give": say("Give a stall"),
            "move": say("Move to another stall"),
            "swap": say("Swap two stalls"),
        },
        problems=[(problem.field, problem.rule) for problem in form.problems],
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)
