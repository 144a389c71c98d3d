"""What calendars tell: events before they are put into the words of one reader.

Everything that can stand in a calendar becomes a `Told`: bookings, series, tenancies, closures,
rounds of allocation.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from bookings.domain.ical import ZONE, Event
from sentra.domain.messages import Message, say

CANCELLED_SHOWN = timedelta(days=30)
"""How long a cancelled event is still shown, as cancelled: programs poll at least that often."""

TAKEN = say("Taken")

Speak = Callable[[Message], str]
"""Puts a sentence into a reader's language."""


class Key(NamedTuple):
    """What an event tells of: a row of a table, or a part of it (the first day of a tenancy)."""

    kind: str
    source: int
    part: str = ""


class Place(NamedTuple):
    """Where it is, in the words of the plan."""

    space: str
    floor: str
    site: str
    address: str
    geo: tuple[float, float] | None

    def __str__(self) -> str:
        return _in_words(self)


@lru_cache(maxsize=1024)
def _in_words(place: Place) -> str:
    return ", ".join(part for part in place[:4] if part)


class Member(NamedTuple):
    """Which date of a series an event is: the series' UID, and the instant that its rule names."""

    uid: str
    recurrence: datetime


class Told(Struct, frozen=True, kw_only=True, gc=False):
    """One event. A Struct: a room's year has hundreds, and a dataclass takes four times as long.

    Attributes:
        uid: Its own name. Where a calendar has its series too, `member` names it instead.
        changed: When its source changed last, as far as that says so.
        sequence: Its source's own count of changes of time, room and state.
        title: What it is called; people write it, or Sentra does.
        category: What kind of thing it is; as `taken` and `plainly`, it has no values in it.
        plainly: The same for who may not read the title, which it would give away; None: as it is.
        path: The page that tells more, such as `/kalender`.
        rule, skips: As of `ical.Event`.
        besides: What else a reader could notice: who may read the title.
        elsewhere: What decides which dates of a series a calendar leaves out of its rule.
        turns: The midnight at which it changes by itself; None: never.
        until: When it is over for good; None: no day is known yet.
        space: Id of the room or stall that `place` names; None: it has none of its own.
    """

    key: Key
    uid: str
    created: datetime
    changed: datetime
    sequence: int
    starts: datetime | date
    ends: datetime | date
    title: str | Message
    category: Message
    place: Place
    path: str
    taken: Message = TAKEN
    plainly: Message | None = None
    cancelled: bool = False
    busy: bool = True
    member: Member | None = None
    rule: str = ""
    skips: Sequence[datetime] = ()
    besides: object = None
    elsewhere: object = None
    turns: datetime | None = None
    until: datetime | None = None
    space: int | None = None

    def summary(self, speak: Speak, *, readable: bool) -> str:
        title = self.title if readable else self.taken
        return title if isinstance(title, str) else speak(title)

    def sort(self, speak: Speak, *, readable: bool) -> str:
        """What kind of thing it is, for this reader."""
        return speak(self.category if readable or self.plainly is None else self.plainly)

    def event(self, speak: Speak, *, base_url: str, readable: bool = True) -> Event:
        """In the words of a reader, by its own name."""
        return Event(
            uid=self.uid,
            created=self.created,
            changed=self.changed,
            sequence=self.sequence,
            starts=self.starts,
            ends=self.ends,
            summary=self.summary(speak, readable=readable),
            location=str(self.place),
            category=self.sort(speak, readable=readable),
            url=base_url + self.path,
            geo=self.place.geo,
            cancelled=self.cancelled,
            busy=self.busy,
            rule=self.rule,
            skips=self.skips,
        )


def uid_of(name: object) -> str:
    """The name in calendars of what has a UUID."""
    return f"{name}@sentra-ukm"


def forgotten(cancelled: datetime) -> datetime:
    """The midnight in Jakarta from which something cancelled is shown no more."""
    last = (cancelled + CANCELLED_SHOWN).astimezone(ZONE).date()
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=ZONE)
