"""Bookings and series in calendars.

A series is one event with its rule; a date of it that is not as the rule says is an event besides,
which is named by the series and the instant of the rule (RFC 5545 section 3.8.4.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from bookings.domain.hours import JAKARTA, at, day_of
from bookings.domain.recurrence import Recurrence
from bookings.domain.told import Key, Member, Place, Told, forgotten, uid_of
from bookings.domain.tracks import TRACK_NAMES, Track
from sentra.domain.messages import Message, say

BOOKING, SERIES = "booking", "series"
ROOM = say("Room")


class Booked(NamedTuple):
    """A booking as calendars need it: no note, no name, no address of anybody."""

    id: int
    uid: str
    title: str
    public: bool
    organiser: int
    starts: datetime
    ends: datetime
    state: str
    sequence: int
    created: datetime
    changed: datetime
    track: str | None
    space: int
    recurrence: datetime | None
    series_uid: str | None
    series_sequence: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series as its one event needs it.

    Attributes:
        differs: Whether it is not as the series' rule says: elsewhere, or called otherwise.
    """

    recurrence: datetime
    ends: datetime
    state: str
    changed: datetime
    space: int
    organiser: int
    track: str | None
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A series as calendars need it, and its dates."""

    id: int
    uid: UUID
    title: str
    public: bool
    organiser: int
    first: datetime
    minutes: int
    recurrence: Recurrence
    sequence: int
    created: datetime
    changed: datetime
    track: str | None
    space: int
    place: Place
    dates: Sequence[Occurrence]


def booking_told(booked: Booked, place: Place) -> Told:
    return Told(
        key=Key(BOOKING, booked.id),
        uid=uid_of(booked.uid),
        member=_member(booked),
        created=booked.created,
        changed=booked.changed,
        # Of a date of a series both can rise, and neither falls.
        sequence=booked.sequence + booked.series_sequence,
        starts=booked.starts,
        ends=booked.ends,
        title=booked.title,
        category=category_of(booked.track),
        plainly=ROOM,
        place=place,
        path="/jadwal?date=" + day_of(booked.starts).isoformat(),
        cancelled=booked.state != "confirmed",
        besides=(booked.public, booked.organiser),
        until=booked.ends,
        space=booked.space,
    )


def _member(booked: Booked) -> Member | None:
    if booked.series_uid is None or booked.recurrence is None:
        return None
    return Member(uid_of(booked.series_uid), booked.recurrence)


def series_told(series: Repeated, *, day: datetime) -> Told:
    """The one event of a series, as it is on a day.

    Dates that are skipped, that nobody has approved or that were cancelled more than 30 days ago
    are left out of its rule. If none takes place any more, it is cancelled itself.

    Args:
        day: The midnight that the day began with.
    """
    gone = {
        date.recurrence: forgotten(date.changed)
        for date in series.dates
        if date.state in {"cancelled", "released"}
    }
    stands = {date.recurrence for date in series.dates if date.state == "confirmed"}
    shown = stands | {instant for instant, turn in gone.items() if turn > day}
    turns = [turn for turn in gone.values() if turn > day]
    clock = series.first.astimezone(JAKARTA).time()
    named = [at(day_, clock) for day_ in series.recurrence.dates(day_of(series.first))]
    return Told(
        key=Key(SERIES, series.id),
        uid=uid_of(series.uid),
        created=series.created,
        changed=_last_change(series, [turn for turn in gone.values() if turn <= day]),
        sequence=series.sequence,
        starts=series.first,
        ends=series.first + timedelta(minutes=series.minutes),
        title=series.title,
        category=category_of(series.track),
        plainly=ROOM,
        place=series.place,
        path=f"/jadwal?date={day_of(series.first)}",
        cancelled=not stands,
        rule=rule_text(series.recurrence, clock),
        skips=tuple(instant for instant in named if instant not in shown),
        besides=(series.public, series.organiser),
        elsewhere=_elsewhere(series, shown),
        turns=min(turns, default=None),
        until=max((date.ends for date in series.dates), default=series.first),
        space=series.space,
    )


def _last_change(series: Repeated, turned: Sequence[datetime]) -> datetime:
    return max((series.changed, *(date.changed for date in series.dates), *turned))


def _elsewhere(series: Repeated, shown: set[datetime]) -> tuple[object, ...]:
    """What decides which of its dates a calendar leaves out of the rule."""
    return tuple(
        (date.recurrence.isoformat(), date.space, date.organiser, date.track)
        for date in series.dates
        if date.differs and date.recurrence in shown
    )


def rule_text(recurrence: Recurrence, clock: time) -> str:
    """The rule as RFC 5545 section 3.3.10 wants it beside a start with a zone: UNTIL in UTC.

    Args:
        clock: The time of day, in Jakarta, of each date.
    """
    if recurrence.until is None:
        return str(recurrence)
    until = at(recurrence.until, clock)
    return f"{replace(recurrence, until=None)};UNTIL={until:%Y%m%dT%H%M%SZ}"


def category_of(track: str | None) -> Message:
    """What kind of thing a booking is: a training of a track, or somebody in a room."""
    return ROOM if track is None else TRACK_NAMES[Track(track)]
