"""The bytes we write, read by programs that are not ours: icalendar and vobject."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from bookings.domain import ical
from bookings.domain.ical import Calendar, Event

CHANGED = datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC)
EVENT = Event(
    uid="6f1d3c52-8a2e-4f3e-9e0c-0f5d2f0e6c11@sentra-ukm",
    created=datetime(2026, 11, 1, tzinfo=UTC),
    changed=CHANGED,
    sequence=2,
    starts=datetime(2026, 11, 24, 2, tzinfo=UTC),
    ends=datetime(2026, 11, 24, 4, 30, tzinfo=UTC),
    summary="Foto produk; dasar, dan lanjutan",
    location="Ruang Anggrek, Lantai 4, Sentra UKM",
    category="Ruang",
    url="https://sentra.example/jadwal?date=2026-11-24",
    geo=(-6.3, 106.66),
)
CALENDAR = Calendar(
    uid="0d0c0b0a@sentra-ukm",
    name="Ruang Anggrek",
    about="Pemesanan, 90 hari ke belakang",
    url="https://sentra.example/kalender",
)
JAKARTA = ZoneInfo("Asia/Jakarta")
PLAIN_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029")
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


def with_(**changes: Any) -> Event:
    fields = {name: getattr(EVENT, name) for name in EVENT.__dataclass_fields__}
    return Event(**{**fields, **changes})


def by_icalendar(event: Event) -> icalendar.Event:
    """The same event, built with icalendar."""
    built = icalendar.Event()
    built.add("uid", event.uid)
    for name, moment in (
        ("dtstamp", event.changed),
        ("created", event.created),
        ("last-modified", event.changed),
        ("dtstart", local(event.starts)),
        ("dtend", local(event.ends)),
    ):
        built.add(name, moment)
    built.add("sequence", event.sequence)
    built.add("summary", event.summary)
    built.add("location", event.location)
    built.add("categories", [event.category])
    if event.geo:
        built.add("geo", event.geo)
    if event.rule:
        built.add("rrule", icalendar.vRecur.from_ical(event.rule))
        for skip in event.skips:
            built.add("exdate", local(skip))
    if event.recurrence:
        built.add("recurrence-id", local(event.recurrence))
    built.add("url", event.url)
    built.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    built.add("transp", "OPAQUE" if event.busy and not event.cancelled else "TRANSPARENT")
    return built


def local(moment: datetime | date) -> datetime | date:
    return moment.astimezone(JAKARTA) if isinstance(moment, datetime) else moment


EVENTS = st.builds(
    lambda starts, length, **fields: with_(
        starts=starts, ends=starts + timedelta(seconds=length), **fields
    ),
    starts=INSTANTS,
    length=st.integers(1, 864_000),
    changed=INSTANTS,
    summary=PLAIN_TEXT,
    location=PLAIN_TEXT,
    sequence=st.integers(0, 2**31 - 1),
    cancelled=st.booleans(),
    geo=st.sampled_from([None, (-6.325, 106.66)]),
    rule=st.sampled_from(["", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=12", "FREQ=MONTHLY;BYDAY=-1FR"]),
    skips=st.lists(INSTANTS, max_size=3),
    recurrence=st.none() | INSTANTS,
)


def parsed(data: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(data)


def whole(*events: Event) -> bytes:
    return ical.calendar_bytes(CALENDAR, [ical.event_bytes(event) for event in events])


def test_an_event_is_these_lines() -> None:
    assert ical.event_bytes(EVENT).decode().split("\r\n") == [
        "BEGIN:VEVENT",
        "UID:6f1d3c52-8a2e-4f3e-9e0c-0f5d2f0e6c11@sentra-ukm",
        "DTSTAMP:20261120T030405Z",
        "CREATED:20261101T000000Z",
        "LAST-MODIFIED:20261120T030405Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Asia/Jakarta:20261124T090000",
        "DTEND;TZID=Asia/Jakarta:20261124T113000",
        "SUMMARY:Foto produk\\; dasar\\, dan lanjutan",
        "CATEGORIES:Ruang",
        "LOCATION:Ruang Anggrek\\, Lantai 4\\, Sentra UKM",
        "GEO:-6.300000;106.660000",
        "URL:https://sentra.example/jadwal?date=2026-11-24",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "",
    ]


def test_a_calendar_is_its_frame_around_events() -> None:
    assert ical.calendar_bytes(CALENDAR, [b"EVENT\r\n"]).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sentra UKM//Sentra//ID",
        "CALSCALE:GREGORIAN",
        "UID:0d0c0b0a@sentra-ukm",
        "NAME:Ruang Anggrek",
        "X-WR-CALNAME:Ruang Anggrek",
        "DESCRIPTION:Pemesanan\\, 90 hari ke belakang",
        "X-WR-CALDESC:Pemesanan\\, 90 hari ke belakang",
        "URL:https://sentra.example/kalender",
        "X-WR-TIMEZONE:Asia/Jakarta",
        "COLOR:teal",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Jakarta",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0700",
        "TZOFFSETTO:+0700",
        "TZNAME:WIB",
        "END:STANDARD",
        "END:VTIMEZONE",
        "EVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancelled_event_says_so_and_takes_no_time() -> None:
    assert ical.event_bytes(with_(cancelled=True)).endswith(
        b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    )


def test_whole_days_have_no_hour() -> None:
    written = ical.event_bytes(
        with_(starts=date(2026, 12, 1), ends=date(2026, 12, 2), busy=False, geo=None)
    )
    assert b"\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202\r\n" in written
    assert written.endswith(b"STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n")
    assert b"GEO" not in written


def test_it_refuses_an_instant_without_a_zone() -> None:
    with pytest.raises(ValueError, match="naive"):
        ical.event_bytes(with_(changed=datetime(2026, 11, 24)))  # noqa: DTZ001 - the point


@given(EVENTS)
@example(with_(summary="Roti & kue 🍞" * 9, location="a" * 65 + "é"))
def test_icalendar_reads_what_it_would_have_written(event: Event) -> None:
    [read] = parsed(whole(event)).walk("VEVENT")
    assert read == by_icalendar(event)


@given(ANY_TEXT)
@example("satu\ndua\r\ntiga\rempat")
@example("\x00\x07\u2028\x85")
@example("👩🏽‍🍳" * 40)
@example("\\n;\\,")
def test_any_title_keeps_the_calendar_whole(title: str) -> None:
    data = whole(with_(summary=title), EVENT)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75  # RFC 5545 section 3.1
    assert all(line.decode() for line in lines)  # no character is split, no line empty
    first, second = parsed(data).walk("VEVENT")
    kept = re.sub(r"\r\n|[\r\n\x85\u2028\u2029]", "\n", title)
    assert str(first["SUMMARY"]) == re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", kept)
    assert second == by_icalendar(EVENT)


@given(PLAIN_TEXT)
def test_vobject_reads_the_same_title(title: str) -> None:
    read = vobject.readOne(whole(with_(summary=title)).decode())
    assert read.vevent.summary.value == title
    assert read.vevent.dtstart.value == EVENT.starts
    assert read.vevent.dtend.value == EVENT.ends


@given(PLAIN_TEXT)
@example("a" * 74 + "é")
@example("a" * 72 + "🍞" * 30)
def test_folding_is_undone_by_unfolding(text: str) -> None:
    line = text.encode()
    assert ical.folded(line).removesuffix(b"\r\n").replace(b"\r\n ", b"") == line
