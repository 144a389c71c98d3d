"""`sentra mail`: letters."""

import asyncio
import sys
from uuid import uuid4

import click

from sentra.cli import work
from sentra.domain.enterprises import read_email
from sentra.domain.letters import Letter, letter_bytes
from sentra.domain.messages import say
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import moment, translate
from sentra.mail.ways import NotTaken, NoWay, folder_of, sender_of, way_of
from sentra.operations import letters
from sentra.queries.letters import LetterRow, list_letters
from sentra.settings import Settings


@click.group("mail")
def command() -> None:
    """Letters: list, send again, and a test of the mail server."""


@command.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send a letter to ADDRESS now, past the queue, and say what the mail server answered."""
    settings = work.read_settings()
    with work.in_words():
        to = read_email(address) or ""
    try:
        asyncio.run(_send(settings, to))
    except (NoWay, NotTaken) as error:
        click.secho(f"Not sent: {error}", fg="red", err=True)
        sys.exit(1)
    where = settings.smtp_host or folder_of(settings)
    click.echo(f"Sent to {to}: {where} has it.")


async def _send(settings: Settings, address: str) -> None:
    locale, sender = work.language(), sender_of(settings)
    letter = Letter(
        number=uuid4(),
        written=work.utc_now(),
        address=address,
        name="",
        locale=locale,
        subject=translate(say("Sentra can send letters"), locale),
        text=translate(
            say("This is a test, asked for on the command line. Nobody has to do anything."),
            locale,
        )
        + "\n",
    )
    async with way_of(settings) as way:
        await way.send(str(letter.number), address, letter_bytes(letter, sender=sender))


@command.command("list")
@click.option("--state", type=click.Choice(["queued", "sent", "aside"]))
@click.option("--most", type=click.IntRange(1, 10_000), default=50, show_default=True)
def list_(*, state: str | None, most: int) -> None:
    """The newest letters: number, state, written, to, subject, what the server said."""

    async def read(_settings: Settings) -> list[LetterRow]:
        return await list_letters(state=state, size=most)

    for one in work.run(read):
        written = moment(one.created, work.language())
        parts = (str(one.id), one.state, written, one.address, one.subject, one.said)
        click.echo("\t".join(parts).rstrip())


@command.command("again")
@click.argument("number", type=int)
def again(number: int) -> None:
    """Put the letter with this NUMBER into the queue anew."""

    async def write(_settings: Settings) -> None:
        await letters.send_again(number, actor=COMMAND_LINE, now=work.utc_now())

    work.run(write)
