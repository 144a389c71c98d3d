"""/putaran/{code}/tawaran: a winner answers her offer, lists stalls, reads where she moves in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from floors.domain.draw.stall_choice import choose_stalls
from floors.domain.drawn import Drawing
from floors.domain.offers import OFFER_NAMES, OfferState
from floors.domain.round_terms import class_name
from floors.domain.rounds import Deed, Phase, may
from floors.operations.rounds import moving_in, offering
from floors.operations.rounds.choosing import wish_for
from floors.pages.drawings import drawings
from floors.pages.rounds.parts import URL, acting_query, enterprise_asked, moved
from floors.pages.spaces import Space
from floors.queries.floors import floor_plates
from floors.queries.marks import marks_of
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.offers import (
    Offered,
    Ticket,
    free_in_programmes,
    offer_of,
    offers,
    stays,
    ticket_of,
)
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.roles import APPLICANTS, Role
from sentra.i18n import today
from sentra.queries.enterprises import find_enterprise
from sentra.web.forms import Form, in_a_line
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

OFFER_BADGES: Mapping[OfferState, str] = {
    OfferState.OFFERED: "warning",
    OfferState.ACCEPTED: "success",
    OfferState.MOVED_IN: "success",
    OfferState.DECLINED: "neutral",
    OfferState.LAPSED: "danger",
    OfferState.WITHDRAWN: "neutral",
    OfferState.REPLACED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Chooser:
    """Stalls of the programme that are nobody's yet, and which of them she would like.

    Attributes:
        wished: Codes, the dearest first.
        now: What she would get if the time were over.
        ahead: How many winners of the programme have better numbers.
        marks: What stalls are meant to sell, by code.
    """

    wished: Sequence[str]
    others: Sequence[str]
    now: str | None
    ahead: int
    marks: Mapping[str, str]
    drawing: Drawing | None
    spaces: Mapping[str, Space]


@dataclass(frozen=True, slots=True)
class OfferPage:
    template: ClassVar[str] = "floors/rounds/offer.html"
    round: RoundView
    holder: str
    enterprise: int
    office: bool
    ticket: Ticket
    offer: Offered | None
    state: Message | None
    badge: str
    seat: Message | None
    open: bool
    """Whether it can be accepted now."""
    stays: bool
    may_stay: bool
    may_decline: bool
    chooser: Chooser | None
    given_out: bool
    today: str
    query: str
    title: Message = say("Offer of a stall")


@get(f"{URL}/{{code:str}}/tawaran", allow=APPLICANTS)
async def offer_page(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    now, enterprise = now_of(request), enterprise_asked(request)
    round_ = await one_round(code, now=now)
    record = await find_enterprise(enterprise)
    ticket = await ticket_of(round_.id, enterprise)
    if record is None or ticket is None or round_.decree is None:
        raise NotFound(say("There is no such offer."))
    offer = await offer_of(round_.id, enterprise)
    live = offer is not None and offer.live
    staying = offer is not None and offer.pseudonym in await stays(round_.id)
    is_open = (
        offer is not None
        and may(Deed.ACCEPT, round_.phase)
        and offer.state is OfferState.OFFERED
        and (offer.ends is None or now < offer.ends)
    )
    choosing = live and round_.phase is Phase.DECREED and (is_open or _accepted(offer))
    return render(
        request,
        OfferPage(
            round=round_,
            holder=record.name,
            enterprise=enterprise,
            office=actor_of(request).role is Role.MANAGER,
            ticket=ticket,
            offer=offer,
            state=OFFER_NAMES[offer.state] if offer else None,
            badge=OFFER_BADGES[offer.state] if offer else "",
            seat=class_name(offer.seat) if offer else None,
            open=is_open,
            stays=staying,
            may_stay=choosing and not staying and offer is not None and (offer.choice or 1) > 1,
            may_decline=may(Deed.ACCEPT, round_.phase)
            and live
            and offer is not None
            and offer.tenancy is None,
            chooser=await _chooser(round_, offer) if choosing and offer is not None else None,
            given_out=round_.phase in {Phase.MOVING_IN, Phase.CLOSED},
            today=today(now).isoformat(),
            query=acting_query(request),
        ),
    )


@post(f"{URL}/{{code:str}}/tawaran", allow=APPLICANTS)
async def answer_offer(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    """Accept, stay or decline; for the office also what comes of it in the end."""
    enterprise = enterprise_asked(request)
    form = Form(await request.form())
    try:
        notice = await _answer(request, code, enterprise, form)
    except (Conflict, Invalid) as refusal:
        return see_other(request, _url(request, code), in_a_line(refusal), kind="danger")
    return see_other(request, _url(request, code), notice)


@post(f"{URL}/{{code:str}}/tawaran/lapak", allow=APPLICANTS)
async def choose_stalls_of(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    """Add a stall to the list, take one out, move one up or down."""
    enterprise = enterprise_asked(request)
    sent = await request.form()
    listed = [str(one) for one in sent.getall("stalls", [])]
    url = _url(request, code) + "#lapak"
    try:
        await wish_for(
            code,
            enterprise=enterprise,
            stalls=moved(listed, str(sent.get("do", ""))),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Conflict, Invalid) as refusal:
        return see_other(request, url, in_a_line(refusal), kind="danger")
    return see_other(request, url, say("Your list of stalls is kept."))


async def _answer(request: SentraRequest, code: str, enterprise: int, form: Form) -> Message:
    actor, now = actor_of(request), now_of(request)
    deed = form.value("do")
    who: dict[str, Any] = {"enterprise": enterprise, "actor": actor, "now": now}
    if deed == "accept":
        await offering.accept(code, **who)
        return say("The place is taken.")
    if deed == "stay":
        await offering.stay(code, **who)
        return say("The place is taken, and stays this one.")
    if deed == "decline":
        await offering.decline(code, reason=form.text("reason", most=300, required=False), **who)
        return say("The place is given up. It goes to the next number.")
    if actor.role is not Role.MANAGER:
        raise NotFound(say("There is no such offer."))
    if deed == "move_in":
        await moving_in.note_moved_in(code, **who)
        return say("It is noted that the enterprise has moved in.")
    if deed == "give":
        stall = await moving_in.give_stall(code, **who)
        return say("Stall %(stall)s is given.", stall=stall)
    if deed == "leave":
        on = form.day("on")
        form.check()
        await moving_in.leave(code, on=on or today(now), reason=form.value("reason"), **who)
        return say("The stall is passed on to the next number.")
    raise NotFound(say("There is no such offer."))


async def _chooser(round_: RoundView, offer: Offered) -> Chooser:
    free = await free_in_programmes(round_.id, starts=round_.starts, ends=round_.ends)
    stalls = free.get(offer.programme, [])
    rivals = [
        one
        for one in await offers(round_.id, live=True)
        if one.programme == offer.programme and one.stall is None
    ]
    given = choose_stalls(
        winners=[str(one.id) for one in rivals],
        stalls=stalls,
        wishes={str(one.id): one.wishes for one in rivals},
    )
    wished = [stall for stall in offer.wishes if stall in stalls]
    plates = [plate for plate in await floor_plates() if plate.level == offer.level]
    drawn = await drawings(plates)
    level = await marks_of(offer.level, day=round_.starts)
    marks = {one.code: one.sells for one in level if one.sells}
    return Chooser(
        wished=wished,
        others=[stall for stall in stalls if stall not in wished],
        now=given.get(str(offer.id)) if wished else None,
        ahead=[one.id for one in rivals].index(offer.id),
        marks=marks,
        drawing=drawn[offer.level].drawing if offer.level in drawn else None,
        spaces={
            stall: Space(
                "own" if stall in wished else "free", marks.get(stall, ""), f"#pilih-{stall}"
            )
            for stall in stalls
        },
    )


def _may_decline(round_: RoundView, offer: Offered | None) -> bool:
    free = offer is not None and offer.live and offer.tenancy is None
    return free and may(Deed.ACCEPT, round_.phase)


def _accepted(offer: Offered | None) -> bool:
    return offer is not None and offer.state is OfferState.ACCEPTED


def _url(request: SentraRequest, code: str) -> str:
    return f"{URL}/{code}/tawaran{acting_query(request)}"
