"""Changing a series: what becomes of each date that has not begun."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any, TypedDict

from bookings.domain.hours import at, day_of
from bookings.domain.recurrence import Recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import (
    Book,
    Decision,
    Decisions,
    Keep,
    Move,
    Occurrence,
    Skip,
    on_day,
)


class SeriesEdit(TypedDict, total=False):
    """What to change of a series; what is left out stays. `start` and `end` are Jakarta's clock."""

    room: str
    start: time
    end: time
    title: str
    note: str
    people: int | None
    public: bool
    organiser: int
    layout: str | None
    track: str | None
    equipment: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a series, from which date on, and what is decided about single dates.

    Attributes:
        since: One of its days, which begins a series of its own; None: all that has not begun.
        repeat: Another rule, whose COUNT counts the dates that are changed; None: the same.
        first: From which day on that rule counts; None: from the first date that is changed.
    """

    edit: SeriesEdit
    since: date | None
    decisions: Decisions
    repeat: Recurrence | None = None
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """A date of a series that is changed.

    Attributes:
        booking: Its id; None: it is to be booked.
        was, occurrence: What it is and what it would be.
    """

    booking: int | None
    was: Wish | None
    occurrence: Occurrence

    @property
    def moves(self) -> bool:
        """Whether it would take another room or time."""
        wish = self.occurrence.wish
        if wish is None or self.was is None:
            return wish is not None
        return place_of(wish) != place_of(self.was)


def place_of(wish: Wish) -> tuple[str, datetime, datetime]:
    return wish.room, wish.starts, wish.ends


def edited(pattern: Wish, edit: SeriesEdit) -> Wish:
    """What all dates have in common from now on, on the day of the pattern."""
    day = day_of(pattern.starts)
    start, end = edit.get("start"), edit.get("end")
    rest: dict[str, Any] = {
        name: value for name, value in edit.items() if name not in {"start", "end"}
    }
    wish = replace(
        pattern,
        starts=pattern.starts if start is None else at(day, start),
        ends=pattern.ends if end is None else at(day, end),
        **rest,
    )
    if end is None and start is not None:
        wish = replace(wish, ends=wish.starts + (pattern.ends - pattern.starts))
    return replace(wish, title=wish.title.strip(), note=wish.note.strip())


def revised(
    booking: int,
    was: Wish,
    day: date,
    *,
    patterns: tuple[Wish, Wish],
    decisions: Mapping[date, Decision],
    was_on: date | None = None,
) -> Revised:
    """What becomes of one date when the pattern of its series changes.

    What somebody has changed on this date alone stays: its room, its time, each of its words.

    Args:
        booking: Its id.
        was: What it is.
        day: The day that the rule names.
        was_on: The day that it named until now, where that was another.
        patterns: The series' before and after.
        decisions: What is decided about single dates.
    """
    old, new = on_day(patterns[0], was_on or day), on_day(patterns[1], day)
    wish = replace(
        was,
        **{
            field.name: getattr(new, field.name)
            for field in fields(Wish)
            if field.name not in {"starts", "ends"}
            and getattr(was, field.name) == getattr(old, field.name)
        },
    )
    if (was.starts, was.ends) == (old.starts, old.ends):
        wish = replace(wish, starts=new.starts, ends=new.ends)
    match decisions.get(day):
        case Skip():
            return Revised(booking, was, Occurrence(day, None))
        case Move(room, starts, ends):
            wish = replace(wish, room=room, starts=starts, ends=ends)
        case Keep():
            wish = replace(wish, room=was.room, starts=was.starts, ends=was.ends)
        case Book():
            wish = replace(wish, room=new.room, starts=new.starts, ends=new.ends)
    return Revised(booking, was, Occurrence(day, wish, moved=place_of(wish) != place_of(new)))
