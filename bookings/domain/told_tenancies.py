"""Tenancies in calendars: first and last day at a stall, each a whole day that leaves one free."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from bookings.domain.hours import whole_day
from bookings.domain.told import Key, Place, Told, uid_of
from sentra.domain.messages import Message, say

TENANCY = "tenancy"
FIRST, LAST = "first", "last"
STALL = say("Stall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A tenancy as calendars need it; `stall` is the plan's own id of the stall."""

    id: int
    stall: UUID
    starts: date
    ends: date | None
    cancelled: bool
    created: datetime
    changed: datetime
    space: int
    place: Place


def tenancy_told(held: Held) -> Iterator[Told]:
    """Its first day, and its last one as soon as that is known."""
    name = held.place.space
    yield _day(held, FIRST, held.starts, say("First day at stall %(stall)s", stall=name))
    if held.ends is not None:
        last = held.ends - timedelta(days=1)
        yield _day(held, LAST, last, say("Last day at stall %(stall)s", stall=name))


def _day(held: Held, part: str, day: date, title: Message) -> Told:
    return Told(
        key=Key(TENANCY, held.id, part),
        uid=uid_of(_uid(held, part)),
        created=held.created,
        changed=held.changed,
        sequence=_seconds_of_change(held),
        starts=day,
        ends=day + timedelta(days=1),
        title=title,
        category=STALL,
        place=held.place,
        path="/kalender",
        cancelled=held.cancelled,
        busy=False,
        until=whole_day(day).ends,
        space=held.space,
    )


def _uid(held: Held, part: str) -> UUID:
    """Two installations with one plan have the same stalls and numbers, but not the same moment."""
    return uuid5(NAMESPACE_URL, f"{held.stall}/{held.id}/{held.created.isoformat()}/{part}")


def _seconds_of_change(held: Held) -> int:
    """A SEQUENCE for what keeps no count of its changes: it rises with each and never falls."""
    return max(0, int((held.changed - held.created).total_seconds()))
