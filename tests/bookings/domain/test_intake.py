"""What a room would be booked for by another program's calendar."""

import json
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.domain.hours import JAKARTA
from bookings.domain.intake import MOST_BYTES, MOST_EVENTS, Intake, read_calendar
from sentra.domain.refusals import Invalid

ORACLE = Path(__file__).parents[2] / "oracles" / "expand.py"
SINCE = datetime(2026, 11, 24, 2, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=400)


def calendar(*events: str) -> bytes:
    blocks = [f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events]
    text = "\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//", *blocks, "END:VCALENDAR"]
    )
    return text.replace("\n", "\r\n").encode()


def event(**changes: str) -> str:
    lines = {
        "UID": "UID:abc@example.org",
        "DTSTART": "DTSTART;TZID=Asia/Jakarta:20261201T090000",
        "DTEND": "DTEND;TZID=Asia/Jakarta:20261201T110000",
        "SUMMARY": "SUMMARY:Kelas kopi\\, lanjutan",
    } | changes
    return "\n".join(line for line in lines.values() if line)


def read(*events: str) -> Intake:
    return read_calendar(calendar(*events), since=SINCE, until=UNTIL)


def when(found: Intake) -> list[str]:
    return [f"{one.span.starts.astimezone(JAKARTA):%d %b %Y %H.%M}" for one in found.occurrences]


def test_an_event_is_taken_over_with_its_name() -> None:
    [one] = read(event()).occurrences
    assert (one.key, one.title, one.line) == ("abc@example.org", "Kelas kopi, lanjutan", 4)
    assert one.span.length == timedelta(hours=2)
    assert one.span.starts == datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("categories", "track"),
    [
        ("", None),
        ("CATEGORIES:Ruang,Pemasaran", "marketing"),
        ("CATEGORIES:MANAGEMENT\nCATEGORIES:Rapat", "management"),
        ("CATEGORIES:Rapat\nCATEGORIES:produksi", "production"),
        ("CATEGORIES:Memasak", None),
    ],
)
def test_its_categories_may_say_what_it_is_a_training_of(
    categories: str, track: str | None
) -> None:
    [one] = read(event(CATEGORIES=categories)).occurrences
    assert one.track == track


def test_a_series_is_taken_over_date_by_date_without_the_skipped_one() -> None:
    found = read(
        event(
            RRULE="RRULE:FREQ=WEEKLY;COUNT=4",
            EXDATE="EXDATE;TZID=Asia/Jakarta:20261208T090000",
        )
    )
    assert when(found) == ["01 Dec 2026 09.00", "15 Dec 2026 09.00", "22 Dec 2026 09.00"]
    assert found.occurrences[0].key == "abc@example.org/20261201T020000Z"


def test_a_moved_date_keeps_its_name() -> None:
    moved = event(
        DTSTART="DTSTART;TZID=Asia/Jakarta:20261209T130000",
        DTEND="DTEND;TZID=Asia/Jakarta:20261209T150000",
        RECUR="RECURRENCE-ID;TZID=Asia/Jakarta:20261208T090000",
    )
    found = read(event(RRULE="RRULE:FREQ=WEEKLY;COUNT=2"), moved)
    assert when(found) == ["01 Dec 2026 09.00", "09 Dec 2026 13.00"]
    assert found.occurrences[1].key == "abc@example.org/20261208T020000Z"


def test_a_series_that_began_years_ago_goes_on() -> None:
    old = event(
        DTSTART="DTSTART;TZID=Asia/Jakarta:20150106T090000",
        DTEND="DTEND;TZID=Asia/Jakarta:20150106T110000",
        RRULE="RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270101T000000Z",
    )
    assert when(read(old)) == ["24 Nov 2026 09.00", "08 Dec 2026 09.00", "22 Dec 2026 09.00"]


