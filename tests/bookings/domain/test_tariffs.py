"""What a hire costs, beside a twin that tries every combination."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.hours import at
from bookings.domain.spans import Span
from bookings.domain.tariffs import Line, Tariff, check_tariff, lines_of, total_of
from sentra.domain.refusals import Invalid

WEDNESDAY, SATURDAY = date(2026, 11, 25), date(2026, 11, 28)
USUAL = Tariff(hour=75_000, half_day=250_000, weekend_percent=25)


def span(hours: float, day: date = WEDNESDAY) -> Span:
    starts = at(day, time(8))
    return Span(starts, starts + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("hours", "total"),
    [
        (0.25, 75_000),
        (1, 75_000),
        (3, 225_000),
        (3.25, 250_000),
        (4, 250_000),
        (5, 325_000),
        (7.5, 500_000),
        (8, 500_000),
        (12, 750_000),
    ],
)
def test_begun_hours_count_in_full_and_half_days_are_taken_where_cheaper(
    hours: float, total: int
) -> None:
    assert total_of(lines_of(USUAL, span(hours))) == total


def test_a_weekend_is_dearer_and_rounded_up() -> None:
    tariff = Tariff(hour=33_300, weekend_percent=10)
    assert lines_of(tariff, span(2, SATURDAY)) == (
        Line("hour", 2, "hour", 33_300, 66_600),
        Line("weekend", 10, "percent", 66_600, 7_000),
    )
    assert lines_of(tariff, span(2)) == (Line("hour", 2, "hour", 33_300, 66_600),)


def test_a_room_may_be_hired_by_the_half_day_only() -> None:
    assert lines_of(Tariff(half_day=200_000), span(5)) == (
        Line("half_day", 2, "half_day", 200_000, 400_000),
    )


PRICES = st.none() | st.integers(0, 1_000_000)


@given(
    st.builds(Tariff, hour=PRICES, half_day=PRICES).filter(
        lambda tariff: tariff.hour is not None or tariff.half_day is not None
    ),
    st.integers(1, 12 * 12),
)
def test_nothing_that_lasts_as_long_comes_cheaper(tariff: Tariff, cells: int) -> None:
    hired = span(cells / 12)
    ways = [
        halves * (tariff.half_day or 0) + hours * (tariff.hour or 0)
        for halves in range(4 if tariff.half_day is not None else 1)
        for hours in range(13 if tariff.hour is not None else 1)
        if timedelta(hours=4 * halves + hours) >= hired.length
    ]
    lines = lines_of(tariff, hired)
    assert total_of(lines) == min(ways)
    assert all(line.amount == line.quantity * line.price for line in lines)


@pytest.mark.parametrize(
    ("tariff", "field"),
    [
        (Tariff(), "hour"),
        (Tariff(hour=-1), "hour"),
        (Tariff(half_day=10**9), "half_day"),
        (Tariff(hour=1, weekend_percent=201), "weekend_percent"),
    ],
)
def test_a_tariff_that_nobody_can_charge_is_refused(tariff: Tariff, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_tariff(tariff)
    assert [problem.field for problem in refused.value.problems] == [field]
