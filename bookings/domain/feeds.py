"""Calendar feeds: what may be followed by whom, for how long back and ahead, and in which words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from bookings.domain.ical import MOST_EVENTS, ZONE, Event
from bookings.domain.visibility import may_read
from sentra.domain.messages import Message, say
from sentra.domain.roles import Actor, Role

PAST = timedelta(days=90)
AHEAD = timedelta(days=365)
CANCELLED_SHOWN = timedelta(days=30)
"""How long a cancelled event is still shown, as cancelled: programs poll at least that often."""

Speak = Callable[[Message], str]
"""Puts a sentence into the language of the feed."""


class FeedKind(StrEnum):
    """What a calendar can be of; all but the centre have a subject."""

    CENTRE = "centre"
    FLOOR = "floor"
    ROOM = "room"
    TRAINER = "trainer"
    ENTERPRISE = "enterprise"


KIND_NAMES = {
    FeedKind.CENTRE: say("The whole centre"),
    FeedKind.FLOOR: say("Floor"),
    FeedKind.ROOM: say("Room"),
    FeedKind.TRAINER: say("Trainer"),
    FeedKind.ENTERPRISE: say("Enterprise"),
}


def label_of(kind: FeedKind, name: str) -> Message:
    """What a calendar is called where its reader says nothing else."""
    if kind in {FeedKind.TRAINER, FeedKind.ENTERPRISE}:
        return say("Schedule of %(name)s", name=name)
    return say("%(name)s", name=name)


def may_follow(
    reader: Actor, kind: FeedKind, subject: int | None, *, cooperative: int | None = None
) -> bool:
    """Whether this calendar may be read by her, now; asked again at every fetch.

    Args:
        subject: Id of the floor, room, account or enterprise.
        cooperative: Where `subject` is an enterprise: the cooperative it is a member of.
    """
    if not reader.signed_in:
        return False
    if reader.role is Role.MANAGER:
        return True
    if kind is FeedKind.TRAINER:
        return reader.role is Role.TRAINER and subject == reader.account
    if kind is FeedKind.ENTERPRISE:
        own = reader.role is Role.ENTERPRISE and subject == reader.enterprise
        member = reader.role is Role.COOPERATIVE and cooperative == reader.cooperative
        return own or (member and cooperative is not None)
    return True


@dataclass(frozen=True, slots=True)
class Window:
    """The days a feed tells of: it moves once a day, so that bytes change only with the data.

    Attributes:
        opens: Midnight in Jakarta; what ended before is left out.
        today: The midnight behind us.
        closes: What begins from here on is left out.
        cancelled_since: What was cancelled before is left out.
    """

    opens: datetime
    today: datetime
    closes: datetime
    cancelled_since: datetime

    @classmethod
    def at(cls, now: datetime) -> "Window":
        midnight = datetime.combine(now.astimezone(ZONE).date(), time(), tzinfo=ZONE)
        today = midnight.astimezone(UTC)
        return cls(today - PAST, today, today + AHEAD, today - CANCELLED_SHOWN)


def about_bookings() -> Message:
    """What a feed of bookings says of its own limits."""
    return say(
        "Bookings from %(past)d days back to %(ahead)d days ahead, at most %(most)d of them. "
        "Brought up to date every hour.",
        past=PAST.days,
        ahead=AHEAD.days,
        most=MOST_EVENTS,
    )


def about_tenancies() -> Message:
    """What an enterprise's feed says of its own limits."""
    return say(
        "First and last days at its stalls, from %(past)d days back to %(ahead)d days ahead. "
        "Brought up to date every hour.",
        past=PAST.days,
        ahead=AHEAD.days,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is, in the words of the plan."""

    space: str
    floor: str
    site: str
    address: str
    geo: tuple[float, float] | None

    def __str__(self) -> str:
        return ", ".join(part for part in (self.space, self.floor, self.site, self.address) if part)


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking as a feed needs it: no note, no name, no address of anybody."""

    uid: UUID
    title: str
    public: bool
    organiser: int
    starts: datetime
    ends: datetime
    cancelled: bool
    sequence: int
    created: datetime
    changed: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Held:
    """A tenancy as a feed needs it; `stall` is the plan's own id of the stall."""

    id: int
    stall: UUID
    starts: date
    ends: date | None
    cancelled: bool
    created: datetime
    changed: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class BookingWords:
    """What is the same in every booking of a feed, put into its language once."""

    room: str
    taken: str

    @classmethod
    def of(cls, speak: Speak) -> "BookingWords":
        return cls(room=speak(KIND_NAMES[FeedKind.ROOM]), taken=speak(say("Taken")))


def booking_event(booked: Booked, *, reader: Actor, words: BookingWords, base_url: str) -> Event:
    """The booking as this reader may see it."""
    readable = may_read(reader, public=booked.public, organiser=booked.organiser)
    day = booked.starts.astimezone(ZONE).date()
    return Event(
        uid=f"{booked.uid}@sentra-ukm",
        created=booked.created,
        changed=booked.changed,
        sequence=booked.sequence,
        starts=booked.starts,
        ends=booked.ends,
        summary=booked.title if readable else words.taken,
        location=str(booked.place),
        category=words.room,
        url=f"{base_url}/jadwal?date={day}",
        geo=booked.place.geo,
        cancelled=booked.cancelled,
    )


def tenancy_events(held: Held, *, window: Window, speak: Speak, base_url: str) -> list[Event]:
    """First and last day at a stall, each a whole day that leaves its reader free."""
    days = [(held.starts, "first", say("First day at stall %(stall)s", stall=held.place.space))]
    if held.ends is not None:
        last = held.ends - timedelta(days=1)
        days.append((last, "last", say("Last day at stall %(stall)s", stall=held.place.space)))
    opens, closes = (edge.astimezone(ZONE).date() for edge in (window.opens, window.closes))
    return [
        Event(
            uid=f"{_tenancy_uid(held, part)}@sentra-ukm",
            created=held.created,
            changed=held.changed,
            sequence=_seconds_of_change(held),
            starts=day,
            ends=day + timedelta(days=1),
            summary=speak(summary),
            location=str(held.place),
            category=speak(say("Stall")),
            url=f"{base_url}/kalender",
            geo=held.place.geo,
            cancelled=held.cancelled,
            busy=False,
        )
        for day, part, summary in days
        if opens <= day < closes
    ]


def _tenancy_uid(held: Held, part: str) -> UUID:
    """Two installations with one plan have the same stalls and numbers, but not the same moment."""
    return uuid5(NAMESPACE_URL, f"{held.stall}/{held.id}/{held.created.isoformat()}/{part}")


def _seconds_of_change(held: Held) -> int:
    """A SEQUENCE for what keeps no count of its changes: it rises with each and never falls."""
    return max(0, int((held.changed - held.created).total_seconds()))


def modified(events: Iterable[Event], *, window: Window, created: datetime) -> datetime:
    """When the feed's bytes may have changed last: an event did, it was made, or the window moved.

    What left the window, or a cancelled event that is no longer shown, leaves no trace but that.
    """
    return max((window.today, created, *(event.changed for event in events)))
