"""Which dates of a series go on as which when its rule changes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.series_repeat import succession

DAYS = st.sets(st.integers(0, 80).map(lambda days: date(2026, 11, 2) + timedelta(days)))


def period(day: date, *, monthly: bool) -> tuple[int, int]:
    return (day.year, day.month) if monthly else day.isocalendar()[:2]


def test_tuesdays_become_wednesdays_and_every_other_ends() -> None:
    tuesdays = [date(2026, 12, day) for day in (1, 8, 15)]
    assert succession(tuesdays, [date(2026, 12, 2), date(2026, 12, 16)], monthly=False) == (
        {date(2026, 12, 2): date(2026, 12, 1), date(2026, 12, 16): date(2026, 12, 15)},
        [date(2026, 12, 8)],
    )


@given(DAYS, DAYS, st.booleans())
def test_no_day_is_lost_or_used_twice(old: set[date], new: set[date], monthly: bool) -> None:  # noqa: FBT001 - hypothesis
    pairs, gone = succession(old, new, monthly=monthly)
    assert sorted([*pairs.values(), *gone]) == sorted(old)
    assert set(pairs) <= new
    assert {day for day in pairs if pairs[day] == day} == old & new
    assert all(period(a, monthly=monthly) == period(b, monthly=monthly) for a, b in pairs.items())
    lonely = {period(day, monthly=monthly) for day in new - set(pairs)}
    assert not lonely & {period(day, monthly=monthly) for day in gone}
    moved = sorted((a, b) for a, b in pairs.items() if a != b)
    assert moved == sorted(moved, key=lambda pair: pair[1])
