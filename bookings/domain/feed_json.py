"""A calendar as a JSON Feed (jsonfeed.org/version/1.1), for programs that read no iCalendar.

It is made of the calendar's own bytes, so that both always say the same to the same reader.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from bookings.domain.ical import ZONE_NAME

VERSION = "https://jsonfeed.org/version/1.1"
_ESCAPED = re.compile(r"\\([\\;,nN])")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")

Lines = Sequence[tuple[str, str]]
"""Names, without their parameters, and values."""


def json_of(calendar: bytes, *, language: str) -> bytes:
    """The calendar, which `bookings.contents` has made, as a JSON Feed."""
    head, *events = _blocks(calendar)
    about = dict(head)
    feed = {
        "version": VERSION,
        "title": _text(about["NAME"]),
        "home_page_url": about["URL"],
        "description": _text(about["DESCRIPTION"]),
        "language": language,
        "items": [_item(lines) for lines in events],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode()


def _blocks(calendar: bytes) -> Iterator[Lines]:
    """The calendar's own lines, then those of each event."""
    unfolded = calendar.decode().replace("\r\n ", "")
    head, *events = unfolded.split("BEGIN:VEVENT\r\n")
    for block in (head, *events):
        lines = block.partition("END:VEVENT")[0].split("\r\n")
        named = (line.partition(":") for line in lines if line)
        yield [(name.partition(";")[0], value) for name, _, value in named]


def _item(lines: Lines) -> Mapping[str, object]:
    event = dict(lines)
    recurrence = event.get("RECURRENCE-ID")
    when = {
        "starts": _moment(event["DTSTART"]),
        "ends": _moment(event["DTEND"]),
        "all_day": "T" not in event["DTSTART"],
        "timezone": ZONE_NAME,
        "location": _text(event["LOCATION"]),
        "status": event["STATUS"].lower(),
        "busy": event["TRANSP"] == "OPAQUE",
        "sequence": int(event["SEQUENCE"]),
    }
    if "GEO" in event:
        when["geo"] = [float(part) for part in event["GEO"].split(";")]
    if "RRULE" in event:
        when["rrule"] = event["RRULE"]
        when["exdates"] = [_moment(value) for name, value in lines if name == "EXDATE"]
    if recurrence:
        when["recurrence_id"] = _moment(recurrence)
    return {
        "id": event["UID"] if recurrence is None else f"{event['UID']}/{recurrence}",
        "url": event["URL"],
        "title": _text(event["SUMMARY"]),
        "content_text": _text(event["SUMMARY"]),
        "date_published": _moment(event["CREATED"]),
        "date_modified": _moment(event["LAST-MODIFIED"]),
        "tags": [_text(event["CATEGORIES"])],
        "_event": {"about": "https://www.rfc-editor.org/rfc/rfc5545", "uid": event["UID"], **when},
    }


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _moment(value: str) -> str:
    """A date as a date, an instant with its offset: those without Z are Jakarta's."""
    found = _STAMP.fullmatch(value)
    if found is None:
        raise ValueError(value)
    year, month, day, hour, minute, second, utc = found.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{'Z' if utc else '+07:00'}"
