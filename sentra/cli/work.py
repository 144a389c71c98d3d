"""Running an operation from the command line: database up, refusals in words, exit status."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from os import environ
from typing import Any, TypeVar

import asyncpg
import click

from sentra.database.embedded import EmbeddedServer, EmbeddedServerError
from sentra.database.engine import DB
from sentra.database.migrate import migrate
from sentra.domain.refusals import Refusal
from sentra.i18n import Locale, translate
from sentra.settings import Settings, SettingsError

_Result = TypeVar("_Result")


def read_settings() -> Settings:
    """The settings of the environment; a wrong one ends the command with its explanation."""
    try:
        return Settings.from_environment(environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def language() -> Locale:
    """Indonesian, unless LANG says English."""
    return "en" if environ.get("LANG", "").startswith("en") else "id"


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[None]:
    """The database, migrated, with connections; the embedded server runs as long as needed."""
    server = None if settings.database_url else EmbeddedServer(settings.data)
    url = settings.database_url or (server.start() if server else "")
    try:
        DB.point_at(url)
        await DB.start_pool(smallest=1, largest=4)
        try:
            await migrate()
            yield
        finally:
            await DB.close_connection_pool()
    finally:
        if server is not None:
            server.stop()


def run(work: Callable[[Settings], Coroutine[Any, Any, _Result]]) -> _Result:
    """Do the work on this installation's database.

    A refusal is printed, problem by problem, and ends the command with status 1.
    """
    settings = read_settings()

    async def whole() -> _Result:
        async with database(settings):
            return await work(settings)

    with in_words():
        return asyncio.run(whole())


@contextmanager
def in_words() -> Iterator[None]:
    """End the command with status 1 and words, not a trace, when what it needs is not there."""
    try:
        yield
    except Refusal as refusal:
        say_refusal(refusal)
        sys.exit(1)
    except EmbeddedServerError as error:
        raise click.ClickException(str(error)) from None
    except (
        ConnectionError,
        asyncpg.PostgresConnectionError,
        asyncpg.InvalidPasswordError,
    ) as error:
        raise click.ClickException(
            f"The database does not answer: {error}. `sentra doctor` says more."
        ) from None


def say_refusal(refusal: Refusal) -> None:
    """Print what was refused: the sentence, then a line per problem."""
    locale = language()
    click.secho(translate(refusal.message, locale), fg="red", err=True)
    for problem in refusal.problems:
        parts = [translate(problem.rule, locale)]
        if problem.value is not None:
            parts.append(f"[{problem.value}]")
        if problem.remedy is not None:
            parts.append(translate(problem.remedy, locale))
        click.echo(f"  {problem.field}: {' '.join(parts)}", err=True)
