"""Series as rules know them: where dates fall, how a series is split, what is in its own way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookings.domain.recurrence import MOST_OCCURRENCES, Frequency, Recurrence, WeekdayRule
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.recurrence_words import recurrence_words
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS
from bookings.domain.series import exact, in_each_others_way, split
from bookings.domain.spans import Span
from bookings.domain.terms import Terms
from sentra.i18n import translate

TUESDAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "words", "indonesian"),
    [
        ("FREQ=DAILY;COUNT=3", "every day, 3 times", "setiap hari, 3 kali"),
        ("FREQ=WEEKLY", "every week on Tuesday", "setiap minggu pada hari Selasa"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20261224",
            "every 2 weeks on Monday and Friday, until Thursday, 24 December 2026",
            "setiap 2 minggu pada hari Senin dan Jumat, sampai Kamis, 24 Desember 2026",
        ),
        ("FREQ=MONTHLY", "every month on day 24", "setiap bulan pada tanggal 24"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU,-1FR",
            "every 3 months on the second Tuesday and the last Friday",
            "setiap 3 bulan pada Selasa kedua dan Jumat terakhir",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2",
            "every month on the last day, 2 times",
            "setiap bulan pada hari terakhir, 2 kali",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "every month on each Friday, if it is day 13",
            "setiap bulan pada setiap Jumat, jika tanggal 13",
        ),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str, indonesian: str) -> None:
    said = recurrence_words(parse_recurrence(rule), TUESDAY)
    assert (translate(said, "en"), translate(said, "id")) == (words, indonesian)


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from(list(Frequency)))
    monthly = frequency is Frequency.MONTHLY
    nth = st.sampled_from([None, 1, 2, 5, -1]) if monthly else st.none()
    weekdays = st.builds(WeekdayRule, st.integers(0, 6), nth)
    month_days = st.sets(st.integers(1, 31) | st.integers(-31, -1), max_size=2)
    count = draw(st.none() | st.integers(1, 60))
    return Recurrence(
        frequency,
        interval=draw(st.integers(1, 4)),
        days=tuple(draw(st.sets(weekdays, max_size=2))),
        month_days=() if frequency is Frequency.WEEKLY else tuple(draw(month_days)),
        count=count,
        until=None if count else TUESDAY + timedelta(days=draw(st.integers(0, 700))),
        week_start=draw(st.integers(0, 6)),
    )


def bookable(rule: Recurrence) -> tuple[Recurrence, list[date]]:
    """The rule and its days, as far as rooms can be booked at all."""
    days = list(rule.dates(TUESDAY))
    assume(0 < len(days) <= MOST_OCCURRENCES)
    assume(days[-1] <= TUESDAY + timedelta(days=HORIZON_DAYS))
    return exact(rule, len(days)), days


@given(rules(), st.integers(0, 59))
def test_a_series_split_in_two_has_the_same_days(rule: Recurrence, place: int) -> None:
    rule, days = bookable(rule)
    day = days[min(place, len(days) - 1)]
    before, after = split(rule, TUESDAY, day)
    assert [*before.dates(TUESDAY), *after.dates(day)] == days


@given(rules())
def test_a_series_may_begin_on_the_first_day_that_its_rule_names(rule: Recurrence) -> None:
    rule, days = bookable(rule)
    assert list(rule.dates(days[0])) == days


@given(
    st.lists(
        st.tuples(st.sampled_from(["hall", "one", "other"]), st.integers(0, 40), st.integers(1, 9)),
        max_size=8,
    )
)
def test_it_finds_who_is_in_the_way_as_minutes_do(wanted: list[tuple[str, int, int]]) -> None:
    one = Room(1, "R1", "Satu", 1, terms=Terms(before=timedelta(minutes=2)))
    rooms = {
        "one": one,
        "other": replace(one, id=2, terms=Terms(after=timedelta(minutes=3))),
        "hall": replace(one, id=3, parts=(1, 2), terms=Terms()),
    }
    asked = [
        (
            rooms[name],
            Span(MIDNIGHT + timedelta(minutes=first), MIDNIGHT + timedelta(minutes=first + length)),
        )
        for name, first, length in wanted
    ]
    minutes = [
        {
            (part, minute)
            for part in rooms[name].held
            for minute in range(
                first - (2 if name == "one" else 0),
                first + length + (3 if name == "other" else 0),
            )
        }
        for name, first, length in wanted
    ]
    slow = {
        place
        for place, mine in enumerate(minutes)
        if any(mine & theirs for other, theirs in enumerate(minutes) if other != place)
    }
    assert in_each_others_way(asked) == slow
