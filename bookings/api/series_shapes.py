"""What the API takes and gives of series."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, convert, field

from bookings.api.shapes import AccountId, BookingIn, BookingOut, EquipmentIn, Instant, local
from bookings.domain.terms import Layout
from bookings.domain.tracks import Track
from bookings.operations.series_dates import Plan, Planned
from bookings.operations.series_plan import date_json
from bookings.queries import Booked
from bookings.queries.series import Repeating
from sentra.domain.roles import Actor
from sentra.web.paging import Paging

Clock = Annotated[str, Meta(description="Time of day in Jakarta, such as 09:00.")]


class MoveIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Where and when a date takes place instead."""

    room: str
    starts: Instant
    ends: Instant


DecisionIn = Literal["skip", "keep", "book"] | MoveIn
Decisions = Annotated[
    dict[dt.date, DecisionIn],
    Meta(
        description=(
            "By the date that the rule names: `skip` it or move it. Of a series that is changed, "
            "`keep` it as it was, or `book` it as all others. A date that a new rule has no place "
            "for is cancelled; `keep` makes it a booking by itself."
        )
    ),
]


class SeriesIn(BookingIn, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A series to make: the booking of its first date, and how it repeats."""

    rrule: Annotated[
        str,
        Meta(
            description=(
                "RFC 5545 RRULE, daily, weekly or monthly, with COUNT or UNTIL, such as "
                "FREQ=WEEKLY;BYDAY=TU;COUNT=12. At most 400 dates."
            )
        ),
    ]
    decisions: Decisions = field(default_factory=dict)


class SeriesEditIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a series; what is left out stays."""

    room: str | UnsetType = UNSET
    start: Clock | UnsetType = UNSET
    end: Clock | UnsetType = UNSET
    title: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    people: int | UnsetType | None = UNSET
    public: bool | UnsetType = UNSET
    organiser: AccountId | UnsetType = UNSET
    layout: Layout | UnsetType | None = UNSET
    track: Track | UnsetType | None = UNSET
    equipment: tuple[EquipmentIn, ...] | UnsetType = UNSET
    rrule: Annotated[
        str | UnsetType,
        Meta(description="Another rule; its COUNT counts the dates that are changed."),
    ] = UNSET
    first: Annotated[
        dt.date | None,
        Meta(description="From when on that rule counts; null: from the first date changed."),
    ] = None
    since: Annotated[
        dt.date | None, Meta(description="One of its dates: this one and those that follow.")
    ] = None
    decisions: Decisions = field(default_factory=dict)


class DateIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A skipped date to give back; with room, day or hours of its own if need be."""

    date: dt.date
    room: str | None = None
    on: dt.date | None = None
    start: Clock | None = None
    end: Clock | None = None


class ClashOut(Struct, frozen=True):
    """A booking in the way, as far as the caller may see it."""

    room: str
    starts: str
    ends: str
    title: str | None
    own: bool


class AlternativeOut(Struct, frozen=True):
    """A room that is free."""

    room: str
    room_name: str
    starts: str
    ends: str


class DateOut(Struct, frozen=True):
    """One date of a plan."""

    date: str
    state: Annotated[
        str,
        Meta(description="free, clash, problem, skipped, or ends: a new rule has no place for it."),
    ]
    room: str | None
    starts: str | None
    ends: str | None
    moved: bool
    replaces: Annotated[
        str | None, Meta(description="The date of the old rule that it takes the place of.")
    ]
    new: Annotated[bool, Meta(description="Whether a new rule names it that had none there.")]
    needs_approval: bool
    problems: list[str]
    clashes: list[ClashOut]
    closures: list[str]
    kept_for_somebody_waiting: bool
    clashes_with_itself: bool
    alternatives: list[AlternativeOut]

    @classmethod
    def of(cls, one: Planned, actor: Actor) -> "DateOut":
        return convert(date_json(one, actor), cls)


class PlanOut(Struct, frozen=True):
    """A series, date by date, as things stand."""

    free: int
    open: Annotated[int, Meta(description="Dates that something has to be decided about.")]
    skipped: int
    dates: list[DateOut]

    @classmethod
    def of(cls, plan: Plan, actor: Actor) -> "PlanOut":
        return cls(
            free=len(plan.free),
            open=len(plan.open),
            skipped=sum(one.state == "skipped" for one in plan.dates),
            dates=[DateOut.of(one, actor) for one in plan.dates],
        )


class SeriesSummary(Struct, frozen=True):
    """A series, without its dates."""

    id: int
    uid: str
    room: str
    room_name: str
    title: str
    trainer: str
    organiser: int
    rrule: str
    starts: Instant
    ends: Instant
    skipped: list[dt.date]
    standing: Annotated[int, Meta(description="Dates that are not cancelled or refused.")]
    next: Instant | None
    follows: Annotated[int | None, Meta(description="The series that this one was split from.")]
    public: bool
    note: str
    people: int | None
    layout: str | None
    track: str | None

    @classmethod
    def of(cls, one: Repeating) -> "SeriesSummary":
        return cls(
            id=one.id,
            uid=str(one.uid),
            room=one.room,
            room_name=one.room_name,
            title=one.title,
            trainer=one.organiser_name,
            organiser=one.organiser,
            rrule=str(one.recurrence),
            starts=local(one.span.starts),
            ends=local(one.span.ends),
            skipped=list(one.skipped),
            standing=one.standing,
            next=local(one.next) if one.next else None,
            follows=one.follows,
            public=one.public,
            note=one.note,
            people=one.people,
            layout=one.layout,
            track=one.track,
        )


class SeriesOut(Struct, frozen=True):
    """A series with the bookings of its dates, cancelled ones too."""

    series: SeriesSummary
    dates: list[BookingOut]

    @classmethod
    def of(cls, one: Repeating, dates: Sequence[Booked], actor: Actor) -> "SeriesOut":
        return cls(SeriesSummary.of(one), dates=[BookingOut.of(booked, actor) for booked in dates])


class SeriesSummaries(Struct, frozen=True):
    """Some of the series."""

    items: list[SeriesSummary]
    page: int
    size: int
    total: int

    @classmethod
    def of(cls, found: Sequence[Repeating], paging: Paging, *, total: int) -> "SeriesSummaries":
        return cls([SeriesSummary.of(one) for one in found], paging.page, paging.size, total)


class RestoredOut(Struct, frozen=True):
    """How many dates take place again."""

    restored: int
    taken: Annotated[int, Meta(description="Dates whose room somebody else has now.")]


class ApprovedOut(Struct, frozen=True):
    """How many dates of a series are approved."""

    approved: int
    taken: Annotated[int, Meta(description="Dates whose room something else holds; still open.")]
