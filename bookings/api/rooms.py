"""Rooms, and when they are free."""

import datetime as dt

from litestar import get
from litestar.params import FromPath, FromQuery

from bookings import queries
from bookings.api.shapes import AvailabilityOut, FreeBusyOut, RoomOut
from bookings.domain.hours import FIRST_DAY, LAST_DAY, day_of, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.queries import freebusy
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import EVERYONE
from sentra.web.request import SentraRequest, now_of

_USUAL, _LONGEST = dt.timedelta(days=30), dt.timedelta(days=366)


@get("/api/v1/rooms", allow=EVERYONE, operation_id="listRooms", tags=["rooms"])
async def list_rooms() -> list[RoomOut]:
    """Every room that can be booked, floor by floor."""
    rooms = await queries.rooms()
    codes = {room.id: room.code for room in rooms}
    return [RoomOut.of(room, codes) for room in rooms]


@get("/api/v1/rooms/{code:str}", allow=EVERYONE, operation_id="getRoom", tags=["rooms"])
async def get_room(code: FromPath[str]) -> RoomOut:
    """One room."""
    rooms = await queries.rooms()
    return RoomOut.of(_named(code, rooms), {room.id: room.code for room in rooms})


@get(
    "/api/v1/rooms/{code:str}/availability",
    allow=EVERYONE,
    operation_id="getRoomAvailability",
    tags=["rooms"],
)
async def get_availability(
    request: SentraRequest, code: FromPath[str], date: FromQuery[dt.date | None] = None
) -> AvailabilityOut:
    """When the room is taken and when it is free on a day; today where none is given."""
    day = date or day_of(now_of(request))
    _check_day("date", day)
    room = _named(code, await queries.rooms())
    return AvailabilityOut.of(room, day, await queries.busy(whole_day(day)))


@get(
    "/api/v1/rooms/{code:str}/freebusy",
    allow=EVERYONE,
    operation_id="getRoomFreeBusy",
    tags=["rooms"],
)
async def get_freebusy(
    request: SentraRequest,
    code: FromPath[str],
    since: FromQuery[dt.date | None] = None,
    until: FromQuery[dt.date | None] = None,
) -> FreeBusyOut:
    """When the room is taken between two days (both included), and by nothing of what.

    The next thirty days where none are given; a year at most.
    """
    first = since or day_of(now_of(request))
    _check_day("since", first)
    last = until or min(first + _USUAL, LAST_DAY)
    _check_day("until", last)
    if not first <= last <= first + _LONGEST:
        rule = say("From a day to the same or a later one, at most a year.")
        raise Invalid(Problem("until", rule, last.isoformat()))
    room = _named(code, await queries.rooms())
    whole = Span(whole_day(first).starts, whole_day(last).ends)
    return FreeBusyOut.of(room, first, last, await freebusy.taken(room.id, whole))


def _check_day(name: str, day: dt.date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(Problem(name, say("There is no such day here."), day.isoformat()))


def _named(code: str, rooms: list[Room]) -> Room:
    found = next((room for room in rooms if room.code == code), None)
    if found is None:
        raise NotFound(say("There is no such room."))
    return found
