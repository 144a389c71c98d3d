"""Invitations, read by programs that are not ours."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.domain import ical
from bookings.domain.ical import plain
from bookings.domain.invitations import CANCEL, REQUEST, Event, calendar_bytes, mailings
from bookings.domain.told import Key
from tests.bookings.test_oracles import oracles

__all__ = ["oracles"]
FIRST = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
CENTRE = ("pusat@sentra.example", "Sentra UKM")
BUDI = ("budi@example.org", "Budi Santoso")
WEEK = timedelta(weeks=1)
MASTER = ical.Event(
    uid="series@sentra-ukm",
    created=FIRST - WEEK,
    changed=FIRST - WEEK,
    sequence=1,
    starts=FIRST,
    ends=FIRST + timedelta(hours=2),
    summary="Kemasan, kue & “kopi”",
    location="Kelas Serpong, Lantai 5",
    category="Ruang",
    url="http://sentra.test/jadwal",
    rule="FREQ=WEEKLY;COUNT=4",
)
MOVED = replace(
    MASTER, rule="", recurrence=FIRST + WEEK, starts=FIRST + WEEK + timedelta(hours=4),
    ends=FIRST + WEEK + timedelta(hours=6), sequence=2,
)  # fmt: skip
GONE = replace(MASTER, rule="", recurrence=FIRST + 2 * WEEK, cancelled=True, sequence=3)


def event(number: int, made: ical.Event) -> Event:
    kind = "series" if made.rule else "booking"
    key = Key(kind, number)
    return Event(key, ical.event_bytes(made), not made.cancelled, made.recurrence)


SERIES = [event(1, MASTER), event(2, MOVED), event(3, GONE)]


def written(events: list[Event], told: dict[Key, bytes], *, belongs: bool = True) -> list[bytes]:
    sent, _ = mailings(events, told, belongs=belongs)
    return [calendar_bytes(one, events, organiser=CENTRE, attendee=BUDI) for one in sent]


def test_a_request_holds_nothing_that_is_called_off() -> None:
    [content] = written(SERIES, {})
    calendar: Any = icalendar.Calendar.from_ical(content)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    master, moved = calendar.events
    assert [when.dt.astimezone(UTC) for when in master["EXDATE"].dts] == [FIRST + 2 * WEEK]
    assert moved["RECURRENCE-ID"].dt.astimezone(UTC) == FIRST + WEEK
    assert {str(one["STATUS"]) for one in calendar.events} == {"CONFIRMED"}


def test_only_the_dates_that_changed_are_told_again() -> None:
    _, known = mailings(SERIES, {}, belongs=True)
    assert written(SERIES, known) == []
    later = [SERIES[0], event(2, replace(MOVED, location="Aula")), SERIES[2], event(4, GONE)]
    sent, _ = mailings(later, known, belongs=True)
    assert [(one.method, [each.key.source for each in one.events]) for one in sent] == [
        (REQUEST, [2]),
        (CANCEL, [4]),
    ]


def test_a_new_stamp_alone_is_no_news() -> None:
    _, known = mailings(SERIES, {}, belongs=True)
    stamped = event(1, replace(MASTER, changed=FIRST, sequence=9))
    assert written([stamped, *SERIES[1:]], known) == []


def test_who_is_let_go_hears_that_all_of_it_is_called_off() -> None:
    _, known = mailings(SERIES, {}, belongs=True)
    [content] = written(SERIES, known, belongs=False)
    calendar: Any = icalendar.Calendar.from_ical(content)
    [only] = calendar.events
    assert (calendar["METHOD"], only["STATUS"], "RECURRENCE-ID" in only) == (
        "CANCEL",
        "CANCELLED",
        False,
    )
    assert written(SERIES, {}, belongs=False) == []


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=150))
def test_no_name_breaks_it(name: str) -> None:
    [mailing], _ = mailings(SERIES[:1], {}, belongs=True)
    content = calendar_bytes(
        mailing, SERIES[:1], organiser=CENTRE, attendee=("budi@example.org", name)
    )
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    calendar: Any = icalendar.Calendar.from_ical(content)
    [only] = calendar.events
    attendee = only["ATTENDEE"]
    assert str(attendee) == "mailto:budi@example.org"
    assert attendee.params.get("CN", "") == plain(name).replace('"', "'").replace("^", "'")


@pytest.mark.slow
def test_programs_that_are_not_ours_find_the_same(oracles: Path) -> None:
    [content] = written([event(1, replace(MASTER, rule=""))], {})
    done = subprocess.run(
        ["node", "read.mjs"],  # noqa: S607 - the one on the PATH
        cwd=oracles,
        input=content,
        env={"PATH": os.environ["PATH"], "TZ": "Asia/Jakarta"},
        capture_output=True,
        timeout=60,
        check=True,
    )
    found = {
        "uid": MASTER.uid,
        "summary": MASTER.summary,
        "location": MASTER.location,
        "starts": "2026-11-25T02:00:00.000Z",
        "ends": "2026-11-25T04:00:00.000Z",
        "sequence": 1,
        "status": "CONFIRMED",
    }
    assert json.loads(done.stdout) == {"ical.js": [found], "node-ical": [found]}
