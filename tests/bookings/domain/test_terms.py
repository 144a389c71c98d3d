"""What a room's terms let be booked."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.alternatives import is_free
from bookings.domain.hours import whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.domain.terms import USUAL, Layout, Terms, hours_problems, layout_problems
from tests.bookings.conftest import at

OFFICE = ((time(8), time(12)), (time(13), time(17)))
WEEK = Terms(week=(*[OFFICE] * 4, ((time(8), time(11, 30)),), (), ()))
"""Monday to Thursday with a break, Friday morning only."""


def said(first: int, last: int, *, day: int = 25, terms: Terms = WEEK) -> list[tuple[str, str]]:
    found = hours_problems(at(first, day=day), at(last, day=day), terms)
    return [(problem.field, f"{problem.rule} {problem.remedy}") for problem in found]


def test_it_is_open_within_each_stretch_of_its_hours() -> None:
    assert said(8, 12) == said(13, 17) == said(9, 10) == []


def test_it_says_the_hours_of_that_weekday() -> None:
    hours = "On this weekday the room is open at these hours: "
    [(field, rule)] = said(7, 9)
    assert (field, rule.startswith(hours)) == ("starts", True)
    assert said(11, 14)[0][0] == "ends"
    assert said(8, 17)[0][1].endswith("Choose a shorter time.")


def test_it_is_closed_on_a_weekday_without_hours() -> None:
    [(field, rule)] = said(9, 10, day=28)
    assert (field, rule.startswith("The room is closed on this weekday")) == ("starts", True)


def test_a_room_without_hours_is_open_as_long_as_the_doors_are() -> None:
    assert said(6, 22, terms=USUAL) == []
    assert said(5, 7, terms=USUAL)[0][0] == "starts"


def test_no_hours_of_a_day_reach_into_the_next() -> None:
    every = Terms(week=[[(time(6), time(22))]] * 7)
    first = at(21)
    assert len(list(hours_problems(first, first + timedelta(hours=10), every))) == 1


def test_a_layout_has_its_own_number_of_seats() -> None:
    terms = Terms(layouts={Layout.CLASSROOM: 24, Layout.U: 16})

    def fields(layout: str | None, people: int | None) -> list[str]:
        return [problem.field for problem in layout_problems(layout, people, terms)]

    assert fields("u", 16) == fields("u", None) == fields(None, 24) == []
    assert fields("u", 17) == ["people"]
    assert fields("theatre", 5) == fields("bed of nails", 5) == ["layout"]
    [problem] = layout_problems("u", 5, USUAL)
    assert str(problem.remedy) == "Leave the layout out."


minutes = st.integers(0, 120).map(lambda number: timedelta(minutes=number))
spans = st.builds(
    lambda first, length: Span(at(6) + first, at(6) + first + length),
    st.integers(0, 600).map(lambda number: timedelta(minutes=number)),
    st.integers(5, 300).map(lambda number: timedelta(minutes=number)),
)


@given(taken=spans, wanted=spans, before=minutes, after=minutes)
def test_what_blocks_is_what_the_holds_would_exclude(
    *, taken: Span, wanted: Span, before: timedelta, after: timedelta
) -> None:
    terms = Terms(before=before, after=after)
    room = Room(1, "R501", "Kelas", 5, terms=terms)
    excluded = terms.held(wanted).overlaps(taken)
    assert terms.blocks(taken).overlaps(wanted) == excluded
    assert is_free(room, wanted, {1: [taken]}) is not excluded


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_open_hours_lie_within_their_day(day: date) -> None:
    opened = WEEK.open_on(day)
    whole = whole_day(day)
    assert all(whole.starts <= one.starts and one.ends <= whole.ends for one in opened)
    assert len(opened) == (2, 2, 2, 2, 1, 0, 0)[day.weekday()]
