"""Spans of time, half-open: [starts, ends). Two that touch do not overlap."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From an instant until just before another.

    Raises:
        ValueError: An end is naive, or the span is empty or backwards.
    """

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise ValueError("a naive datetime is no instant")
        if self.starts >= self.ends:
            raise ValueError("a span ends after it starts")

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share an instant: the same rule as PostgreSQL's `&&` on `[)` ranges."""
        return self.starts < other.ends and other.starts < self.ends

    def contains(self, instant: datetime) -> bool:
        return self.starts <= instant < self.ends

    def moved_to(self, starts: datetime) -> "Span":
        """As long, but from another instant."""
        return Span(starts, starts + self.length)


class Relation(StrEnum):
    """How one span lies to another: Allen's thirteen (Allen 1983), in words."""

    BEFORE = "ends some time before the other starts"
    MEETS = "ends just when the other starts"
    OVERLAPS = "starts first and ends inside the other"
    STARTS = "starts with the other and ends first"
    DURING = "lies inside the other"
    FINISHES = "starts inside the other and ends with it"
    EQUALS = "is the same span"
    FINISHED_BY = "starts first and ends with the other"
    CONTAINS = "has the other inside"
    STARTED_BY = "starts with the other and ends later"
    OVERLAPPED_BY = "starts inside the other and ends later"
    MET_BY = "starts just when the other ends"
    AFTER = "starts some time after the other ended"

    @property
    def shares_time(self) -> bool:
        return self not in _APART


_APART = {Relation.BEFORE, Relation.MEETS, Relation.MET_BY, Relation.AFTER}

# By the signs of (start - start, end - end) where the two share time.
_SHARING = {
    (-1, -1): Relation.OVERLAPS,
    (-1, 0): Relation.FINISHED_BY,
    (-1, 1): Relation.CONTAINS,
    (0, -1): Relation.STARTS,
    (0, 0): Relation.EQUALS,
    (0, 1): Relation.STARTED_BY,
    (1, -1): Relation.DURING,
    (1, 0): Relation.FINISHES,
    (1, 1): Relation.OVERLAPPED_BY,
}


def relation(one: Span, other: Span) -> Relation:
    """The one relation that holds between two spans."""
    if one.ends <= other.starts:
        return Relation.MEETS if one.ends == other.starts else Relation.BEFORE
    if other.ends <= one.starts:
        return Relation.MET_BY if other.ends == one.starts else Relation.AFTER
    return _SHARING[_sign(one.starts, other.starts), _sign(one.ends, other.ends)]


def _sign(one: datetime, other: datetime) -> int:
    return (one > other) - (one < other)
