"""/jadwal: all rooms of one day."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

from litestar import Response, get
from litestar.params import FromQuery

from bookings import queries
from bookings.domain.closures import closure_words
from bookings.domain.hours import day_of, whole_day
from bookings.domain.rooms import Room
from bookings.domain.rules import GRAIN
from bookings.domain.tracks import TRACK_NAMES, Track
from bookings.pages.parts import asked_day, reader_of, seats
from bookings.pages.timetable import Line, Reader, Timetable, timetable
from bookings.queries import Booked
from bookings.queries.closures import block_rows, blocks_of
from sentra.domain.messages import Message, say
from sentra.domain.roles import BOOKERS, EVERYONE, Actor, Source
from sentra.i18n import translate
from sentra.web.page import render
from sentra.web.request import SentraRequest, now_of


@dataclass(frozen=True, slots=True)
class SchedulePage:
    template: ClassVar[str] = "bookings/schedule.html"
    date: dt.date
    today: dt.date
    day: Timetable
    bookings: int
    own: int
    may_book: bool
    tracks: Sequence[tuple[Message, str, bool]]
    """All of the day, or only the trainings of a track."""
    track: Track | None
    closures: tuple[Message, ...]
    """Why rooms are closed on this day, and which, where it is not all of them."""
    title: Message = say("Schedule")


@get("/jadwal", allow=EVERYONE, keep=True)
async def schedule(
    request: SentraRequest, date: FromQuery[str] = "", track: FromQuery[str] = ""
) -> Response[str]:
    asked = Track(track) if track in {one.value for one in Track} else None
    reader = replace(reader_of(request), track=asked)
    today = day_of(now_of(request))
    day = asked_day(date, today)
    rooms = tuple(await queries.rooms())
    rows = await queries.rows_between(whole_day(day))
    shut = await block_rows(whole_day(day))
    known = {room.id for room in rooms}
    own = sum(row["organiser"] == reader.actor.account for row in rows if row["space"] in known)
    page = SchedulePage(
        date=day,
        today=today,
        day=_table(rooms, rows, shut, day, _alike(reader, own=own)),
        bookings=sum(
            row["space"] in known and (asked is None or (row["public"] and row["track"] == asked))
            for row in rows
        ),
        own=own,
        may_book=reader.actor.role in BOOKERS,
        tracks=_tracks(day, asked),
        track=asked,
        closures=_closures(rooms, shut),
    )
    return render(request, page)


def _tracks(day: dt.date, asked: Track | None) -> list[tuple[Message, str, bool]]:
    url = f"/jadwal?date={day}"
    named = [(name, f"{url}&track={track}", track is asked) for track, name in TRACK_NAMES.items()]
    return [(say("All"), url, asked is None), *named]


def _alike(reader: Reader, *, own: int) -> Reader:
    """The same for all who see the same: only their role counts where nothing is theirs."""
    actor = reader.actor
    account = actor.account if own else None
    now = dt.datetime.fromtimestamp(reader.now.timestamp() // _GRAIN * _GRAIN, dt.UTC)
    return replace(reader, actor=Actor(actor.role, Source.PAGE, account=account), now=now)


_GRAIN = GRAIN.total_seconds()


@lru_cache(maxsize=32)
def _table(
    rooms: tuple[Room, ...],
    rows: tuple[Any, ...],
    shut: tuple[Any, ...],
    day: dt.date,
    reader: Reader,
) -> Timetable:
    """Made once of everything it shows: who looks at the same day again gets the same table."""
    blocks = blocks_of(shut)
    by_id = {room.id: room for room in rooms}
    booked = tuple(Booked(**row) for row in rows if row["space"] in by_id)
    lines = [
        Line(
            room=room,
            day=day,
            name=room.name,
            code=room.code,
            note=seats(room, reader.locale),
            url=f"/ruang/{room.code}",
            booked=booked,
            blocks=blocks,
        )
        for room in rooms
    ]
    return timetable(
        lines,
        rooms=by_id,
        reader=reader,
        caption=translate(say("Rooms on %(day)s", day=day), reader.locale),
        heading=translate(say("Room"), reader.locale),
        now_line=True,
    )


@lru_cache(maxsize=32)
def _closures(rooms: tuple[Room, ...], shut: tuple[Any, ...]) -> tuple[Message, ...]:
    """Each closure of the day, by its name; one of some rooms only says which."""
    names = {room.id: room.name for room in rooms if not room.parts}
    words: dict[int, Message] = {}
    closed: dict[int, set[int]] = {}
    for block in blocks_of(shut):
        if block.closure is not None:
            words[block.closure] = closure_words(block)
            closed.setdefault(block.closure, set()).add(block.space)
    return tuple(_where(why, closed[closure], names) for closure, why in words.items())


def _where(why: Message, closed: Collection[int], names: Mapping[int, str]) -> Message:
    rooms = tuple(sorted(names[room] for room in closed if room in names))
    if len(rooms) == len(names):
        return why
    if len(rooms) > _FEW:
        return say("%(why)s (%(number)d rooms)", why=why, number=len(rooms))
    return say("%(why)s (%(rooms)s)", why=why, rooms=rooms)


_FEW = 3
"""Rooms that a person reads in passing."""
