"""When rooms are free as somebody asks: what is taken goes in, offers come out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

from bookings.domain.hours import EARLIEST, LATEST, at, day_of
from bookings.domain.rooms import Room
from bookings.domain.search import Search
from bookings.domain.spans import Span
from bookings.domain.starts import PER_DAY, QUARTER, Ruler, Starts, Ticks, bits, either

CHOICES = 4
"""Free times named per room: as many as a person takes in at a glance."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Equipment of one kind: how many there are, and every reservation.

    Which unit goes with which booking is settled anew as need be, so that a number is free where
    it is at every moment.
    """

    units: int
    reserved: Iterable[Ticks] = ()


@dataclass(frozen=True, slots=True)
class Diary:
    """What is taken on the days that are looked at, and around them.

    Attributes:
        rooms: Spans by id of the room held; a room that is not named is free.
        pools: Equipment by the id of its kind.
        bookable: From which instant until which day who looks may book a room, by its id; a room
            that is not named as far as anybody may.
    """

    ruler: Ruler
    rooms: Mapping[int, Iterable[Ticks]]
    pools: Mapping[int, Pool] = field(default_factory=dict)
    bookable: Mapping[int, tuple[datetime, date]] = field(default_factory=dict)
    _known: dict[tuple[int, timedelta], Starts] = field(default_factory=dict, compare=False)

    def blocked(self, room: Room, length: timedelta) -> Starts:
        """The starts from which the room can't be held for so long; worked out once."""
        if (room.id, length) not in self._known:
            taken = chain.from_iterable(self.rooms.get(part, ()) for part in room.held)
            self._known[room.id, length] = self.ruler.blocked(
                taken, length + room.terms.after, before=room.terms.before
            )
        return self._known[room.id, length]


@dataclass(frozen=True, slots=True)
class Offer:
    """A room, and when it is free.

    Attributes:
        spans: Of a search for one day the first free times, any of which will do; of one for all
            of several days the times of all on which the room is free.
        missing: Days of the series on which it is not.
    """

    room: Room
    spans: tuple[Span, ...]
    missing: tuple[date, ...] = ()


def free_offers(
    search: Search,
    rooms: Iterable[Room],
    diary: Diary,
    *,
    now: datetime,
    wanted: time | None = None,
) -> list[Offer]:
    """When each of the rooms is free, whether or not it suits; those that never are, are left out.

    Args:
        search: Days and hours count; what the room has to have is the caller's to ask.
        now: Nothing is offered before it.
        wanted: The time of day nearest to which is best; else the earlier the better, and of
            several days the one that the search names first.
    """
    ideal = None if wanted is None else _since_midnight(wanted) // QUARTER
    short = _shortage(search, diary)
    closed: dict[object, int] = {}
    found = []
    for room in rooms:
        soonest, furthest = diary.bookable.get(room.id, (now, date.max))
        # Most rooms have the same hours and the same bounds: worked out once.
        same = (id(room.terms.week), soonest, furthest)
        if same not in closed:
            hours = _closed_starts(search, room, max(now, soonest), furthest)
            closed[same] = bits(hours if short is None else either(hours, bits(short)))
        blocked = diary.ruler.of(diary.blocked(room, search.length), search.days)
        starts = either(blocked, closed[same])
        offer = (_series if search.every else _once)(search, room, starts, ideal)
        if offer is not None:
            found.append(offer)
    return found


