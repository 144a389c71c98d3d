"""What a calendar program makes of a feed: each date on which something takes place."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import icalendar
from dateutil.rrule import rrulestr

from bookings.domain.ical import ZONE


class Date(NamedTuple):
    starts: datetime
    ends: datetime
    summary: str
    location: str


def expanded(data: bytes) -> list[Date]:
    """By icalendar's reading and dateutil's rules (RFC 5545 section 3.8.4.4), in order of time."""
    events: list[Any] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    instead = {
        (str(event["UID"]), _instant(event["RECURRENCE-ID"]))
        for event in events
        if "RECURRENCE-ID" in event
    }
    named = [(str(event["UID"]), event.get("RECURRENCE-ID")) for event in events]
    assert len(named) == len({(uid, at and at.dt) for uid, at in named})
    found = []
    for event in events:
        if event["STATUS"] == "CANCELLED":
            continue
        length = event["DTEND"].dt - event["DTSTART"].dt
        found += [
            Date(starts, starts + length, str(event["SUMMARY"]), str(event["LOCATION"]))
            for starts in _starts(event, instead)
        ]
    return sorted(found)


def _starts(event: Any, instead: set[tuple[str, datetime]]) -> Iterator[datetime]:
    first = _instant(event["DTSTART"])
    if "RRULE" not in event:
        yield first
        return
    exdates = event.get("EXDATE", [])
    lists = exdates if isinstance(exdates, list) else [exdates]
    skipped = {day.dt.astimezone(UTC) for one in lists for day in one.dts}
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=first.astimezone(ZONE))
    named = {moment.astimezone(UTC) for moment in rule}
    assert skipped <= named
    assert {moment for uid, moment in instead if uid == str(event["UID"])} <= named
    yield from (
        moment for moment in sorted(named - skipped) if (str(event["UID"]), moment) not in instead
    )


def _instant(value: Any) -> datetime:
    moment: datetime = value.dt
    return moment.astimezone(UTC)
