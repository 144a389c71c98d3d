"""`sentra migrate`."""

import click

from sentra.cli import work
from sentra.settings import Settings


@click.command("migrate")
def command() -> None:
    """Bring the database up to this version's tables. Safe to repeat."""

    async def nothing_more(_settings: Settings) -> None:
        """`work.run` migrates before it does anything."""

    work.run(nothing_more)
    click.echo("The database is up to date.")