def test_the_rule_counts_days_in_the_zone_of_the_event() -> None:
    """Tuesday evening in New York is Wednesday morning in Jakarta."""
    far = event(
        DTSTART="DTSTART;TZID=America/New_York:20261201T210000",
        DTEND="DTEND;TZID=America/New_York:20261201T220000",
        RRULE="RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2",
    )
    assert when(read(far)) == ["02 Dec 2026 09.00", "09 Dec 2026 09.00"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DTSTART": "DTSTART;TZID=Mars/Base:20261201T090000"}, "unknown"),
        ({"DTSTART": "DTSTART;VALUE=DATE:20261201"}, "whole days"),
        ({"DTSTART": "DTSTART:gestern"}, "can't be read"),
        ({"DTEND": ""}, "no end"),
        ({"DTEND": "DTEND;TZID=Asia/Jakarta:20261130T110000"}, "before it starts"),
        ({"UID": ""}, "no UID"),
        ({"RRULE": "RRULE:FREQ=SECONDLY"}, "daily, weekly or monthly"),
        ({"RRULE": "RRULE:FREQ=DAILY;BYSETPOS=-1;BYDAY=MO"}, "BYSETPOS"),
        ({"RRULE": "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY"}, "several rules"),
        ({"X": "no colon here"}, "damaged"),
        ({"X": "X-A:1\n" * 600}, "too long"),
    ],
)
def test_what_it_can_not_take_over_it_leaves_out_and_says_why(
    changes: dict[str, str], words: str
) -> None:
    found = read(event(**changes), event(UID="UID:other"))
    assert [one.key for one in found.occurrences] == ["other"]
    [left] = found.left_out
    assert (left.line, words in str(left.reason)) == (4, True), str(left.reason)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"hello",
        b"BEGIN:VCALENDAR\r\n" + b"x" * MOST_BYTES,
        calendar(*[event(UID=f"UID:{n}") for n in range(MOST_EVENTS + 1)]),
    ],
    ids=["empty", "picture", "text", "large", "many"],
)
def test_it_refuses_a_file_that_is_no_calendar_or_too_much(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_calendar(content, since=SINCE, until=UNTIL)
    assert refused.value.problems[0].field == "file"


def test_a_bomb_of_rules_ends() -> None:
    bombs = [event(UID=f"UID:{n}", RRULE="RRULE:FREQ=DAILY") for n in range(500)]
    began = process_time()
    with pytest.raises(Invalid):
        read(*bombs)
    assert process_time() - began < 10


def test_an_endless_nest_and_a_missing_end_are_read_like_anything_else() -> None:
    nested = calendar(event(X="BEGIN:VALARM\n" * 400))
    cut = calendar(event()).partition(b"END:VEVENT")[0]
    for content in (nested, cut):
        found = read_calendar(content, since=SINCE, until=UNTIL)
        assert len(found.occurrences) + len(found.left_out) == 1


@given(content=st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_after_a_good_beginning_are_read_or_left_out(content: bytes) -> None:
    with suppress(Invalid):
        read_calendar(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + content, since=SINCE, until=UNTIL)


def test_it_finds_the_same_dates_as_another_reader() -> None:
    """recurring-ical-events, as a program of its own."""
    random = Random(5545)
    until = SINCE + timedelta(days=120)
    contents = [a_series(random) for _ in range(60)]
    asked = {"since": SINCE.isoformat(), "until": until.isoformat(), "calendars": contents}
    answer = subprocess.run(
        [sys.executable, ORACLE],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [
        [
            one.span.starts.isoformat()
            for one in read_calendar(content.encode(), since=SINCE, until=until).occurrences
        ]
        for content in contents
    ]
    assert ours == json.loads(answer.stdout)


def a_series(random: Random) -> str:
    first = datetime(2025, 1, 6, 9) + timedelta(days=random.randrange(700))  # noqa: DTZ001 - with a TZID
    ends = random.choice([";COUNT=30", ";UNTIL=20270301T020000Z", ""])
    rule = f"FREQ={random.choice(['DAILY', 'WEEKLY', 'MONTHLY'])};INTERVAL={random.randint(1, 3)}"
    return calendar(
        event(
            DTSTART=f"DTSTART;TZID=Asia/Jakarta:{first:%Y%m%dT%H%M%S}",
            DTEND=f"DTEND;TZID=Asia/Jakarta:{first + timedelta(hours=2):%Y%m%dT%H%M%S}",
            RRULE=f"RRULE:{rule}{ends}",
        )
    ).decode()
