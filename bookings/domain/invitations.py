"""Invitations (iTIP, RFC 5546): an event as one person is told it by letter.

What is sent are the same bytes that her calendar feed has, and so the same UID, SEQUENCE and
DTSTAMP, with two lines more: who organises it (always the centre), and she herself. Nobody else's
address is in it. She asked for it herself, so she is down as coming, and no answer is waited for.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bookings.domain.ical import ZONE, exdates, folded, message_bytes, plain
from bookings.domain.told import Key

REQUEST, CANCEL = "REQUEST", "CANCEL"
_END = b"END:VEVENT\r\n"
_STAMPS = re.compile(rb"^(?:DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE):.*\r\n", re.MULTILINE)
_SEQUENCE = re.compile(rb"^SEQUENCE:(\d+)\r\n", re.MULTILINE)
_STARTS = re.compile(rb"^DTSTART;TZID=[^:]+:(\w+)\r\n", re.MULTILINE)
_STATUS = re.compile(rb"^STATUS:[A-Z]+\r\nTRANSP:[A-Z]+\r\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a booking or of a series, as it is kept for feeds.

    Attributes:
        data: Its VEVENT, in her language.
        stands: Whether it takes place.
        recurrence: Of a date of a series: the instant that the rule names.
    """

    key: Key
    data: bytes
    stands: bool
    recurrence: datetime | None = None

    @property
    def digest(self) -> bytes:
        """Of what she can notice: stamps say only that something did change."""
        return hashlib.sha256(_STAMPS.sub(b"", self.data) + bytes([self.stands])).digest()[:16]

    @property
    def sequence(self) -> int:
        found = _SEQUENCE.search(self.data)
        return int(found[1]) if found else 0

    @property
    def starts(self) -> datetime | None:
        found = _STARTS.search(self.data)
        if found is None:
            return None
        local = datetime.strptime(found[1].decode(), "%Y%m%dT%H%M%S").replace(tzinfo=ZONE)
        return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Mailing:
    """What one person is to be told: events of one UID, and how.

    Attributes:
        news: Whether she knew nothing of it before.
    """

    method: str
    events: Sequence[Event]
    news: bool


def mailings(
    events: Sequence[Event], told: dict[Key, bytes], *, belongs: bool
) -> tuple[list[Mailing], dict[Key, bytes]]:
    """What she has to be told, and what she knows then.

    All of a series where its rule or what it says has changed; else just the dates that have.

    Args:
        events: The booking; or the series, first, and those of its dates that differ from its rule.
        told: What she knows, by event.
        belongs: Whether it is hers: she holds it or takes part in it.
    """
    whole, *dates = events
    if not belongs or not whole.stands:
        sent = [Mailing(CANCEL, [whole], news=False)] if whole.key in told else []
        return sent, {}
    # Dates that do not take place are known, too, so that they are not called off twice.
    known = {one.key: one.digest for one in events}
    if told.get(whole.key) != whole.digest:
        live = [whole, *(one for one in dates if one.stands)]
        return [Mailing(REQUEST, live, news=whole.key not in told)], known
    changed = [one for one in dates if told.get(one.key) != one.digest]
    moved = [one for one in changed if one.stands]
    gone = [one for one in changed if not one.stands]
    pairs = ((REQUEST, moved), (CANCEL, gone))
    return [Mailing(method, some, news=False) for method, some in pairs if some], known


def least_sequence(mailing: Mailing, all_events: Sequence[Event], *, last: int | None) -> int:
    """What SEQUENCE must be at least, so that her program does not take the letter for an old one.

    Whoever is let go of what goes on is told so with a SEQUENCE of her own (RFC 5546 section
    3.2.5): the event's has not risen. From then on, each letter to her goes above the last.

    Args:
        last: SEQUENCE of the last letter to her, if she was let go of this once.
    """
    whole = all_events[0]
    if mailing.method == CANCEL and mailing.events[0] is whole and whole.stands:
        return max([last or 0, *(one.sequence for one in all_events)]) + 1
    return 0 if last is None else last + 1


def calendar_bytes(
    mailing: Mailing,
    all_events: Sequence[Event],
    *,
    organiser: tuple[str, str],
    attendee: tuple[str, str],
    least: int = 0,
) -> bytes:
    """The VCALENDAR of a letter.

    Args:
        organiser, attendee: Addresses and names of the centre, and of the one who gets it.
        least: A lower SEQUENCE is raised to this one.
    """
    coming = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
    lines = _person("ORGANIZER", organiser, "") + _person("ATTENDEE", attendee, coming)
    whole = all_events[0]
    gone = [one.recurrence for one in all_events[1:] if one.recurrence and not one.stands]
    rendered = []
    for event in mailing.events:
        data = event.data
        if event is whole and mailing.method == REQUEST and gone:
            # A REQUEST may hold no cancelled event (section 3.2.2): such a date is left out.
            data = data.replace(b"\r\nSUMMARY:", b"\r\n" + exdates(gone) + b"SUMMARY:", 1)
        if mailing.method == CANCEL:
            data = _STATUS.sub(b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n", data)
        if event.sequence < least:
            data = _SEQUENCE.sub(b"SEQUENCE:%d\r\n" % least, data, count=1)
        rendered.append(data.removesuffix(_END) + lines + _END)
    return message_bytes(mailing.method, rendered)


def _person(role: str, who: tuple[str, str], parameters: str) -> bytes:
    address, name = who
    # Neither may stand in a quoted parameter (RFC 5545 section 3.1, RFC 6868).
    said = re.sub(r'["^]', "'", plain(name))
    named = f';CN="{said}"' if said else ""
    return folded(f"{role}{named}{parameters}:mailto:{address}".encode())
