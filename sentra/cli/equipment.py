"""`sentra equipment`: what the building lends, and how much of it is free."""

from collections.abc import Iterable
from datetime import datetime

import click

from bookings.domain.hours import at
from bookings.domain.spans import Span
from bookings.operations import pools as operations
from bookings.queries import equipment as queries
from bookings.queries.equipment import Pool
from sentra.cli import work
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import today, translate
from sentra.settings import Settings

_HOUR = click.DateTime(["%H:%M", "%H.%M"])


@click.group("equipment")
def command() -> None:
    """Projectors, ovens, sewing machines: list, add, change."""


@command.command("list")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Today when not given.")
@click.option("--from", "first", type=_HOUR, help="Show how many are free from here, as 09:00.")
@click.option("--to", "last", type=_HOUR, help="Until here, as 11:00.")
def list_(on: datetime | None, first: datetime | None, last: datetime | None) -> None:
    """One line per kind: how many, name; with hours, how many are free before them."""

    async def read(_settings: Settings) -> list[tuple[Pool, int | None]]:
        if first is None or last is None:
            return [(one, None) for one in await queries.pools(with_retired=True)]
        day = on.date() if on else today(work.utc_now())
        if last.time() <= first.time():
            raise Invalid(Problem("to", say("The end has to be after the start.")))
        return [*await queries.free(Span(at(day, first.time()), at(day, last.time())))]

    for one, free in work.run(read):
        click.echo(_line(one) if free is None else f"{free}\t{_line(one)}")


@command.command("add")
@click.argument("name")
@click.argument("number", type=int)
def add(name: str, number: int) -> None:
    """Bring NUMBER of NAME into use."""

    async def write(_settings: Settings) -> Pool:
        return await operations.add_pool(name, number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("change")
@click.argument("name")
@click.option("--number", type=int, help="How many there are from now on.")
@click.option("--name", "renamed", help="What it is called from now on.")
@click.option("--in-use/--out-of-use", "active", default=None, help="Whether it is lent.")
def change(name: str, number: int | None, renamed: str | None, active: bool | None) -> None:  # noqa: FBT001 - click's flag
    """Change the equipment called NAME."""

    async def write(_settings: Settings) -> Pool:
        return await operations.change_pool(
            _named(name, await queries.pools(with_retired=True)).id,
            name=renamed,
            number=number,
            active=active,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    click.echo(_line(work.run(write)))


async def wanted_of(asked: Iterable[str]) -> dict[int, int]:
    """Numbers by kind, of words such as `Proyektor=2`; a name alone is one.

    Raises:
        NotFound: There is no equipment of this name.
        Invalid: What follows the name is no number.
    """
    wanted: dict[int, int] = {}
    pools = await queries.pools() if asked else []
    for word in asked:
        name, _, number = word.partition("=")
        if number and not (number.isascii() and number.isdigit()):
            raise Invalid(Problem("equipment", say("A whole number is needed."), word))
        kind = _named(name, pools).id
        wanted[kind] = wanted.get(kind, 0) + int(number or 1)
    return wanted


def _named(name: str, pools: Iterable[Pool]) -> Pool:
    found = next((one for one in pools if one.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise NotFound(say("There is no such equipment."))
    return found


def _line(pool: Pool) -> str:
    parts = [str(pool.number), pool.name]
    if not pool.active:
        parts.append(translate(say("Out of use"), work.language()))
    return "\t".join(parts)
