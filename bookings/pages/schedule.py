"""/jadwal: all rooms of one day."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromQuery

from bookings import queries
from bookings.domain.hours import day_of, whole_day
from bookings.pages.parts import asked_day, reader_of, seats
from bookings.pages.timetable import Line, Timetable, timetable
from sentra.domain.messages import Message, say
from sentra.domain.roles import BOOKERS, EVERYONE
from sentra.i18n import translate
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of


@dataclass(frozen=True, slots=True)
class SchedulePage:
    template: ClassVar[str] = "bookings/schedule.html"
    date: dt.date
    today: dt.date
    day: Timetable
    bookings: int
    own: int
    may_book: bool
    title: Message = say("Schedule")


@get("/jadwal", allow=EVERYONE)
async def schedule(request: SentraRequest, date: FromQuery[str] = "") -> Response[str]:
    reader = reader_of(request)
    today = day_of(now_of(request))
    day = asked_day(date, today)
    rooms = await queries.rooms()
    booked = await queries.between(whole_day(day))
    by_id = {room.id: room for room in rooms}
    known = [one for one in booked if one.space in by_id]
    lines = [
        Line(
            room=room,
            day=day,
            name=room.name,
            code=room.code,
            note=seats(room, reader.locale),
            url=f"/ruang/{room.code}",
            booked=known,
        )
        for room in rooms
    ]
    table = timetable(
        lines,
        rooms=by_id,
        reader=reader,
        caption=translate(say("Rooms on %(day)s", day=day), reader.locale),
        heading=translate(say("Room"), reader.locale),
        now_line=True,
    )
    page = SchedulePage(
        date=day,
        today=today,
        day=table,
        bookings=len(known),
        own=sum(one.is_own(reader.actor) for one in known),
        may_book=reader.actor.role in BOOKERS,
    )
    return render(request, page)
