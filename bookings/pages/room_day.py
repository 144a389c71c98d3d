"""Beside the form: when the room is taken and free on the day that is filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookings import queries
from bookings.domain.availability import free_spans
from bookings.domain.hours import open_hours, whole_day
from bookings.domain.rooms import Room
from bookings.pages.room_rules import room_rules
from bookings.pages.timetable import Reader, booking_url, from_now, usual
from sentra.domain.messages import Message, say
from sentra.i18n import translate


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time of the day: taken by a title, or free where `title` is None."""

    time: str
    title: str | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class RoomDay:
    room: str
    date: date
    stretches: Sequence[Stretch]
    rules: Sequence[Message]
    """What counts for the reader in this room."""


async def room_day(room: Room, day: date, *, reader: Reader) -> RoomDay:
    """The day of one room in words, in order of time."""
    booked = await queries.between(whole_day(day), spaces=room.held)
    taken = translate(say("Taken"), reader.locale)
    lines = [
        (one.span, Stretch(reader.hours(one.span), one.title_for(reader.actor) or taken))
        for one in booked
    ]
    for free in free_spans(open_hours(day), [one.span for one in booked]):
        offer = from_now(free, reader.now)
        if offer is not None and reader.may_book(offer):
            url = booking_url(room, usual(offer))
            lines.append((offer, Stretch(reader.hours(offer), None, url)))
    return RoomDay(
        room=room.name,
        date=day,
        rules=await room_rules(room, reader.actor),
        stretches=[line for _, line in sorted(lines, key=lambda pair: pair[0])],
    )
