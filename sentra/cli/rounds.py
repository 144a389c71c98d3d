"""`sentra rounds`: stall rounds, from the applications on."""

import click

from sentra.cli import rounds_apply


@click.group("rounds")
def command() -> None:
    """Stall rounds."""


command.add_command(rounds_apply.command)
