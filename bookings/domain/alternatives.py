"""What is free instead: the same room at another hour, another room at the same hour."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.domain.hours import day_of
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.domain.terms import layout_problems

STEP = timedelta(minutes=15)
"""Alternatives start on the quarter of an hour."""

OTHER_ROOMS = 3
"""As many as a person takes in at a glance."""

Busy = Mapping[int, Sequence[Span]]
"""Taken spans by id of the room held; a joined hall is taken where a part of it is."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A room that is free for a span."""

    room: Room
    span: Span


def alternatives(
    wanted: Room,
    span: Span,
    *,
    rooms: Iterable[Room],
    busy: Busy,
    now: datetime,
    people: int | None = None,
    layout: str | None = None,
    features: Collection[str] = (),
) -> tuple[Suggestion, ...]:
    """The nearest free alternatives to `wanted` for `span`, the best first.

    First the same room, as long, on the same day within opening hours: the nearest start before
    and the nearest after. Then other rooms at the same hour that seat the people and have the
    features: those of the same floor first, then by how close their size is. A room that shares a
    part with the wanted one is an alternative too, where it is free.

    Args:
        rooms: Every room there is.
        busy: What is taken on the day of `span`.
        now: Nothing is offered before it.
        people: How many come; where not known, a room of the wanted one's size is looked for.
        layout: How the room has to be set up, if it matters.
        features: Words that each alternative must have all of.
    """
    return (
        *_other_hours(wanted, span, busy=busy, now=now),
        *_other_rooms(
            wanted, span, rooms=rooms, busy=busy, people=people, layout=layout, features=features
        ),
    )


def is_free(room: Room, span: Span, busy: Busy) -> bool:
    held = room.terms.held(span)
    return not any(held.overlaps(taken) for part in room.held for taken in busy.get(part, ()))


def _other_hours(wanted: Room, span: Span, *, busy: Busy, now: datetime) -> Iterator[Suggestion]:
    starts = [
        start
        for start in _quarters(wanted, span)
        if start >= now and is_free(wanted, span.moved_to(start), busy)
    ]
    before = max((start for start in starts if start < span.starts), default=None)
    after = min((start for start in starts if start > span.starts), default=None)
    for start in (before, after):
        if start is not None:
            yield Suggestion(wanted, span.moved_to(start))


def _quarters(room: Room, span: Span) -> Iterator[datetime]:
    """Every start from which the span would still lie within the room's hours of that day."""
    for hours in room.terms.open_on(day_of(span.starts)):
        start = hours.starts
        while start + span.length <= hours.ends:
            yield start
            start += STEP


def _other_rooms(
    wanted: Room,
    span: Span,
    *,
    rooms: Iterable[Room],
    busy: Busy,
    people: int | None,
    layout: str | None,
    features: Collection[str],
) -> list[Suggestion]:
    size = people or wanted.capacity or 0
    fitting = [
        room
        for room in rooms
        if room.id != wanted.id
        and room.active
        and room.seats(people)
        and not any(layout_problems(layout, people, room.terms))
        and set(features) <= set(room.features)
        and is_free(room, span, busy)
        and room.terms.opens_for(span)
    ]
    fitting.sort(
        key=lambda room: (
            room.floor != wanted.floor,
            abs((room.capacity or size) - size),
            room.code,
        )
    )
    return [Suggestion(room, span) for room in fitting[:OTHER_ROOMS]]
