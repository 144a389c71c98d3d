"""Bookings: list, make, change, cancel."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Any, cast

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, structs

from bookings import queries
from bookings.api.shapes import BookingEdit, BookingIn, BookingOut, BookingPage, instants
from bookings.domain.hours import FIRST_DAY, LAST_DAY, whole_day
from bookings.domain.tracks import track_of
from bookings.operations import bookings as operations
from bookings.operations.bookings import Edit
from bookings.queries import Choice
from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, Invalid, NotFound, Problem
from sentra.domain.roles import BOOKERS, EVERYONE, Actor, Role
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of


@get(
    "/api/v1/bookings",
    allow=EVERYONE,
    operation_id="listBookings",
    tags=["bookings"],
    dependencies=PAGED,
)
async def list_bookings(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    *,
    room: FromQuery[str | None] = None,
    organiser: FromQuery[int | None] = None,
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    track: FromQuery[str] = "",
    cancelled: FromQuery[bool] = False,
) -> BookingPage:
    """Bookings by start, of a room, a trainer, a track, between two days (both included).

    Those that stand, or with `cancelled` those that do not.
    """
    actor = actor_of(request)
    _check_days(since=since, until=until)
    choice = Choice(
        room=room if room is None or room.isprintable() else "",
        organiser=organiser if organiser is None or queries.is_id(organiser) else 0,
        since=whole_day(since).starts if since else None,
        until=whole_day(until).ends if until else None,
        states=("cancelled",) if cancelled else ("confirmed",),
        readable_by=_limit(actor, organiser, track),
        track=track_of(track),
    )
    found = await queries.bookings(choice, limit=paging.size, offset=paging.offset)
    return BookingPage(
        items=[BookingOut.of(booked, actor) for booked in found],
        page=paging.page,
        size=paging.size,
        total=await queries.how_many(choice),
    )


def _limit(actor: Actor, organiser: int | None, track: str) -> int | None:
    """Whose private bookings may be among those of a trainer or track: it would give them away."""
    if (organiser is None and not track) or actor.role is Role.MANAGER:
        return None
    if organiser is not None and actor.role not in BOOKERS:
        raise Forbidden(say("Only people who book rooms may ask for a trainer's bookings."))
    return actor.account or 0


def _check_days(**days: date | None) -> None:
    problems = [
        Problem(name, say("There is no such day here."), day.isoformat())
        for name, day in days.items()
        if day is not None and not FIRST_DAY <= day <= LAST_DAY
    ]
    if problems:
        raise Invalid(*problems)


@post("/api/v1/bookings", allow=BOOKERS, operation_id="createBooking", tags=["bookings"])
async def create_booking(request: SentraRequest, data: JSONBody[BookingIn]) -> Response[BookingOut]:
    """Book a room. A room that is taken answers 409 with the `clashes` and `alternatives`."""
    actor = actor_of(request)
    booked = await operations.book(data.wish(actor), actor=actor, now=now_of(request))
    return Response(
        BookingOut.of(booked, actor),
        status_code=HTTPStatus.CREATED,
        headers={"location": f"/api/v1/bookings/{booked.id}"},
    )


@get(
    "/api/v1/bookings/{booking_id:int}",
    allow=EVERYONE,
    operation_id="getBooking",
    tags=["bookings"],
)
async def get_booking(request: SentraRequest, booking_id: FromPath[int]) -> BookingOut:
    """One booking, if the caller may read its title."""
    actor = actor_of(request)
    found = await queries.booking(booking_id)
    if found is None or found.title_for(actor) is None:
        raise NotFound(say("There is no such booking."))
    return BookingOut.of(found, actor)


@patch(
    "/api/v1/bookings/{booking_id:int}",
    allow=BOOKERS,
    operation_id="changeBooking",
    tags=["bookings"],
)
async def change_booking(
    request: SentraRequest, booking_id: FromPath[int], data: JSONBody[BookingEdit]
) -> BookingOut:
    """Change what is given of a booking."""
    given: dict[str, Any] = {
        name: value for name, value in structs.asdict(data).items() if value is not UNSET
    }
    given |= instants(**{key: at for key, at in given.items() if isinstance(at, datetime)})
    booked = await operations.change(
        booking_id, cast(Edit, given), actor=actor_of(request), now=now_of(request)
    )
    return BookingOut.of(booked, actor_of(request))


@delete(
    "/api/v1/bookings/{booking_id:int}",
    allow=BOOKERS,
    operation_id="cancelBooking",
    tags=["bookings"],
    status_code=HTTPStatus.OK,
)
async def cancel_booking(
    request: SentraRequest, booking_id: FromPath[int], reason: FromQuery[str] = ""
) -> BookingOut:
    """Cancel a booking. It stays, as cancelled, and gives its room back."""
    booked = await operations.cancel(
        booking_id, actor=actor_of(request), now=now_of(request), reason=reason
    )
    return BookingOut.of(booked, actor_of(request))


@post(
    "/api/v1/bookings/{booking_id:int}/restore",
    allow=BOOKERS,
    operation_id="restoreBooking",
    tags=["bookings"],
    status_code=HTTPStatus.OK,
)
async def restore_booking(request: SentraRequest, booking_id: FromPath[int]) -> BookingOut:
    """Take a cancellation back, if the room is still free."""
    booked = await operations.restore(booking_id, actor=actor_of(request), now=now_of(request))
    return BookingOut.of(booked, actor_of(request))
