"""/persetujuan: requests for rooms that need approval, for their trainers and who decides them."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Literal

from litestar import Response, get, post
from litestar.params import FromPath

from bookings.operations import approval
from bookings.operations.records import REASON_MOST
from bookings.queries import Booked
from bookings.queries.requests import Request, decided_requests, open_requests
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import BOOKERS, MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

Tab = Literal["open", "decided"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, or a whole series of them, as one entry of the list."""

    request: Request
    """The most urgent one."""
    dates: int = 1
    """How many of its series are open."""


@dataclass(frozen=True, slots=True)
class RequestsPage:
    template: ClassVar[str] = "bookings/requests.html"
    title: Message
    tab: Tab
    tabs: Sequence[tuple[Message, str, bool]]
    decides: bool
    """Everybody's, for a manager, who decides them."""
    open: Sequence[Asked]
    decided: Sequence[Booked]
    form: Form
    asked: int | None = None
    """The request that the form is about."""
    reason_most: int = REASON_MOST


@get("/persetujuan", allow=BOOKERS)
async def request_list(request: SentraRequest) -> Response[str]:
    decided = request.query_params.get("tab") == "decided"
    return await _show(request, "decided" if decided else "open", Form())


@post("/persetujuan/{booking_id:int}/setujui", allow=MANAGERS)
async def approve_request(request: SentraRequest, booking_id: FromPath[int]) -> Response[Any]:
    try:
        given = await approval.approve(booking_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, "/persetujuan", refusal.message, kind="danger")
    said = say("Approved: %(room)s, %(when)s.", room=given.room_name, when=given.starts)
    return see_other(request, "/persetujuan", said)


@post("/persetujuan/{booking_id:int}/tolak", allow=MANAGERS)
async def refuse_request(request: SentraRequest, booking_id: FromPath[int]) -> Response[Any]:
    form = Form(dict(await request.form()))
    try:
        gone = await approval.refuse(
            booking_id,
            actor=actor_of(request),
            now=now_of(request),
            reason=form.value("reason"),
        )
    except Invalid as refusal:
        form.learn(refusal)
        return await _show(request, "open", form, asked=booking_id, status=refusal.status)
    except Conflict as refusal:
        return see_other(request, "/persetujuan", refusal.message, kind="danger")
    return see_other(request, "/persetujuan", say("Refused: %(title)s.", title=gone.title))


async def _show(
    request: SentraRequest,
    tab: Tab,
    form: Form,
    *,
    asked: int | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    actor = actor_of(request)
    manager = actor.role is Role.MANAGER
    whose = None if manager else actor.account
    page = RequestsPage(
        title=say("Requests") if manager else say("My requests"),
        tab=tab,
        tabs=[
            (say("Waiting for an answer"), "/persetujuan", tab == "open"),
            (say("Decided"), "/persetujuan?tab=decided", tab == "decided"),
        ],
        decides=manager,
        open=_by_series(await open_requests(organiser=whose)) if tab == "open" else (),
        decided=await decided_requests(organiser=whose) if tab == "decided" else (),
        form=form,
        asked=asked,
    )
    return render(request, page, status=status)


def _by_series(requests: Sequence[Request]) -> list[Asked]:
    """Those of one series in one entry, where the most urgent of them stands."""
    found: dict[int, Asked] = {}
    for one in requests:
        key = -one.booking.series if one.booking.series else one.booking.id
        first = found.get(key)
        found[key] = Asked(one) if first is None else Asked(first.request, first.dates + 1)
    return list(found.values())
