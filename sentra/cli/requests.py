"""`sentra requests`: deciding what was asked for."""

from datetime import datetime

import click

from bookings.operations import approval
from bookings.operations.reconfirmation import confirm_series
from bookings.queries import Booked
from bookings.queries.requests import Request, open_requests
from sentra.cli import work
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import clock, moment, today, translate
from sentra.settings import Settings


@click.group("requests")
def command() -> None:
    """Requests for rooms: list, approve, refuse; confirm a series that is asked about."""


@command.command("list")
def list_() -> None:
    """Open requests, the most urgent first: number, when, room, title, trainer, answer by."""

    async def read(_settings: Settings) -> list[Request]:
        return await open_requests()

    for found in work.run(read):
        one = found.booking
        by = moment(one.decide_by, work.language()) if one.decide_by else "-"
        click.echo("\t".join((*_parts(one), by, "!" if found.taken else "")).rstrip())


@command.command("approve")
@click.argument("number", type=int)
def approve(number: int) -> None:
    """Give the request with this NUMBER its room."""

    async def write(_settings: Settings) -> Booked:
        return await approval.approve(number, actor=COMMAND_LINE, now=work.utc_now())

    _say(work.run(write))


@command.command("refuse")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="What the trainer reads.")
def refuse(number: int, reason: str) -> None:
    """Refuse the request with this NUMBER."""

    async def write(_settings: Settings) -> Booked:
        return await approval.refuse(number, actor=COMMAND_LINE, now=work.utc_now(), reason=reason)

    _say(work.run(write))


@command.command("confirm")
@click.argument("series", type=int)
def confirm(series: int) -> None:
    """Say that the SERIES with this number still takes place. Prints until when that holds."""

    async def write(_settings: Settings) -> datetime:
        return await confirm_series(series, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(moment(work.run(write), work.language()))


def _say(one: Booked) -> None:
    click.echo("\t".join((*_parts(one), translate(one.state_name, work.language()))))


def _parts(one: Booked) -> tuple[str, ...]:
    locale = work.language()
    hours = f"{clock(one.starts, locale)}–{clock(one.ends, locale)}"
    when = f"{today(one.starts).isoformat()} {hours}"
    return (str(one.id), when, one.room, one.title, one.organiser_name)
