"""Which of the free rooms is best, and what comes nearest where none suits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bookings.domain.finding import Diary, Offer, free_offers
from bookings.domain.hours import EARLIEST, LATEST, at, day_of
from bookings.domain.policies import Kind, Rule
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS
from bookings.domain.search import Search
from bookings.domain.suiting import forbidden, lacks, misfit, order, reasons_for, seats_only
from sentra.domain.messages import Message, say

NEAR_DAYS = 14
"""Days before and after that are looked at where nothing is free."""
MOST_NEAR = 3
"""Of one kind."""
_NONE: Mapping[int, Sequence[Rule]] = MappingProxyType({})
_NAMED_DAYS = 4
"""Days that are named; of more, how many."""


class Nearness(StrEnum):
    """In what an offer is not what was asked for."""

    HOURS = "hours"
    SOME_DAYS = "some_days"
    OTHER_DAYS = "other_days"
    NEEDS = "needs"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class Ranked:
    """An offer and what there is to say about it.

    Attributes:
        near: In what it is not what was asked for; None for one that is.
    """

    offer: Offer
    reasons: tuple[Message, ...]
    near: Nearness | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        rooms: Those that suit, the best first.
        nearest: Where none does: what comes nearest, kind by kind.
    """

    rooms: tuple[Ranked, ...]
    nearest: tuple[Ranked, ...] = ()


def find(
    search: Search,
    rooms: Sequence[Room],
    diary: Diary,
    *,
    now: datetime,
    rules: Mapping[int, Sequence[Rule]] = _NONE,
) -> Found:
    """The rooms that are free and suit; where there are none, the nearest alternatives.

    Args:
        search: What is looked for; checked before.
        rooms: All that are in use.
        diary: What is taken on the days of the search and `NEAR_DAYS` around them.
        now: Nothing is offered before it.
        rules: What the office asks of who looks, by the id of the room.
    """
    diary = replace(diary, bookable={room: _bookable(rules[room], now) for room in rules})
    lacking = {
        room.id: (*lacks(search, room), *forbidden(search, rules.get(room.id, ())))
        for room in rooms
    }
    suiting = [room for room in rooms if not lacking[room.id]]
    free = free_offers(search, suiting, diary, now=now)
    whole = sorted((one for one in free if not one.missing), key=lambda one: order(search, one))
    if whole:
        return Found(tuple(Ranked(one, tuple(reasons_for(search, one.room))) for one in whole))
    near = [
        *_other_hours(search, suiting, diary, now=now),
        *(_some_days(search, free) if search.every else ()),
        *(() if search.every else _other_days(search, suiting, diary, now=now)),
        *_without_equipment(search, suiting, diary, now=now),
        *_lesser_rooms(search, rooms, lacking, diary, now=now),
    ]
    return Found(
        (), tuple(near or _lesser_rooms_at_other_hours(search, rooms, lacking, diary, now=now))
    )


def _bookable(rules: Sequence[Rule], now: datetime) -> tuple[datetime, date]:
    """From which instant until which day the rules let somebody book."""
    values = {rule.kind: rule.value for rule in rules}
    days = min(values.get(Kind.HORIZON, HORIZON_DAYS), HORIZON_DAYS)
    return now + timedelta(hours=values.get(Kind.LEAD, 0)), day_of(now) + timedelta(days=days)


def _other_hours(
    search: Search, suiting: Sequence[Room], diary: Diary, *, now: datetime
) -> Iterator[Ranked]:
    """The same days, at the hour nearest to the one asked for."""
    wider = replace(search, earliest=EARLIEST, latest=LATEST)
    found = free_offers(wider, suiting, diary, now=now, wanted=search.earliest)
    whole = [offer for offer in found if not offer.missing]
    whole.sort(key=lambda one: (_distance(search, one), *order(search, one)))
    for offer in whole[:MOST_NEAR]:
        reason = say("Free at another hour.")
        yield Ranked(offer, (reason, *reasons_for(search, offer.room)), Nearness.HOURS)


