"""`sentra doctor`."""

import asyncio
import sys
from os import environ

import asyncpg
import click

from sentra.cli import checks, database_checks, mail_checks, work
from sentra.cli.checks import Finding, Words, bad, good
from sentra.database.embedded import EmbeddedServer, EmbeddedServerError
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.i18n import translate
from sentra.settings import Settings, SettingsError

_MARKS = {
    "good": (say("ok"), "green"),
    "fair": (say("look"), "yellow"),
    "bad": (say("WRONG"), "red"),
}


@click.command("doctor")
def command() -> None:
    """Say what is wrong with this installation, and how to mend it.

    Changes nothing. Ends with status 1 when something is wrong.
    """
    findings = examine()
    for finding in findings:
        word, colour = _MARKS[finding.grade]
        mark = click.style(f"{_words(word):>5}", fg=colour)
        click.echo(f"{mark}  {_words(finding.about)}: {_words(finding.said)}")
        if finding.remedy:
            click.echo(f"       -> {_words(finding.remedy)}")
    wrong = sum(finding.grade == "bad" for finding in findings)
    click.echo(_words(say("%(n)d wrong.", n=wrong) if wrong else say("Nothing is wrong.")))
    sys.exit(1 if wrong else 0)


def _words(words: Words) -> str:
    return words if isinstance(words, str) else translate(words, work.language())


def examine() -> list[Finding]:
    """Look at everything there is to look at."""
    try:
        settings = Settings.from_environment(environ)
    except SettingsError as error:
        return [bad(say("Settings"), str(error), say("docs/settings.md lists every variable."))]
    try:
        findings = list(checks.of_the_machine(settings, environ))
    except EmbeddedServerError as error:
        return [bad(say("PostgreSQL's programs"), str(error), say("See docs/operating.md."))]
    if settings.database_url:
        return findings + asyncio.run(_ask(settings, settings.database_url))
    if not (settings.data / "postgres").exists():
        new = good(say("Database"), say("will be made by the first start"))
        return [*findings, new]
    server = EmbeddedServer(settings.data)
    try:
        with server as url:
            return findings + asyncio.run(_ask(settings, url))
    except EmbeddedServerError as error:
        remedy = say(
            "The logs are in %(path)s; see docs/operating.md.", path=server.cluster / "log"
        )
        return [*findings, bad(say("Database"), str(error), remedy)]


async def _ask(settings: Settings, url: str) -> list[Finding]:
    DB.point_at(url)
    try:
        await DB.start_pool(smallest=1, largest=1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        remedy = say(
            "Look at SENTRA_DATABASE_URL, and whether that server runs and lets Sentra in."
        )
        said = say("does not answer: %(error)s", error=str(error))
        return [bad(say("Database"), said, remedy)]
    try:
        return await database_checks.of_the_database(settings, *mail_checks.CHECKS)
    finally:
        await DB.close_connection_pool()
