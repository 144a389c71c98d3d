"""When rooms are free, beside a twin that tries every quarter of an hour span by span."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.domain.finding import Diary, Offer, Pool, free_offers
from bookings.domain.hours import EARLIEST, LATEST, at
from bookings.domain.rooms import Room
from bookings.domain.search import Search
from bookings.domain.spans import Span
from bookings.domain.starts import QUARTER, Ruler, ticks
from bookings.domain.terms import Terms

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday, 9.00 in Jakarta."""
OVENS = 7
MINUTE = timedelta(minutes=1)

Taken = Mapping[int, Sequence[Span]]
Pools = Mapping[int, tuple[int, list[Span]]]


def diary_of(taken: Taken, pools: Pools) -> Diary:
    return Diary(
        Ruler(MONDAY, 14),
        {room: [ticks(span) for span in spans] for room, spans in taken.items()},
        {
            kind: Pool(units, [ticks(span) for span in spans])
            for kind, (units, spans) in pools.items()
        },
    )


def is_free(
    search: Search,
    room: Room,
    span: Span,
    taken: Taken,
    pools: Pools,
) -> bool:
    """Minute by minute where it matters, from the definitions alone."""
    held = Span(span.starts - room.terms.before, span.ends + room.terms.after)
    if any(held.overlaps(one) for part in room.held for one in taken.get(part, ())):
        return False
    for kind, number in search.equipment.items():
        units, spans = pools.get(kind, (0, []))
        minute = span.starts
        while minute < span.ends:
            if units - sum(one.contains(minute) for one in spans) < number:
                return False
            minute += MINUTE
    return True


def starts(search: Search, room: Room, day: date) -> Iterator[datetime]:
    """Every quarter of an hour from which it lies within all hours that count."""
    hours = ((EARLIEST, LATEST),) if room.terms.week is None else room.terms.week[day.weekday()]
    for quarter in range(96):
        start = at(day, time()) + quarter * QUARTER
        end = start + search.length
        asked = at(day, search.earliest) <= start and end <= at(day, search.latest)
        opened = any(at(day, first) <= start and end <= at(day, last) for first, last in hours)
        if asked and opened and start >= NOW:
            yield start


def twin(search: Search, room: Room, taken: Taken, pools: Pools) -> Offer | None:
    free = {
        day: [
            start
            for start in starts(search, room, day)
            if is_free(search, room, Span(start, start + search.length), taken, pools)
        ]
        for day in search.days
    }
    if search.every:
        return twin_of_series(search, room, free)
    chosen: list[Span] = []
    for day in search.days:
        for start in free[day]:
            if len(chosen) < 4 and (not chosen or start >= chosen[-1].ends):
                chosen.append(Span(start, start + search.length))
    return Offer(room, tuple(chosen)) if chosen else None


def twin_of_series(search: Search, room: Room, free: Mapping[date, list[datetime]]) -> Offer | None:
    clocks = sorted({start - at(day, time()) for day, found in free.items() for start in found})
    best: Offer | None = None
    for clock in clocks:
        days = [day for day in search.days if at(day, time()) + clock in free[day]]
        spans = tuple(
            Span(at(day, time()) + clock, at(day, time()) + clock + search.length) for day in days
        )
        missing = tuple(day for day in search.days if day not in days)
        if best is None or len(missing) < len(best.missing):
            best = Offer(room, spans, missing)
    return best


def spans(grain: int) -> st.SearchStrategy[list[Span]]:
    """What is taken within two weeks, by multiples of some minutes."""
    one = st.builds(
        lambda day, first, length: Span(
            at(MONDAY + timedelta(days=day), time()) + first * grain * MINUTE,
            at(MONDAY + timedelta(days=day), time()) + (first + length) * grain * MINUTE,
        ),
        st.integers(0, 13),
        st.integers(5 * 60 // grain, 20 * 60 // grain),
        st.integers(1, 40 * 60 // grain),
    )
    return st.lists(one, max_size=8)


WEEKS = st.sampled_from(
    [
        None,
        (((time(8), time(12)), (time(13), time(17, 5))),) * 6 + ((),),
        (((time(7, 10), time(21)),),) * 7,
    ]
)
TERMS = st.builds(
    Terms,
    before=st.sampled_from([0, 5, 30]).map(lambda n: n * MINUTE),
    after=st.sampled_from([0, 10, 15]).map(lambda n: n * MINUTE),
    week=WEEKS,
)
ROOMS = st.builds(
    lambda terms, parts: Room(9 if parts else 1, "R1", "Ruang", 1, parts=parts, terms=terms),
    TERMS,
    st.sampled_from([(), (1, 2), (1, 2, 3)]),
)
DAYS = st.lists(st.integers(0, 13), min_size=1, max_size=6, unique=True).map(
    lambda numbers: tuple(MONDAY + timedelta(days=n) for n in sorted(numbers))
)
HOURS = st.sampled_from(
    [(time(6), time(22)), (time(7), time(12)), (time(9, 5), time(11)), (time(13, 30), time(17))]
)
SEARCHES = st.builds(
    lambda days, hours, length, every, ovens: Search(
        days=days,
        earliest=hours[0],
        latest=hours[1],
        length=length * MINUTE,
        every=every,
        equipment={OVENS: ovens} if ovens else {},
    ),
    DAYS,
    HOURS,
    st.sampled_from([15, 40, 60, 115, 120, 240]),
    st.booleans(),
    st.integers(0, 3),
)


@settings(max_examples=300)
@given(
    search=SEARCHES,
    room=ROOMS,
    taken=st.dictionaries(st.integers(1, 3), spans(7)),
    ovens=st.tuples(st.integers(0, 4), spans(7)),
)
def test_it_finds_what_trying_every_quarter_finds(
    search: Search, room: Room, taken: Taken, ovens: tuple[int, list[Span]]
) -> None:
    pools = {OVENS: ovens}
    found = free_offers(search, [room], diary_of(taken, pools), now=NOW)
    assert found == [offer for offer in [twin(search, room, taken, pools)] if offer]


def test_the_time_nearest_to_the_one_wanted_comes_first() -> None:
    day = MONDAY + timedelta(days=2)
    search = Search((day,), time(6), time(22), timedelta(hours=2))
    room = Room(1, "R1", "Ruang", 1)
    taken = {1: [Span(at(day, time(11, 30)), at(day, time(17)))]}
    [offer] = free_offers(search, [room], diary_of(taken, {}), now=NOW, wanted=time(13))
    assert offer == Offer(room, (Span(at(day, time(9, 30)), at(day, time(11, 30))),))
