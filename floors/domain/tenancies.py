"""Who may hold a stall and when: spans of days, the state of a stall, what is refused.

Spans are half-open, `[starts, ends)`: `ends` is the first day that is free again. People are told
the last day instead, which is the day before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Problem

ENDING_SOON = timedelta(days=30)
LONGEST_YEARS = 5
"""Years a stall is given for at once: the longest lease of public property (PP 27/2014 art. 29)."""
FURTHEST_AHEAD_YEARS = 2
FURTHEST_BACK_YEARS = 10
"""Years back that an office may still enter from its papers."""

LONGEST_NOTE = 300

_DAY = timedelta(days=1)
_LEAP_DAY = 29


_LONGEST_CODE = 16
_LARGEST_ID = 2**31 - 1


def may_be_code(text: str) -> bool:
    """Whether a stall could be called so; anything else need not be looked up."""
    return 0 < len(text) <= _LONGEST_CODE and text.isprintable()


def may_be_id(number: int) -> bool:
    """Whether a row could have this number; anything else need not be looked up."""
    return 0 < number <= _LARGEST_ID


class StallState(StrEnum):
    """What a stall is on one day; CLOSED is out of use and held by nobody."""

    FREE = "free"
    HELD = "held"
    ENDING = "ending"
    CLOSED = "closed"


STATE_LABELS = {
    StallState.FREE: say("Free"),
    StallState.HELD: say("Occupied"),
    StallState.ENDING: say("Ending soon"),
    StallState.CLOSED: say("Closed"),
}


class Held(Conflict):
    """Somebody else holds the stall on one of the days."""

    code = "held"


class HoldsAnother(Conflict):
    """The enterprise holds another stall on one of the days, and nobody said that it may."""

    code = "holds-another"


class Promised(Conflict):
    """An announced round offers the stall in this time; only its draw gives it."""

    code = "promised"


class OutOfUse(Conflict):
    """The stall is closed or the enterprise is retired."""

    code = "out-of-use"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `starts` up to, and without, `ends`; without end where `ends` is None."""

    starts: date
    ends: date | None = None

    @property
    def last(self) -> date | None:
        """The last day of it."""
        return None if self.ends is None else self.ends - _DAY

    def has(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two have a day in common; neighbours have none."""
        mine, theirs = self.ends or date.max, other.ends or date.max
        return self.starts < theirs and other.starts < mine


def state_on(day: date, *, in_use: bool, ends: date | None, held: bool) -> StallState:
    """The state of a stall on `day`, given whether somebody holds it then and until when.

    A stall that was taken out of use later is still shown as held on the days when it was.
    """
    if held:
        return StallState.ENDING if ends and ends - day <= ENDING_SOON else StallState.HELD
    return StallState.FREE if in_use else StallState.CLOSED


def first_free(day: date, taken: Iterable[Span]) -> Span | None:
    """The first span of free days from `day` on; None where there will be none.

    Args:
        taken: Spans that do not overlap each other, in any order.
    """
    starts = day
    for span in sorted(taken):
        if span.starts > starts:
            return Span(starts, span.starts)
        if span.ends is None:
            return None
        starts = max(starts, span.ends)
    return Span(starts)


def years_after(day: date, years: int) -> date:
    """The same day of another year; 28 February for a leap day in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=_LEAP_DAY - 1)


def check_span(span: Span, *, today: date) -> None:
    """Refuse dates nobody can mean.

    Raises:
        Invalid: The end is not after the start, the term is longer than five years, or the start
            is more than ten years back or two years ahead.
    """
    # An end is judged only beside a start that makes sense.
    problems = list(_start_problems(span.starts, today)) or list(_end_problems(span))
    if problems:
        raise Invalid(*problems)


def check_end(span: Span, *, today: date) -> None:
    """Refuse a new end of a tenancy: before it began, or more than five years from today on.

    Raises:
        Invalid: The end is one of these.
    """
    if span.ends is None:
        return
    problems = list(_empty_problems(span))
    latest = years_after(max(today, span.starts), LONGEST_YEARS)
    if span.ends > latest:
        problems.append(_too_long(span.ends, latest))
    if problems:
        raise Invalid(*problems)


def _start_problems(starts: date, today: date) -> Iterable[Problem]:
    earliest = years_after(today, -FURTHEST_BACK_YEARS)
    latest = years_after(today, FURTHEST_AHEAD_YEARS)
    if not earliest <= starts <= latest:
        yield Problem(
            "starts",
            say("The first day is too far away."),
            starts.isoformat(),
            say("Choose a day from %(first)s to %(last)s.", first=earliest, last=latest),
        )


def _end_problems(span: Span) -> Iterable[Problem]:
    if span.ends is None:
        return
    yield from _empty_problems(span)
    latest = years_after(span.starts, LONGEST_YEARS)
    if span.ends > latest:
        yield _too_long(span.ends, latest)


def _empty_problems(span: Span) -> Iterable[Problem]:
    if span.ends is not None and span.ends <= span.starts:
        yield Problem(
            "ends",
            say("The last day is before the first day."),
            span.ends.isoformat(),
            say("The first day is %(day)s; choose that day or a later one.", day=span.starts),
        )


def _too_long(ends: date, latest: date) -> Problem:
    return Problem(
        "ends",
        say("A stall is given for at most %(years)d years at once.", years=LONGEST_YEARS),
        ends.isoformat(),
        say("Choose %(day)s or an earlier last day.", day=latest - _DAY),
    )


def check_note(note: str, *, required: bool = False) -> str:
    """A note for the audit trail, without spaces around it.

    Raises:
        Invalid: It is longer than 300 characters, or there is none where a reason is needed.
    """
    note = note.strip()
    if not note and required:
        raise Invalid(Problem("note", say("Please give the reason; it goes into the audit trail.")))
    if len(note) > LONGEST_NOTE:
        raise Invalid(
            Problem("note", say("At most %(most)d characters fit here.", most=LONGEST_NOTE))
        )
    if "\0" in note:
        raise Invalid(Problem("note", say("This has a character that can't be stored.")))
    return note


def in_words(span: Span) -> Message:
    """'from … to …', with the last day that is theirs, for a sentence."""
    if span.last is None:
        return say("from %(first)s, no end agreed", first=span.starts)
    return say("from %(first)s to %(last)s", first=span.starts, last=span.last)


def held_message(*, stall: str, holder: str, clash: Span, asked: Span) -> Message:
    """Why a stall can't be given: who holds it then, or from when it is promised."""
    if clash.starts > asked.starts:
        return say(
            "Stall %(stall)s is promised to %(holder)s from %(day)s on.",
            stall=stall,
            holder=holder,
            day=clash.starts,
        )
    return say(
        "Stall %(stall)s is held by %(holder)s %(span)s.",
        stall=stall,
        holder=holder,
        span=in_words(clash),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stall is: its level and a corner of it, in metres."""

    code: str
    level: int
    x: float
    y: float


def nearest(here: Place, others: Sequence[Place], *, most: int = 3) -> list[Place]:
    """The closest places: on the same level by distance, then on the next levels."""
    return sorted(
        others,
        key=lambda there: (
            abs(there.level - here.level),
            (there.x - here.x) ** 2 + (there.y - here.y) ** 2,
            there.code,
        ),
    )[:most]
