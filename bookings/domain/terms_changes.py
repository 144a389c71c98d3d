"""Changing the terms of a room: what may be set, and how opening hours are written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise

from bookings.domain.hours import EARLIEST, LATEST
from bookings.domain.recurrence_words import WEEKDAY_NAMES
from bookings.domain.terms import LAYOUT_NAMES, Hours, Week
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem

BUFFER_MOST = 240
"""Minutes: half a working day to set up, and as long to clear up."""
GRAIN = 5
"""Minutes that buffers and hours are multiples of, as bookings are."""
STRETCHES_MOST = 4
PEOPLE_MOST = 10_000
_STRETCH = re.compile(r"(\d{1,2})[.:](\d\d)\s*(?:-|–|s/d|to)\s*(\d{1,2})[.:](\d\d)")


@dataclass(frozen=True, slots=True)
class TermsWish:
    """What the terms of a room are to be.

    Attributes:
        before, after: Minutes held around each booking, for setting up and clearing up.
        week: Opening hours of each weekday, Monday first; None: as long as the doors are open.
        layouts: Persons by layout.
    """

    before: int = 0
    after: int = 0
    week: Week | None = None
    layouts: Mapping[str, int] = field(default_factory=dict)


def read_hours(text: str) -> tuple[Hours, ...]:
    """Opening hours as people write them: 07.00–11.30, 13.00–21.00. Empty: closed.

    Raises:
        ValueError: It can't be read so.
    """
    return tuple(_stretch(part.strip()) for part in re.split(r"[,;]", text) if part.strip())


def _stretch(text: str) -> Hours:
    match = _STRETCH.fullmatch(text)
    if match is None:
        raise ValueError(text)
    first, first_minute, last, last_minute = map(int, match.groups())
    return time(first, first_minute), time(last, last_minute)


def write_hours(hours: tuple[Hours, ...]) -> str:
    """The same text again, as `read_hours` takes it."""
    return ", ".join(f"{first:%H.%M}–{last:%H.%M}" for first, last in hours)


def problems_of(wish: TermsWish, *, capacity: int | None) -> tuple[Problem, ...]:
    """Everything that is wrong with terms; hours of a weekday are in the field hours-0 to hours-6.

    Args:
        capacity: Persons that the plan says the room takes; no layout seats more.
    """
    return (
        *_buffer_problems("before", wish.before),
        *_buffer_problems("after", wish.after),
        *_week_problems(wish.week),
        *_layout_problems(wish.layouts, capacity),
    )


def _buffer_problems(name: str, minutes: int) -> Iterator[Problem]:
    if not 0 <= minutes <= BUFFER_MOST:
        rule = say("A number from %(least)d to %(most)d is needed.", least=0, most=BUFFER_MOST)
        yield Problem(name, rule, str(minutes)[:20])
    elif minutes % GRAIN:
        rule = say("Times are multiples of %(minutes)d minutes.", minutes=GRAIN)
        yield Problem(name, rule, str(minutes), say("Choose a time such as 15 or 30 minutes."))


def _week_problems(week: Week | None) -> Iterator[Problem]:
    if week is None:
        return
    if len(week) != len(WEEKDAY_NAMES):
        yield Problem("hours", say("A week has seven days, Monday first."))
        return
    for number, day in enumerate(week):
        rule = _wrong_day(tuple(day))
        if rule is not None:
            shown = write_hours(tuple(day))[:80]
            yield Problem(
                f"hours-{number}", rule, shown, say("Write it as 08.00–12.00, 13.00–17.00.")
            )


def _wrong_day(day: tuple[Hours, ...]) -> Message | None:
    if len(day) > STRETCHES_MOST:
        return say("A day has at most %(most)d stretches of opening hours.", most=STRETCHES_MOST)
    if any(first >= last for first, last in day):
        return say("The end has to be after the start.")
    if any(one[1] >= other[0] for one, other in pairwise(day)):
        return say("These hours overlap, or are not in order.")
    if any(end.minute % GRAIN or end.second or end.microsecond for pair in day for end in pair):
        return say("Times are multiples of %(minutes)d minutes.", minutes=GRAIN)
    if any(first < EARLIEST or last > LATEST for first, last in day):
        return say("The building's doors are open from 06.00 to 22.00 only.")
    return None


def _layout_problems(layouts: Mapping[str, int], capacity: int | None) -> Iterator[Problem]:
    most = capacity or PEOPLE_MOST
    for name, people in layouts.items():
        if name not in LAYOUT_NAMES:
            yield Problem("layouts", say("There is no such layout."), name[:20])
        elif not 1 <= people <= most:
            rule = say("A number from %(least)d to %(most)d is needed.", least=1, most=most)
            remedy = say("The plan says how many the room takes at most.")
            yield Problem(f"layout-{name}", rule, str(people)[:20], remedy)
