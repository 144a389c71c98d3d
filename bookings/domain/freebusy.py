"""When a room is taken, and nothing else: VFREEBUSY (RFC 5545 section 3.6.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bookings.domain.ical import folded
from bookings.domain.spans import Span


class Taken(StrEnum):
    """Why it can't be booked, as FBTYPE has it (section 3.2.9)."""

    BOOKED = "BUSY"
    CLOSED = "BUSY-UNAVAILABLE"
    PERHAPS = "BUSY-TENTATIVE"
    """A request that is not decided, or an offer that is not taken."""


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which a room is taken."""

    span: Span
    why: Taken


def merged(busy: Iterable[Busy]) -> list[Busy]:
    """The same without overlaps or seams between times of one kind, in order."""
    found: list[Busy] = []
    for one in sorted(busy, key=lambda each: (each.why, each.span)):
        last = found[-1] if found else None
        if last and last.why is one.why and one.span.starts <= last.span.ends:
            span = Span(last.span.starts, max(last.span.ends, one.span.ends))
            found[-1] = Busy(span, one.why)
        else:
            found.append(one)
    return sorted(found, key=lambda each: (each.span, each.why))


def freebusy_bytes(
    busy: Sequence[Busy], *, whole: Span, uid: str, stamp: datetime, url: str
) -> bytes:
    """The calendar that a program asks for to see when a room is free.

    Args:
        busy: As `merged` gives it, within `whole`.
        whole: What is told of.
        stamp: DTSTAMP: when any of it changed last.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sentra UKM//Sentra//ID",
        "BEGIN:VFREEBUSY",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{_utc(whole.starts)}",
        f"DTEND:{_utc(whole.ends)}",
        f"URL:{url}",
        *(
            f"FREEBUSY;FBTYPE={one.why}:{_utc(one.span.starts)}/{_utc(one.span.ends)}"
            for one in busy
        ),
        "END:VFREEBUSY",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line.encode()) for line in lines)


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"
