"""From when on a room can be taken: a byte for each quarter of an hour of each day, 1 where not.

What is asked of a year of rooms is asked of strings of such bytes in Python's own words for them
(`find`, `count`), which take microseconds where loops over spans take milliseconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bookings.domain.hours import whole_day
from bookings.domain.spans import Span

QUARTER = timedelta(minutes=15)
"""Bookings are offered from the quarters of an hour on."""
PER_DAY = timedelta(days=1) // QUARTER

Starts = bytes | bytearray
Ticks = tuple[int, int]
"""A span in whole microseconds since 2000, as PostgreSQL counts them."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_QUARTER = QUARTER // _MICROSECOND
# Byte arrays: anything else that is put into one is made one first.
_ONES = tuple(bytearray(b"\1" * run) for run in range(PER_DAY + 1))


class Pairs:
    """Spans of which starts and ends stand one after the other, without a tuple for each."""

    __slots__ = ("_instants",)

    def __init__(self, instants: Sequence[int]) -> None:
        self._instants = instants

    def __iter__(self) -> Iterator[Ticks]:
        each = iter(self._instants)
        return zip(each, each, strict=True)


def ticks(span: Span) -> Ticks:
    return (span.starts - _EPOCH) // _MICROSECOND, (span.ends - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Ruler:
    """The days that the bytes are of: from `first` on, so many."""

    first: date
    days: int

    @property
    def around(self) -> Span:
        """What can matter for them: what is held around a booking may reach beyond its day."""
        return whole_day(self.first - timedelta(days=1), days=self.days + 2)

    def blocked(
        self, taken: Iterable[Ticks], length: timedelta, *, before: timedelta = timedelta()
    ) -> bytearray:
        """The starts from which something would meet what is taken.

        Args:
            taken: Spans in any order; they may overlap, and reach beyond the days.
            length: How long it lasts, and what is held after it.
            before: What is held before it.
        """
        size = self.days * PER_DAY
        origin = ticks(whole_day(self.first))[0]
        # Places of the first quarter after `first - length`, and of the first one not before
        # `last + before`.
        ahead = origin + length // _MICROSECOND - _QUARTER
        behind = origin - before // _MICROSECOND - _QUARTER + 1
        starts = bytearray(size)
        for first, last in taken:
            begin, end = (first - ahead) // _QUARTER, (last - behind) // _QUARTER
            if begin < 0:  # noqa: PLR1730 - ten thousand calls of max and min take a millisecond
                begin = 0
            if end > size:  # noqa: PLR1730
                end = size
            if begin < end:
                run = end - begin
                starts[begin:end] = _ONES[run] if run <= PER_DAY else bytearray(b"\1" * run)
        return starts

    def of(self, starts: Starts, days: Sequence[date]) -> Starts:
        """The bytes of some days, one day after the other."""
        at = (days[0] - self.first).days * PER_DAY
        if days[-1] - days[0] == timedelta(days=len(days) - 1) and list(days) == sorted(days):
            return starts[at : at + len(days) * PER_DAY]
        places = ((day - self.first).days * PER_DAY for day in days)
        return b"".join(starts[place : place + PER_DAY] for place in places)


def bits(starts: Starts) -> int:
    """The same bytes as one number, for `either`."""
    return int.from_bytes(starts, "little")


def either(one: Starts, other: int) -> bytes:
    """1 where it is in any of the two, the other of which is given as `bits`."""
    return (bits(one) | other).to_bytes(len(one), "little")
