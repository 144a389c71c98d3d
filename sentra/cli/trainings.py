"""`sentra trainings`: what is to come, and who takes part."""

import click

from bookings.domain.tracks import Track
from bookings.domain.trainings import TrainingKey
from bookings.operations import trainings as operations
from bookings.queries import trainings as queries
from bookings.queries.trainings import Participant, Training
from sentra.cli import work
from sentra.cli.calendars import account_named
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import clock, day_short, today
from sentra.settings import Settings

_MOST = 10_000
_ACCOUNT = click.option("--account", "email", metavar="EMAIL", required=True, help="Of whom.")


class _Key(click.ParamType[TrainingKey]):
    """A training's key."""

    name = "key"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> TrainingKey:
        return TrainingKey.parse(value) or self.fail("such as b12 or s3", param, ctx)


_KEY = _Key()


@click.group("trainings")
def command() -> None:
    """Trainings: list, participants, join, leave."""


@command.command("list")
@click.option("--track", type=click.Choice(list(Track)), help="Only those of this.")
def list_(track: str | None) -> None:
    """One line per training to come: key, next date, hours, room, track, seats, title."""

    async def read(_settings: Settings) -> list[Training]:
        found, _ = await queries.trainings(
            now=work.utc_now(), account=None, track=Track(track) if track else None, limit=_MOST
        )
        return found

    for one in work.run(read):
        click.echo(_line(one))


@command.command("participants")
@click.argument("key", type=_KEY)
def participants(key: TrainingKey) -> None:
    """One line for each who takes part in the training KEY: name, e-mail, enterprise, since."""

    async def read(_settings: Settings) -> list[Participant]:
        await operations.must_see(key, actor=COMMAND_LINE, now=work.utc_now())
        return await queries.participants(key)

    for one in work.run(read):
        since = day_short(today(one.since), work.language())
        click.echo(f"{one.name}\t{one.email}\t{one.enterprise_name}\t{since}")


@command.command("join")
@click.argument("key", type=_KEY)
@_ACCOUNT
def join(key: TrainingKey, email: str) -> None:
    """Let somebody of an enterprise take part in the training KEY."""

    async def write(_settings: Settings) -> Training:
        who = await account_named(email)
        return await operations.join(key, who=who, actor=COMMAND_LINE, now=work.utc_now())

    click.echo(_line(work.run(write)))


@command.command("leave")
@click.argument("key", type=_KEY)
@_ACCOUNT
def leave(key: TrainingKey, email: str) -> None:
    """Give somebody's seat in the training KEY back."""

    async def write(_settings: Settings) -> None:
        who = await account_named(email)
        await operations.leave(key, account=who.account, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)


def _line(one: Training) -> str:
    locale = work.language()
    when = ("-", "-")
    if one.next and one.next_ends:
        hours = f"{clock(one.next, locale)}–{clock(one.next_ends, locale)}"
        when = (day_short(one.next, locale), hours)
    seats = f"{one.taken}/{'-' if one.seats is None else one.seats}"
    return "\t".join((str(one.key), *when, one.room, one.track, seats, one.title))
