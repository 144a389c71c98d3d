"""`sentra terms`: how rooms may be used."""

import click

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.terms import LAYOUT_NAMES, Hours
from bookings.domain.terms_changes import TermsWish, read_hours, write_hours
from bookings.operations.terms import set_terms
from sentra.cli import work
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE
from sentra.settings import Settings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.group("terms")
def command() -> None:
    """Terms of rooms: show, set."""


@command.command("show")
@click.argument("code")
def show(code: str) -> None:
    """How the room CODE may be used."""

    async def read(_settings: Settings) -> Room:
        room = await queries.room(code)
        if room is None:
            raise NotFound(say("There is no such room."))
        return room

    _print(work.run(read))


@command.command("set")
@click.argument("code")
@click.option("--before", type=int, default=0, help="Minutes kept free before each booking.")
@click.option("--after", type=int, default=0, help="Minutes kept free after each booking.")
@click.option(
    "--hours",
    "hours",
    multiple=True,
    metavar="DAY=HOURS",
    help="Such as mon=08:00-12:00,13:00-17:00. Days not named are closed; none named: no hours of "
    "its own.",
)
@click.option(
    "--layout", "layouts", multiple=True, metavar="NAME=PEOPLE", help="Such as classroom=24."
)
def set_(
    code: str, before: int, after: int, hours: tuple[str, ...], layouts: tuple[str, ...]
) -> None:
    """Say how the room CODE may be used; what is left out is taken away."""
    wish = TermsWish(before, after, _week(hours), dict(_layout(text) for text in layouts))

    async def write(_settings: Settings) -> Room:
        return await set_terms(code, wish, actor=COMMAND_LINE, now=work.utc_now())

    _print(work.run(write))


def _week(given: tuple[str, ...]) -> list[tuple[Hours, ...]] | None:
    if not given:
        return None
    week: list[tuple[Hours, ...]] = [() for _ in _DAYS]
    for text in given:
        day, _, hours = text.partition("=")
        try:
            week[_DAYS.index(day.strip().lower())] = read_hours(hours)
        except ValueError:
            message = f"{text!r}: write it as mon=08:00-12:00,13:00-17:00"
            raise click.BadParameter(message, param_hint="--hours") from None
    return week


def _layout(text: str) -> tuple[str, int]:
    name, _, people = text.partition("=")
    if name not in LAYOUT_NAMES or not people.isdecimal():
        message = f"{text!r}: write it as one of {', '.join(LAYOUT_NAMES)} and people, u=16"
        raise click.BadParameter(message, param_hint="--layout")
    return name, int(people)


def _print(room: Room) -> None:
    terms = room.terms
    click.echo(f"{room.code}\t{room.name}")
    minutes = [int(length.total_seconds()) // 60 for length in (terms.before, terms.after)]
    click.echo(f"before\t{minutes[0]}\nafter\t{minutes[1]}")
    for name, day in zip(_DAYS, terms.week or (), strict=False):
        click.echo(f"{name}\t{write_hours(tuple(day)) or '-'}")
    for layout, people in terms.layouts.items():
        click.echo(f"{layout}\t{people}")
