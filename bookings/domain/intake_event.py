"""One event of another program's calendar: read by icalendar, expanded by our own rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Component, Event

from bookings.domain.hours import JAKARTA
from bookings.domain.recurrence import Frequency, Recurrence, WeekdayRule
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.tracks import Track
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid

MOST_EVENT_LINES = 500
_MOST_TITLE = 120


class Unreadable(Exception):
    """One event can't be taken over."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT, read. `starts` keeps the event's own zone, in which its rule names days."""

    uid: str
    title: str
    line: int
    starts: datetime
    length: timedelta
    rule: Recurrence | None
    until: datetime | None
    skipped: frozenset[datetime]
    added: tuple[datetime, ...]
    replaces: datetime | None
    cancelled: bool
    track: Track | None
    """What its categories say that it is a training of."""


def title_in(block: Sequence[str]) -> str:
    for line in block:
        if line.upper().startswith("SUMMARY"):
            return line.partition(":")[2].strip()[:_MOST_TITLE]
    return ""


def read_event(block: list[str], line: int) -> Entry:
    if len(block) > MOST_EVENT_LINES:
        raise Unreadable(say("This event is too long to be read."))
    source = "\r\n".join(["BEGIN:VEVENT", *block, "END:VEVENT"])
    try:
        event = Event.from_ical(source)
    except (ValueError, IndexError, KeyError, AttributeError):
        raise Unreadable(say("This event is damaged.")) from None
    if event.errors:
        part = event.errors[0][0]
        if part is None:
            raise Unreadable(say("This event is damaged."))
        raise Unreadable(say("Its %(part)s can't be read.", part=part[:40]))
    uid = str(event.get("UID", "")).strip()
    if not uid:
        raise Unreadable(say("It has no UID, so it would be taken over twice."))
    starts = _instant(event, "DTSTART")
    return Entry(
        uid=uid,
        title=" ".join(str(event.get("SUMMARY", "")).split())[:_MOST_TITLE],
        line=line,
        starts=starts,
        length=_length(event, starts),
        rule=_rule(event),
        until=_until(event),
        skipped=frozenset(_instants(event, "EXDATE")),
        added=tuple(_instants(event, "RDATE")),
        replaces=_instant(event, "RECURRENCE-ID") if "RECURRENCE-ID" in event else None,
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        track=_track(event),
    )


_TRACKS = {
    "production": Track.PRODUCTION,
    "produksi": Track.PRODUCTION,
    "marketing": Track.MARKETING,
    "pemasaran": Track.MARKETING,
    "management": Track.MANAGEMENT,
    "manajemen": Track.MANAGEMENT,
}


def _track(event: Component) -> Track | None:
    """The first track among its CATEGORIES, by the names that Sentra's own calendars give them."""
    found: Any = event.get("CATEGORIES", [])
    for one in found if isinstance(found, list) else [found]:
        for word in one.cats:
            if str(word).casefold() in _TRACKS:
                return _TRACKS[str(word).casefold()]
    return None


def _instant(event: Component, name: str) -> datetime:
    value: Any = event.get(name)
    if value is None or isinstance(value, list):
        raise Unreadable(say("Its %(part)s is missing or stands twice.", part=name))
    return _aware(value.dt, str(value.params.get("TZID", "")))


def _instants(event: Component, name: str) -> Iterator[datetime]:
    values: Any = event.get(name, [])
    for value in values if isinstance(values, list) else [values]:
        zone = str(value.params.get("TZID", ""))
        for part in value.dts:
            yield _aware(part.dt, zone)


def _aware(value: object, zone: str) -> datetime:
    if not isinstance(value, datetime):
        raise Unreadable(say("It lasts whole days; rooms are booked by the hour."))
    if value.tzinfo is None:
        if zone:
            raise Unreadable(say("Its time zone %(zone)s is unknown.", zone=zone[:60]))
        return value.replace(tzinfo=JAKARTA)
    return value


def _length(event: Component, starts: datetime) -> timedelta:
    if "DTEND" in event:
        length = _instant(event, "DTEND") - starts
    elif "DURATION" in event:
        duration: Any = event["DURATION"]
        length = duration.dt
    else:
        raise Unreadable(say("It has no end."))
    if not timedelta(0) < length <= timedelta(days=1):
        raise Unreadable(say("It ends before it starts, or lasts more than a day."))
    return length


def _rule(event: Component) -> Recurrence | None:
    rule: Any = event.get("RRULE")
    if rule is None:
        return None
    if isinstance(rule, list):
        raise Unreadable(say("It repeats by several rules at once."))
    try:
        return parse_recurrence(rule.to_ical().decode())
    except Invalid as refusal:
        raise Unreadable(refusal.problems[0].rule) from None


def _until(event: Component) -> datetime | None:
    """The very instant that a rule ends at, where it says one and not just a day."""
    rule: Any = event.get("RRULE")
    ends = rule.get("UNTIL") if rule is not None else None
    if ends and isinstance(ends[0], datetime):
        return _aware(ends[0], "")
    return None


def starts_of(entry: Entry, since: datetime) -> Iterator[datetime]:
    """When the event takes place, with its own exceptions applied; none long before `since`."""
    if entry.rule is None or entry.replaces is not None:
        yield entry.starts
        return
    local, zone = entry.starts, entry.starts.tzinfo
    rule, first = _brought_near(entry.rule, local.date(), since.astimezone(zone).date())
    named = {
        datetime.combine(day, local.time(), tzinfo=zone)
        for day in rule.dates(first)
        if day >= local.date()
    }
    if entry.until is not None:
        named = {starts for starts in named if starts <= entry.until}
    # RFC 5545 section 3.8.5.3: the first instance is DTSTART, whatever the rule says.
    yield from sorted(named.union(entry.added, [entry.starts]) - entry.skipped)


def _brought_near(rule: Recurrence, first: date, since: date) -> tuple[Recurrence, date]:
    """The same days from shortly before `since` on, for a rule that began long ago.

    A rule that counts is left as it is: it has to be counted from its start.
    """
    match rule.frequency:
        case Frequency.DAILY:
            step = rule.interval
        case Frequency.WEEKLY:
            rule = replace(rule, days=rule.days or (WeekdayRule(first.weekday()),))
            step = 7 * rule.interval
        case Frequency.MONTHLY:
            return _month_brought_near(rule, first, since)
    if rule.count is not None or first >= since:
        return rule, first
    return rule, first + timedelta(days=(since - first).days // step * step)


def _month_brought_near(rule: Recurrence, first: date, since: date) -> tuple[Recurrence, date]:
    if not rule.days and not rule.month_days:
        rule = replace(rule, month_days=(first.day,))
    if rule.count is not None or first >= since:
        return rule, first
    apart = (since.year - first.year) * 12 + since.month - first.month
    months = first.year * 12 + first.month - 1 + apart // rule.interval * rule.interval
    return rule, date(months // 12, months % 12 + 1, 1)
