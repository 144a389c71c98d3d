"""Allocation rounds in calendars: their dates, each an event that leaves one's time free."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5

from bookings.domain.hours import whole_day
from bookings.domain.told import Key, Place, Told, uid_of
from floors.domain.rounds import SCHEDULE_NAMES, Schedule
from sentra.domain.messages import Message, say

ROUND = "round"
ROUNDS = say("Stall rounds")
SHORT = timedelta(minutes=15)
"""A moment, as long as calendars need it to be seen."""
MOVE_IN = "move_in"
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "opens": "opens",
        "closes": "closes",
        "verify": "verify_by",
        "draw": "draw_at",
        "object": "object_by",
        "accept": "accept_by",
    }
)
"""What events of a round are called, and which date of its schedule each tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotting:
    """An announced round as calendars need it; `place` is the centre."""

    id: int
    code: str
    name: str
    schedule: Schedule
    move_in_by: date
    cancelled: bool
    created: datetime
    changed: datetime
    place: Place


def round_told(found: Allotting) -> Iterator[Told]:
    """Its dates in order; the last one is a whole day."""
    for part, name in PARTS.items():
        moment: datetime = getattr(found.schedule, name)
        after = moment + SHORT
        yield _told(found, part, SCHEDULE_NAMES[name], starts=moment, ends=after, until=after)
    yield _told(
        found,
        MOVE_IN,
        say("Moved in by"),
        starts=found.move_in_by,
        ends=found.move_in_by + timedelta(days=1),
        until=whole_day(found.move_in_by).ends,
    )


def _told(
    found: Allotting,
    part: str,
    what: Message,
    *,
    starts: datetime | date,
    ends: datetime | date,
    until: datetime,
) -> Told:
    name = f"round/{found.code}/{found.id}/{found.created.isoformat()}/{part}"
    return Told(
        key=Key(ROUND, found.id, part),
        uid=uid_of(uuid5(NAMESPACE_URL, name)),
        created=found.created,
        changed=found.changed,
        # Calendars count what they have told: a phase that begins moves no date.
        sequence=0,
        starts=starts,
        ends=ends,
        title=say("%(what)s: %(round)s", what=what, round=found.name),
        taken=ROUNDS,
        category=ROUNDS,
        place=found.place,
        path=f"/putaran/{found.code}",
        cancelled=found.cancelled,
        busy=False,
        until=until,
    )
