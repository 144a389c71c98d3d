"""The form that books a room or changes a booking, and what it says when the room is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.hours import EARLIEST, FIRST_DAY, JAKARTA, LAST_DAY, LATEST, at, day_of
from bookings.domain.rooms import Room
from bookings.domain.rules import (
    HORIZON_DAYS,
    NOTE_MOST,
    PEOPLE_MOST,
    TITLE_MOST,
    Wish,
)
from bookings.domain.spans import Span
from bookings.domain.tracks import Track
from bookings.operations import bookings as operations
from bookings.operations import waiting
from bookings.operations.checks import must_change
from bookings.operations.clashes import Clash
from bookings.pages.closure_parts import ClosureLine, closure_line
from bookings.pages.equipment_fields import (
    EquipmentField,
    equipment_fields,
    equipment_filled,
    equipment_sent,
)
from bookings.pages.parts import asked_day, layout_choices, reader_of, seats
from bookings.pages.room_day import RoomDay, room_day
from bookings.queries import Booked
from bookings.queries.waiting import Waited
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import BOOKERS, Role
from sentra.i18n import Locale
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_STEP = timedelta(minutes=15)
_USUAL = timedelta(hours=2)
_MOST_ID = 2**31 - 1
FIELDS = {"starts": "from", "ends": "to"}
"""The form has a date and two times where the rules have two instants."""


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
    form: Form
    rooms: Sequence[tuple[str, str]]
    hours: Sequence[tuple[str, str]]
    trainers: Sequence[tuple[int, str]]
    layouts: Sequence[tuple[str, str]]
    """Empty where no room has any."""
    first_day: str
    last_day: str
    obstacle: Obstacle | None = None
    beside: RoomDay | None = None
    """The day of the room that is chosen."""
    title_most: int = TITLE_MOST
    note_most: int = NOTE_MOST
    problems: Sequence[tuple[str, Message]] = field(default_factory=tuple)
    equipment: Sequence[EquipmentField] = ()


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
    form = Form(_filled(booked) | await equipment_filled(booked.id))
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


def usual_time(request: SentraRequest) -> dict[str, str]:
    """Today from the next hour on; when a link names another day, from nine."""
    now = now_of(request).astimezone(JAKARTA)
    asked = request.query_params.get("date", "")
    start = (now + timedelta(hours=1)).replace(minute=0)
    if asked not in {"", now.date().isoformat()} or not EARLIEST <= start.time() < time(20):
        start = start.replace(hour=9)
    first = _asked_time(request.query_params.get("from", "")) or start.time()
    last = (datetime.combine(now.date(), first) + _USUAL).time()
    return {
        "date": now.date().isoformat(),
        "from": first.strftime("%H:%M"),
        "to": min(last, LATEST).strftime("%H:%M") if last > first else f"{LATEST:%H:%M}",
    }


def _asked_time(text: str) -> time | None:
    return Form({"from": text}).hour("from") if text else None


async def _sent(request: SentraRequest) -> Form:
    """What was sent; a pressed alternative takes the place of room and time."""
    data = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    parts = data.pop("take", "").split("/")
    if len(parts) == len(_TAKEN):
        data |= dict(zip(_TAKEN, parts, strict=True))
    return Form(data)


_TAKEN = ("room", "date", "from", "to")


def read_wish(request: SentraRequest, form: Form, *, organiser: int | None = None) -> Wish:
    """The wish that a form states.

    Raises:
        Invalid: Days, times or numbers that can't be read; the rest is for the rules to judge.
    """
    actor = actor_of(request)
    day = form.day("date")
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        form.refuse("date", say("There is no such day here."))
        day = None
    first, last = form.hour("from"), form.hour("to")
    people = form.whole("people", least=1, most=PEOPLE_MOST, required=False)
    track = form.one_of("track", ("", *Track))
    equipment = equipment_sent(form)
    chosen = None
    if actor.role is Role.MANAGER:
        chosen = form.whole("organiser", least=1, most=_MOST_ID, required=False)
    if form.problems or day is None or first is None or last is None:
        raise Invalid(*form.problems)
    return Wish(
        room=form.value("room"),
        starts=at(day, first),
        ends=at(day, last),
        title=form.value("title"),
        organiser=chosen or organiser or actor.account or 0,
        note=form.value("note"),
        people=people,
        public=form.yes("public"),
        layout=form.value("layout") or None,
        track=track or None,
        equipment=equipment,
    )


def _filled(booked: Booked) -> dict[str, object]:
    starts, ends = booked.starts.astimezone(JAKARTA), booked.ends.astimezone(JAKARTA)
    return {
        "room": booked.room,
        "date": starts.date().isoformat(),
        "from": starts.strftime("%H:%M"),
        "to": ends.strftime("%H:%M"),
        "title": booked.title,
        "note": booked.note,
        "people": str(booked.people or ""),
        "public": "true" if booked.public else "",
        "organiser": str(booked.organiser),
        "layout": booked.layout or "",
        "track": booked.track or "",
    }


async def _show(
    request: SentraRequest, form: Form, booked: Booked | None, refusal: Refusal | None = None
) -> Response[str]:
    locale = locale_of(request)
    if refusal is not None:
        form.learn(refusal)
        form.problems[:] = [
            replace(problem, field=FIELDS.get(problem.field, problem.field))
            for problem in form.problems
        ]
    rooms = await queries.rooms()
    manager = actor_of(request).role is Role.MANAGER
    today = day_of(now_of(request))
    page = BookingForm(
        title=say("Change the booking") if booked else say("Book a room"),
        action=f"/pemesanan/{booked.id}/ubah" if booked else "/pemesanan/baru",
        submit=say("Save the changes") if booked else say("Book"),
        back=f"/pemesanan/{booked.id}" if booked else f"/jadwal?date={form.value('date')}",
        form=form,
        rooms=[(room.code, room_choice(room, locale)) for room in rooms],
        hours=list(hour_choices(form, locale)),
        trainers=await queries.trainers() if manager else (),
        layouts=layout_choices(rooms, form.value("room"), form.value("layout"), locale),
        first_day=today.isoformat(),
        last_day=(today + timedelta(days=HORIZON_DAYS)).isoformat(),
        obstacle=_obstacle(refusal, new=booked is None) if isinstance(refusal, Clash) else None,
        beside=await _beside(request, form, rooms),
        problems=[(problem.field, problem.rule) for problem in form.problems],
        equipment=await equipment_fields(form, but=booked.id if booked else None),
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


def room_choice(room: Room, locale: Locale) -> str:
    parts = [f"{room.code} · {room.name}", seats(room, locale)]
    return " · ".join(part for part in parts if part)


def hour_choices(form: Form, locale: Locale) -> Iterator[tuple[str, str]]:
    """Every quarter of an hour, and what the form says where that is none."""
    start = datetime.combine(FIRST_DAY, EARLIEST, tzinfo=UTC)
    known = set()
    while start.time() <= LATEST:
        known.add(f"{start:%H:%M}")
        start += _STEP
    asked = {
        f"{hour:%H:%M}"
        for name in ("from", "to")
        if (hour := _asked_time(form.value(name))) is not None
    }
    for text in sorted(known | asked):
        yield text, text.replace(":", ".") if locale == "id" else text
