"""Rooms by hours, or days by hours, as `_day.html` draws them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import quote

from bookings.domain.hours import CLOSES, JAKARTA, OPENS, at
from bookings.domain.rooms import Room
from bookings.domain.rules import GRACE, HORIZON_DAYS, SHORTEST
from bookings.domain.spans import Span
from bookings.domain.tracks import Track
from bookings.pages.timetable_shut import shut
from bookings.queries import Booked
from bookings.queries.closures import Block
from sentra.domain.messages import say
from sentra.domain.roles import BOOKERS, Actor
from sentra.i18n import Locale, listed, translate

_HOUR = timedelta(hours=1)
_USUAL = timedelta(hours=2)
_QUARTER, _FIVE = 15, 5


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the table, when, and in which language."""

    actor: Actor
    now: datetime
    locale: Locale
    track: Track | None = None
    """Only trainings of this are told; all else is just taken."""

    def hours(self, span: Span) -> str:
        mark = "." if self.locale == "id" else ":"
        starts, ends = span.starts.astimezone(JAKARTA), span.ends.astimezone(JAKARTA)
        return f"{_clock(starts, mark)}–{_clock(ends, mark)}"

    def may_book(self, span: Span) -> bool:
        """Whether a link to the form makes sense: she may book, and the time is to come."""
        return (
            self.actor.role in BOOKERS
            and span.length >= SHORTEST
            and self.now - GRACE <= span.starts <= self.now + timedelta(days=HORIZON_DAYS)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One room on one day, with the bookings that touch it."""

    room: Room
    day: date
    name: str
    code: str
    note: str
    url: str
    booked: Sequence[Booked]
    blocks: Sequence[Block] = ()
    """Closures and buffers that touch the day, of any rooms."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Some columns of a line: free, booking, closed or buffer."""

    kind: str
    span: int
    time: str
    title: str = ""
    who: str = ""
    own: bool = False
    state: str = "confirmed"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """Time that can be booked, for a phone: no table there."""

    time: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    note: str
    url: str
    cells: tuple[Cell, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    label: str
    span: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """What `_day.html` draws; `now` is 0 to 1000 along the day, None on another day."""

    caption: str
    heading: str
    columns: int
    hours: tuple[Hour, ...]
    now: int | None
    rooms: Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span
    cell: Cell


def timetable(
    lines: Sequence[Line],
    *,
    rooms: Mapping[int, Room],
    reader: Reader,
    caption: str,
    heading: str,
    now_line: bool,
) -> Timetable:
    """The table of these lines, as wide as the opening hours and the bookings need."""
    # The lines of a day have their bookings in common: each is looked at once.
    shown = {(booked.id, line.day): booked for line in lines for booked in line.booked}
    first, last = _hours([(day, booked) for (_, day), booked in shown.items()])
    minutes = _grain([*shown.values(), *(block for line in lines for block in line.blocks)])
    hours = range(first, last)
    table = Timetable(
        caption=caption,
        heading=heading,
        columns=len(hours) * 60 // minutes,
        hours=tuple(Hour(_hour_label(hour, reader.locale), 60 // minutes) for hour in hours),
        now=None,
        rooms=[
            _row(line, _open(line.day, first, last), minutes, rooms=rooms, reader=reader)
            for line in lines
        ],
    )
    whole = _open(lines[0].day, first, last) if lines else None
    if now_line and whole is not None and whole.contains(reader.now):
        return replace(table, now=round(1000 * ((reader.now - whole.starts) / whole.length)))
    return table


def booking_url(room: Room, span: Span) -> str:
    """The form, filled in."""
    starts, ends = span.starts.astimezone(JAKARTA), span.ends.astimezone(JAKARTA)
    hours = f"from={_clock(starts, ':')}&to={_clock(ends, ':')}"
    return f"/pemesanan/baru?room={quote(room.code)}&date={starts.date()}&{hours}"


def _clock(local: datetime, mark: str) -> str:
    # A page has hundreds of these, and strftime is ten times as slow.
    return f"{local.hour:02}{mark}{local.minute:02}"


def _hours(shown: Iterable[tuple[date, Booked]]) -> tuple[int, int]:
    """First and last hour shown: those the centre is open, and more where somebody is in."""
    first, last = OPENS.hour, CLOSES.hour
    for day, booked in shown:
        starts, ends = booked.starts.astimezone(JAKARTA), booked.ends.astimezone(JAKARTA)
        first = min(first, starts.hour if starts.date() == day else 0)
        last = max(last, ends.hour + (ends.minute > 0) if ends.date() == day else 24)
    return first, last


def _grain(shown: Iterable[Booked | Block]) -> int:
    """Minutes to a column."""
    odd = any(end.minute % _QUARTER for one in shown for end in (one.starts, one.ends))
    return _FIVE if odd else _QUARTER


def _open(day: date, first: int, last: int) -> Span:
    midnight = at(day, time.min)
    return Span(midnight + first * _HOUR, midnight + last * _HOUR)


def _hour_label(hour: int, locale: Locale) -> str:
    return f"{hour:02}.00" if locale == "id" else f"{hour:02}:00"


def _row(
    line: Line, whole: Span, minutes: int, *, rooms: Mapping[int, Room], reader: Reader
) -> Row:
    taken = list(_blocks(line, rooms=rooms, reader=reader))
    spans = [block.span for block in taken]
    for one in shut(line.room, line.day, whole, taken=spans, blocks=line.blocks):
        kind = "buffer" if one.buffer else "closed"
        title = translate(one.words, reader.locale)
        taken.append(_Block(one.span, Cell(kind, 0, reader.hours(one.span), title)))
    blocks = sorted(taken, key=lambda block: block.span)
    cells: list[Cell] = []
    slots: list[Slot] = []
    reached = whole.starts
    for block in [*blocks, None]:
        until = max(block.span.starts, whole.starts) if block else whole.ends
        if reached < until:
            free = Span(reached, until)
            cells += _free_cells(line.room, free, minutes, reader=reader)
            slots += _slots(line.room, free, reader=reader)
        if block:
            ends = min(block.span.ends, whole.ends)
            cells.append(replace(block.cell, span=_columns(Span(until, ends), minutes)))
            reached = ends
    return Row(line.code, line.name, line.note, line.url, tuple(cells), tuple(slots))


def _columns(span: Span, minutes: int) -> int:
    return int(span.length.total_seconds()) // 60 // minutes


def _blocks(line: Line, *, rooms: Mapping[int, Room], reader: Reader) -> Iterator[_Block]:
    """What takes the room: its own bookings, the hall it is a part of, or parts of it."""
    parts: list[Booked] = []
    for booked in line.booked:
        if booked.space == line.room.id or line.room.id in rooms[booked.space].parts:
            yield _Block(booked.span, _booking_cell(booked, reader=reader))
        elif booked.space in line.room.parts:
            parts.append(booked)
    for span, names in _together(parts):
        shown = listed(sorted(names), reader.locale)
        yield _Block(span, Cell("closed", 0, reader.hours(span), shown))


def _together(parts: Iterable[Booked]) -> list[tuple[Span, set[str]]]:
    """Bookings of a hall's parts that overlap are one block: the time and the parts' names."""
    groups: list[tuple[Span, set[str]]] = []
    for booked in sorted(parts, key=lambda booked: booked.starts):
        if groups and booked.starts < groups[-1][0].ends:
            span, names = groups[-1]
            span = Span(span.starts, max(span.ends, booked.ends))
            groups[-1] = (span, names | {booked.room_name})
        else:
            groups.append((booked.span, {booked.room_name}))
    return groups


def _booking_cell(booked: Booked, *, reader: Reader) -> Cell:
    title = booked.title_for(reader.actor)
    if reader.track is not None and (title is None or booked.track != reader.track):
        taken = translate(say("Taken"), reader.locale)
        return Cell("closed", 0, reader.hours(booked.span), taken)
    return Cell(
        kind="booking",
        span=0,
        time=reader.hours(booked.span),
        title=translate(say("Taken"), reader.locale) if title is None else title,
        who=booked.name_for(reader.actor) or "",
        own=booked.is_own(reader.actor),
        url=f"/pemesanan/{booked.id}" if title is not None else "",
    )


def _free_cells(room: Room, free: Span, minutes: int, *, reader: Reader) -> Iterator[Cell]:
    """Free time in pieces that end with the hour, each of which can be booked by itself."""
    starts = free.starts
    while starts < free.ends:
        hour = starts.replace(minute=0)
        piece = Span(starts, min(free.ends, hour + _HOUR))
        offer = from_now(piece, reader.now)
        url = booking_url(room, offer) if offer and reader.may_book(offer) else ""
        yield Cell("free", _columns(piece, minutes), reader.hours(offer or piece), url=url)
        starts = piece.ends


def _slots(room: Room, free: Span, *, reader: Reader) -> Iterator[Slot]:
    offer = from_now(free, reader.now)
    if offer and reader.may_book(offer):
        yield Slot(reader.hours(offer), booking_url(room, usual(offer)))


def usual(free: Span) -> Span:
    """What is filled in for somebody who presses a longer free time."""
    return Span(free.starts, min(free.ends, free.starts + _USUAL))


def from_now(free: Span, now: datetime) -> Span | None:
    """What is left of free time at the quarter that has begun; None: it has passed."""
    quarter = now.replace(minute=now.minute - now.minute % _QUARTER, second=0, microsecond=0)
    if quarter <= free.starts:
        return free
    return Span(quarter, free.ends) if quarter < free.ends else None
