"""The `sentra` command: each subcommand is a module, imported only when it is called."""

import importlib
import os

import click

from sentra import __version__

# numpy, which shapely brings, would start a thread per core that nothing here uses; a process with
# threads can't safely be forked into several (sentra.cli.prefork).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_COMMANDS = {
    "closures": "When the building, a floor or a room is closed: list, add, lift, holidays.",
    "demo": "The demo centre: five floors, 3,000 enterprises, twelve weeks of bookings.",
    "doctor": "What is wrong with this installation, and how to mend it.",
    "enterprises": "The registry: import, list, export.",
    "equipment": "Equipment: list, add, change.",
    "hire": "Room hire: tariffs, quotations, invoices, payments.",
    "mail": "Letters: list, send again, and a test of the mail server.",
    "migrate": "Bring the database up to this version.",
    "postgres": "Run PostgreSQL's own programs: psql, pg_dump, pg_restore.",
    "plan": "Check or load the building's plan.",
    "requests": "Requests for rooms: list, approve, refuse.",
    "rooms": "Rooms and bookings: list, book, cancel.",
    "rounds": "Stall rounds: draft, announce, applications, draw, offers.",
    "rent": "Rent of stalls and attendance: list, pay, note.",
    "rules": "Rules of booking: list, set, remove; how rooms are given.",
    "serve": "Run Sentra.",
    "series": "Bookings that repeat: list, book, change, cancel.",
    "stalls": "Stalls: list, give out, end, move.",
    "calendars": "Calendar addresses: list, make, revoke.",
    "terms": "Terms of rooms: opening hours, buffers, layouts.",
    "trainings": "Trainings: list, participants, join, leave.",
    "waiting": "The waiting list: list, join, claim, leave.",
    "user": "Accounts: invite, list, close, tokens.",
}


class Commands(click.Group):
    """Knows its commands' names and first lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"sentra.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sentra")
def main() -> None:
    """Sentra: space and bookings of the Sentra UKM building."""
