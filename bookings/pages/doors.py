"""/pintu/R501: what the square code at a door opens, and the sheets that hang there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from bookings import queries
from bookings.domain.attendance import may_check_in, release_at
from bookings.domain.hours import day_of, whole_day
from bookings.domain.rooms import Room
from bookings.domain.visibility import may_change
from bookings.operations import attendance
from bookings.pages.qr import qr_of
from bookings.queries import Booked
from bookings.queries.attendance import at_the_door, wait_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import BOOKERS, EVERYONE, MANAGERS
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of, settings_of


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A booking as its door tells of it.

    Attributes:
        mine: Whether the reader may check in to it now.
        until: When the room is given back if she does not; None where it never is.
    """

    booking: Booked
    mine: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DoorPage:
    template: ClassVar[str] = "bookings/door.html"
    title: Message
    room: Room
    current: AtDoor | None
    """What is on now, or may be checked in to."""
    later: Sequence[Booked]
    """The rest of today."""
    may_book: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What hangs at a door."""

    room: Room
    url: str
    qr: Markup


@dataclass(frozen=True, slots=True)
class SheetsPage:
    template: ClassVar[str] = "bookings/door_sheets.html"
    title: Message
    sheets: Sequence[Sheet]


@get("/pintu/{code:str}", allow=EVERYONE)
async def door(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    actor, now = actor_of(request), now_of(request)
    room = await queries.room(code)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    end = whole_day(day_of(now)).ends
    booked = await at_the_door(room.held, now=now, until=max(end, now + timedelta(hours=1)))
    current = next((one for one in booked if may_check_in(one.span, now)), None)
    shown = None
    if current is not None:
        mine = may_change(actor, current.organiser)
        shown = AtDoor(current, mine, await _until(current) if mine else None)
    page = DoorPage(
        title=say("%(code)s · %(name)s", code=room.code, name=room.name),
        room=room,
        current=shown,
        later=[one for one in booked if one is not current],
        may_book=actor.role in BOOKERS,
    )
    return render(request, page)


async def _until(booking: Booked) -> datetime | None:
    wait = await wait_of(booking.id) if booking.checked_in is None else None
    if wait is None:
        return None
    return release_at(booking.span, minutes=wait.minutes, since=wait.since)


@post("/pemesanan/{booking_id:int}/hadir", allow=BOOKERS)
async def check_in(request: SentraRequest, booking_id: FromPath[int]) -> Response[Any]:
    form = Form(dict(await request.form()))
    at_door = form.value("door")
    back = f"/pintu/{at_door}" if at_door.isalnum() else f"/pemesanan/{booking_id}"
    try:
        come = await attendance.check_in(booking_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, back, refusal.message, kind="danger")
    return see_other(request, back, say("Checked in. %(room)s is yours.", room=come.room_name))


@get("/pintu", allow=MANAGERS)
async def door_sheets(request: SentraRequest) -> Response[str]:
    """The sheets of every room, each on a page of its own."""
    return _sheets(request, await queries.rooms())


@get("/pintu/{code:str}/lembar", allow=MANAGERS)
async def door_sheet(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    room = await queries.room(code)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    return _sheets(request, [room])


def _sheets(request: SentraRequest, rooms: Sequence[Room]) -> Response[str]:
    base = settings_of(request).address
    urls = [f"{base}/pintu/{room.code}" for room in rooms]
    page = SheetsPage(
        title=say("Sheets for the doors"),
        sheets=[Sheet(room, url, qr_of(url)) for room, url in zip(rooms, urls, strict=True)],
    )
    return render(request, page)
