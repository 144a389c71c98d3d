"""`sentra rooms`: which are free, and booking them."""

import sys
from datetime import date, datetime
from typing import BinaryIO

import click

from bookings import queries
from bookings.domain.alternatives import is_free
from bookings.domain.features import feature_words
from bookings.domain.hours import at, whole_day
from bookings.domain.intake import MOST_BYTES
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.standing import State
from bookings.domain.terms import LAYOUT_NAMES
from bookings.domain.tracks import Track
from bookings.operations import attendance
from bookings.operations import bookings as operations
from bookings.operations.intake import Fate, Request, Taking, look, take_over
from bookings.queries import Booked
from sentra.cli import work
from sentra.cli.equipment import wanted_of
from sentra.cli.room_search import find
from sentra.cli.trainers import trainer_named
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import clock, day_short, listed, today, translate
from sentra.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_HOUR = click.DateTime(["%H:%M", "%H.%M"])
_ON = click.option("--date", "on", type=_DAY, help="The day; today when not given.")
_FROM = click.option("--from", "first", type=_HOUR, required=True, help="Such as 09:00.")
_TO = click.option("--to", "last", type=_HOUR, required=True, help="Such as 11:00.")


@click.group("rooms")
def command() -> None:
    """Rooms and bookings: list, free, find, show, book, import, cancel."""


command.add_command(find)


@command.command("list")
def list_() -> None:
    """One line per room: code, floor, people, name, what is in it."""

    async def read(_settings: Settings) -> list[Room]:
        return await queries.rooms()

    for room in work.run(read):
        click.echo(_line(room))


@command.command("free")
@_ON
@_FROM
@_TO
@click.option("--people", type=click.IntRange(1, 10_000), help="How many have to fit in.")
def free(on: datetime | None, first: datetime, last: datetime, people: int | None) -> None:
    """The rooms that are free for these hours, the smallest first."""

    async def read(_settings: Settings) -> list[Room]:
        span = _span(_day(on), first, last)
        # All of the day: who sets up before is in the way too.
        busy = await queries.busy(whole_day(_day(on)))
        rooms = await queries.rooms()
        return [
            room
            for room in rooms
            if room.seats(people) and room.terms.opens_for(span) and is_free(room, span, busy)
        ]

    for room in sorted(work.run(read), key=lambda room: (room.capacity or 0, room.code)):
        click.echo(_line(room))


@command.command("show")
@click.argument("code")
@_ON
def show(code: str, on: datetime | None) -> None:
    """One room, and its bookings of the day: number, hours, title, trainer."""

    async def read(_settings: Settings) -> tuple[Room, list[Booked]]:
        room = await queries.room(code)
        if room is None:
            raise NotFound(say("There is no such room."))
        return room, await queries.between(whole_day(_day(on)), spaces=room.held)

    room, booked = work.run(read)
    click.echo(_line(room))
    for one in booked:
        click.echo("  " + _booking_line(one))


@command.command("book")
@click.argument("code")
@_ON
@_FROM
@_TO
@click.option("--title", required=True, help="What it is for.")
@click.option("--trainer", "email", required=True, help="E-mail address of the trainer.")
@click.option("--people", type=int, help="How many come.")
@click.option("--layout", type=click.Choice(list(LAYOUT_NAMES)), help="How it is set up.")
@click.option("--track", type=click.Choice(list(Track)), help="It is a training of this.")
@click.option("--note", default="")
@click.option("--private", is_flag=True, help="Do not show the title to the public.")
@click.option("--equipment", "asked", multiple=True, help="Such as Proyektor=2; may be repeated.")
def book(
    *,
    code: str,
    on: datetime | None,
    first: datetime,
    last: datetime,
    title: str,
    email: str,
    people: int | None,
    layout: str | None,
    track: str | None,
    note: str,
    private: bool,
    asked: tuple[str, ...],
) -> None:
    """Book the room CODE. Prints the booking's number."""

    async def write(_settings: Settings) -> Booked:
        organiser = await trainer_named(email)
        wish = Wish(
            room=code,
            starts=at(_day(on), first.time()),
            ends=at(_day(on), last.time()),
            title=title,
            organiser=organiser,
            note=note,
            people=people,
            public=not private,
            layout=layout,
            track=track,
            equipment=await wanted_of(asked),
        )
        return await operations.book(wish, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_booking_line(work.run(write)))


@command.command("import")
@click.argument("code")
@click.argument("file", type=click.File("rb"))
@click.option("--trainer", "email", required=True, help="E-mail address of the trainer.")
@click.option("--public", is_flag=True, help="Show the titles to the public.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
def take(*, code: str, file: BinaryIO, email: str, public: bool, dry_run: bool) -> None:
    """Take the calendar FILE (.ics) over into the room CODE; exits with 1 if not all fits."""

    async def write(_settings: Settings) -> Taking:
        organiser = await trainer_named(email)
        asked = Request(file.read(MOST_BYTES + 1), code, organiser, public)
        run = look if dry_run else take_over
        return await run(asked, actor=COMMAND_LINE, now=work.utc_now())

    taking = work.run(write)
    locale = work.language()
    for row in taking.rows:
        if row.fate is Fate.REFUSED:
            span = row.occurrence.span
            hours = f"{day_short(span.starts, locale)} {clock(span.starts, locale)}"
            click.echo(f"{hours} {row.occurrence.title}: {translate(row.why or '', locale)}")
    for left in taking.left_out:
        click.echo(f"{left.line}: {left.title}: {translate(left.reason, locale)}")
    click.echo(" ".join(f"{fate.value}={number}" for fate, number in taking.counts.items()))
    if taking.counts[Fate.REFUSED] or taking.left_out:
        sys.exit(1)


@command.command("cancel")
@click.argument("number", type=int)
@click.option("--reason", default="")
def cancel(number: int, reason: str) -> None:
    """Cancel the booking with this NUMBER."""

    async def write(_settings: Settings) -> Booked:
        return await operations.cancel(
            number, actor=COMMAND_LINE, now=work.utc_now(), reason=reason
        )

    click.echo(_booking_line(work.run(write)))


@command.command("check-in")
@click.argument("number", type=int)
def check_in(number: int) -> None:
    """Say that the people of the booking with this NUMBER have come."""

    async def write(_settings: Settings) -> Booked:
        return await attendance.check_in(number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_booking_line(work.run(write)))


def _day(given: datetime | None) -> date:
    return given.date() if given else today(work.utc_now())


def _span(day: date, first: datetime, last: datetime) -> Span:
    if last.time() <= first.time():
        raise Invalid(Problem("to", say("The end has to be after the start.")))
    return Span(at(day, first.time()), at(day, last.time()))


def _line(room: Room) -> str:
    locale = work.language()
    words = [translate(word, locale) for word in feature_words(room.features)]
    parts = (room.code, room.floor, room.capacity or "-", room.name, listed(words, locale) or "-")
    return "\t".join(map(str, parts))


def _booking_line(one: Booked) -> str:
    locale = work.language()
    hours = f"{clock(one.starts, locale)}–{clock(one.ends, locale)}"
    day = today(one.starts).isoformat()
    parts = [str(one.id), day, hours, one.room, one.title, one.organiser_name]
    if one.checked_in is not None:
        parts.append(translate(say("Checked in"), locale))
    elif one.state != State.CONFIRMED:
        parts.append(translate(one.state_name, locale))
    return "\t".join(parts)
