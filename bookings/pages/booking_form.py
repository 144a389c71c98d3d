"""The form that books a room or changes a booking, and what it says when the room is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.hours import JAKARTA, day_of
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.operations import bookings as operations
from bookings.operations import waiting
from bookings.operations.checks import must_change
from bookings.operations.clashes import Clash
from bookings.pages.closure_parts import ClosureLine, closure_line
from bookings.pages.equipment_fields import equipment_fields, equipment_filled
from bookings.pages.parts import asked_day, reader_of
from bookings.pages.room_day import RoomDay, room_day
from bookings.pages.wish_fields import (
    WishFields,
    learn,
    read_wish,
    sent,
    usual_time,
    wish_fields,
    wish_filled,
)
from bookings.queries import Booked
from bookings.queries.waiting import Waited
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import BOOKERS
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of


@dataclass(frozen=True, slots=True)
class Offer:
    """An alternative that one press takes."""

    value: str
    room: str
    span: Span
    same_room: bool


@dataclass(frozen=True, slots=True)
class Obstacle:
    """By what the room is taken, and what is free instead."""

    room: str
    clashes: Sequence[Booked]
    closures: Sequence[ClosureLine]
    offers: Sequence[Offer]
    offered: Sequence[Waited]
    """Who waits for it and has it offered."""
    may_wait: bool


@dataclass(frozen=True, slots=True)
class BookingForm:
    template: ClassVar[str] = "bookings/form.html"
    title: Message
    action: str
    submit: Message
    back: str
    fields: WishFields
    obstacle: Obstacle | None = None
    beside: RoomDay | None = None
    """The day of the room that is chosen."""


@get("/pemesanan/baru", allow=BOOKERS)
async def new_booking(request: SentraRequest) -> Response[str]:
    """The form; `room`, `date`, `from`, `to` and the rest may be filled in by a link."""
    data = {"public": "true"} | usual_time(request) | dict(request.query_params)
    return await _show(request, Form(data), None)


@post("/pemesanan/baru", allow=BOOKERS)
async def make_booking(request: SentraRequest) -> Response[Any]:
    form = await _sent(request)
    try:
        wish = read_wish(request, form)
        booked = await operations.book(wish, actor=actor_of(request), now=now_of(request))
    except (Invalid, Conflict) as refusal:
        return await _show(request, form, None, refusal)
    said = (
        say("%(room)s is requested: %(when)s. The building manager decides.", **said_of(booked))
        if booked.requested
        else say("%(room)s is booked: %(when)s.", **said_of(booked))
    )
    return see_other(
        request,
        f"/pemesanan/{booked.id}",
        said,
        undo_url=f"/pemesanan/{booked.id}/batal",
    )


@post("/tunggu", allow=BOOKERS)
async def join_waiting(request: SentraRequest) -> Response[Any]:
    """Get in line for what the form says, whose room has turned out to be taken."""
    form = await _sent(request)
    try:
        wish = read_wish(request, form)
        one = await waiting.join(wish, actor=actor_of(request), now=now_of(request))
    except (Invalid, Conflict) as refusal:
        return await _show(request, form, None, refusal)
    return see_other(
        request,
        "/tunggu",
        say("You wait for %(room)s: it will be offered to you here.", room=one.room_name),
        undo_url=f"/tunggu/{one.id}/batal",
    )


@get("/pemesanan/{booking_id:int}/ubah", allow=BOOKERS)
async def edit_booking(request: SentraRequest, booking_id: FromPath[int]) -> Response[str]:
    booked = await must_change(booking_id, actor=actor_of(request))
    form = Form(wish_filled(booked) | await equipment_filled(booked.id))
    return await _show(request, form, booked)


@post("/pemesanan/{booking_id:int}/ubah", allow=BOOKERS)
async def change_booking(request: SentraRequest, booking_id: FromPath[int]) -> Response[Any]:
    booked = await must_change(booking_id, actor=actor_of(request))
    form = await _sent(request)
    try:
        wish = read_wish(request, form, organiser=booked.organiser)
        await operations.change(
            booking_id,
            {
                "room": wish.room,
                "starts": wish.starts,
                "ends": wish.ends,
                "title": wish.title,
                "note": wish.note,
                "people": wish.people,
                "public": wish.public,
                "organiser": wish.organiser,
                "layout": wish.layout,
                "track": wish.track,
                "equipment": wish.equipment,
            },
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, form, booked, refusal)
    return see_other(request, f"/pemesanan/{booking_id}", say("The booking is changed."))


def said_of(booked: Booked) -> dict[str, object]:
    return {"room": booked.room_name, "when": booked.starts}


async def _sent(request: SentraRequest) -> Form:
    """What was sent; a pressed alternative takes the place of room and time."""
    data = await sent(request)
    parts = data.pop("take", "").split("/")
    if len(parts) == len(_TAKEN):
        data |= dict(zip(_TAKEN, parts, strict=True))
    return Form(data)


_TAKEN = ("room", "date", "from", "to")


async def _show(
    request: SentraRequest, form: Form, booked: Booked | None, refusal: Refusal | None = None
) -> Response[str]:
    learn(form, refusal)
    rooms = await queries.rooms()
    equipment = await equipment_fields(form, but=booked.id if booked else None)
    page = BookingForm(
        title=say("Change the booking") if booked else say("Book a room"),
        action=f"/pemesanan/{booked.id}/ubah" if booked else "/pemesanan/baru",
        submit=say("Save the changes") if booked else say("Book"),
        back=f"/pemesanan/{booked.id}" if booked else f"/jadwal?date={form.value('date')}",
        fields=await wish_fields(request, form, rooms=rooms, equipment=equipment),
        obstacle=_obstacle(refusal, new=booked is None) if isinstance(refusal, Clash) else None,
        beside=await _beside(request, form, rooms),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _beside(request: SentraRequest, form: Form, rooms: Sequence[Room]) -> RoomDay | None:
    room = next((room for room in rooms if room.code == form.value("room")), None)
    try:
        day = asked_day(form.value("date"), day_of(now_of(request)))
    except Invalid:
        return None
    if room is None:
        return None
    return await room_day(room, day, reader=reader_of(request))


def _obstacle(clash: Clash, *, new: bool) -> Obstacle:
    offers = []
    for one in clash.alternatives:
        starts, ends = one.span.starts.astimezone(JAKARTA), one.span.ends.astimezone(JAKARTA)
        value = f"{one.room.code}/{starts:%Y-%m-%d}/{starts:%H:%M}/{ends:%H:%M}"
        offers.append(Offer(value, one.room.name, one.span, one.room.id == clash.room.id))
    return Obstacle(
        clash.room.name,
        clash.clashes,
        [closure_line(one) for one in clash.closures],
        offers,
        clash.offers,
        may_wait=new and not clash.closures,
    )
