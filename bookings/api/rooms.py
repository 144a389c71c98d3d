"""Rooms, and when they are free."""

import datetime as dt

from litestar import get
from litestar.params import FromPath, FromQuery

from bookings import queries
from bookings.api.shapes import AvailabilityOut, RoomOut
from bookings.domain.hours import FIRST_DAY, LAST_DAY, day_of, whole_day
from bookings.domain.rooms import Room
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import EVERYONE
from sentra.web.request import SentraRequest, now_of


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
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(Problem("date", say("There is no such day here."), day.isoformat()))
    room = _named(code, await queries.rooms())
    return AvailabilityOut.of(room, day, await queries.busy(whole_day(day)))


def _named(code: str, rooms: list[Room]) -> Room:
    found = next((room for room in rooms if room.code == code), None)
    if found is None:
        raise NotFound(say("There is no such room."))
    return found
