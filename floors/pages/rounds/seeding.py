"""/putaran/{code}/benih: two officers type what was drawn, or one pastes drand's answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from floors.domain.draw.drand import QUICKNET
from floors.domain.rounds import Phase
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.seeding import Typed, paste_beacon, type_values
from floors.pages.rounds.parts import URL, said
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.record import has_typed
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_MOST_DIGITS = 6
_PASTED_MOST = 4000
_KINDS: dict[Typed, tuple[str, Message]] = {
    Typed.WAITING: (
        "success",
        say("Your values are sealed. Another officer types the same ones now."),
    ),
    Typed.DIFFERENT: (
        "danger",
        say(
            "These are not the values that the first officer typed. Both entries are gone: look at"
            " the minutes of the draw, and both type again."
        ),
    ),
    Typed.SEEDED: ("success", say("Both officers typed the same: the seed is written down.")),
}


@dataclass(frozen=True, slots=True)
class SeedPage:
    template: ClassVar[str] = "floors/rounds/seed.html"
    round: RoundView
    form: Form
    early: bool
    """Whether the moment of the draw has not come."""
    typed_by_me: bool
    typed: int
    chain: str
    problems: Sequence[tuple[str, Message]]
    title: Message = say("Seed of the draw")


@dataclass(frozen=True, slots=True)
class SeedSection:
    """On the office's page of a round: the seed, then the draw."""

    template: ClassVar[str] = "floors/rounds/_seed.html"
    may_draw: bool
    early: bool


async def seed_section(request: SentraRequest, round_: RoundView) -> SeedSection | None:
    """Between freezing and draw."""
    if round_.phase not in {Phase.FROZEN, Phase.SEEDED}:
        return None
    return SeedSection(
        may_draw=round_.phase is Phase.SEEDED,
        early=now_of(request) < round_.schedule.draw_at,
    )


@get(f"{URL}/{{code:str}}/benih", allow=MANAGERS)
async def seed_page(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    return await _show(request, code, Form())


@post(f"{URL}/{{code:str}}/benih", allow=MANAGERS)
async def write_seed(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    """Of either kind; what the page shows is what was announced."""
    form = Form(await request.form())
    actor, now = actor_of(request), now_of(request)
    url = f"{URL}/{code}/kelola"
    try:
        if form.value("beacon"):
            pasted = form.text("beacon", most=_PASTED_MOST)
            form.check()
            await paste_beacon(code, pasted, actor=actor, now=now)
            return see_other(request, url, say("The drand network signed it: the seed is known."))
        typed = await type_values(code, _values(form), actor=actor, now=now)
    except (Invalid, Conflict) as refusal:
        return await _show(request, code, form, refusal)
    kind, message = _KINDS[typed]
    if typed is not Typed.SEEDED:
        url = f"{URL}/{code}/benih"
    return see_other(request, url, message, kind=kind)


@post(f"{URL}/{{code:str}}/undi", allow=MANAGERS)
async def make_draw(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    try:
        run = await draw_round(code, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, f"{URL}/{code}/kelola", refusal.message, kind="danger")
    return see_other(
        request,
        f"{URL}/{code}",
        say(
            "The draw is made and published: %(winners)d of %(applications)d have a stall.",
            winners=len(run.outcome.places),
            applications=len(run.outcome.order),
        ),
    )


def _values(form: Form) -> list[int]:
    """The numbers typed, whatever stands between them."""
    words = form.value("values").replace(",", " ").replace(".", " ").replace(";", " ").split()
    if not words or not all(
        word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS for word in words
    ):
        form.refuse("values", say("Whole numbers with a space between them are needed."))
    form.check()
    return [int(word) for word in words]


async def _show(
    request: SentraRequest, code: str, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=True)
    if refusal is not None:
        form.learn(refusal)
    typed, by_me = await has_typed(round_.id, actor_of(request).account)
    page = SeedPage(
        round=round_,
        # What was typed is not shown again: whoever looks over her shoulder reads nothing.
        form=form,
        early=now < round_.schedule.draw_at,
        typed_by_me=by_me,
        typed=typed,
        chain=QUICKNET.hash,
        problems=said(form, otherwise="values"),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)
