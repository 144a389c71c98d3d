"""`sentra hire`: what rooms cost, and who has hired them."""

from datetime import datetime
from pathlib import Path

import click

from bookings.domain.hours import at
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.tariffs import Line, Tariff, total_of
from bookings.operations import hires as operations
from bookings.operations import tariffs as tariff_operations
from bookings.operations.hires import HireWish
from bookings.papers.hires import Paper, hire_paper, spelt
from bookings.queries import hires as queries
from bookings.queries.hires import STAGES, Hired, Priced
from sentra.cli import work
from sentra.cli.trainers import trainer_named
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import clock, rupiah, today
from sentra.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_HOUR = click.DateTime(["%H:%M", "%H.%M"])
_ON = click.option("--date", "on", type=_DAY, required=True, help="The day.")
_FROM = click.option("--from", "first", type=_HOUR, required=True, help="Such as 09:00.")
_TO = click.option("--to", "last", type=_HOUR, required=True, help="Such as 11:00.")


@click.group("hire")
def command() -> None:
    """Room hire: tariffs, quotations, invoices, payments."""


@command.command("tariffs")
def tariffs() -> None:
    """One line per room: code, name, the hour, the half-day, the weekend's addition."""

    async def read(_settings: Settings) -> list[Priced]:
        return await queries.prices()

    for one in work.run(read):
        click.echo(_tariff_line(one))


@command.command("tariff")
@click.argument("code")
@click.option("--hour", type=int, help="Rupiah for each hour that has begun.")
@click.option("--half-day", type=int, help="Rupiah for up to four hours.")
@click.option("--weekend", type=int, default=0, help="Per cent added on Saturdays and Sundays.")
def tariff(code: str, hour: int | None, half_day: int | None, weekend: int) -> None:
    """Say what room CODE costs; without a price it is out of hire."""
    wanted = None if hour is None and half_day is None else Tariff(hour, half_day, weekend)

    async def write(_settings: Settings) -> Priced:
        return await tariff_operations.set_tariff(
            code, wanted, actor=COMMAND_LINE, now=work.utc_now()
        )

    click.echo(_tariff_line(work.run(write)))


@command.command("price")
@click.argument("code")
@_ON
@_FROM
@_TO
def price(code: str, on: datetime, first: datetime, last: datetime) -> None:
    """What room CODE would cost: total, in words, and line by line."""

    async def read(_settings: Settings) -> tuple[Line, ...]:
        if last.time() <= first.time():
            raise Invalid(Problem("to", say("The end has to be after the start.")))
        span = Span(at(on.date(), first.time()), at(on.date(), last.time()))
        return await operations.bill(code, span)

    lines = work.run(read)
    for line in lines:
        click.echo(f"{line.text}\t{line.quantity}\t{line.price}\t{line.amount}")
    click.echo(f"total\t{total_of(lines)}\t{spelt(total_of(lines))}")


@command.command("quote")
@click.argument("code")
@_ON
@_FROM
@_TO
@click.option("--name", required=True, help="Who pays.")
@click.option("--title", required=True, help="What it is for.")
@click.option("--organiser", required=True, help="E-mail address of who looks after it.")
@click.option("--address", default="")
@click.option("--phone", default="")
@click.option("--people", type=int, help="How many come.")
def quote(
    *,
    code: str,
    on: datetime,
    first: datetime,
    last: datetime,
    name: str,
    title: str,
    organiser: str,
    address: str,
    phone: str,
    people: int | None,
) -> None:
    """Book room CODE for somebody from outside and make the quotation."""

    async def write(_settings: Settings) -> Hired:
        account = await trainer_named(organiser, option="organiser")
        wish = Wish(
            room=code,
            starts=at(on.date(), first.time()),
            ends=at(on.date(), last.time()),
            title=title,
            organiser=account,
            people=people,
            public=False,
        )
        asked = HireWish(wish, name, address, phone)
        return await operations.quote(asked, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("list")
@click.option("--stage", type=click.Choice(sorted(STAGES)), help="Only these.")
def list_(stage: str | None) -> None:
    """The newest two hundred: number, papers, total, paid or credit note, room, day, who pays."""

    async def read(_settings: Settings) -> list[Hired]:
        return await queries.hires(stage=stage or "", limit=200)

    for one in work.run(read):
        click.echo(_line(one))


@command.command("invoice")
@click.argument("number", type=int)
def invoice(number: int) -> None:
    """Make the invoice of hire NUMBER."""

    async def write(_settings: Settings) -> Hired:
        return await operations.invoice(number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("pay")
@click.argument("number", type=int)
@click.option("--date", "on", type=_DAY, help="When; today when not given.")
@click.option("--undo", is_flag=True, help="It is not paid after all.")
def pay(*, number: int, on: datetime | None, undo: bool) -> None:
    """Record that hire NUMBER is paid."""

    async def write(_settings: Settings) -> Hired:
        now = work.utc_now()
        if undo:
            return await operations.take_back_payment(number, actor=COMMAND_LINE, now=now)
        day = on.date() if on else today(now)
        return await operations.pay(number, day, actor=COMMAND_LINE, now=now)

    click.echo(_line(work.run(write)))


@command.command("credit")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="It stands on the invoice.")
def credit(*, number: int, reason: str) -> None:
    """Make the invoice of hire NUMBER void, whose booking came to nothing."""

    async def write(_settings: Settings) -> Hired:
        now = work.utc_now()
        return await operations.credit(number, reason=reason, actor=COMMAND_LINE, now=now)

    click.echo(_line(work.run(write)))


@command.command("pdf")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def pdf(number: int, file: Path) -> None:
    """Write the invoice of hire NUMBER, or its quotation where there is none yet, to FILE."""

    async def read(_settings: Settings) -> bytes:
        hired = await queries.hire(number)
        if hired is None:
            raise NotFound(say("There is no such hire."))
        paper = Paper.INVOICE if hired.invoice else Paper.QUOTATION
        return await hire_paper(hired, paper, await queries.issuer())

    file.write_bytes(work.run(read))


def _tariff_line(one: Priced) -> str:
    tariff = one.tariff
    if tariff is None:
        return f"{one.code}\t{one.name}\t-\t-\t-"
    prices = ("-" if price is None else str(price) for price in (tariff.hour, tariff.half_day))
    return "\t".join((one.code, one.name, *prices, f"{tariff.weekend_percent}%"))


def _line(one: Hired) -> str:
    locale = work.language()
    hours = f"{clock(one.starts, locale)}–{clock(one.ends, locale)}"
    papers = (one.quotation, one.invoice or "-", rupiah(one.total, locale))
    paid = one.credit or (one.paid.isoformat() if one.paid else "-")
    day = today(one.starts).isoformat()
    return "\t".join((str(one.id), *papers, paid, one.room, day, hours, one.name))
