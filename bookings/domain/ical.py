"""iCalendar (RFC 5545): an event's bytes, and a calendar as its frame around events' bytes.

Everything is a pure function of its arguments: no clock, no random UID, so that the same data gives
the same bytes and a reader's program downloads only what changed. Events are written here, line by
line, because a calendar of hundreds is asked for all day long; the frame is icalendar's work.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Protocol

import icalendar

ZONE = timezone(timedelta(hours=7), "WIB")
"""Asia/Jakarta: UTC+7 without summer time, in all years that Sentra knows."""
ZONE_NAME = "Asia/Jakarta"
_IN_ZONE = f";TZID={ZONE_NAME}:"
REFRESH = timedelta(hours=1)
MOST_EVENTS = 900
MOST_BYTES = 897_000
"""Of events: their frame has less than 3 kB. Google and others stop reading at about a megabyte."""

_LINE = 75
"""Octets in a line without its CRLF (RFC 5545 section 3.1)."""
_PRODUCT = "-//Sentra UKM//Sentra//ID"
_CONTINUATION = 0b1000_0000
_LEADING_TWO_BITS = 0b1100_0000

_TWO = tuple(f"{number:02}" for number in range(60))
"""Looked up, because writing dates is most of the work of writing an event."""

_BREAKS = "\r\n\x85\u2028\u2029"
_ESCAPES: dict[int, str | None] = {
    **dict.fromkeys((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))),
    **{ord(character): "\\n" for character in _BREAKS},
    **{ord(character): f"\\{character}" for character in "\\;,"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One VEVENT, all in words and instants.

    Attributes:
        uid: Globally unique and the same for the event's whole life.
        created: When it was first written down; aware.
        changed: When anything shown of it changed last; aware. Is DTSTAMP and LAST-MODIFIED.
        sequence: Rises with each change of time, place or state, and never falls.
        starts: An aware instant; or a date, for an event of whole days.
        ends: The same kind, after `starts`; the first moment or day that is not part of it.
        busy: Whether it takes up its reader's time.
        geo: Latitude and longitude in degrees.
        rule: RRULE without its name, of what repeats from `starts` on; empty where nothing does.
        skips: Instants that the rule names and that have nothing (EXDATE).
        recurrence: Of one date of what repeats: the instant that the rule names (RECURRENCE-ID).
            Its `uid` is that of what repeats.
    """

    uid: str
    created: datetime
    changed: datetime
    sequence: int
    starts: datetime | date
    ends: datetime | date
    summary: str
    location: str
    category: str
    url: str
    geo: tuple[float, float] | None = None
    cancelled: bool = False
    busy: bool = True
    rule: str = ""
    skips: Sequence[datetime] = ()
    recurrence: datetime | None = None


class Timed(Protocol):
    """What has a time, all as of `Event`."""

    @property
    def starts(self) -> datetime | date: ...
    @property
    def ends(self) -> datetime | date: ...
    @property
    def rule(self) -> str: ...
    @property
    def skips(self) -> Sequence[datetime]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What a calendar says of itself."""

    uid: str
    name: str
    about: str
    url: str


def event_bytes(event: Event) -> bytes:
    """The event as folded lines, BEGIN:VEVENT to END:VEVENT, each ended by CRLF."""
    return b"".join(
        (
            opening(event.uid, event.recurrence),
            stamps(utc(event.created), changed=utc(event.changed), sequence=event.sequence),
            times(event),
            words(event.summary, event.category),
            closing(
                location=event.location,
                geo=event.geo,
                url=event.url,
                cancelled=event.cancelled,
                busy=event.busy,
            ),
        )
    )


def opening(uid: str, recurrence: datetime | None = None) -> bytes:
    """An event's first lines: whose it is."""
    if recurrence is None:
        return f"BEGIN:VEVENT\r\nUID:{uid}\r\n".encode()
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nRECURRENCE-ID{_when(recurrence)}\r\n".encode()


def stamps(created: str, *, changed: str, sequence: int) -> bytes:
    """When an event was written down and changed, as `utc` writes it, and how often that was."""
    return (
        f"DTSTAMP:{changed}\r\nCREATED:{created}\r\n"
        f"LAST-MODIFIED:{changed}\r\nSEQUENCE:{sequence}\r\n"
    ).encode()


def utc(moment: datetime) -> str:
    """An aware instant in UTC, as iCalendar writes it; in whole seconds."""
    if moment.tzinfo is not UTC:
        if moment.tzinfo is None:
            raise ValueError("a naive datetime is no instant")
        moment = moment.astimezone(UTC)
    return _digits(moment) + "Z"


def times(event: Timed) -> bytes:
    """When it takes place. More `exdates` may follow."""
    lines = f"DTSTART{_when(event.starts)}\r\nDTEND{_when(event.ends)}\r\n".encode()
    if not event.rule:
        return lines
    return lines + _folded("RRULE:" + event.rule) + exdates(event.skips)


