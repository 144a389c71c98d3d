"""`sentra rent`: rent of stalls (retribusi), and whether they are looked after."""

from collections.abc import Sequence
from datetime import date, datetime

import click

from floors.operations import rent as operations
from floors.operations.attendance import note_attendance
from floors.queries.attendance import StallNote, stalls_to_note
from floors.queries.rent import Owed, RentLine, owed, rents
from floors.queries.tenancies import tenancies_of_stall
from sentra.cli import work
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import number, today, translate
from sentra.settings import Settings

_MOST = 100_000
_Day = click.DateTime(["%Y-%m-%d"])
_ON = click.option("--date", "on", type=_Day, help="The day; today when not given.")


@click.group("rent")
def command() -> None:
    """Rent of stalls and attendance at them: list, pay, unpay, attendance, note."""


@command.command("list")
@click.option("--late", is_flag=True, help="Only what is late.")
@click.option("--search", default="", help="Part of a name, or the beginning of a stall's code.")
def list_(*, late: bool, search: str) -> None:
    """Number, month, stall, holder, rupiah, due, paid, receipt; then what is late in all."""

    async def read(_settings: Settings) -> tuple[list[RentLine], Owed]:
        day = today(work.utc_now())
        lines, _ = await rents(on=day, q=search, late=late, limit=_MOST)
        return lines, await owed(on=day)

    lines, late_in_all = work.run(read)
    for one in lines:
        parts = (
            str(one.id),
            f"{one.month:%Y-%m}",
            one.stall,
            one.holder,
            str(one.amount),
            one.due.isoformat(),
            one.paid.isoformat() if one.paid else "-",
            one.receipt or "-",
        )
        click.echo("\t".join(parts))
    amount = number(late_in_all.amount, work.language())
    said = say(
        "Late: Rp %(amount)s, %(months)d months, %(holders)d enterprises.",
        amount=amount,
        months=late_in_all.months,
        holders=late_in_all.holders,
    )
    click.echo(_words(said), err=True)


@command.command("pay")
@click.argument("line", type=int)
@click.argument("receipt")
@_ON
def pay(line: int, receipt: str, on: datetime | None) -> None:
    """Write down that the rent with the number LINE was paid, with the number of the RECEIPT."""

    async def write(_settings: Settings) -> None:
        await operations.pay(
            line, on=_day(on), receipt=receipt, actor=COMMAND_LINE, now=work.utc_now()
        )

    work.run(write)


@command.command("unpay")
@click.argument("line", type=int)
def unpay(line: int) -> None:
    """Take back a payment that was written down by mistake."""

    async def write(_settings: Settings) -> None:
        await operations.undo_payment(line, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)


@command.command("attendance")
@click.argument("level", type=int)
@_ON
def attendance(level: int, on: datetime | None) -> None:
    """The held stalls of a floor: code, holder, whether looked after (+, -), per cent of days."""

    async def read(_settings: Settings) -> Sequence[StallNote]:
        return await stalls_to_note(_day(on), level)

    marks = {True: "+", False: "-", None: "?"}
    for one in work.run(read):
        rate = f"{one.rate}%" if one.rate is not None else "?"
        click.echo("\t".join((one.stall, one.holder, marks[one.present], rate)))


@command.command("note")
@click.argument("stall")
@click.argument("seen", type=click.Choice(["present", "absent"]))
@_ON
def note(stall: str, seen: str, on: datetime | None) -> None:
    """Note whether a STALL was looked after on the day; a note made before is corrected."""

    async def write(_settings: Settings) -> None:
        day = _day(on)
        held = [row for row in await tenancies_of_stall(stall) if row.active and row.span.has(day)]
        if not held:
            raise NotFound(say("Nobody holds %(stall)s on %(day)s.", stall=stall, day=day))
        await note_attendance(
            day, {held[0].id: seen == "present"}, actor=COMMAND_LINE, now=work.utc_now()
        )

    work.run(write)


def _day(given: datetime | None) -> date:
    return given.date() if given else today(work.utc_now())


def _words(message: Message) -> str:
    return translate(message, work.language())
