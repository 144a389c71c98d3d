"""Giving out things of which the building has some: which unit goes with which booking.

Units of a kind are alike, so the number of each matters to nobody. That is why a pool refuses
nobody while enough are free at every moment: where the free ones are in pieces, reservations that
have not begun change their unit (colouring an interval graph from left to right needs no more
colours than overlap at a time).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.domain.spans import Span
from sentra.domain.messages import say
from sentra.domain.refusals import Problem

MOST = 500
"""Of one kind, in one building."""
NAME_MOST = 60
STEP = timedelta(minutes=15)
"""Other times are looked for on the quarter of an hour."""

Wanted = Mapping[int, int]
"""How many of each kind, by its id."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """A unit with a booking.

    Attributes:
        id: Of its row; None while it has none.
    """

    booking: int
    unit: int
    span: Span
    id: int | None = None


def most_used(spans: Iterable[Span]) -> int:
    """How many are out at the fullest moment."""
    turns = sorted(
        turn for span in spans for turn in ((span.starts, 1), (span.ends, -1))
    )  # at one instant, those that come back go first: -1 sorts before 1
    out = fullest = 0
    for _, step in turns:
        out += step
        fullest = max(fullest, out)
    return fullest


def free_count(units: int, reserved: Iterable[Span], span: Span) -> int:
    """How many of so many units a booking of this span could have."""
    within = [
        Span(max(one.starts, span.starts), min(one.ends, span.ends))
        for one in reserved
        if one.overlaps(span)
    ]
    return max(0, units - most_used(within))


def nearest(
    units: int, reserved: Sequence[Span], span: Span, *, number: int, within: Span, now: datetime
) -> tuple[Span, ...]:
    """The nearest times, one before and one after, at which so many are free as long as `span`."""
    starts = [
        start
        for start in _quarters(within, span.length)
        if start >= now and free_count(units, reserved, span.moved_to(start)) >= number
    ]
    before = max((start for start in starts if start < span.starts), default=None)
    after = min((start for start in starts if start > span.starts), default=None)
    return tuple(span.moved_to(start) for start in (before, after) if start is not None)


def _quarters(within: Span, length: timedelta) -> Iterator[datetime]:
    start = within.starts
    while start + length <= within.ends:
        yield start
        start += STEP


Asked = Sequence[tuple[int, Span, int]]
"""For each booking its id, its span and how many it wants."""


def fill(units: Sequence[int], standing: Iterable[Reserved], asked: Asked) -> list[Reserved] | None:
    """Find units that are free as things stand; None where there are too few.

    Args:
        units: Those in use, in the order in which they are given out.
        standing: Everything reserved that overlaps what is asked.
    """
    diary = _Diary(units, standing)
    made = []
    for booking, span, number in asked:
        for _ in range(number):
            unit = diary.free(span)
            if unit is None:
                return None
            diary.put(unit, span)
            made.append(Reserved(booking, unit, span))
    return made


def anew(
    units: Sequence[int], standing: Sequence[Reserved], asked: Asked, *, now: datetime
) -> list[Reserved] | None:
    """Give out everything that has not begun once more, the earliest first, with what is asked.

    Args:
        units: Those in use.
        standing: Everything reserved that is not over.
        asked: As for `fill`.
        now: Whoever has a unit in hand keeps it.

    Returns:
        What is new or has changed its unit; None where more is wanted at a time than there is.
    """
    in_hand = [one for one in standing if one.span.starts <= now]
    later = [one for one in standing if one.span.starts > now]
    later += [Reserved(booking, 0, span) for booking, span, number in asked for _ in range(number)]
    diary = _Diary(units, in_hand)
    made = []
    for one in sorted(later, key=lambda one: (one.span, one.booking)):
        unit = diary.free(one.span, rather=one.unit)
        if unit is None:
            return None
        diary.put(unit, one.span)
        if unit != one.unit:
            made.append(replace(one, unit=unit))
    return made


class _Diary:
    """Which unit is out when."""

    def __init__(self, units: Sequence[int], reserved: Iterable[Reserved]) -> None:
        self._out: dict[int, list[Span]] = {unit: [] for unit in units}
        for one in reserved:
            self._out.setdefault(one.unit, []).append(one.span)
        self._units = tuple(units)

    def free(self, span: Span, *, rather: int = 0) -> int | None:
        """A unit that is in all the time; `rather` this one."""
        free = [unit for unit in self._units if not any(map(span.overlaps, self._out[unit]))]
        if rather in free:
            return rather
        return free[0] if free else None

    def put(self, unit: int, span: Span) -> None:
        self._out[unit].append(span)


def wanted_problems(wanted: Wanted, known: Mapping[int, int]) -> Iterator[Problem]:
    """What is wrong with a wish for equipment, whatever is free.

    Args:
        wanted: Numbers by kind.
        known: How many units each kind in use has.
    """
    for kind, number in wanted.items():
        field = f"equipment-{kind}"
        if kind not in known:
            rule = say("There is no such equipment.")
            yield Problem(field, rule, str(kind), say("Choose one of the list."))
        elif not 1 <= number <= known[kind]:
            rule = say("There are %(units)d of them in the building.", units=known[kind])
            yield Problem(field, rule, str(number), say("Ask for fewer."))


def pool_problems(name: str, number: int) -> Iterator[Problem]:
    """What is wrong with the name or the number of a pool."""
    if not name:
        yield Problem("name", say("This is needed."))
    elif len(name) > NAME_MOST:
        yield Problem("name", say("At most %(most)d characters fit here.", most=NAME_MOST))
    elif not name.isprintable():
        yield Problem("name", say("This has a character that can't be stored."))
    if not 0 <= number <= MOST:
        rule = say("A number from %(least)d to %(most)d is needed.", least=0, most=MOST)
        yield Problem("number", rule, str(number))
