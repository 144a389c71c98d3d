"""What a row of the day shows besides bookings: closures, offers, the room's hours, buffers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bookings.domain.availability import free_spans, merged
from bookings.domain.closures import closure_words
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.queries.closures import Block
from sentra.domain.messages import Message, say

OFFERED = say("Offered to the waiting list")


@dataclass(frozen=True, slots=True)
class Shut:
    """Some time in which nobody can book, though nobody has booked.

    Attributes:
        buffer: Whether it is only kept free, for setting up and clearing up.
    """

    span: Span
    words: Message
    buffer: bool = False


def shut(
    room: Room, day: date, whole: Span, *, taken: Iterable[Span], blocks: Sequence[Block]
) -> Iterator[Shut]:
    """What is shut of the part of a day that is shown; no two overlap, and none what is taken.

    Args:
        taken: When bookings are in the room.
        blocks: Closures and buffers of that time, of any rooms.
    """
    mine = [block for block in blocks if block.space in room.held]
    terms = room.terms
    if not mine and terms.week is None and not terms.before and not terms.after:
        return
    booked = list(taken)
    shown = list(booked)
    for found in (
        *_offers(mine),
        *_closures(mine),
        *_closed_hours(room, day, whole),
        *_buffers(room, booked, mine),
    ):
        for piece in list(free_spans(found.span, shown)):
            if piece.overlaps(whole):
                shown.append(piece)
                clipped = Span(max(piece.starts, whole.starts), min(piece.ends, whole.ends))
                yield Shut(clipped, found.words, found.buffer)


def _offers(blocks: Iterable[Block]) -> Iterator[Shut]:
    """Whom it is offered to is nobody's business here."""
    for span in merged(block.span for block in blocks if block.offered):
        yield Shut(span, OFFERED)


def _closures(blocks: Iterable[Block]) -> Iterator[Shut]:
    """One for each closure, however many rooms and pieces it has."""
    spans: dict[int, list[Span]] = defaultdict(list)
    words: dict[int, Message] = {}
    for block in blocks:
        if block.closure is not None:
            spans[block.closure].append(block.span)
            words[block.closure] = closure_words(block)
    for closure, some in spans.items():
        for span in merged(some):
            yield Shut(span, words[closure])


def _closed_hours(room: Room, day: date, whole: Span) -> Iterator[Shut]:
    if room.terms.week is not None:
        for span in free_spans(whole, room.terms.open_on(day)):
            yield Shut(span, say("Not open"))


def _buffers(room: Room, booked: Iterable[Span], blocks: Iterable[Block]) -> Iterator[Shut]:
    """What is kept free around bookings, and for whoever would book beside them."""
    held = [*booked, *(block.span for block in blocks if block.closure is None)]
    for span in merged(room.terms.blocks(one) for one in held):
        yield Shut(span, say("Kept free"), buffer=True)
