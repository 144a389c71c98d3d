"""/putaran/{code}/penerima: the office decrees, follows the offers, gives out stalls, closes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from floors.domain.decree import Decree
from floors.domain.offers import OFFER_NAMES, OfferState
from floors.domain.rounds import Phase
from floors.operations.rounds import decreeing, moving_in
from floors.pages.rounds.offers import OFFER_BADGES
from floors.pages.rounds.parts import URL, said
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.offers import Offered, counts, offer_of, offers_page
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of
from sentra.web.sections import Section

PER_PAGE = 50
_MOST_PAGES = 100_000
_AFTER = frozenset({Phase.DECREED, Phase.MOVING_IN, Phase.CLOSED})


@dataclass(frozen=True, slots=True)
class RecipientsPage:
    template: ClassVar[str] = "floors/rounds/recipients.html"
    round: RoundView
    form: Form
    problems: Sequence[tuple[str, Message]]
    may_decree: bool
    """The time to object is over, or is about to be."""
    early: bool
    may_give_out: bool
    may_close: bool
    open: int
    tabs: Sequence[tuple[Message, int, str, bool]]
    lines: Sequence[Offered]
    names: Mapping[OfferState, Message]
    badges: Mapping[OfferState, str]
    number: int
    pages: int
    total: int
    url: str
    title: Message = say("Recipients")


@dataclass(frozen=True, slots=True)
class OffersSection:
    """On the office's page of a round: what to do between the result and the closing."""

    template: ClassVar[str] = "floors/rounds/_offers.html"
    may_decree: bool
    may_give_out: bool
    may_close: bool
    counts: Mapping[OfferState, int]
    names: Mapping[OfferState, Message]


@dataclass(frozen=True, slots=True)
class DecreeSection:
    """On the round's page: the decree for everybody, and one's own offer."""

    template: ClassVar[str] = "floors/rounds/_decree.html"
    number: str
    date: date
    by: str
    counts: Mapping[OfferState, int]
    offer: Offered | None
    state: Message | None
    badge: str


async def offers_section(request: SentraRequest, round_: RoundView) -> Section | None:
    """For the office, from the objections on."""
    del request
    if round_.phase is not Phase.OBJECTIONS and round_.phase not in _AFTER:
        return None
    found = await counts(round_.id)
    return OffersSection(
        may_decree=round_.phase is Phase.OBJECTIONS,
        may_give_out=round_.phase is Phase.DECREED,
        may_close=round_.phase is Phase.MOVING_IN,
        counts={state: number for state, number in found.items() if state in OFFER_BADGES},
        names=OFFER_NAMES,
    )


async def decree_section(request: SentraRequest, round_: RoundView) -> Section | None:
    """For everybody once it is decreed."""
    if round_.decree is None:
        return None
    decree = decreeing.decree_of(round_.decree)
    enterprise = actor_of(request).enterprise
    goes_on = enterprise is not None and round_.phase is not Phase.CANCELLED
    mine = await offer_of(round_.id, enterprise or 0) if goes_on else None
    return DecreeSection(
        number=decree.number,
        date=decree.date,
        by=f"{decree.name}, {decree.title}",
        counts=await counts(round_.id),
        offer=mine,
        state=OFFER_NAMES[mine.state] if mine else None,
        badge=OFFER_BADGES[mine.state] if mine else "",
    )


@get(f"{URL}/{{code:str}}/penerima", allow=MANAGERS)
async def recipient_list(
    request: SentraRequest, code: FromPath[str], page: FromQuery[str] = ""
) -> Response[str]:
    state = request.query_params.get("state", "")
    return await _show(request, code, Form(), state=state, page=page)


@post(f"{URL}/{{code:str}}/sk", allow=MANAGERS)
async def decree_round(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    try:
        signed = Decree(
            number=form.text("number", most=60),
            date=form.day("date") or date.min,
            name=form.text("name", most=120),
            title=form.text("title", most=160),
            nip=form.text("nip", most=30, required=False),
        )
        form.check()
        await decreeing.decree(code, signed, actor=actor_of(request), now=now_of(request))
    except (Conflict, Invalid) as refusal:
        return await _show(request, code, form, refusal)
    return see_other(
        request,
        f"{URL}/{code}/penerima",
        say("The result is decreed. Every winner has her offer and gets a letter."),
    )


@post(f"{URL}/{{code:str}}/bagikan", allow=MANAGERS)
async def give_out(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    url = f"{URL}/{code}/penerima"
    try:
        given = await moving_in.let_move_in(code, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    if given.held_up:
        held_up = say(
            "%(given)d stalls are given. %(left)d could not be, such as: %(why)s",
            given=len(given.stalls),
            left=len(given.held_up),
            why=next(iter(given.held_up.values())),
        )
        return see_other(request, url, held_up, kind="warning")
    return see_other(request, url, say("%(given)d stalls are given.", given=len(given.stalls)))


@post(f"{URL}/{{code:str}}/tutup", allow=MANAGERS)
async def close_round(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    url = f"{URL}/{code}/penerima"
    try:
        await moving_in.close(code, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(
        request, url, say("The round is closed. Stalls that come free go down its waiting list.")
    )


async def _show(
    request: SentraRequest,
    code: str,
    form: Form,
    refusal: Refusal | None = None,
    *,
    state: str = "",
    page: str = "",
) -> Response[str]:
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=actor_of(request).role is Role.MANAGER)
    if round_.drawn is None:
        raise NotFound(say("This round is not drawn yet."))
    if refusal is not None:
        form.learn(refusal)
    chosen = OfferState(state) if state in set(OfferState) else None
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    lines, total = await offers_page(
        round_.id, state=chosen, limit=PER_PAGE, offset=(number - 1) * PER_PAGE
    )
    found = await counts(round_.id)
    url = f"{URL}/{code}/penerima"
    return render(
        request,
        RecipientsPage(
            round=round_,
            form=form,
            problems=said(form),
            may_decree=round_.phase is Phase.OBJECTIONS,
            early=now < round_.schedule.object_by,
            may_give_out=round_.phase is Phase.DECREED,
            may_close=round_.phase is Phase.MOVING_IN,
            open=found.get(OfferState.OFFERED, 0),
            tabs=_tabs(url, found, chosen),
            lines=lines,
            names=OFFER_NAMES,
            badges=OFFER_BADGES,
            number=number,
            pages=max(1, -(-total // PER_PAGE)),
            total=total,
            url=f"{url}?{urlencode({'state': chosen.value if chosen else ''})}&",
        ),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal is not None else HTTPStatus.OK,
    )


def _tabs(
    url: str, found: Mapping[OfferState, int], chosen: OfferState | None
) -> list[tuple[Message, int, str, bool]]:
    whole = sum(number for state, number in found.items() if state is not OfferState.REPLACED)
    return [
        (say("All"), whole, url, chosen is None),
        *(
            (OFFER_NAMES[state], found[state], f"{url}?state={state.value}", state is chosen)
            for state in OfferState
            if found.get(state)
        ),
    ]
