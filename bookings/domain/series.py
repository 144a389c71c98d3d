"""A series, date by date: where its rule puts it, and what people decide about single dates."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from bookings.domain.hours import JAKARTA, at, day_of
from bookings.domain.recurrence import MOST_OCCURRENCES, Recurrence
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS, Wish
from bookings.domain.spans import Span
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing takes place on this date."""


@dataclass(frozen=True, slots=True)
class Move:
    """It takes place elsewhere, or at another time, or both."""

    room: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """Of a series that is changed: this date stays as it was."""


@dataclass(frozen=True, slots=True)
class Book:
    """Of a series that is changed: this date is as all others, whatever was said of it before."""


Decision = Skip | Move | Keep | Book
Decisions = Mapping[date, Decision]
"""What is decided about single dates, by the day that the rule names."""
NOTHING: Decisions = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series.

    Attributes:
        day: The day that the rule names, wherever it is moved.
        wish: What is to be booked; None where the date is skipped.
        moved: Whether somebody put it elsewhere than the rule does.
        instead: The day that it takes the place of, where another rule named another.
        gone: Whether the series' new rule has no place for it.
        new: Whether that rule names it and it has no booking yet.
        rests: Whether it is new, in the place of one that was skipped or came to nothing.
    """

    day: date
    wish: Wish | None
    moved: bool = False
    instead: date | None = None
    gone: bool = False
    new: bool = False
    rests: bool = False


def occurrences(
    first: Wish, recurrence: Recurrence, decisions: Decisions, *, now: datetime
) -> list[Occurrence]:
    """A new series' dates, in order.

    Args:
        first: What is booked on the first date; with its hours on all others.
        recurrence: Looked at no further than rooms can be booked.
        decisions: What is decided about single dates.
        now: From when on rooms can be booked for so many days.

    Raises:
        Invalid: The rule names no day, too many, or days too far ahead.
    """
    days = days_of(recurrence, day_of(first.starts), now=now)
    return [decided(day, on_day(first, day), decisions.get(day)) for day in days]


def days_of(recurrence: Recurrence, first: date, *, now: datetime) -> list[date]:
    """The days that a rule names from `first` on.

    Raises:
        Invalid: None, too many, or too far ahead.
    """
    days = list(recurrence.dates(first))
    if not days:
        rule = say("This rule names no day.")
        raise Invalid(Problem("rrule", rule, str(recurrence), say("Choose a later end.")))
    if len(days) > MOST_OCCURRENCES:
        rule = say("A series has at most %(most)d dates.", most=MOST_OCCURRENCES)
        remedy = say("Say after how many times or on which day it ends.")
        raise Invalid(Problem("rrule", rule, str(recurrence), remedy))
    if days[-1] > day_of(now) + timedelta(days=HORIZON_DAYS):
        rule = say("Rooms can be booked up to %(days)d days ahead.", days=HORIZON_DAYS)
        raise Invalid(Problem("rrule", rule, days[-1].isoformat(), say("Choose an earlier end.")))
    return days


def exact(recurrence: Recurrence, days: int) -> Recurrence:
    """The rule with the number of days that it has named, should it ask for more than there are."""
    if recurrence.count is None or recurrence.count <= days:
        return recurrence
    return replace(recurrence, count=days)


def on_day(wish: Wish, day: date) -> Wish:
    """The same hours on another day."""
    starts = at(day, wish.starts.astimezone(JAKARTA).time())
    return replace(wish, starts=starts, ends=starts + (wish.ends - wish.starts))


def decided(day: date, wish: Wish, decision: Decision | None) -> Occurrence:
    """One date, with what is decided about it."""
    match decision:
        case Skip():
            return Occurrence(day, None)
        case Move(room, starts, ends):
            moved = replace(wish, room=room, starts=starts, ends=ends)
            return Occurrence(day, moved, moved=moved != wish)
        case _:
            return Occurrence(day, wish)


def split(recurrence: Recurrence, first: date, day: date) -> tuple[Recurrence, Recurrence]:
    """The rule until just before `day`, one of its days, and from there on."""
    before = sum(1 for one in recurrence.dates(first) if one < day)
    left = None if recurrence.count is None else recurrence.count - before
    return (
        replace(recurrence, count=None, until=day - timedelta(days=1)),
        replace(recurrence, count=left),
    )


def in_each_others_way(wanted: Sequence[tuple[Room, Span] | None]) -> set[int]:
    """Which of these would hold a room together with another one; by their places."""
    held: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for place, one in enumerate(wanted):
        if one is not None:
            room, span = one
            for part in room.held:
                held[part].append((room.terms.held(span), place))
    return {place for spans in held.values() for pair in _overlapping(spans) for place in pair}


def _overlapping(spans: list[tuple[Span, int]]) -> Iterator[tuple[int, int]]:
    spans.sort()
    longest: tuple[Span, int] | None = None
    for span, place in spans:
        if longest is not None and longest[0].overlaps(span):
            yield longest[1], place
        if longest is None or span.ends > longest[0].ends:
            longest = (span, place)
