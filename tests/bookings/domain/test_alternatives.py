from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.alternatives import Suggestion, alternatives
from bookings.domain.hours import at
from bookings.domain.rooms import Room
from bookings.domain.spans import Span

DAY = date(2026, 12, 31)
EARLY = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = Room(1, "R501", "Kelas", 5, capacity=20, features=("projector",))
CLOSE = Room(2, "R502", "Kelas 2", 5, capacity=24, features=("projector", "wifi"))
HUGE = Room(3, "R503", "Kelas 3", 5, capacity=60)
UPSTAIRS = Room(4, "R601", "Kelas 4", 6, capacity=20, features=("projector",))
HALF_A = Room(5, "R401A", "Aula A", 4, capacity=80)
HALF_B = Room(6, "R401B", "Aula B", 4, capacity=80)
HALL = Room(7, "R401", "Aula", 4, capacity=160, parts=(5, 6))
ROOMS = [SMALL, CLOSE, HUGE, UPSTAIRS, HALF_A, HALF_B, HALL]


def hours(first: int, last: int, *, minute: int = 0) -> Span:
    return Span(at(DAY, time(first, minute)), at(DAY, time(last, minute)))


def offers(found: Sequence[Suggestion]) -> list[tuple[str, str]]:
    """Room and start, as a person would say it."""
    return [
        (one.room.code, (one.span.starts + timedelta(hours=7)).strftime("%H.%M")) for one in found
    ]


def test_it_offers_the_nearest_hours_before_and_after_then_other_rooms_of_the_floor_first() -> None:
    found = alternatives(SMALL, hours(9, 11), rooms=ROOMS, busy={1: [hours(9, 11)]}, now=EARLY)
    assert offers(found) == [
        ("R501", "07.00"),
        ("R501", "11.00"),
        ("R502", "09.00"),
        ("R503", "09.00"),
        ("R601", "09.00"),
    ]


def test_it_offers_only_rooms_that_seat_the_people_and_have_the_features() -> None:
    busy = {1: [hours(7, 21)]}
    many = alternatives(SMALL, hours(9, 11), rooms=ROOMS, busy=busy, now=EARLY, people=50)
    assert offers(many) == [("R503", "09.00"), ("R401A", "09.00"), ("R401B", "09.00")]
    online = alternatives(
        SMALL, hours(9, 11), rooms=ROOMS, busy=busy, now=EARLY, features=("wifi",)
    )
    assert offers(online) == [("R502", "09.00")]


def test_a_joined_hall_is_taken_where_a_half_of_it_is() -> None:
    busy = {6: [hours(8, 10), hours(13, 15)]}
    found = alternatives(HALL, hours(9, 11), rooms=[HALL, HALF_A], busy=busy, now=EARLY)
    assert offers(found) == [("R401", "10.00"), ("R401A", "09.00")]


def test_it_offers_nothing_that_has_passed() -> None:
    now = at(DAY, time(10, 50))
    found = alternatives(SMALL, hours(11, 12), rooms=[SMALL], busy={1: [hours(11, 12)]}, now=now)
    assert offers(found) == [("R501", "12.00")]


def test_it_offers_nothing_beyond_closing() -> None:
    found = alternatives(SMALL, hours(20, 21), rooms=[SMALL], busy={1: [hours(7, 21)]}, now=EARLY)
    assert offers(found) == []


quarters = st.integers(0, 4 * 14 - 1)
taken = st.lists(st.tuples(st.integers(0, 14 * 12 - 1), st.integers(1, 40)), max_size=6)


@given(
    wanted=st.sampled_from(ROOMS),
    start=quarters,
    length=st.integers(1, 12),
    taken=st.dictionaries(st.integers(1, 6), taken),
    now=st.integers(-10, 14 * 60),
    people=st.none() | st.integers(1, 200),
)
def test_it_finds_what_a_search_through_every_minute_finds(
    *,
    wanted: Room,
    start: int,
    length: int,
    taken: Mapping[int, list[tuple[int, int]]],
    now: int,
    people: int | None,
) -> None:
    opens = at(DAY, time(7))
    minute = timedelta(minutes=1)
    busy = {
        room: [Span(opens + 5 * s * minute, opens + 5 * (s + n) * minute) for s, n in spans]
        for room, spans in taken.items()
    }
    full = {
        room: {m for s, n in spans for m in range(5 * s, 5 * (s + n))}
        for room, spans in taken.items()
    }

    def free(room: Room, first: int) -> bool:
        parts = {7: (5, 6)}.get(room.id, (room.id,))
        wanted_minutes = range(first, first + 15 * length)
        return not any(m in full.get(part, ()) for part in parts for m in wanted_minutes)

    fits = [
        15 * q
        for q in range(4 * 14)
        if 15 * q + 15 * length <= 14 * 60 and 15 * q >= now and free(wanted, 15 * q)
    ]
    before = [first for first in fits if first < 15 * start][-1:]
    after = [first for first in fits if first > 15 * start][:1]
    expected = [(wanted.code, first) for first in before + after]
    size = people or wanted.capacity or 0
    others = [
        (room.floor != wanted.floor, abs((room.capacity or 0) - size), room.code)
        for room in ROOMS
        if room is not wanted
        and free(room, 15 * start)
        and (people is None or people <= (room.capacity or 0))
    ]
    expected += [(code, 15 * start) for *_, code in sorted(others)[:3]]

    span = Span(opens + 15 * start * minute, opens + 15 * (start + length) * minute)
    found = alternatives(
        wanted, span, rooms=ROOMS, busy=busy, now=opens + now * minute, people=people
    )
    assert [(one.room.code, (one.span.starts - opens) // minute) for one in found] == expected
    assert {one.span.length for one in found} <= {span.length}
