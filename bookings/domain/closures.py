"""Times in which nobody books: what they are, and which spans they close."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from bookings.domain.availability import free_spans
from bookings.domain.hours import FIRST_DAY, LAST_DAY, at, day_of, whole_day
from bookings.domain.spans import Span
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem

NAME_MOST = 120
LONGEST = timedelta(days=366)
AHEAD = timedelta(days=3 * 366)
"""How far ahead a closure may begin: holidays are announced a year or two before."""


class ClosureKind(StrEnum):
    """Why nobody books."""

    HOLIDAY = "holiday"
    LEAVE = "leave"
    """Cuti bersama, the days off that the government adds to holidays."""
    RAMADAN = "ramadan"
    MAINTENANCE = "maintenance"
    OTHER = "other"


KIND_NAMES = {
    ClosureKind.HOLIDAY: say("National holiday"),
    ClosureKind.LEAVE: say("Collective leave"),
    ClosureKind.RAMADAN: say("Ramadan hours"),
    ClosureKind.MAINTENANCE: say("Maintenance"),
    ClosureKind.OTHER: say("Other"),
}


class Scope(StrEnum):
    """How much is closed."""

    SITE = "site"
    FLOOR = "floor"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Place:
    """What is closed.

    Attributes:
        key: Code of the site or room; level of a floor of the centre. Empty: the centre itself.
    """

    scope: Scope = Scope.SITE
    key: str = ""


class Named(Protocol):
    """A closure, made or to be made."""

    @property
    def name(self) -> str: ...
    @property
    def estimated(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Closing:
    """A closure to be made.

    Attributes:
        starts, ends: Aware instants.
        opens, closes: Where hours are only shortened: it stays open between them, every day.
        estimated: Whether the date may yet change, as those of the Islamic calendar do.
        source: Where it comes from, such as holiday:2026-12-25; one source closes once.
    """

    place: Place
    starts: datetime
    ends: datetime
    kind: ClosureKind
    name: str
    opens: time | None = None
    closes: time | None = None
    estimated: bool = False
    source: str | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        return closed_spans(Span(self.starts, self.ends), self.opens, self.closes)


def closed_spans(whole: Span, opens: time | None, closes: time | None) -> tuple[Span, ...]:
    """What is closed of a span, in order: all of it, or each day but for the hours kept open."""
    if opens is None or closes is None:
        return (whole,)
    kept = [Span(at(day, opens), at(day, closes)) for day in _days(whole)]
    return tuple(free_spans(whole, kept))


def _days(span: Span) -> Iterator[date]:
    day = day_of(span.starts)
    while whole_day(day).starts < span.ends:
        yield day
        day += timedelta(days=1)


def closure_words(closed: Named) -> Message:
    """What it is called, and how sure its date is."""
    if closed.estimated:
        return say("%(name)s (estimated date)", name=closed.name)
    return say("%(name)s", name=closed.name)


def problems_of(closing: Closing, *, now: datetime) -> tuple[Problem, ...]:
    """Everything that is wrong with a closure, apart from its place."""
    return (*_name_problems(closing.name), *_time_problems(closing, now))


def _name_problems(name: str) -> Iterator[Problem]:
    if not name.strip():
        yield Problem("name", say("A closure needs a name."), None, say("Say why it is closed."))
    elif len(name) > NAME_MOST:
        yield Problem("name", say("At most %(most)d characters fit here.", most=NAME_MOST))
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        yield Problem("name", say("This has a character that can't be stored."))


def _time_problems(closing: Closing, now: datetime) -> Iterator[Problem]:
    first, last = at(FIRST_DAY, time.min), at(LAST_DAY, time.min)
    for field, instant in (("starts", closing.starts), ("ends", closing.ends)):
        if not first <= instant <= last:
            yield Problem(field, say("There is no such day here."))
            return
    if closing.ends <= closing.starts:
        rule = say("The end has to be after the start.")
        yield Problem("ends", rule, None, say("Choose a later end."))
    elif closing.ends <= now:
        yield Problem(
            "ends", say("This time has passed already."), None, say("Choose a later end.")
        )
    elif closing.ends - closing.starts > LONGEST:
        rule = say("A closure takes at most %(days)d days.", days=LONGEST.days)
        yield Problem("ends", rule, None, say("Choose an earlier end, or make a further closure."))
    if closing.starts > now + AHEAD:
        rule = say("Closures begin at most %(days)d days from now.", days=AHEAD.days)
        yield Problem("starts", rule, None, say("Choose an earlier date."))
    yield from _hours_problems(closing)


def _hours_problems(closing: Closing) -> Iterator[Problem]:
    if (closing.opens is None) != (closing.closes is None):
        missing = "opens" if closing.opens is None else "closes"
        rule = say("Shortened hours need both an opening and a closing time.")
        yield Problem(missing, rule, None, say("Fill in both, or leave both empty."))
    elif closing.opens is not None and closing.closes is not None:
        if closing.closes <= closing.opens:
            rule = say("The end has to be after the start.")
            yield Problem("closes", rule, None, say("Choose a later end."))
    elif closing.kind is ClosureKind.RAMADAN:
        rule = say("Ramadan hours say from when until when it stays open.")
        yield Problem("opens", rule, None, say("Fill in both times."))
