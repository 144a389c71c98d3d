"""`sentra series`: bookings that repeat."""

from datetime import date, datetime
from typing import cast

import click

from bookings.domain.hours import at
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Decision, Skip
from bookings.domain.series_edit import SeriesEdit
from bookings.domain.terms import LAYOUT_NAMES
from bookings.domain.tracks import Track
from bookings.operations.series import SeriesWish, create, preview
from bookings.operations.series_approval import approve_series, refuse_series
from bookings.operations.series_cancel import Instead, add_date, cancel_series, restore_series
from bookings.operations.series_change import Change, change_series, preview_change
from bookings.operations.series_dates import Plan
from bookings.operations.series_own import must_own
from bookings.queries import Booked
from bookings.queries.series import Repeating, all_series, dates_of
from sentra.cli import work
from sentra.cli.equipment import wanted_of
from sentra.cli.series_lines import date_line, planned_line, said, series_line
from sentra.cli.trainers import trainer_named
from sentra.domain.messages import say
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import translate
from sentra.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_HOUR = click.DateTime(["%H:%M", "%H.%M"])
_SINCE = click.option("--since", type=_DAY, help="One of its dates: this one and all that follow.")
_LAYOUT = click.option("--layout", type=click.Choice(list(LAYOUT_NAMES)), help="How it is set up.")
_TRACK = click.option("--track", type=click.Choice(list(Track)), help="It is a training of this.")
_EQUIPMENT = click.option(
    "--equipment", "things", multiple=True, help="Such as Proyektor=2; may be repeated."
)
_MOST = 10_000


@click.group("series")
def command() -> None:
    """Bookings that repeat: list, show, book, change, cancel, restore, add, approve, refuse."""


@command.command("list")
@click.option("--over", is_flag=True, help="Those of which nothing is left.")
def list_(*, over: bool) -> None:
    """One line per series: number, next date, hours, room, title, trainer, rule."""

    async def read(_settings: Settings) -> list[Repeating]:
        found, _ = await all_series(organiser=None, now=work.utc_now(), over=over, limit=_MOST)
        return found

    for one in work.run(read):
        click.echo(series_line(one))


@command.command("show")
@click.argument("number", type=int)
def show(number: int) -> None:
    """One series, and its dates: number, day, hours, room, state."""
    _print(number)


@command.command("book")
@click.argument("code")
@click.option("--date", "on", type=_DAY, required=True, help="The first day.")
@click.option("--from", "first", type=_HOUR, required=True, help="Such as 09:00.")
@click.option("--to", "last", type=_HOUR, required=True, help="Such as 11:00.")
@click.option("--rule", required=True, help='Such as "FREQ=WEEKLY;BYDAY=TU;COUNT=12" (RFC 5545).')
@click.option("--title", required=True, help="What it is for.")
@click.option("--trainer", "email", required=True, help="E-mail address of the trainer.")
@click.option("--people", type=int, help="How many come.")
@_LAYOUT
@_TRACK
@_EQUIPMENT
@click.option("--note", default="")
@click.option("--private", is_flag=True, help="Do not show the title to the public.")
@click.option("--skip", multiple=True, type=_DAY, help="A date to leave out; may be repeated.")
@click.option("--skip-taken", is_flag=True, help="Leave out every date that is not free.")
@click.option("--preview", "only_look", is_flag=True, help="Say what each date would be; no more.")
def book(
    *,
    code: str,
    on: datetime,
    first: datetime,
    last: datetime,
    rule: str,
    title: str,
    email: str,
    people: int | None,
    layout: str | None,
    track: str | None,
    things: tuple[str, ...],
    note: str,
    private: bool,
    skip: tuple[datetime, ...],
    skip_taken: bool,
    only_look: bool,
) -> None:
    """Book the room CODE on every date of a rule, or on none. Prints the series and its dates."""

    async def write(_settings: Settings) -> Plan | int:
        now = work.utc_now()
        first_one = Wish(
            room=code,
            starts=at(on.date(), first.time()),
            ends=at(on.date(), last.time()),
            title=title,
            organiser=await trainer_named(email),
            note=note,
            people=people,
            public=not private,
            layout=layout,
            track=track,
            equipment=await wanted_of(things),
        )
        decisions: dict[date, Decision] = {day.date(): Skip() for day in skip}
        wish = SeriesWish(first_one, parse_recurrence(rule), decisions)
        if only_look or skip_taken:
            plan = await preview(wish, actor=COMMAND_LINE, now=now)
            if only_look:
                return plan
            decisions |= {one.day: Skip() for one in plan.open}
        return await create(wish, actor=COMMAND_LINE, now=now)

    _print_done(work.run(write))


