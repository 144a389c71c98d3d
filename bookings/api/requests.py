"""Requests: list, approve, refuse; checking in; confirming that a series goes on."""

from http import HTTPStatus
from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from bookings.api.shapes import BookingOut, Instant, local
from bookings.operations import approval, attendance
from bookings.operations.reconfirmation import confirm_series as confirm
from bookings.queries.requests import Request, open_requests
from sentra.domain.roles import BOOKERS, MANAGERS, Actor, Role
from sentra.web.request import SentraRequest, actor_of, now_of


class RequestOut(Struct, frozen=True):
    """A request that waits for a decision."""

    booking: BookingOut
    decide_by: Annotated[Instant | None, Meta(description="When it expires by itself.")]
    taken: Annotated[bool, Meta(description="Whether something else holds the room by now.")]
    rivals: Annotated[int, Meta(description="Other open requests that overlap it.")]

    @classmethod
    def of(cls, found: Request, actor: Actor) -> "RequestOut":
        decide_by = found.booking.decide_by
        return cls(
            booking=BookingOut.of(found.booking, actor),
            decide_by=local(decide_by) if decide_by else None,
            taken=found.taken,
            rivals=found.rivals,
        )


class RefusalIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a request is refused."""

    reason: Annotated[str, Meta(description="What the trainer reads.")]


@get("/api/v1/requests", allow=BOOKERS, operation_id="listRequests", tags=["requests"])
async def list_requests(request: SentraRequest) -> list[RequestOut]:
    """Open requests, the most urgent first: one's own, or for a manager everybody's."""
    actor = actor_of(request)
    whose = None if actor.role is Role.MANAGER else actor.account
    return [RequestOut.of(found, actor) for found in await open_requests(organiser=whose)]


@post(
    "/api/v1/requests/{booking_id:int}/approve",
    allow=MANAGERS,
    operation_id="approveRequest",
    tags=["requests"],
    status_code=HTTPStatus.OK,
)
async def approve_request(request: SentraRequest, booking_id: FromPath[int]) -> BookingOut:
    """Give a request its room. One that is taken answers 409 with the `clashes`."""
    actor = actor_of(request)
    given = await approval.approve(booking_id, actor=actor, now=now_of(request))
    return BookingOut.of(given, actor)


@post(
    "/api/v1/requests/{booking_id:int}/refuse",
    allow=MANAGERS,
    operation_id="refuseRequest",
    tags=["requests"],
    status_code=HTTPStatus.OK,
)
async def refuse_request(
    request: SentraRequest, booking_id: FromPath[int], data: JSONBody[RefusalIn]
) -> BookingOut:
    """Refuse a request; its trainer reads the reason."""
    actor = actor_of(request)
    gone = await approval.refuse(booking_id, actor=actor, now=now_of(request), reason=data.reason)
    return BookingOut.of(gone, actor)


@post(
    "/api/v1/bookings/{booking_id:int}/check-in",
    allow=BOOKERS,
    operation_id="checkIn",
    tags=["bookings"],
    status_code=HTTPStatus.OK,
)
async def check_in(request: SentraRequest, booking_id: FromPath[int]) -> BookingOut:
    """Say that its people have come; saying it twice is no mistake. Opens half an hour before."""
    actor = actor_of(request)
    come = await attendance.check_in(booking_id, actor=actor, now=now_of(request))
    return BookingOut.of(come, actor)


class ConfirmedOut(Struct, frozen=True):
    """Until when a series is confirmed."""

    confirmed_until: Instant


@post(
    "/api/v1/series/{series_id:int}/confirm",
    allow=BOOKERS,
    operation_id="confirmSeries",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def confirm_series(request: SentraRequest, series_id: FromPath[int]) -> ConfirmedOut:
    """Say that a long series still takes place, where the office asks."""
    until = await confirm(series_id, actor=actor_of(request), now=now_of(request))
    return ConfirmedOut(local(until))
