"""Beside the form: when the room is taken and free on the day that is filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bookings import queries
from bookings.domain.availability import free_spans, merged
from bookings.domain.closures import closure_words
from bookings.domain.hours import EARLIEST, LATEST, at, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.pages.room_rules import room_rules
from bookings.pages.timetable import Reader, booking_url, from_now, usual
from bookings.pages.timetable_shut import OFFERED
from bookings.queries.closures import Block, blocks
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
    shut = await blocks(whole_day(day), spaces=room.held)
    taken = translate(say("Taken"), reader.locale)
    lines = [
        (one.span, Stretch(reader.hours(one.span), one.title_for(reader.actor) or taken))
        for one in booked
    ]
    lines += _closed(shut, day, reader)
    offered = merged(one.span for one in shut if one.offered)
    lines += [
        (one, Stretch(reader.hours(one), translate(OFFERED, reader.locale))) for one in offered
    ]
    held = [*(one.span for one in booked), *(one.span for one in shut)]
    for free in _free(room, day, held):
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


def _closed(shut: Sequence[Block], day: date, reader: Reader) -> list[tuple[Span, Stretch]]:
    """Closures, each once, however many halves of a hall it closes."""
    doors = Span(at(day, EARLIEST), at(day, LATEST))
    found = {(one.closure, one.span): one for one in shut if one.closure is not None}
    lines = []
    for one in found.values():
        if not one.span.overlaps(doors):
            continue
        span = Span(max(one.starts, doors.starts), min(one.ends, doors.ends))
        hours = translate(say("All day"), reader.locale) if span == doors else reader.hours(span)
        lines.append((span, Stretch(hours, translate(closure_words(one), reader.locale))))
    return lines


def _free(room: Room, day: date, held: Sequence[Span]) -> Iterator[Span]:
    blocked = [room.terms.blocks(span) for span in held]
    for opened in room.terms.open_on(day):
        yield from free_spans(opened, blocked)
