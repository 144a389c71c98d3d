"""`sentra doctor`."""

import asyncio
import sys
from os import environ

import asyncpg
import click

from sentra.cli import checks, mail_checks
from sentra.cli.checks import Finding, bad
from sentra.database.embedded import EmbeddedServer, EmbeddedServerError
from sentra.database.engine import DB
from sentra.settings import Settings, SettingsError

_MARKS = {"good": ("ok", "green"), "fair": ("look", "yellow"), "bad": ("WRONG", "red")}


@click.command("doctor")
def command() -> None:
    """Say what is wrong with this installation, and how to mend it.

    Changes nothing. Ends with status 1 when something is wrong.
    """
    findings = examine()
    for finding in findings:
        word, colour = _MARKS[finding.grade]
        click.echo(f"{click.style(f'{word:>5}', fg=colour)}  {finding.about}: {finding.said}")
        if finding.remedy:
            click.echo(f"       -> {finding.remedy}")
    wrong = sum(finding.grade == "bad" for finding in findings)
    click.echo(f"{wrong} wrong." if wrong else "Nothing is wrong.")
    sys.exit(1 if wrong else 0)


def examine() -> list[Finding]:
    """Look at everything there is to look at."""
    try:
        settings = Settings.from_environment(environ)
    except SettingsError as error:
        return [bad("Settings", str(error), "docs/settings.md lists every variable.")]
    try:
        findings = list(checks.of_the_machine(settings, environ))
    except EmbeddedServerError as error:
        return [bad("PostgreSQL's programs", str(error), "See docs/operating.md.")]
    if settings.database_url:
        return findings + asyncio.run(_ask(settings, settings.database_url))
    if not (settings.data / "postgres").exists():
        new = Finding("Database", "good", "will be made by the first start")
        return [*findings, new]
    server = EmbeddedServer(settings.data)
    try:
        with server as url:
            return findings + asyncio.run(_ask(settings, url))
    except EmbeddedServerError as error:
        remedy = f"The logs are in {server.cluster / 'log'}; see docs/operating.md."
        return [*findings, bad("Database", str(error), remedy)]


async def _ask(settings: Settings, url: str) -> list[Finding]:
    DB.point_at(url)
    try:
        await DB.start_pool(smallest=1, largest=1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        remedy = "Look at SENTRA_DATABASE_URL, and whether that server runs and lets Sentra in."
        return [bad("Database", f"does not answer: {error}", remedy)]
    try:
        return await checks.of_the_database(settings, *mail_checks.CHECKS)
    finally:
        await DB.close_connection_pool()
