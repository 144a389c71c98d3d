"""/ruang: the rooms and which are free; /ruang/R501: one of them, and its week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from bookings import queries
from bookings.domain.alternatives import Busy
from bookings.domain.availability import free_until, taken_spans, taken_until
from bookings.domain.features import feature_words
from bookings.domain.hours import FIRST_DAY, day_of, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.domain.terms import Terms
from bookings.pages.parts import asked_day, reader_of
from bookings.pages.room_rules import room_rules
from bookings.pages.room_terms import TermsWords, terms_words
from bookings.pages.timetable import Line, Reader, Timetable, timetable
from bookings.queries.closures import blocks, closed_now
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import BOOKERS, EVERYONE, Role
from sentra.i18n import clock, listed, translate
from sentra.i18n import day as day_words
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of

_WEEK = 7


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room as the list shows it."""

    room: Room
    features: str
    free: bool
    """Now, while the centre is open."""
    said: Message


@dataclass(frozen=True, slots=True)
class RoomsPage:
    template: ClassVar[str] = "bookings/rooms.html"
    rooms: list[RoomCard]
    free: int
    may_book: bool
    today: date
    title: Message = say("Rooms")


@dataclass(frozen=True, slots=True)
class RoomPage:
    template: ClassVar[str] = "bookings/room.html"
    title: Message
    room: Room
    now: RoomCard
    parts: tuple[Room, ...]
    wholes: tuple[Room, ...]
    week: Timetable
    first_day: date
    last_day: date
    today: date
    may_book: bool
    manager: bool
    terms: TermsWords
    rules: Sequence[Message]


@get("/ruang", allow=EVERYONE, keep=True)
async def room_list(request: SentraRequest) -> Response[str]:
    reader = reader_of(request)
    today = day_of(reader.now)
    rooms = await queries.rooms()
    busy = await queries.busy(whole_day(today))
    shut = await closed_now(reader.now)
    cards = [_card(room, busy, shut, reader=reader) for room in rooms]
    page = RoomsPage(
        rooms=cards,
        free=sum(card.free for card in cards),
        may_book=reader.actor.role in BOOKERS,
        today=today,
    )
    return render(request, page)


@get("/ruang/{code:str}", allow=EVERYONE, keep=True)
async def room_page(
    request: SentraRequest, code: FromPath[str], date: FromQuery[str] = ""
) -> Response[str]:
    reader = reader_of(request)
    today = day_of(now_of(request))
    asked = asked_day(date, today)
    first = max(FIRST_DAY, asked - timedelta(days=asked.weekday()))
    rooms = {room.id: room for room in await queries.rooms()}
    room = next((room for room in rooms.values() if room.code == code), None)
    if room is None:
        raise NotFound(say("There is no such room."))
    page = RoomPage(
        title=say("%(name)s", name=room.name),
        room=room,
        now=_card(
            room,
            await queries.busy(whole_day(today)),
            await closed_now(reader.now),
            reader=reader,
        ),
        parts=tuple(rooms[part] for part in room.parts if part in rooms),
        wholes=tuple(other for other in rooms.values() if room.id in other.parts),
        week=await _week(room, first, rooms=rooms, reader=reader),
        first_day=first,
        last_day=first + timedelta(days=_WEEK - 1),
        today=today,
        may_book=reader.actor.role in BOOKERS,
        manager=reader.actor.role is Role.MANAGER,
        terms=terms_words(room.terms, reader.locale),
        rules=await room_rules(room, reader.actor),
    )
    return render(request, page)


async def _week(room: Room, first: date, *, rooms: dict[int, Room], reader: Reader) -> Timetable:
    booked = await queries.between(whole_day(first, days=_WEEK), spaces=room.held)
    shut = await blocks(whole_day(first, days=_WEEK), spaces=room.held)
    days = [first + timedelta(days=number) for number in range(_WEEK)]
    lines = []
    for day in days:
        weekday, _, rest = day_words(day, reader.locale).partition(", ")
        lines.append(
            Line(
                room=room,
                day=day,
                name=weekday,
                code=rest,
                note=translate(say("today"), reader.locale) if day == day_of(reader.now) else "",
                url=f"/jadwal?date={day}",
                booked=[
                    one
                    for one in booked
                    if one.space in rooms and one.span.overlaps(whole_day(day))
                ],
                blocks=[one for one in shut if one.span.overlaps(whole_day(day))],
            )
        )
    caption = say(
        "%(room)s from %(first)s to %(last)s", room=room.name, first=days[0], last=days[-1]
    )
    return timetable(
        lines,
        rooms=rooms,
        reader=reader,
        caption=translate(caption, reader.locale),
        heading=translate(say("Day"), reader.locale),
        now_line=False,
    )


def _card(room: Room, busy: Busy, shut: Mapping[int, str], *, reader: Reader) -> RoomCard:
    words = [translate(word, reader.locale) for word in feature_words(room.features)]
    why = next((shut[part] for part in room.held if part in shut), None)
    if why is not None:
        free, said = False, say("Closed: %(name)s", name=why)
    else:
        free, said = _right_now(taken_spans(room, busy), room.terms, reader=reader)
    return RoomCard(room, listed(words, reader.locale) if words else "", free, said)


def _right_now(taken: list[Span], terms: Terms, *, reader: Reader) -> tuple[bool, Message]:
    """Whether a room that is taken so today is free now, and until when."""
    until = taken_until(reader.now, taken)
    if until is not None:
        return False, say("Taken until %(time)s", time=clock(until, reader.locale))
    if not any(hours.contains(reader.now) for hours in terms.open_on(day_of(reader.now))):
        return False, say("The centre is closed now") if terms.week is None else say("Closed now")
    next_one = free_until(reader.now, taken)
    if next_one is None:
        return True, say("Free for the rest of the day")
    return True, say("Free until %(time)s", time=clock(next_one, reader.locale))
