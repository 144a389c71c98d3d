"""What the API takes and gives."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from bookings.domain.alternatives import Busy
from bookings.domain.availability import open_spans, taken_spans
from bookings.domain.freebusy import Busy as TakenTime
from bookings.domain.freebusy import Taken
from bookings.domain.hours import JAKARTA
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.terms import Layout
from bookings.domain.tracks import Track
from bookings.domain.visibility import may_change
from bookings.queries import Booked
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import Actor

AccountId = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Instant = Annotated[
    datetime,
    Meta(description="ISO 8601 with an offset, such as 2026-11-24T09:00:00+07:00."),
]


class RoomOut(Struct, frozen=True):
    """A room that can be booked."""

    code: str
    name: str
    floor: int
    area: Annotated[float, Meta(description="Square metres.")]
    capacity: Annotated[int | None, Meta(description="Persons.")]
    features: tuple[str, ...]
    accessible: bool
    parts: Annotated[
        tuple[str, ...], Meta(description="Codes of the rooms that a joined hall is made of.")
    ]

    @classmethod
    def of(cls, room: Room, codes: dict[int, str]) -> "RoomOut":
        return cls(
            code=room.code,
            name=room.name,
            floor=room.floor,
            area=room.area,
            capacity=room.capacity,
            features=room.features,
            accessible=room.accessible,
            parts=tuple(codes[part] for part in room.parts if part in codes),
        )


class SpanOut(Struct, frozen=True):
    """From an instant until just before another."""

    starts: Instant
    ends: Instant

    @classmethod
    def of(cls, span: Span) -> "SpanOut":
        return cls(local(span.starts), local(span.ends))


class AvailabilityOut(Struct, frozen=True):
    """When a room is taken and when a booking may be, on a day: within its hours and buffers."""

    room: str
    date: dt.date
    taken: list[SpanOut]
    free: list[SpanOut]

    @classmethod
    def of(cls, room: Room, day: dt.date, busy: Busy) -> "AvailabilityOut":
        taken = taken_spans(room, busy)
        return cls(
            room=room.code,
            date=day,
            taken=[SpanOut.of(span) for span in taken],
            free=[SpanOut.of(span) for span in open_spans(room, day, busy)],
        )


class BusyOut(Struct, frozen=True):
    """A time in which a room is taken."""

    starts: Instant
    ends: Instant
    why: Annotated[
        Taken,
        Meta(
            description="`BUSY`: booked, `BUSY-UNAVAILABLE`: closed, `BUSY-TENTATIVE`: asked for "
            "or offered (RFC 5545 section 3.2.9)."
        ),
    ]


class FreeBusyOut(Struct, frozen=True):
    """When a room is taken, from a day to another, both included."""

    room: str
    since: dt.date
    until: dt.date
    taken: list[BusyOut]

    @classmethod
    def of(
        cls, room: Room, since: dt.date, until: dt.date, taken: Iterable[TakenTime]
    ) -> "FreeBusyOut":
        return cls(
            room=room.code,
            since=since,
            until=until,
            taken=[BusyOut(local(one.span.starts), local(one.span.ends), one.why) for one in taken],
        )


class EquipmentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How many of a kind are to go with a booking."""

    equipment: Annotated[int, Meta(ge=1, le=2**31 - 1, description="The kind's id.")]
    number: Annotated[int, Meta(ge=1, le=1000)] = 1


def wanted_of(asked: Iterable[EquipmentIn]) -> dict[int, int]:
    """How many of each kind; a kind named twice is the sum of both."""
    wanted: dict[int, int] = {}
    for one in asked:
        wanted[one.equipment] = wanted.get(one.equipment, 0) + one.number
    return wanted


class WishIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be booked, whether now, on many dates or once it is free."""

    room: Annotated[str, Meta(description="The room's code, such as R501.")]
    starts: Instant
    ends: Instant
    title: str
    note: str = ""
    people: int | None = None
    public: Annotated[bool, Meta(description="Whether everybody may read the title.")] = True
    layout: Annotated[
        Layout | None, Meta(description="How the room is to be set up; see the room's terms.")
    ] = None
    track: Annotated[
        Track | None, Meta(description="What it is a training of; null: it is none.")
    ] = None
    organiser: Annotated[
        AccountId | None, Meta(description="The trainer's account; for managers. Else yourself.")
    ] = None

    def wish(self, actor: Actor) -> Wish:
        """As the operations want it.

        Raises:
            Invalid: A time has no offset.
        """
        times = instants(starts=self.starts, ends=self.ends)
        return Wish(
            room=self.room,
            starts=times["starts"],
            ends=times["ends"],
            title=self.title,
            organiser=self.organiser or actor.account or 0,
            note=self.note,
            people=self.people,
            public=self.public,
            layout=self.layout,
            track=self.track,
        )


class BookingIn(WishIn, frozen=True, forbid_unknown_fields=True):
    """A booking to make."""

    equipment: tuple[EquipmentIn, ...] = ()

    def wish(self, actor: Actor) -> Wish:
        return replace(WishIn.wish(self, actor), equipment=wanted_of(self.equipment))


class BookingEdit(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a booking; what is left out stays."""

    room: str | UnsetType = UNSET
    starts: Instant | UnsetType = UNSET
    ends: Instant | UnsetType = UNSET
    title: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    people: int | UnsetType | None = UNSET
    public: bool | UnsetType = UNSET
    organiser: AccountId | UnsetType = UNSET
    layout: Layout | UnsetType | None = UNSET
    track: Track | UnsetType | None = UNSET


class BookingOut(Struct, frozen=True):
    """A booking, as far as the caller may see it: null where she may not."""

    id: int
    uid: str
    room: str
    room_name: str
    starts: Instant
    ends: Instant
    title: str | None
    trainer: str | None
    public: bool
    own: bool
    state: str
    sequence: Annotated[int, Meta(description="iCalendar SEQUENCE (RFC 5545 3.8.7.4).")]
    organiser: int | None = None
    note: str | None = None
    people: int | None = None
    reason: str | None = None
    series: Annotated[int | None, Meta(description="The series that it is a date of.")] = None
    decide_by: Annotated[
        Instant | None, Meta(description="When a request that nobody decides expires.")
    ] = None
    checked_in: Instant | None = None
    layout: str | None = None
    track: str | None = None

    @classmethod
    def of(cls, booked: Booked, actor: Actor) -> "BookingOut":
        inside = may_change(actor, booked.organiser)
        return cls(
            id=booked.id,
            uid=str(booked.uid),
            room=booked.room,
            room_name=booked.room_name,
            starts=local(booked.starts),
            ends=local(booked.ends),
            title=booked.title_for(actor),
            trainer=booked.name_for(actor),
            public=booked.public,
            own=booked.is_own(actor),
            state=booked.state,
            sequence=booked.sequence,
            organiser=booked.organiser if inside else None,
            note=booked.note if inside else None,
            people=booked.people if inside else None,
            reason=booked.reason if inside else None,
            series=booked.series if inside else None,
            decide_by=_local_or_none(booked.decide_by) if inside and booked.requested else None,
            checked_in=_local_or_none(booked.checked_in) if inside else None,
            layout=booked.layout if inside else None,
            track=booked.track if booked.title_for(actor) is not None else None,
        )


class BookingPage(Struct, frozen=True):
    """Some of the bookings asked for."""

    items: list[BookingOut]
    page: int
    size: int
    total: int


def local(instant: datetime) -> datetime:
    """The instant with Jakarta's offset, which people can read."""
    return instant.astimezone(JAKARTA)


def _local_or_none(instant: datetime | None) -> datetime | None:
    return None if instant is None else local(instant)


def instants(**given: datetime) -> dict[str, datetime]:
    """The instants in UTC, by field.

    Raises:
        Invalid: One has no offset, so that nobody can know which instant it means, or lies outside
            the years that there are.
    """
    problems: list[Problem] = []
    found: dict[str, datetime] = {}
    for field, value in given.items():
        if value.tzinfo is None:
            rule = say("This time has no offset from UTC.")
            remedy = say("Add one, such as +07:00 for Jakarta.")
            problems.append(Problem(field, rule, value.isoformat(), remedy))
            continue
        try:
            found[field] = value.astimezone(UTC)
        except OverflowError:
            rule = say("There is no such time.")
            problems.append(Problem(field, rule, value.isoformat()))
    if problems:
        raise Invalid(*problems)
    return found
