"""What somebody looks for when she looks for a room, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType

from bookings.domain.hours import EARLIEST, LATEST, day_of
from bookings.domain.recurrence import MOST_OCCURRENCES, Recurrence
from bookings.domain.rules import GRAIN, HORIZON_DAYS, LONGEST, PEOPLE_MOST, SHORTEST
from bookings.domain.terms import LAYOUT_NAMES, Layout
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])(?::00)?")
MOST_DAYS = 366
"""A search looks at no more than a year."""


@dataclass(frozen=True, slots=True)
class Search:
    """A room is looked for.

    Attributes:
        days: In order, at least one.
        every: Whether it is for all of the days (a series, always at the same hour); else for any
            one of them.
        earliest, latest: Between which times of day.
        length: How long within them: as long as they are apart, or anything shorter.
        people: How many come; None while nobody knows.
        features: Words of what has to be fixed in the room.
        equipment: How many of each kind, by its id, are brought in.
        accessible: Whether it has to be reachable by wheelchair.
        joined: Whether a hall joined from several rooms will do.
    """

    days: tuple[date, ...]
    earliest: time
    latest: time
    length: timedelta
    every: bool = False
    people: int | None = None
    layout: Layout | None = None
    features: frozenset[str] = frozenset()
    equipment: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    accessible: bool = False
    joined: bool = True


def days_of(
    first: date, *, until: date | None = None, rule: Recurrence | None = None
) -> tuple[date, ...]:
    """The days asked for: from one until another (included), or those that a rule names.

    Raises:
        Invalid: They are none, or too many.
    """
    if rule is not None:
        named = tuple(rule.dates(first))
        if not 1 <= len(named) <= MOST_OCCURRENCES:
            text = say("A series has from 1 to %(most)d times.", most=MOST_OCCURRENCES)
            raise Invalid(Problem("rrule", text, str(rule), say("Give it an end.")))
        return named
    last = until or first
    if last < first:
        rule_words = say("The last day is before the first.")
        raise Invalid(Problem("until", rule_words, last.isoformat(), say("Choose a later day.")))
    number = (last - first).days + 1
    if number > MOST_DAYS:
        text = say("At most %(most)d days are looked at.", most=MOST_DAYS)
        raise Invalid(Problem("until", text, last.isoformat(), say("Choose an earlier day.")))
    return tuple(first + timedelta(days=step) for step in range(number))


def search_problems(search: Search, *, now: datetime) -> Iterator[Problem]:
    """All that is wrong with a search."""
    yield from _day_problems(search, now)
    yield from _time_problems(search)
    if search.people is not None and not 1 <= search.people <= PEOPLE_MOST:
        rule = say("A number from %(least)d to %(most)d is needed.", least=1, most=PEOPLE_MOST)
        yield Problem("people", rule, str(search.people))


def check_search(search: Search, *, now: datetime) -> None:
    """Refuse a search that nothing could answer.

    Raises:
        Invalid: With all that is wrong with it.
    """
    problems = tuple(islice(search_problems(search, now=now), 20))
    if problems:
        raise Invalid(*problems)


def clock_of(name: str, text: str) -> time:
    """A time of day, such as 07:00 or 07.00.

    Raises:
        Invalid: It is none.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        rule = say("This is no time of day.")
        raise Invalid(Problem(name, rule, text[:20], say("Write it as 14.00.")))
    return time(int(match[1]), int(match[2]))


def layout_of(text: str) -> Layout | None:
    """The layout of a word; none where it is empty.

    Raises:
        Invalid: There is no such layout.
    """
    if not text:
        return None
    if text in LAYOUT_NAMES:
        return Layout(text)
    rule = say("There is no such layout.")
    raise Invalid(Problem("layout", rule, text[:40], say("Choose one of the list.")))


def _day_problems(search: Search, now: datetime) -> Iterator[Problem]:
    first, last = search.days[0], search.days[-1]
    if last < day_of(now) or (search.every and first < day_of(now)):
        passed = say("This day has passed already.")
        yield Problem("date", passed, first.isoformat(), say("Choose a later day."))
    if last > day_of(now) + timedelta(days=HORIZON_DAYS):
        rule = say("Rooms can be booked up to %(days)d days ahead.", days=HORIZON_DAYS)
        yield Problem("date", rule, last.isoformat(), say("Choose an earlier date."))


def _time_problems(search: Search) -> Iterator[Problem]:
    minutes = int(search.length.total_seconds()) // 60
    if search.latest <= search.earliest:
        rule = say("The end has to be after the start.")
        yield Problem("latest", rule, search.latest.strftime("%H:%M"), say("Choose a later end."))
    elif search.length > _apart(search):
        rule = say("These hours are shorter than what is looked for.")
        yield Problem("minutes", rule, str(minutes), say("Choose longer hours or a shorter time."))
    if search.earliest < EARLIEST or search.latest > LATEST:
        rule = say(
            "The building is open from %(opens)s to %(closes)s.",
            opens=say("%(hour)02d:%(minute)02d", hour=EARLIEST.hour, minute=EARLIEST.minute),
            closes=say("%(hour)02d:%(minute)02d", hour=LATEST.hour, minute=LATEST.minute),
        )
        yield Problem("earliest", rule, None, say("Choose a time within these hours."))
    if not SHORTEST <= search.length <= LONGEST or search.length % GRAIN:
        rule = say(
            "A booking takes from %(least)d to %(most)d minutes, in steps of %(step)d.",
            least=SHORTEST // timedelta(minutes=1),
            most=LONGEST // timedelta(minutes=1),
            step=GRAIN // timedelta(minutes=1),
        )
        yield Problem("minutes", rule, str(minutes))


def _apart(search: Search) -> timedelta:
    return timedelta(
        hours=search.latest.hour - search.earliest.hour,
        minutes=search.latest.minute - search.earliest.minute,
    )