def _closed_starts(search: Search, room: Room, soonest: datetime, furthest: date) -> bytes:
    """What is blocked by the hours asked for, by those of the room, and before and after bounds."""
    week = [_pattern(search, _hours(room, weekday)) for weekday in range(7)]
    rows = [week[day.weekday()] for day in search.days]
    first = day_of(soonest)
    for place, day in enumerate(search.days):
        if day > furthest:
            rows[place] = b"\1" * PER_DAY
        elif day <= first:
            past = min(PER_DAY, max(0, -((at(day, time.min) - soonest) // QUARTER)))
            rows[place] = b"\1" * past + rows[place][past:]
    return b"".join(rows)


def _pattern(search: Search, hours: Sequence[tuple[time, time]]) -> bytes:
    """One day's starts: 0 where what is looked for lies within hours of the room, else 1."""
    row = bytearray(b"\1" * PER_DAY)
    for opens, closes in hours:
        first = -(-_since_midnight(max(opens, search.earliest)) // QUARTER)
        latest = _since_midnight(min(closes, search.latest)) - search.length
        last = latest // QUARTER
        if first <= last:
            row[first : last + 1] = bytes(last + 1 - first)
    return bytes(row)


def _hours(room: Room, weekday: int) -> Sequence[tuple[time, time]]:
    """The room's own, or else those of the building's doors."""
    week = room.terms.week
    return ((EARLIEST, LATEST),) if week is None else week[weekday]


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute)


def _shortage(search: Search, diary: Diary) -> Starts | None:
    """What equipment blocks: the starts from which too few of some kind are free."""
    if not search.equipment:
        return None
    short = chain.from_iterable(
        _too_few(diary.pools.get(kind, Pool(0)), number)
        for kind, number in search.equipment.items()
    )
    return diary.ruler.of(diary.ruler.blocked(short, search.length), search.days)


_ALWAYS = (-(2**62), 2**62)


def _too_few(pool: Pool, number: int) -> Iterator[Ticks]:
    """When fewer than so many are free."""
    spare = pool.units - number
    if spare < 0:
        yield _ALWAYS
        return
    turns = sorted(turn for first, last in pool.reserved for turn in ((first, 1), (last, -1)))
    out = begun = 0
    for instant, step in turns:
        if out <= spare < out + step:
            begun = instant
        elif out > spare >= out + step and begun < instant:
            yield begun, instant
        out += step


def _once(search: Search, room: Room, starts: Starts, ideal: int | None) -> Offer | None:
    """The best of the free times, none of which overlap."""
    if ideal is None:
        chosen = _first(starts, -(-search.length // QUARTER))
    else:
        chosen = _nearest(starts, ideal)
    spans = tuple(_span(search, search.days[place // PER_DAY], place % PER_DAY) for place in chosen)
    return Offer(room, spans) if spans else None


def _first(starts: Starts, run: int) -> list[int]:
    places: list[int] = []
    place = starts.find(0)
    while place >= 0 and len(places) < CHOICES:
        places.append(place)
        place = starts.find(0, place + run)
    return places


def _nearest(starts: Starts, ideal: int) -> list[int]:
    """Of each day the start nearest to the ideal one; the best of these."""
    found: dict[int, int] = {}
    for distance in range(PER_DAY):
        places: dict[int, int] = {}
        for start in (ideal + distance, ideal - distance):  # the earlier of two takes its place
            if 0 <= start < PER_DAY:
                # As many as it takes where all the days found so far come again.
                days = islice(_free(starts[start::PER_DAY]), len(found) + CHOICES)
                places |= {day: day * PER_DAY + start for day in days}
        for day in sorted(places):
            found.setdefault(day, places[day])
        if len(found) >= CHOICES:
            break
    return list(found.values())[:CHOICES]


def _free(starts: Starts) -> Iterator[int]:
    place = starts.find(0)
    while place >= 0:
        yield place
        place = starts.find(0, place + 1)


def _series(search: Search, room: Room, starts: Starts, ideal: int | None) -> Offer | None:
    """The start that is free on most of the days; of several such the best."""
    free = [starts[start::PER_DAY].count(0) for start in range(PER_DAY)]
    most = max(free)
    if not most:
        return None
    start = min(
        (start for start, number in enumerate(free) if number == most),
        key=lambda start: (abs(start - (ideal or 0)), start),
    )
    column = starts[start::PER_DAY]
    spans = tuple(
        _span(search, day, start)
        for day, taken in zip(search.days, column, strict=True)
        if not taken
    )
    missing = tuple(day for day, taken in zip(search.days, column, strict=True) if taken)
    return Offer(room, spans, missing)


def _span(search: Search, day: date, start: int) -> Span:
    starts = at(day, time.min) + start * QUARTER
    return Span(starts, starts + search.length)
