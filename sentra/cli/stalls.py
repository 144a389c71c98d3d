"""`sentra stalls`: who holds which stall, and changing it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import click

from floors.domain.tenancies import STATE_LABELS, StallState
from floors.operations import tenancies as operations
from floors.operations.marks import mark_stalls
from floors.queries.marks import Marked, marks_of
from floors.queries.stalls import StallRow, stall_on, stalls_on
from floors.queries.tenancies import TenancyRow, tenancies_of_stall
from sentra.cli import work
from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import day_short, number, today, translate
from sentra.queries.enterprises import find_by_nib
from sentra.settings import Settings

_Day = click.DateTime(["%Y-%m-%d"])
_ON = click.option("--date", "on", type=_Day, help="The day to look at; today when not given.")


@click.group("stalls")
def command() -> None:
    """Stalls: list, show, give out, end, move, mark."""


@command.command("list")
@_ON
@click.option("--floor", "level", type=int, help="Only this floor.")
@click.option("--state", type=click.Choice([state.value for state in StallState]))
@click.option("--category", type=click.Choice([kind.value for kind in Category]))
def list_(on: datetime | None, level: int | None, state: str | None, category: str | None) -> None:
    """One line per stall: code, zone, area, state, last day, holder, products."""

    async def read(_settings: Settings) -> Sequence[StallRow]:
        return await stalls_on(_day(on), level=level)

    for stall in work.run(read):
        if state in {None, stall.state.value} and category in {None, stall.category}:
            click.echo(_line(stall))


@command.command("show")
@click.argument("code")
@_ON
def show(code: str, on: datetime | None) -> None:
    """One stall and everybody who has held it, newest first."""

    async def read(_settings: Settings) -> tuple[StallRow, Sequence[TenancyRow]]:
        return await _stall(code, _day(on)), await tenancies_of_stall(code)

    stall, history = work.run(read)
    click.echo(_line(stall))
    for row in history:
        parts = [row.starts.isoformat(), _last(row.ends), row.holder]
        if not row.active:
            parts.append(_words(say("Taken back")))
        click.echo("  " + "\t".join(parts))


@command.command("give")
@click.argument("code")
@click.argument("nib")
@click.option("--from", "starts", type=_Day, help="First day; today when not given.")
@click.option("--to", "last", type=_Day, help="Last day; left out, no end is agreed.")
@click.option("--further", "reason", default="", help="Allow a further stall, for this reason.")
def give(code: str, nib: str, starts: datetime | None, last: datetime | None, reason: str) -> None:
    """Give the stall CODE to the enterprise with this NIB."""

    async def write(_settings: Settings) -> None:
        found = await find_by_nib(nib) if nib.isdigit() else None
        if found is None:
            raise NotFound(say("There is no such enterprise."))
        await operations.give(
            stall=code,
            enterprise=found.id,
            starts=_day(starts),
            ends=_ends(last),
            further=bool(reason),
            note=reason,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    work.run(write)


@command.command("end")
@click.argument("code")
@click.option("--last", type=_Day, help="Last day; left out, no end is agreed any more.")
@_ON
def end(code: str, last: datetime | None, on: datetime | None) -> None:
    """Set the last day of whoever holds the stall CODE on the day looked at."""

    async def write(_settings: Settings) -> None:
        await operations.end(
            tenancy=await _tenancy(code, _day(on)),
            ends=_ends(last),
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    work.run(write)


@command.command("move")
@click.argument("code")
@click.argument("new")
@_ON
def move(code: str, new: str, on: datetime | None) -> None:
    """Move whoever holds the stall CODE to the stall NEW, from the day looked at."""

    async def write(_settings: Settings) -> None:
        day = _day(on)
        await operations.move(
            tenancy=await _tenancy(code, day),
            stall=new,
            on=day,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    work.run(write)


async def _stall(code: str, day: date) -> StallRow:
    found = await stall_on(code, day)
    if found is None:
        raise NotFound(say("There is no stall %(stall)s.", stall=code))
    return found


async def _tenancy(code: str, day: date) -> int:
    held = (await _stall(code, day)).tenancy
    if held is None:
        raise Conflict(say("Nobody holds %(stall)s on %(day)s.", stall=code, day=day))
    return held


def _line(stall: StallRow) -> str:
    locale = work.language()
    return "\t".join(
        (
            stall.code,
            translate(CATEGORY_LABELS[stall.category], locale) if stall.category else "-",
            f"{number(stall.area, locale)} m²",
            translate(STATE_LABELS[stall.state], locale),
            day_short(stall.last, locale) if stall.last else "-",
            stall.holder or "-",
            stall.product or "-",
        )
    )


def _last(ends: date | None) -> str:
    return (ends - timedelta(days=1)).isoformat() if ends else "-"


def _day(given: datetime | None) -> date:
    return given.date() if given else today(work.utc_now())


def _ends(last: datetime | None) -> date | None:
    return last.date() + timedelta(days=1) if last else None


def _words(message: Message) -> str:
    return translate(message, work.language())


@command.command("mark")
@click.argument("level", type=int)
@click.argument("marks", nargs=-1, metavar="STALL=KIND...")
@click.option("--reason", default="", help="Why neighbours may sell the same, where they would.")
def mark(level: int, marks: tuple[str, ...], reason: str) -> None:
    """Mark what stalls of floor LEVEL are meant to sell; an empty kind takes it away.

    Prints one line per stall that is marked.
    """
    wanted = {stall: sells for stall, _, sells in (one.partition("=") for one in marks)}

    async def write(_settings: Settings) -> Sequence[Marked]:
        now = work.utc_now()
        await mark_stalls(level, wanted, reason=reason, actor=COMMAND_LINE, now=now)
        return await marks_of(level, day=today(now))

    for one in work.run(write):
        if one.sells:
            click.echo(f"{one.code}\t{one.sells}\t{one.reason}")
