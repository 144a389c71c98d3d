"""/tunggu: the waiting list: one's own places in it, offers to take; for managers, all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings.operations import waiting as operations
from bookings.operations.clashes import Clash
from bookings.queries.waiting import Waited, line
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import BOOKERS, Role
from sentra.i18n import listed, translate
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of


@dataclass(frozen=True, slots=True)
class WaitingPage:
    template: ClassVar[str] = "bookings/waiting.html"
    offers: Sequence[Waited]
    waiting: Sequence[Waited]
    all: bool
    """Everybody's, for a manager."""
    title: Message = say("Waiting list")


@get("/tunggu", allow=BOOKERS)
async def waiting_list(request: SentraRequest) -> Response[str]:
    actor, now = actor_of(request), now_of(request)
    manager = actor.role is Role.MANAGER
    found = await line(account=None if manager else actor.account)
    page = WaitingPage(
        offers=[one for one in found if one.is_offered(now)],
        waiting=[one for one in found if one.state == "waiting"],
        all=manager,
    )
    return render(request, page)


@post("/tunggu/{waiting_id:int}/ambil", allow=BOOKERS)
async def claim_offer(request: SentraRequest, waiting_id: FromPath[int]) -> Response[Any]:
    try:
        booked = await operations.claim(waiting_id, actor=actor_of(request), now=now_of(request))
    except (Invalid, Conflict) as refusal:
        return see_other(request, "/tunggu", _said(request, refusal), kind="danger")
    return see_other(
        request,
        f"/pemesanan/{booked.id}",
        say("%(room)s is yours: %(when)s.", room=booked.room_name, when=booked.starts),
    )


@post("/tunggu/{waiting_id:int}/batal", allow=BOOKERS)
async def leave_waiting(request: SentraRequest, waiting_id: FromPath[int]) -> Response[Any]:
    try:
        one = await operations.withdraw(waiting_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, "/tunggu", refusal.message, kind="danger")
    return see_other(request, "/tunggu", say("You wait for %(room)s no more.", room=one.room_name))


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered to the reader, on the front page."""

    template: ClassVar[str] = "bookings/_offers.html"
    offers: Sequence[Waited]


async def offered(request: SentraRequest) -> Offers | None:
    """What is offered to the reader now; one query, for those who may book only."""
    actor, now = actor_of(request), now_of(request)
    if actor.role not in BOOKERS:
        return None
    offers = [one for one in await line(account=actor.account) if one.is_offered(now)]
    return Offers(offers) if offers else None


def _said(request: SentraRequest, refusal: Refusal) -> Message:
    """What is wrong, in one line: there is no form here to show it beside fields."""
    if isinstance(refusal, Clash) or not refusal.problems:
        return refusal.message
    locale = locale_of(request)
    rules = listed([translate(problem.rule, locale) for problem in refusal.problems], locale)
    return say("%(name)s", name=rules)
