"""`sentra rounds`: stall rounds, from the applications on."""

import click

from sentra.cli import rounds_apply, rounds_draw, rounds_offers


@click.group("rounds")
def command() -> None:
    """Stall rounds."""


command.add_command(rounds_apply.command)
for _command in (*rounds_draw.COMMANDS, *rounds_offers.COMMANDS):
    command.add_command(_command)
