from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.rules import Wish, problems_of
from tests.bookings.conftest import at
from tests.conftest import NOW

GOOD = Wish(room="R501", starts=at(9), ends=at(11), title="Pelatihan", organiser=1, people=20)


def broken(**parts: Any) -> list[tuple[str, str]]:
    """Field and rule of everything wrong with the good wish, these parts changed."""
    wish = Wish(**{name: getattr(GOOD, name) for name in GOOD.__slots__} | parts)
    return [(found.field, str(found.rule)) for found in problems_of(wish, now=NOW, capacity=24)]


def test_a_good_wish_has_no_problems() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("parts", "field", "rule"),
    [
        ({"title": "  "}, "title", "A booking needs a title."),
        ({"title": "x" * 121}, "title", "At most 120 characters fit here."),
        ({"title": "a\0b"}, "title", "This has a character that can't be stored."),
        ({"title": "two\nlines"}, "title", "This has a character that can't be stored."),
        ({"note": "x" * 2001}, "note", "At most 2000 characters fit here."),
        ({"note": "a\0b"}, "note", "This has a character that can't be stored."),
        ({"starts": at(8, 40, day=24)}, "starts", "This time has passed already."),
        ({"ends": at(9)}, "ends", "The end has to be after the start."),
        ({"ends": at(9, 10)}, "ends", "A booking takes at least 15 minutes."),
        ({"starts": at(7), "ends": at(19, 5)}, "ends", "A booking takes at most 12 hours."),
        ({"ends": at(10, 3)}, "ends", "Times are multiples of 5 minutes."),
        (
            {"ends": at(10) + timedelta(microseconds=1)},
            "ends",
            "Times are multiples of 5 minutes.",
        ),
        (
            {"starts": at(21, 30), "ends": at(22, 15)},
            "ends",
            "The building is open from 06:00 to 22:00.",
        ),
        ({"people": 0}, "people", "A number from 1 to 10000 is needed."),
        ({"people": 25}, "people", "This room takes 24 people."),
    ],
    ids=str,
)
def test_it_refuses(parts: dict[str, Any], field: str, rule: str) -> None:
    found = broken(**parts)
    if field != "starts":
        assert found == [(field, rule)]
    else:
        assert (field, rule) in found


def test_it_tells_everything_at_once() -> None:
    fields = [field for field, _ in broken(title="", people=99, ends=at(10, 1))]
    assert fields == ["title", "ends", "people"]


def test_a_note_has_lines() -> None:
    assert broken(note="one\r\n\ttwo") == []


def test_the_building_is_empty_at_night() -> None:
    assert broken(starts=at(23), ends=at(23) + timedelta(hours=2)) == [
        ("starts", "The building is open from 06:00 to 22:00.")
    ]


def test_a_year_ends_as_any_day_does() -> None:
    eve = datetime(2026, 12, 31, 14, 0, tzinfo=UTC)
    assert broken(starts=eve, ends=eve + timedelta(hours=1)) == []
    assert broken(starts=eve, ends=eve + timedelta(hours=4)) == [
        ("ends", "The building is open from 06:00 to 22:00.")
    ]


def test_it_looks_400_days_ahead() -> None:
    last = NOW + timedelta(days=400)
    assert broken(starts=last, ends=last + timedelta(hours=1)) == []
    far = last + timedelta(minutes=5)
    assert broken(starts=far, ends=far + timedelta(hours=1)) == [
        ("starts", "Rooms can be booked up to 400 days ahead.")
    ]


def test_who_walks_in_may_book_from_the_quarter_that_has_begun() -> None:
    assert broken(starts=at(8, 45, day=24), ends=at(10, day=24)) == []


def test_a_start_that_stands_may_be_past() -> None:
    began = at(7, day=24)
    wish = Wish("R501", began, at(10, day=24), "Pelatihan", 1)
    assert problems_of(wish, now=NOW, began=began) == ()


@given(
    starts=st.datetimes(timezones=st.just(UTC)),
    ends=st.datetimes(timezones=st.just(UTC)),
    title=st.text(),
    people=st.none() | st.integers(),
)
def test_it_has_an_answer_to_every_wish(
    *, starts: datetime, ends: datetime, title: str, people: int | None
) -> None:
    wish = Wish("R501", starts, ends, title, 1, people=people)
    problems_of(wish, now=NOW, capacity=10)
