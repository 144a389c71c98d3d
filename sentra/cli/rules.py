"""`sentra rules`: the office's rules of booking."""

import click

from bookings.domain.policies import Kind, Rule, rule_words
from bookings.domain.rooms import Room
from bookings.operations import rules as operations
from bookings.operations.rules import Door
from bookings.queries.policies import all_rules
from sentra.cli import work
from sentra.domain.roles import BOOKERS, COMMAND_LINE, Role
from sentra.i18n import translate
from sentra.settings import Settings


@click.group("rules")
def command() -> None:
    """Rules of booking: list, set, remove; and how a room is given."""


@command.command("list")
def list_() -> None:
    """One line per rule: number, room, role, kind, value, in words."""

    async def read(_settings: Settings) -> list[Rule]:
        return await all_rules()

    for rule in work.run(read):
        click.echo(_line(rule))


@command.command("set")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("value", type=int)
@click.option("--room", help="Only in the room with this code.")
@click.option(
    "--role",
    type=click.Choice(sorted(role.value for role in BOOKERS)),
    help="Only for these people.",
)
def set_(kind: str, value: int, room: str | None, role: str | None) -> None:
    """Make a rule, or give the one of this KIND, room and role another VALUE.

    Hours (lead, weekly), days (horizon), minutes (shortest, longest), how many (requests), or 1 for
    yes and 0 for no (closed_to).
    """

    async def write(_settings: Settings) -> Rule:
        return await operations.set_rule(
            kind=Kind(kind),
            value=value,
            room=room,
            role=Role(role) if role else None,
            actor=COMMAND_LINE,
            now=work.utc_now(),
        )

    click.echo(_line(work.run(write)))


@command.command("remove")
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Take the rule with this NUMBER away."""

    async def write(_settings: Settings) -> Rule:
        return await operations.remove_rule(number, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("room")
@click.argument("code")
@click.option("--approval/--no-approval", default=False, help="A trainer's booking is a request.")
@click.option("--holds/--holds-nothing", default=True, help="Whether a request holds the room.")
@click.option("--check-in", type=int, help="Minutes until an unchecked booking is released.")
def room_(*, code: str, approval: bool, holds: bool, check_in: int | None) -> None:
    """Say how the room CODE is given; what is left out is as it is by default.

    Prints the code, whether a trainer asks or her booking stands, whether a request holds the room,
    and the minutes to check in.
    """

    async def write(_settings: Settings) -> Room:
        door = Door(approval, holds, check_in)
        return await operations.set_door(code, door, actor=COMMAND_LINE, now=work.utc_now())

    room = work.run(write)
    asks = "asks" if room.terms.approval else "stands"
    holds_it = "holds" if room.terms.request_holds else "holds nothing"
    click.echo(f"{room.code}\t{asks}\t{holds_it}\t{room.terms.check_in or '-'}")


def _line(rule: Rule) -> str:
    parts = (rule.id, rule.room or "-", rule.role or "-", rule.kind, rule.value)
    return "\t".join((*map(str, parts), translate(rule_words(rule), work.language())))
