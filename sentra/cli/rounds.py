"""`sentra rounds`: stall rounds, from the draft on."""

import click

from sentra.cli import rounds_apply, rounds_draw, rounds_offers, rounds_office


@click.group("rounds")
def command() -> None:
    """Stall rounds."""


command.add_command(rounds_apply.command)
for _command in (*rounds_office.COMMANDS, *rounds_draw.COMMANDS, *rounds_offers.COMMANDS):
    command.add_command(_command)