def exdates(skips: Iterable[datetime]) -> bytes:
    """Instants at which nothing takes place.

    One line each, in DTSTART's own form: Google takes no EXDATE in UTC for a DTSTART with a zone.
    """
    return "".join([f"EXDATE{_when(skip)}\r\n" for skip in skips]).encode()


def words(summary: str, category: str) -> bytes:
    """What is said in its reader's language."""
    return summary_line(summary) + category_line(category)


def summary_line(summary: str) -> bytes:
    """What it is called."""
    return _folded("SUMMARY:" + escaped(summary))


@lru_cache(maxsize=64)
def category_line(name: str) -> bytes:
    """What kind of thing it is."""
    return _folded("CATEGORIES:" + escaped(name))


def closing(
    *, location: str, geo: tuple[float, float] | None, url: str, cancelled: bool, busy: bool
) -> bytes:
    """Where it is, what to open, whether it stands: to END:VEVENT. All as of `Event`."""
    if cancelled:
        state = b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    elif busy:
        state = b"STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n"
    else:
        state = b"STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    return _place(location, geo) + _folded("URL:" + url) + state


def calendar_bytes(calendar: Calendar, events: Iterable[bytes]) -> bytes:
    """The calendar with these events, in this order, each made by `event_bytes`."""
    head, foot = _frame(calendar)
    return b"".join((head, *events, foot))


def message_bytes(method: str, events: Iterable[bytes]) -> bytes:
    """A calendar that is sent to somebody (RFC 5546): its method, and events of one UID."""
    head = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{_PRODUCT}\r\nCALSCALE:GREGORIAN\r\n"
        f"METHOD:{method}\r\n"
    ).encode()
    return b"".join((head, _zone().to_ical(sorted=False), *events, b"END:VCALENDAR\r\n"))


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545 section 3.3.11); control characters, which it may not have, go."""
    if text.isprintable():
        return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").translate(_ESCAPES)


def folded(line: bytes) -> bytes:
    """A line and its CRLF, broken so that no piece has over 75 octets or splits a character."""
    if len(line) <= _LINE:
        return line + b"\r\n"
    pieces = []
    start, room = 0, _LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & _LEADING_TWO_BITS == _CONTINUATION:
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _LINE - 1
    pieces.append(line[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _folded(line: str) -> bytes:
    raw = line.encode()
    return raw + b"\r\n" if len(raw) <= _LINE else folded(raw)


@lru_cache(maxsize=1024)
def _place(location: str, geo: tuple[float, float] | None) -> bytes:
    """The lines that all events in one room share."""
    lines = _folded("LOCATION:" + escaped(location))
    if geo is None:
        return lines
    return lines + _folded(f"GEO:{geo[0]:.6f};{geo[1]:.6f}")


def _when(moment: datetime | date) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment.year:04}{moment.month:02}{moment.day:02}"
    return _IN_ZONE + _digits(moment.astimezone(ZONE))


def _digits(moment: datetime) -> str:
    return (
        f"{moment.year:04}{_TWO[moment.month]}{_TWO[moment.day]}"
        f"T{_TWO[moment.hour]}{_TWO[moment.minute]}{_TWO[moment.second]}"
    )


@lru_cache(maxsize=256)
def _frame(calendar: Calendar) -> tuple[bytes, bytes]:
    """What stands before and after the events.

    No METHOD: that is for invitations. VALUE=DURATION is required by RFC 7986 section 5.7.
    """
    frame = icalendar.Calendar()
    frame.add("version", "2.0")
    frame.add("prodid", _PRODUCT)
    frame.add("calscale", "GREGORIAN")
    frame.add("uid", calendar.uid)
    for name in ("name", "x-wr-calname"):
        frame.add(name, icalendar.vText(plain(calendar.name)))
    for name in ("description", "x-wr-caldesc"):
        frame.add(name, icalendar.vText(plain(calendar.about)))
    frame.add("url", calendar.url)
    frame.add("x-wr-timezone", ZONE_NAME)
    frame.add("color", "teal")
    frame.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    frame.add("x-published-ttl", icalendar.vDuration(REFRESH))
    frame.add_component(_zone())
    whole: bytes = frame.to_ical(sorted=False)
    foot = b"END:VCALENDAR\r\n"
    return whole.removesuffix(foot), foot


def plain(text: str) -> str:
    """The text on one line, without the characters that iCalendar can't carry."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())


def _zone() -> icalendar.Timezone:
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local time by definition
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "WIB")
    zone = icalendar.Timezone()
    zone.add("tzid", ZONE_NAME)
    zone.add_component(standard)
    return zone
