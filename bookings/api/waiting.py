"""The waiting list: getting in line, taking offers, leaving."""

from http import HTTPStatus
from typing import Annotated

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from bookings.api.shapes import BookingOut, Instant, WishIn, local
from bookings.operations import waiting as operations
from bookings.queries.waiting import Waited, line
from sentra.domain.roles import BOOKERS, Role
from sentra.web.request import SentraRequest, actor_of, now_of


class WaitingIn(WishIn, frozen=True, forbid_unknown_fields=True):
    """What to wait for: a booking whose room is taken."""


class WaitingOut(Struct, frozen=True):
    """A place in the line."""

    id: int
    room: str
    room_name: str
    starts: Instant
    ends: Instant
    title: str
    trainer: str
    state: Annotated[
        str, Meta(description="`waiting`, `offered`, `claimed`, `lapsed` or `withdrawn`.")
    ]
    ahead: Annotated[int, Meta(description="How many wait for it longer.")]
    offer_ends: Annotated[
        Instant | None, Meta(description="Until when the room can be taken, once offered.")
    ]
    booking: Annotated[int | None, Meta(description="What it has become.")]

    @classmethod
    def of(cls, one: Waited) -> "WaitingOut":
        return cls(
            id=one.id,
            room=one.room,
            room_name=one.room_name,
            starts=local(one.starts),
            ends=local(one.ends),
            title=one.title,
            trainer=one.account_name,
            state=one.state,
            ahead=one.ahead,
            offer_ends=one.offer_ends and local(one.offer_ends),
            booking=one.booking,
        )


@get("/api/v1/waiting", allow=BOOKERS, operation_id="listWaiting", tags=["waiting"])
async def list_waiting(request: SentraRequest) -> list[WaitingOut]:
    """One's own open places in the line, offers first; everybody's for a manager."""
    actor = actor_of(request)
    account = None if actor.role is Role.MANAGER else actor.account
    return [WaitingOut.of(one) for one in await line(account=account)]


@post("/api/v1/waiting", allow=BOOKERS, operation_id="joinWaiting", tags=["waiting"])
async def join_waiting(request: SentraRequest, data: JSONBody[WaitingIn]) -> Response[WaitingOut]:
    """Get in line for a room that is taken. One that is free answers 409: book it instead."""
    actor = actor_of(request)
    one = await operations.join(data.wish(actor), actor=actor, now=now_of(request))
    return Response(WaitingOut.of(one), status_code=HTTPStatus.CREATED)


@post(
    "/api/v1/waiting/{waiting_id:int}/claim",
    allow=BOOKERS,
    operation_id="claimOffer",
    tags=["waiting"],
)
async def claim_offer(request: SentraRequest, waiting_id: FromPath[int]) -> Response[BookingOut]:
    """Take what is offered; the booking that it becomes. Only one ever gets it."""
    actor = actor_of(request)
    booked = await operations.claim(waiting_id, actor=actor, now=now_of(request))
    return Response(
        BookingOut.of(booked, actor),
        status_code=HTTPStatus.CREATED,
        headers={"location": f"/api/v1/bookings/{booked.id}"},
    )


@delete(
    "/api/v1/waiting/{waiting_id:int}",
    allow=BOOKERS,
    operation_id="leaveWaiting",
    tags=["waiting"],
    status_code=HTTPStatus.OK,
)
async def leave_waiting(request: SentraRequest, waiting_id: FromPath[int]) -> WaitingOut:
    """Leave the line; what was offered passes on to the next."""
    one = await operations.withdraw(waiting_id, actor=actor_of(request), now=now_of(request))
    return WaitingOut.of(one)
