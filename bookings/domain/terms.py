"""How one room may be used: when it is open, how long it is made ready, whom each layout seats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bookings.domain.hours import (
    CLOSES,
    EARLIEST,
    JAKARTA,
    LATEST,
    OPENS,
    at,
    day_of,
    hours_words,
)
from bookings.domain.spans import Span
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem


class Layout(StrEnum):
    """How tables and chairs stand."""

    CLASSROOM = "classroom"
    U = "u"
    THEATRE = "theatre"
    WORKSHOP = "workshop"


LAYOUT_NAMES = {
    Layout.CLASSROOM: say("Classroom"),
    Layout.U: say("U shape"),
    Layout.THEATRE: say("Theatre"),
    Layout.WORKSHOP: say("Workshop"),
}

Hours = tuple[time, time]
"""From a time of day until another."""
Week = Sequence[Sequence[Hours]]
"""The hours of each weekday, Monday first; none where it is closed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one room.

    Attributes:
        before, after: What is held around each booking for setting up and clearing up.
        week: Opening hours; None: as long as the building's doors are open.
        layouts: Persons by layout; without any the room stands as it stands.
        approval: Whether a trainer's booking is a request that a manager decides.
        request_holds: Whether a request holds the room until it is decided.
        check_in: Minutes after its start at which an unchecked booking is released; None: never.
    """

    before: timedelta = timedelta()
    after: timedelta = timedelta()
    week: Week | None = field(default=None, hash=False)
    layouts: Mapping[Layout, int] = field(default_factory=dict, hash=False)
    approval: bool = False
    request_holds: bool = True
    check_in: int | None = None

    def held(self, span: Span) -> Span:
        """What a booking of this span holds of the room."""
        if not self.before and not self.after:
            return span
        return Span(span.starts - self.before, span.ends + self.after)

    def blocks(self, taken: Span) -> Span:
        """When no booking can be, because of something that holds the room."""
        return Span(taken.starts - self.after, taken.ends + self.before)

    def open_on(self, day: date) -> tuple[Span, ...]:
        """When the room is open on a day, in order; the centre's hours where it has none."""
        hours = ((OPENS, CLOSES),) if self.week is None else self.week[day.weekday()]
        return tuple(Span(at(day, first), at(day, last)) for first, last in hours)

    def opens_for(self, span: Span) -> bool:
        """Whether the room's own hours, if it has any, let somebody in for all of a span."""
        if self.week is None:
            return True
        opened = self.open_on(day_of(span.starts))
        return any(one.starts <= span.starts and span.ends <= one.ends for one in opened)


USUAL = Terms()
"""Those of a room about which nothing is said."""


def hours_problems(starts: datetime, ends: datetime, terms: Terms) -> Iterator[Problem]:
    """What is wrong with a time: the room, or the building, is not open then.

    Args:
        starts, ends: Aware instants, the later one last.
    """
    if terms.week is None:
        yield from _door_problems(starts, ends)
        return
    span = Span(starts, ends)
    day = day_of(starts)
    hours = terms.open_on(day)
    if terms.opens_for(span):
        return
    within = [opened for opened in hours if opened.contains(starts)]
    name = "ends" if within else "starts"
    if not hours:
        rule = say("The room is closed on this weekday (%(day)s).", day=day)
        yield Problem("starts", rule, None, say("Choose another day, or another room."))
        return
    rule = say(
        "On this weekday the room is open at these hours: %(hours)s.",
        hours=tuple(hours_words(opened) for opened in hours),
    )
    longest = max(opened.length for opened in hours)
    fits = span.length <= longest
    remedy = say("Choose a time within these hours.") if fits else say("Choose a shorter time.")
    yield Problem(name, rule, None, remedy)


def _door_problems(starts: datetime, ends: datetime) -> Iterator[Problem]:
    """The building is entered and left by its doors, on the day itself."""
    first, last = starts.astimezone(JAKARTA), ends.astimezone(JAKARTA)
    inside = EARLIEST <= first.time() < LATEST
    if inside and first.date() == last.date() and last.time() <= LATEST:
        return
    doors = say(
        "The building is open from %(opens)s to %(closes)s.",
        opens=_clock(EARLIEST),
        closes=_clock(LATEST),
    )
    if not inside:
        yield Problem("starts", doors, None, say("Choose a time within these hours."))
    else:
        remedy = say("Choose an end on the same day, within these hours.")
        yield Problem("ends", doors, None, remedy)


def _clock(hour: time) -> Message:
    return say("%(hour)02d:%(minute)02d", hour=hour.hour, minute=hour.minute)


def layout_problems(layout: str | None, people: int | None, terms: Terms) -> Iterator[Problem]:
    """What is wrong with a layout, and with so many people in it."""
    if layout is None:
        return
    seats = terms.layouts.get(Layout(layout)) if layout in LAYOUT_NAMES else None
    if seats is None:
        yield _no_layout(layout, terms)
    elif people is not None and people > seats:
        rule = say(
            "In this layout (%(layout)s) the room takes %(capacity)d people.",
            layout=LAYOUT_NAMES[Layout(layout)],
            capacity=seats,
        )
        remedy = say("Choose another layout or a larger room.")
        yield Problem("people", rule, str(people), remedy)


def _no_layout(layout: str, terms: Terms) -> Problem:
    rule = say("This room does not have this layout.")
    if not terms.layouts:
        return Problem("layout", rule, layout[:40], say("Leave the layout out."))
    names = tuple(LAYOUT_NAMES[one] for one in terms.layouts)
    remedy = say("Choose one that it has: %(layouts)s.", layouts=names)
    return Problem("layout", rule, layout[:40], remedy)
