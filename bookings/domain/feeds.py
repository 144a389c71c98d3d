"""Calendar feeds: what may be followed by whom, for how long back and ahead, and in which words."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bookings.domain.ical import MOST_EVENTS, ZONE
from bookings.domain.told import CANCELLED_SHOWN
from bookings.domain.told_rounds import ROUNDS
from bookings.domain.tracks import TRACK_NAMES, Track
from sentra.domain.messages import Message, say
from sentra.domain.roles import Actor, Role

PAST = timedelta(days=90)
AHEAD = timedelta(days=365)


class FeedKind(StrEnum):
    """What a calendar can be of; some have a subject.

    A new one needs a name and what it says of itself (both below), who may follow it
    (`may_follow`), what its key means (`queries.feeds.subject`), and which events it has
    (`queries.feed_events.OF`); if these are of a new kind, `queries.told.READERS` too.
    """

    CENTRE = "centre"
    FLOOR = "floor"
    ROOM = "room"
    TRAINER = "trainer"
    ENTERPRISE = "enterprise"
    TRACK = "track"
    CLOSURES = "closures"
    ROUNDS = "rounds"


KIND_NAMES = {
    FeedKind.CENTRE: say("The whole centre"),
    FeedKind.FLOOR: say("Floor"),
    FeedKind.ROOM: say("Room"),
    FeedKind.TRAINER: say("Trainer"),
    FeedKind.ENTERPRISE: say("Enterprise"),
    FeedKind.TRACK: say("Trainings"),
    FeedKind.CLOSURES: say("Closures"),
    FeedKind.ROUNDS: ROUNDS,
}


def label_of(kind: FeedKind, name: str) -> Message:
    """What a calendar is called where its reader says nothing else."""
    if kind in {FeedKind.TRAINER, FeedKind.ENTERPRISE}:
        return say("Schedule of %(name)s", name=name)
    if kind is FeedKind.TRACK:
        return say("Training: %(track)s", track=TRACK_NAMES[Track(name)])
    if kind is FeedKind.CLOSURES:
        return say("Closures of %(name)s", name=name)
    if kind is FeedKind.ROUNDS:
        return say("Stall rounds of %(name)s", name=name)
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


def about(kind: FeedKind) -> Message:
    """What a feed says of its own limits."""
    days = {"past": PAST.days, "ahead": AHEAD.days}
    match kind:
        case FeedKind.ENTERPRISE:
            return say(
                "First and last days at its stalls, the trainings that it takes part in, and the "
                "deadlines of stall rounds that it applied to, from %(past)d days back to "
                "%(ahead)d days ahead. Brought up to date every hour.",
                **days,
            )
        case FeedKind.CLOSURES:
            return say(
                "When the building, a floor or a room is closed, from %(past)d days back to "
                "%(ahead)d days ahead. Brought up to date every hour.",
                **days,
            )
        case FeedKind.ROUNDS:
            return say(
                "When one applies for a stall, when the draw is, and what is due by when, from "
                "%(past)d days back to %(ahead)d days ahead. Brought up to date every hour.",
                **days,
            )
        case _:
            return say(
                "Bookings from %(past)d days back to %(ahead)d days ahead, series with all their "
                "dates; at most %(most)d entries, the next ones first. Brought up to date every "
                "hour.",
                most=MOST_EVENTS,
                **days,
            )
