"""Reading another program's calendar (RFC 5545) into wishes for a room, in bounded time and memory.

The file is cut into its events before anything is parsed, so that one broken event is one refusal
and not the whole file's; icalendar reads each. Series are expanded by our own rules, which end.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bookings.domain.intake_event import (
    MOST_EVENT_LINES,
    Entry,
    Unreadable,
    read_event,
    starts_of,
    title_in,
)
from bookings.domain.spans import Span
from bookings.domain.tracks import Track
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

MOST_BYTES = 2_000_000
MOST_EVENTS = 2_000
MOST_OCCURRENCES = 2_000
_MOST_KEY = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """One occurrence that the file names.

    Attributes:
        key: Its name for good: the event's UID, and of a series the date as well. The same file
            read again gives the same keys.
        line: Where its event begins in the file, 1 is the first.
        track: What it is a training of, as far as the file says.
    """

    key: str
    title: str
    span: Span
    line: int
    track: Track | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event, or a part of one, that is not taken over, and why."""

    title: str
    line: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file holds for a room.

    Attributes:
        occurrences: By start; none lies wholly before the beginning or after the end.
        past: How many lie before the beginning.
        later: How many lie after the end, of those that were looked at.
    """

    occurrences: tuple[Incoming, ...]
    left_out: tuple[LeftOut, ...]
    past: int
    later: int


def read_calendar(content: bytes, *, since: datetime, until: datetime) -> Intake:
    """What the file would have booked from `since` to `until`, both aware.

    Raises:
        Invalid: The file is too large, no calendar, or holds too many events.
    """
    text = _decoded(content)
    entries: list[Entry] = []
    left: list[LeftOut] = []
    for line, block in _events(text):
        try:
            entries.append(read_event(block, line))
        except Unreadable as problem:
            left.append(LeftOut(title_in(block), line, problem.reason))
    found = _Found(since, until)
    replaced = {(entry.uid, entry.replaces) for entry in entries if entry.replaces}
    for entry in entries:
        for starts in starts_of(entry, since):
            if entry.replaces is None and (entry.uid, starts) in replaced:
                continue
            if not entry.cancelled:
                found.add(entry, starts)
    return found.intake(left)


class _Found:
    """Collects occurrences, and stops where a file has too many."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self.kept: dict[str, Incoming] = {}
        self.past = self.later = 0

    def add(self, entry: Entry, starts: datetime) -> None:
        starts = starts.astimezone(UTC)
        span = Span(starts, starts + entry.length)
        if span.ends <= self.since:
            self.past += 1
        elif span.starts >= self.until:
            self.later += 1
        else:
            key = _key(entry, starts)
            self.kept[key] = Incoming(key, entry.title, span, entry.line, entry.track)
            if len(self.kept) > MOST_OCCURRENCES:
                raise _too_many(say("dates"), MOST_OCCURRENCES)

    def intake(self, left: Sequence[LeftOut]) -> Intake:
        ordered = sorted(self.kept.values(), key=lambda one: (one.span.starts, one.key))
        return Intake(tuple(ordered), tuple(left), self.past, self.later)


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _invalid(
            say("This file is larger than %(most)d MB.", most=MOST_BYTES // 1_000_000),
            say("Export a shorter time from your calendar."),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _invalid(
            say("This file is no text in UTF-8."), say("Export it as iCalendar (.ics).")
        ) from None
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise _invalid(say("This file is no calendar."), say("Export it as iCalendar (.ics)."))
    return text


def _events(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, lines) of each VEVENT, without the alarms inside it."""
    block: list[str] | None = None
    began, number, inner = 0, 0, 0
    for at, line in enumerate(text.splitlines(), start=1):
        name = line.strip().upper()
        if block is None:
            if name == "BEGIN:VEVENT":
                block, began, inner = [], at, 0
                number += 1
                if number > MOST_EVENTS:
                    raise _too_many(say("events"), MOST_EVENTS)
        elif name == "END:VEVENT":
            yield began, block
            block = None
        elif name.startswith("BEGIN:"):
            inner += 1
        elif name.startswith("END:"):
            inner = max(0, inner - 1)
        elif not inner and len(block) <= MOST_EVENT_LINES:
            block.append(line)
    if block is not None:
        yield began, [*block, "BROKEN"]


def _key(entry: Entry, starts: datetime) -> str:
    named = entry.replaces or (starts if entry.rule is not None else None)
    date_of = "" if named is None else f"/{named.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    key = entry.uid + date_of
    return key if len(key) <= _MOST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _too_many(what: Message, most: int) -> Invalid:
    return _invalid(
        say("This file has more than %(most)d %(what)s.", most=most, what=what),
        say("Export a shorter time from your calendar."),
    )


def _invalid(rule: Message, remedy: Message) -> Invalid:
    return Invalid(Problem("file", rule, None, remedy))