def _distance(search: Search, offer: Offer) -> timedelta:
    starts = offer.spans[0].starts
    return abs(starts - at(day_of(starts), search.earliest))


def _some_days(search: Search, free: Iterable[Offer]) -> Iterator[Ranked]:
    """Free on most of the days of a series."""
    most = [offer for offer in free if 2 * len(offer.missing) <= len(search.days)]
    most.sort(key=lambda one: order(search, one))
    for offer in most[:MOST_NEAR]:
        words = _missing_words(offer.missing, len(search.days))
        yield Ranked(offer, (words, *seats_only(search, offer.room)), Nearness.SOME_DAYS)


def _missing_words(missing: Sequence[date], days: int) -> Message:
    free = days - len(missing)
    if len(missing) > _NAMED_DAYS:
        return say("Free on %(free)d of %(days)d days.", free=free, days=days)
    return say(
        "Free on %(free)d of %(days)d days, not on %(missing)s.",
        free=free,
        days=days,
        missing=tuple(missing),
    )


def _other_days(
    search: Search, suiting: Sequence[Room], diary: Diary, *, now: datetime
) -> Iterator[Ranked]:
    """The same hours, on the nearest day before or after."""
    first, last = search.days[0], search.days[-1]
    around = [
        day
        for step in range(1, NEAR_DAYS + 1)
        for day in (last + timedelta(days=step), first - timedelta(days=step))
        if day_of(now) <= day <= day_of(now) + timedelta(days=HORIZON_DAYS)
    ]
    if not around:
        return
    found = free_offers(replace(search, days=tuple(around)), suiting, diary, now=now)
    nearest = {day: place for place, day in enumerate(around)}
    found.sort(key=lambda one: (nearest[day_of(one.spans[0].starts)], *order(search, one)))
    for offer in found[:MOST_NEAR]:
        reason = say("Free on another day.")
        yield Ranked(offer, (reason, *reasons_for(search, offer.room)), Nearness.OTHER_DAYS)


def _without_equipment(
    search: Search, suiting: Sequence[Room], diary: Diary, *, now: datetime
) -> Iterator[Ranked]:
    """Free as asked for, were it not for the equipment."""
    if search.equipment:
        bare = replace(search, equipment={})
        for offer in _whole(bare, suiting, diary, now=now)[:MOST_NEAR]:
            reason = say("The room is free; the equipment is not.")
            yield Ranked(offer, (reason, *reasons_for(search, offer.room)), Nearness.EQUIPMENT)


def _lesser_rooms(
    search: Search,
    rooms: Sequence[Room],
    lacking: Mapping[int, Sequence[Message]],
    diary: Diary,
    *,
    now: datetime,
) -> Iterator[Ranked]:
    """Free as asked for, in rooms that lack just one thing."""
    single = [room for room in rooms if len(lacking[room.id]) == 1]
    found = _whole(search, single, diary, now=now)
    found.sort(key=lambda one: (misfit(search, one.room), *order(search, one)))
    for offer in found[:MOST_NEAR]:
        reasons = (*lacking[offer.room.id], *seats_only(search, offer.room))
        yield Ranked(offer, reasons, Nearness.NEEDS)


def _lesser_rooms_at_other_hours(
    search: Search,
    rooms: Sequence[Room],
    lacking: Mapping[int, Sequence[Message]],
    diary: Diary,
    *,
    now: datetime,
) -> Iterator[Ranked]:
    """Where nothing else comes near: rooms that lack one thing, at the nearest hour."""
    single = [room for room in rooms if len(lacking[room.id]) == 1]
    for ranked in _other_hours(search, single, diary, now=now):
        room = ranked.offer.room
        reasons = (*lacking[room.id], say("Free at another hour."), *seats_only(search, room))
        yield Ranked(ranked.offer, reasons, Nearness.NEEDS)


def _whole(search: Search, rooms: Sequence[Room], diary: Diary, *, now: datetime) -> list[Offer]:
    """Free on all the days asked for, the best first."""
    free = free_offers(search, rooms, diary, now=now)
    whole = [offer for offer in free if not offer.missing]
    return sorted(whole, key=lambda one: order(search, one))
