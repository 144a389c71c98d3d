"""When a room is free."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from bookings.domain.alternatives import Busy
from bookings.domain.rooms import Room
from bookings.domain.spans import Span


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as possible, in order: those that touch become one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.starts <= result[-1].ends:
            result[-1] = Span(result[-1].starts, max(result[-1].ends, span.ends))
        else:
            result.append(span)
    return result


def taken_spans(room: Room, busy: Busy) -> list[Span]:
    """When a room, or a part of a joined hall, is taken."""
    return merged(span for part in room.held for span in busy.get(part, ()))


def free_spans(within: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What of a span is not taken, in order."""
    start = within.starts
    for span in merged(taken):
        if span.ends <= start:
            continue
        if span.starts >= within.ends:
            break
        if span.starts > start:
            yield Span(start, span.starts)
        start = span.ends
    if start < within.ends:
        yield Span(start, within.ends)


def open_spans(room: Room, day: date, busy: Busy) -> Iterator[Span]:
    """When a booking may be, in order: within the room's hours, its buffers kept free."""
    blocked = [room.terms.blocks(span) for span in taken_spans(room, busy)]
    for opened in room.terms.open_on(day):
        yield from free_spans(opened, blocked)


def taken_until(now: datetime, taken: Iterable[Span]) -> datetime | None:
    """When the room becomes free; None where it is free now."""
    return next((span.ends for span in merged(taken) if span.contains(now)), None)


def free_until(now: datetime, taken: Iterable[Span]) -> datetime | None:
    """When the next booking starts; None where none follows."""
    return next((span.starts for span in merged(taken) if span.starts > now), None)
