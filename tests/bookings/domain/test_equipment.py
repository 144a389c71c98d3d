"""Giving out equipment, against counting heads minute by minute."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.equipment import (
    Reserved,
    anew,
    fill,
    free_count,
    most_used,
    nearest,
    pool_problems,
    wanted_problems,
)
from bookings.domain.hours import open_hours
from bookings.domain.spans import Span
from tests.bookings.conftest import at
from tests.conftest import NOW

DAY = at(0)


def span(first: float, last: float) -> Span:
    return Span(DAY + timedelta(hours=first), DAY + timedelta(hours=last))


hours = st.tuples(st.integers(0, 20), st.integers(1, 4)).map(
    lambda pair: span(pair[0], pair[0] + pair[1])
)


def out_at(spans: list[Span], hour: int) -> int:
    moment = DAY + timedelta(hours=hour, minutes=30)
    return sum(one.contains(moment) for one in spans)


@given(st.lists(hours, max_size=12))
def test_the_fullest_moment_is_the_fullest_of_all_moments(spans: list[Span]) -> None:
    assert most_used(spans) == max(out_at(spans, hour) for hour in range(24))


@given(st.lists(hours, max_size=12), hours, st.integers(0, 6))
def test_so_many_are_free_as_the_fullest_moment_leaves(
    spans: list[Span], wanted: Span, units: int
) -> None:
    within = [hour for hour in range(24) if wanted.contains(DAY + timedelta(hours=hour))]
    left = min(units - out_at(spans, hour) for hour in within)
    assert free_count(units, spans, wanted) == max(0, left)


@given(st.lists(hours, max_size=14), st.integers(1, 4), st.integers(-1, 20))
def test_nobody_is_refused_while_enough_are_free_at_every_moment(
    spans: list[Span], units: int, hour: int
) -> None:
    """One after the other, as bookings come; those that have begun at `now` keep their unit."""
    now = DAY + timedelta(hours=hour, minutes=30)
    numbers = tuple(range(1, units + 1))
    standing: dict[tuple[int, int], Reserved] = {}
    taken: list[Span] = []
    for booking, one in enumerate(spans):
        asked = [(booking, one, 1)]
        made = fill(numbers, list(standing.values()), asked)
        if made is None and one.starts > now:
            made = anew(numbers, list(standing.values()), asked, now=now)
            assert (made is None) == (free_count(units, taken, one) == 0)
        if made is None:
            continue
        for change in made:
            before = standing.get((change.booking, 0))
            assert before is None or before.span.starts > now
            standing[change.booking, 0] = change
        taken.append(one)
        for hour_of_day in range(24):
            moment = DAY + timedelta(hours=hour_of_day, minutes=30)
            out = Counter(one.unit for one in standing.values() if one.span.contains(moment))
            assert max(out.values(), default=0) <= 1


def test_units_that_are_free_in_pieces_are_put_together() -> None:
    standing = [Reserved(1, 1, span(9, 10), 11), Reserved(2, 2, span(10, 11), 12)]
    asked = [(3, span(9, 11), 1)]
    assert fill((1, 2), standing, asked) is None
    assert anew((1, 2), standing, asked, now=NOW) == [
        Reserved(3, 2, span(9, 11)),
        Reserved(2, 1, span(10, 11), 12),
    ]
    assert anew((1, 2), standing, [(3, span(9, 11), 2)], now=NOW) is None


def test_a_unit_in_hand_stays_where_it_is() -> None:
    standing = [Reserved(1, 2, span(9, 12), 11)]
    assert anew((1, 2), standing, [(2, span(10, 12), 1)], now=at(9, 30)) == [
        Reserved(2, 1, span(10, 12))
    ]
    assert anew((1, 2), standing, [(2, span(10, 12), 2)], now=at(9, 30)) is None


def test_the_nearest_times_are_within_hours_and_not_past() -> None:
    out = [span(9, 11), span(13, 15)]
    within = open_hours(DAY.date() + timedelta(days=1))
    assert within == span(7, 21)
    assert nearest(1, out, span(9, 11), number=1, within=within, now=NOW) == (
        span(7, 9),
        span(11, 13),
    )
    assert nearest(1, out, span(9, 11), number=1, within=within, now=at(8)) == (span(11, 13),)
    assert nearest(1, out, span(9, 11), number=2, within=within, now=NOW) == ()


@pytest.mark.parametrize(("wanted", "fields"), [({1: 6}, []), ({1: 7}, ["equipment-1"])])
def test_nobody_gets_more_than_there_are(wanted: dict[int, int], fields: list[str]) -> None:
    assert [one.field for one in wanted_problems(wanted, {1: 6})] == fields


def test_a_wish_is_for_some_of_what_there_is() -> None:
    found = wanted_problems({1: 0, 2: 1}, {1: 6})
    assert [(one.field, str(one.rule)) for one in found] == [
        ("equipment-1", "There are 6 of them in the building."),
        ("equipment-2", "There is no such equipment."),
    ]


@pytest.mark.parametrize(
    ("name", "number", "fields"),
    [
        ("Proyektor", 0, []),
        ("", 501, ["name", "number"]),
        ("x" * 61, 1, ["name"]),
        ("a\0b", -1, ["name", "number"]),
    ],
)
def test_a_pool_has_a_name_and_a_number(name: str, number: int, fields: list[str]) -> None:
    assert [one.field for one in pool_problems(name, number)] == fields
