from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.availability import free_spans, free_until, merged, taken_spans, taken_until
from bookings.domain.rooms import Room
from bookings.domain.spans import Span

START = datetime(2026, 11, 24, tzinfo=UTC)
DAY = 60


def span(first: int, last: int) -> Span:
    return Span(START + timedelta(minutes=first), START + timedelta(minutes=last))


def minutes(*spans: Span) -> set[int]:
    return {
        minute
        for one in spans
        for minute in range(-DAY, 2 * DAY)
        if one.contains(START + timedelta(minutes=minute))
    }


taken = st.lists(
    st.tuples(st.integers(-20, DAY + 10), st.integers(1, 30)).map(
        lambda pair: span(pair[0], pair[0] + pair[1])
    ),
    max_size=8,
)


@given(taken)
def test_merged_spans_are_the_same_time_and_never_touch(spans: list[Span]) -> None:
    found = merged(spans)
    assert minutes(*found) == minutes(*spans)
    assert all(one.ends < other.starts for one, other in pairwise(found))


@given(taken)
def test_what_is_not_taken_is_free(spans: list[Span]) -> None:
    whole = span(0, DAY)
    free = list(free_spans(whole, spans))
    assert minutes(*free) == minutes(whole) - minutes(*spans)
    assert free == merged(free)


@given(taken, st.integers(0, DAY))
def test_a_room_is_taken_or_free_until_that_changes(spans: list[Span], minute: int) -> None:
    now = START + timedelta(minutes=minute)
    busy = minutes(*spans)
    later = range(minute, 2 * DAY)
    until_free = next((at for at in later if at not in busy), None) if minute in busy else None
    assert taken_until(now, spans) == (
        None if until_free is None else START + timedelta(minutes=until_free)
    )
    if minute not in busy:
        until_taken = next((at for at in later if at in busy), None)
        assert free_until(now, spans) == (
            None if until_taken is None else START + timedelta(minutes=until_taken)
        )


def test_a_hall_is_taken_when_any_part_of_it_is() -> None:
    hall = Room(3, "R401", "Aula", 4, parts=(1, 2))
    busy = {1: [span(0, 10)], 2: [span(5, 20)], 3: [span(40, 50)]}
    assert taken_spans(hall, busy) == [span(0, 20)]
