"""Reading and judging the terms of a room."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.terms import Hours
from bookings.domain.terms_changes import TermsWish, problems_of, read_hours, write_hours

DAY = ((time(8), time(12)), (time(13), time(17)))
TWICE = ((time(8), time(12)), (time(11), time(17)))


def fields(wish: TermsWish) -> list[str]:
    return [problem.field for problem in problems_of(wish, capacity=24)]


@pytest.mark.parametrize(
    "text",
    ["08.00–12.00, 13.00–17.00", "8:00-12:00;13:00 - 17:00,", " 08.00 s/d 12.00, 13.00 to 17.00"],
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert read_hours(text) == DAY


@pytest.mark.parametrize("text", ["8", "08.00", "25.00–26.00", "08.00–12.00–13.00", "pagi"])
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_hours(text)


@given(st.lists(st.tuples(st.times(), st.times()), max_size=4))
def test_written_hours_are_read_as_they_were(hours: list[Hours]) -> None:
    whole = tuple(
        (
            first.replace(second=0, microsecond=0, tzinfo=None),
            last.replace(second=0, microsecond=0, tzinfo=None),
        )
        for first, last in hours
    )
    assert read_hours(write_hours(whole)) == whole


def test_good_terms_have_no_problems() -> None:
    week = [DAY] * 5 + [(), ()]
    assert fields(TermsWish(15, 30, week, {"classroom": 24, "u": 16})) == fields(TermsWish()) == []


def test_everything_wrong_is_told_at_once() -> None:
    early, backwards = ((time(5), time(7)),), ((time(9), time(8)),)
    odd, many = ((time(8, 1), time(9)),), tuple((time(h), time(h, 30)) for h in range(8, 13))
    week = [TWICE, early, backwards, odd, many, (), DAY]
    wish = TermsWish(-5, 7, week, {"classroom": 25, "bed": 1, "u": 0})
    assert fields(wish) == [
        "before",
        "after",
        *(f"hours-{number}" for number in range(5)),
        "layout-classroom",
        "layouts",
        "layout-u",
    ]
    assert fields(TermsWish(week=[DAY])) == ["hours"]