@command.command("change")
@click.argument("number", type=int)
@_SINCE
@click.option("--room", "code", help="Another room.")
@click.option("--from", "first", type=_HOUR, help="Another start.")
@click.option("--to", "last", type=_HOUR, help="Another end.")
@click.option("--title")
@click.option("--people", type=int)
@_LAYOUT
@_TRACK
@_EQUIPMENT
@click.option("--rule", help='Another rule, such as "FREQ=WEEKLY;BYDAY=WE;COUNT=8", from then on.')
@click.option("--first", "begins", type=_DAY, help="From when on that rule counts.")
@click.option("--skip", multiple=True, type=_DAY, help="A date to leave out; may be repeated.")
@click.option("--skip-taken", is_flag=True, help="Leave out every date that is not free.")
@click.option("--preview", "only_look", is_flag=True, help="Say what each date would be; no more.")
def change(
    *,
    number: int,
    since: datetime | None,
    code: str | None,
    first: datetime | None,
    last: datetime | None,
    title: str | None,
    people: int | None,
    layout: str | None,
    track: str | None,
    things: tuple[str, ...],
    rule: str | None,
    begins: datetime | None,
    skip: tuple[datetime, ...],
    skip_taken: bool,
    only_look: bool,
) -> None:
    """Change the dates of the series NUMBER that have not begun. Prints what they are then."""
    given = {
        "room": code,
        "start": first and first.time(),
        "end": last and last.time(),
        "title": title,
        "people": people,
        "layout": layout,
        "track": track,
    }
    edit = cast(SeriesEdit, {name: value for name, value in given.items() if value is not None})

    async def write(_settings: Settings) -> Plan | int:
        now = work.utc_now()
        decisions: dict[date, Decision] = {day.date(): Skip() for day in skip}
        if things:
            edit["equipment"] = await wanted_of(things)
        asked = Change(
            edit,
            since.date() if since else None,
            decisions,
            parse_recurrence(rule) if rule else None,
            begins.date() if begins else None,
        )
        if only_look or skip_taken:
            plan = await preview_change(number, asked, actor=COMMAND_LINE, now=now)
            if only_look:
                return plan
            decisions |= {one.day: Skip() for one in plan.open}
        return await change_series(number, asked, actor=COMMAND_LINE, now=now)

    _print_done(work.run(write))


@command.command("cancel")
@click.argument("number", type=int)
@_SINCE
@click.option("--reason", default="")
def cancel(number: int, since: datetime | None, reason: str) -> None:
    """Cancel all dates of the series NUMBER that are not over. Prints how many."""

    async def write(_settings: Settings) -> int:
        return await cancel_series(
            number,
            since=since.date() if since else None,
            reason=reason,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    click.echo(work.run(write))


@command.command("restore")
@click.argument("number", type=int)
def restore(number: int) -> None:
    """Take the last cancellation of the series NUMBER back, where its room is still free."""

    async def write(_settings: Settings) -> tuple[int, int]:
        return await restore_series(number, actor=COMMAND_LINE, now=work.utc_now())

    back, lost = work.run(write)
    words = say("%(back)d dates are booked again.", back=back)
    if lost:
        words = say(
            "%(back)d dates are booked again; %(lost)d are not: their room is taken.",
            back=back,
            lost=lost,
        )
    click.echo(translate(words, work.language()))


@command.command("approve")
@click.argument("number", type=int)
def approve(number: int) -> None:
    """Approve the open requests of the series NUMBER. Prints how many, and how many are taken."""

    async def write(_settings: Settings) -> tuple[int, int]:
        return await approve_series(number, actor=COMMAND_LINE, now=work.utc_now())

    given, taken = work.run(write)
    click.echo(f"{given}\t{taken}")


@command.command("refuse")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="What the trainer reads.")
def refuse(number: int, reason: str) -> None:
    """Refuse the open requests of the series NUMBER. Prints how many."""

    async def write(_settings: Settings) -> int:
        return await refuse_series(number, reason=reason, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(work.run(write))


@command.command("add")
@click.argument("number", type=int)
@click.argument("on", type=_DAY)
@click.option("--room", "code", help="Another room for this date.")
@click.option("--from", "first", type=_HOUR, help="Another start.")
@click.option("--to", "last", type=_HOUR, help="Another end.")
def add(
    number: int,
    on: datetime,
    code: str | None,
    first: datetime | None,
    last: datetime | None,
) -> None:
    """Let the date ON, which the series NUMBER skips, take place after all."""
    instead: Instead = {}
    if code is not None:
        instead["room"] = code
    if first is not None:
        instead["start"] = first.time()
    if last is not None:
        instead["end"] = last.time()

    async def write(_settings: Settings) -> int:
        return await add_date(number, on.date(), instead, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(work.run(write))


def _print_done(done: Plan | int) -> None:
    """The series that was made or changed, or what it would be."""
    if isinstance(done, int):
        _print(done)
        return
    for one in done.dates:
        click.echo(planned_line(one))


def _print(number: int) -> None:
    async def read(_settings: Settings) -> tuple[Repeating, list[Booked]]:
        series = await must_own(number, actor=COMMAND_LINE, now=work.utc_now())
        return series, await dates_of(number)

    series, dates = work.run(read)
    click.echo(series_line(series))
    for one in dates:
        click.echo("  " + date_line(one))
    for day in series.skipped:
        click.echo(f"  -\t{day.isoformat()}\t{said(say('Skipped'))}")
