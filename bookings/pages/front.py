"""What the front page says of the rooms today."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bookings import queries
from bookings.domain.hours import day_of, whole_day
from bookings.pages.parts import reader_of
from bookings.pages.timetable import Reader
from bookings.queries import Booked
from sentra.web.request import SentraRequest, now_of

_MOST = 6


@dataclass(frozen=True, slots=True)
class Event:
    """A booking of today that its reader may know of."""

    id: int
    hours: str
    title: str
    who: str
    room: str
    room_name: str
    is_now: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class RoomsToday:
    """What goes on now and later today, and how much there is besides."""

    template: ClassVar[str] = "bookings/_front.html"
    events: Sequence[Event]
    others: int


async def section(request: SentraRequest) -> RoomsToday | None:
    """What is on; None before there are rooms. Two queries."""
    if not await queries.rooms():
        return None
    reader = reader_of(request)
    now = now_of(request)
    booked = [one for one in await queries.between(whole_day(day_of(now))) if one.ends > now]
    booked.sort(key=lambda one: (one.starts, one.room))
    events = [event for one in booked if (event := _event(one, reader)) is not None]
    return RoomsToday(events[:_MOST], len(booked) - len(events[:_MOST]))


def _event(one: Booked, reader: Reader) -> Event | None:
    title = one.title_for(reader.actor)
    if title is None:
        return None
    return Event(
        id=one.id,
        hours=reader.hours(one.span),
        title=title,
        who=one.name_for(reader.actor) or "",
        room=one.room,
        room_name=one.room_name,
        is_now=one.starts <= reader.now,
        is_own=one.is_own(reader.actor),
    )
