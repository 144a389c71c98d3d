"""Closures in calendars: when nobody books, which leaves a reader's own time free."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from bookings.domain.closures import closure_words
from bookings.domain.hours import JAKARTA, at, clock_words, day_of
from bookings.domain.told import Key, Place, Told, uid_of
from sentra.domain.messages import Message, say

CLOSURE = "closure"
CLOSED = say("Closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A closure as calendars need it.

    Attributes:
        opens, closes: Where hours are only shortened, Jakarta's clock.
        space: Id of the room that it closes; None: a floor, or the whole site.
    """

    id: int
    name: str
    estimated: bool
    starts: datetime
    ends: datetime
    opens: time | None
    closes: time | None
    active: bool
    created: datetime
    space: int | None
    place: Place


def closure_told(shut: Shut) -> Told:
    """Days as days, hours as hours; of shortened hours, which they are."""
    days = _is_days(shut) or shut.opens is not None or shut.closes is not None
    first, last = shut.starts.astimezone(JAKARTA), shut.ends.astimezone(JAKARTA)
    after = last.date() if last.time() == time.min else last.date() + timedelta(days=1)
    return Told(
        key=Key(CLOSURE, shut.id),
        uid=uid_of(uuid5(NAMESPACE_URL, f"closure/{shut.id}/{shut.created.isoformat()}")),
        created=shut.created,
        changed=shut.created,
        sequence=0,
        starts=first.date() if days else shut.starts,
        ends=after if days else shut.ends,
        title=_title(shut),
        taken=CLOSED,
        category=CLOSED,
        place=shut.place,
        path="/penutupan",
        cancelled=not shut.active,
        busy=False,
        until=at(after, time.min) if days else shut.ends,
        space=shut.space,
    )


def _is_days(shut: Shut) -> bool:
    return all(end.astimezone(JAKARTA).time() == time.min for end in (shut.starts, shut.ends))


def _title(shut: Shut) -> Message:
    name = closure_words(shut)
    opens, closes = _words(shut, shut.opens), _words(shut, shut.closes)
    if opens is None and closes is None:
        return say("Closed: %(name)s", name=name)
    if opens is None:
        return say("%(name)s: open until %(closes)s", name=name, closes=closes)
    if closes is None:
        return say("%(name)s: open from %(opens)s", name=name, opens=opens)
    return say("%(name)s: open %(opens)s–%(closes)s", name=name, opens=opens, closes=closes)


def _words(shut: Shut, hour: time | None) -> Message | None:
    return None if hour is None else clock_words(at(day_of(shut.starts), hour))
