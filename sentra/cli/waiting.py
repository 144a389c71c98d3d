"""`sentra waiting`: who waits for which room, and what is offered to them."""

from datetime import datetime

import click

from bookings.domain.hours import at
from bookings.domain.rules import Wish
from bookings.operations import offers
from bookings.operations import waiting as operations
from bookings.queries import Booked
from bookings.queries.waiting import Waited, line
from sentra.cli import work
from sentra.cli.trainers import trainer_named
from sentra.domain.roles import COMMAND_LINE
from sentra.domain.trail import WORDS
from sentra.i18n import clock, today, translate
from sentra.settings import Settings

_HOUR = click.DateTime(["%H:%M", "%H.%M"])


@click.group("waiting")
def command() -> None:
    """The waiting list: list, join, claim, leave, offer."""


@command.command("list")
def list_() -> None:
    """One line per place: number, date, hours, room, title, trainer, state, how many before."""

    async def read(_settings: Settings) -> list[Waited]:
        return await line(limit=1000)

    for one in work.run(read):
        click.echo(_line(one))


@command.command("join")
@click.argument("code")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--from", "first", type=_HOUR, required=True, help="Such as 09:00.")
@click.option("--to", "last", type=_HOUR, required=True, help="Such as 11:00.")
@click.option("--title", required=True, help="What it is for.")
@click.option("--trainer", "email", required=True, help="E-mail address of the trainer.")
@click.option("--people", type=int, help="How many come.")
def join(
    *,
    code: str,
    on: datetime,
    first: datetime,
    last: datetime,
    title: str,
    email: str,
    people: int | None,
) -> None:
    """Get in line for the room CODE, which is taken. Prints the number of the place."""

    async def write(_settings: Settings) -> Waited:
        organiser = await trainer_named(email)
        wish = Wish(
            room=code,
            starts=at(on.date(), first.time()),
            ends=at(on.date(), last.time()),
            title=title,
            organiser=organiser,
            people=people,
        )
        return await operations.join(wish, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("claim")
@click.argument("number", type=int)
def claim(number: int) -> None:
    """Take what is offered to the place with this NUMBER. Prints the booking's number."""

    async def write(_settings: Settings) -> Booked:
        return await operations.claim(number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(work.run(write).id)


@command.command("leave")
@click.argument("number", type=int)
def leave(number: int) -> None:
    """Give up the place with this NUMBER."""

    async def write(_settings: Settings) -> Waited:
        return await operations.withdraw(number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("offer")
def offer() -> None:
    """Let overdue offers lapse and offer what is free, as a running server does by itself."""

    async def write(_settings: Settings) -> None:
        await offers.keep(work.utc_now())

    work.run(write)


def _line(one: Waited) -> str:
    locale = work.language()
    hours = f"{clock(one.starts, locale)}–{clock(one.ends, locale)}"
    state = translate(WORDS[one.state], locale)
    parts = [str(one.id), today(one.starts).isoformat(), hours, one.room, one.title]
    parts += [one.account_name, state, str(one.ahead)]
    return "\t".join(parts)
