"""What a booking has to be, whoever asks for it: all that is wrong is said at once."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bookings.domain.spans import Span
from bookings.domain.terms import USUAL, Terms, hours_problems, layout_problems
from sentra.domain.messages import say
from sentra.domain.refusals import Problem

SHORTEST = timedelta(minutes=15)
GRACE = SHORTEST
"""Who walks in at 9.03 may book from 9.00."""
LONGEST = timedelta(hours=12)
GRAIN = timedelta(minutes=5)
"""Bookings start and end on a multiple of it."""
HORIZON_DAYS = 400
"""How far ahead a room can be booked: next year's same week, and a month."""
TITLE_MOST = 120
NOTE_MOST = 2000
PEOPLE_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to have booked.

    Attributes:
        room: The room's code, such as R501.
        starts, ends: Aware instants.
        organiser: Account of the trainer it is for.
        people: How many come; None while nobody knows.
        public: Whether everybody may read the title.
        layout: How the room is to be set up, where it can be in several ways.
        track: Which training it is of; None: it is none.
        equipment: How many of each kind of equipment go with it, by the kind's id.
    """

    room: str
    starts: datetime
    ends: datetime
    title: str
    organiser: int
    note: str = ""
    people: int | None = None
    public: bool = True
    layout: str | None = None
    track: str | None = None
    equipment: Mapping[int, int] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)


def problems_of(
    wish: Wish,
    *,
    now: datetime,
    capacity: int | None = None,
    terms: Terms | None = None,
    began: datetime | None = None,
) -> tuple[Problem, ...]:
    """Everything that is wrong with a wish, apart from the room being taken.

    Args:
        wish: What is wanted.
        now: Nothing starts before it.
        capacity: Persons the room takes, where it is known.
        terms: The room's, where they are known: its hours and layouts.
        began: The start a booking has had until now: it may stay, though it is past.
    """
    return (
        *_text_problems(wish),
        *_time_problems(wish, now=now, terms=terms or USUAL, began=began),
        *_people_problems(wish, capacity),
        *(layout_problems(wish.layout, wish.people, terms) if terms else ()),
    )


def terms_problems(wish: Wish, terms: Terms) -> Iterator[Problem]:
    """What is wrong with a wish that is right but for the terms of its room."""
    yield from hours_problems(wish.starts, wish.ends, terms)
    yield from layout_problems(wish.layout, wish.people, terms)


def date_problems(
    wish: Wish, *, now: datetime, capacity: int | None, terms: Terms
) -> Iterator[Problem]:
    """What of a wish can be wrong on one date of a series and right on the others."""
    yield from _time_problems(wish, now=now, terms=terms, began=None)
    yield from _people_problems(wish, capacity)
    yield from layout_problems(wish.layout, wish.people, terms)


def _text_problems(wish: Wish) -> Iterator[Problem]:
    if not wish.title.strip():
        yield Problem("title", say("A booking needs a title."), None, say("Say what it is for."))
    if len(wish.title) > TITLE_MOST:
        yield _too_long("title", TITLE_MOST)
    if not _is_clean(wish.title):
        yield _unclean("title")
    if len(wish.note) > NOTE_MOST:
        yield _too_long("note", NOTE_MOST)
    if not _is_clean(wish.note, allowed="\n\r\t"):
        yield _unclean("note")


def _too_long(name: str, most: int) -> Problem:
    return Problem(name, say("At most %(most)d characters fit here.", most=most))


def _unclean(name: str) -> Problem:
    return Problem(name, say("This has a character that can't be stored."))


def _is_clean(text: str, allowed: str = "") -> bool:
    """No control characters (PostgreSQL stores no NUL) and no halves of characters."""
    return not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in text)


def _time_problems(
    wish: Wish, *, now: datetime, terms: Terms, began: datetime | None
) -> Iterator[Problem]:
    if wish.starts > now + timedelta(days=HORIZON_DAYS):
        rule = say("Rooms can be booked up to %(days)d days ahead.", days=HORIZON_DAYS)
        yield Problem("starts", rule, None, say("Choose an earlier date."))
        return  # and nothing more: near the last year that there is, local time has no words
    if wish.starts < now - GRACE and wish.starts != began:
        rule = say("This time has passed already.")
        yield Problem("starts", rule, None, say("Choose a later time."))
        if now - wish.starts > timedelta(days=HORIZON_DAYS):
            return
    if wish.ends <= wish.starts:
        rule = say("The end has to be after the start.")
        yield Problem("ends", rule, None, say("Choose a later end."))
    elif wish.ends - wish.starts > LONGEST:
        rule = say("A booking takes at most %(hours)d hours.", hours=_hours(LONGEST))
        yield Problem("ends", rule, None, say("Choose an earlier end, or make one for each day."))
    else:
        yield from _length_problems(wish, terms)


def _length_problems(wish: Wish, terms: Terms) -> Iterator[Problem]:
    if wish.ends - wish.starts < SHORTEST:
        rule = say("A booking takes at least %(minutes)d minutes.", minutes=_minutes(SHORTEST))
        yield Problem("ends", rule, None, say("Choose a later end."))
    for name, instant in (("starts", wish.starts), ("ends", wish.ends)):
        if (instant.minute * 60 + instant.second) % GRAIN.total_seconds() or instant.microsecond:
            rule = say("Times are multiples of %(minutes)d minutes.", minutes=_minutes(GRAIN))
            yield Problem(name, rule, None, say("Choose a time such as 14:00 or 14:05."))
    yield from hours_problems(wish.starts, wish.ends, terms)


def _people_problems(wish: Wish, capacity: int | None) -> Iterator[Problem]:
    if wish.people is None:
        return
    if not 1 <= wish.people <= PEOPLE_MOST:
        rule = say("A number from %(least)d to %(most)d is needed.", least=1, most=PEOPLE_MOST)
        yield Problem("people", rule, str(wish.people))
    elif capacity is not None and wish.people > capacity:
        rule = say("This room takes %(capacity)d people.", capacity=capacity)
        yield Problem("people", rule, str(wish.people), say("Choose a larger room."))


def _hours(length: timedelta) -> int:
    return int(length.total_seconds()) // 3600


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
