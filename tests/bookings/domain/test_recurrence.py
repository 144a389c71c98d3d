"""A series' days: the same as dateutil's, and never without end."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from time import process_time

import pytest
from dateutil.rrule import rrulestr

from bookings.domain.recurrence import (
    MOST_OCCURRENCES,
    WEEKDAYS,
    Frequency,
    Recurrence,
    WeekdayRule,
)
from bookings.domain.recurrence_text import parse_recurrence
from sentra.domain.refusals import Invalid

TRIALS = int(os.environ.get("SENTRA_TRIALS", "300"))
"""10,000 take a minute and a half, most of it dateutil's."""

FIRST = date(2026, 11, 24)
"""A Tuesday."""


def days(text: str, first: date = FIRST) -> list[str]:
    return [f"{day:%a %d %b %Y}" for day in parse_recurrence(text).dates(first)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;COUNT=2", ["Tue 24 Nov 2026", "Wed 25 Nov 2026"]),
        ("FREQ=WEEKLY;COUNT=2", ["Tue 24 Nov 2026", "Tue 01 Dec 2026"]),
        ("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=2", ["Fri 27 Nov 2026", "Mon 30 Nov 2026"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["Fri 27 Nov 2026", "Fri 25 Dec 2026"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", ["Thu 31 Dec 2026", "Sun 31 Jan 2027"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["Mon 30 Nov 2026", "Thu 31 Dec 2026"]),
        ("FREQ=WEEKLY;UNTIL=20261201", ["Tue 24 Nov 2026", "Tue 01 Dec 2026"]),
        ("FREQ=WEEKLY;UNTIL=20261201T020000Z", ["Tue 24 Nov 2026", "Tue 01 Dec 2026"]),
        ("FREQ=WEEKLY;UNTIL=20261123", []),
    ],
)
def test_it_names_these_days(rule: str, expected: list[str]) -> None:
    assert days(rule) == expected


def a_rule(random: Random) -> Recurrence:
    frequency = random.choice(list(Frequency))
    monthly = frequency is Frequency.MONTHLY
    # Not a plain day and an ordinal one in one rule: the standard joins them, dateutil intersects.
    ordinals: list[int | None] = [None]
    if monthly and random.random() < 0.5:
        ordinals = [1, 2, 3, 4, 5, -1, -2]
    weekdays = {
        WeekdayRule(random.randrange(7), random.choice(ordinals))
        for _ in range(random.choice([0, 0, 1, 2, 3]))
    }
    month_days = set()
    if frequency is not Frequency.WEEKLY:
        month_days = {
            random.choice([*range(1, 32), *range(-31, 0)])
            for _ in range(random.choice([0, 0, 1, 3]))
        }
    ends = random.choice(["count", "until", "never"])
    return Recurrence(
        frequency=frequency,
        interval=random.choice([1, 1, 2, 3, 5, 12]),
        days=tuple(sorted(weekdays, key=lambda rule: (rule.weekday, rule.nth or 0))),
        month_days=tuple(sorted(month_days)),
        count=random.randrange(1, 60) if ends == "count" else None,
        until=FIRST + timedelta(days=random.randrange(900)) if ends == "until" else None,
        week_start=random.choice([0, 6, 2]),
    )


def dateutil_days(rule: Recurrence, first: date, most: int, last: date) -> list[date]:
    """The same with dateutil; it is given an end, since it looks for days up to the year 9999."""
    until = min(rule.until or last, last)
    text = str(replace(rule, count=None, until=until))
    text = text.replace(f"{until:%Y%m%d}", f"{until:%Y%m%d}T235959Z")
    start = datetime.combine(first, time(9), tzinfo=UTC)
    wanted = min(most, rule.count or most)
    return [moment.date() for moment in islice(rrulestr(text, dtstart=start), wanted)]


@pytest.mark.slow
def test_it_equals_dateutil_on_random_rules() -> None:
    random = Random(5545)
    for _ in range(TRIALS):
        rule = a_rule(random)
        first = FIRST + timedelta(days=random.randrange(1_000))
        most = 40
        last = first + timedelta(days=3 * 366)
        ours = [day for day in islice(rule.dates(first), most) if day <= last]
        assert ours == dateutil_days(rule, first, most, last), (str(rule), first)


def test_a_rule_is_read_back_as_it_was_written() -> None:
    random = Random(42)
    for _ in range(500):
        rule = a_rule(random)
        assert parse_recurrence(str(rule)) == rule


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=WEEKLY;",
        "FREQ=SECONDLY",
        "FREQ=YEARLY",
        "FREQ=DAILY;BYSECOND=1,2,3",
        "FREQ=DAILY;BYSETPOS=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=DAILY;UNTIL=20261301",
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=DAILY;COUNT=2;UNTIL=20261231",
        "FREQ=DAILY;WKST=ZZ",
        "FREQ=DAILY;" + "BYDAY=MO;" * 100,
        "RRULE",
        "\0",
    ],
)
def test_it_refuses_what_no_series_can_be(rule: str) -> None:
    with pytest.raises(Invalid):
        parse_recurrence(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTHDAY=31;BYDAY=MO;INTERVAL=366",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=DAILY",
    ],
)
def test_a_rule_that_names_hardly_any_day_ends_as_quickly(rule: str) -> None:
    began = process_time()
    found = list(parse_recurrence(rule).dates(date(2026, 2, 1)))
    assert len(found) <= MOST_OCCURRENCES + 1
    assert process_time() - began < 1


def test_weekdays_are_named_as_in_the_standard() -> None:
    assert [str(WeekdayRule(n)) for n in range(7)] == list(WEEKDAYS)
