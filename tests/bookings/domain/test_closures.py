"""What a closure closes, and which days the country has off."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.closures import Closing, ClosureKind, Place, closed_spans, problems_of
from bookings.domain.holidays import Holiday, holidays_of, ramadan_after
from bookings.domain.hours import JAKARTA
from bookings.domain.spans import Span
from tests.bookings.conftest import at
from tests.conftest import NOW


def closing(**more: object) -> Closing:
    parts = {
        "place": Place(),
        "starts": at(8),
        "ends": at(12),
        "kind": ClosureKind.MAINTENANCE,
        "name": "Servis AC",
    }
    return Closing(**parts | more)  # type: ignore[arg-type]


def fields(**more: object) -> list[str]:
    return [problem.field for problem in problems_of(closing(**more), now=NOW)]


def test_a_good_closure_has_no_problems() -> None:
    assert fields() == []
    assert fields(kind=ClosureKind.RAMADAN, opens=time(8), closes=time(15)) == []


def test_it_refuses() -> None:
    assert fields(name=" ") == ["name"]
    assert fields(name="x" * 121) == ["name"]
    assert fields(name="a\0b") == ["name"]
    assert fields(ends=at(8)) == ["ends"]
    assert fields(starts=at(1, day=20), ends=at(9, day=24)) == ["ends"]
    assert fields(ends=at(8) + timedelta(days=367)) == ["ends"]
    assert fields(starts=datetime(1, 1, 2, tzinfo=JAKARTA)) == ["starts"]
    far = NOW + timedelta(days=1100)
    assert fields(starts=far, ends=far + timedelta(days=1)) == ["starts"]
    assert fields(kind=ClosureKind.RAMADAN) == ["opens"]
    assert fields(opens=time(8)) == ["closes"]
    assert fields(opens=time(15), closes=time(8)) == ["closes"]


hours = st.integers(0, 23).map(time)
moments = st.integers(0, 6 * 24).map(lambda number: at(0, day=20) + timedelta(hours=number))


@given(starts=moments, length=st.integers(1, 100), opens=hours, closes=hours)
def test_shortened_hours_close_every_minute_but_those_kept_open(
    *, starts: datetime, length: int, opens: time, closes: time
) -> None:
    if closes <= opens:
        return
    whole = Span(starts, starts + timedelta(hours=length))
    closed = closed_spans(whole, opens, closes)
    for number in range(length):
        minute = starts + timedelta(hours=number)
        kept = opens <= minute.astimezone(JAKARTA).time() < closes
        assert any(span.contains(minute) for span in closed) is not kept
    assert list(closed) == sorted(closed)
    assert all(one.ends < other.starts for one, other in pairwise(closed))


def test_without_hours_it_closes_all_of_it() -> None:
    assert closing().spans == (Span(at(8), at(12)),)


def test_holidays_know_leave_and_estimates() -> None:
    found = {one.day: one for one in holidays_of(2027)}
    christmas, leave = date(2027, 12, 25), date(2027, 12, 24)
    eid = date(2027, 3, 10)
    assert found[christmas] == Holiday(
        christmas, "Hari Raya Natal", ClosureKind.HOLIDAY, estimated=False
    )
    assert found[leave].kind is ClosureKind.LEAVE
    assert (found[eid].name, found[eid].estimated) == ("Hari Raya Idul Fitri", True)
    assert found[christmas].source == "holiday:2027-12-25"
    assert holidays_of(1) == ()


def test_a_holiday_closes_its_whole_day() -> None:
    made = holidays_of(2026)[-1].closing(Place())
    assert (made.starts, made.ends) == (at(24 * 30, day=25), at(24 * 31, day=25))


def test_the_next_ramadan_ends_before_the_next_eid() -> None:
    assert ramadan_after(date(2026, 11, 24)) == (date(2027, 2, 8), date(2027, 3, 9))
