"""`sentra postgres`: PostgreSQL's own programs on the embedded database."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import click

from sentra.cli import work
from sentra.database.embedded import DATABASE, EmbeddedServer, find_binaries


@click.command(
    "postgres",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("program")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(program: str, arguments: tuple[str, ...]) -> None:
    """Run PROGRAM (psql, pg_dump, pg_restore, pg_basebackup, ...) on the embedded database.

    Starts the database for as long as that takes, unless it runs already.
    """
    settings = work.read_settings()
    if settings.database_url:
        raise click.ClickException(
            "SENTRA_DATABASE_URL names a server of your own: use the programs that came with it."
        )
    with work.in_words(), EmbeddedServer(settings.data) as url:
        file = find_binaries() / program
        if not file.is_file():
            raise click.ClickException(f"There is no {program} in {file.parent}.")
        query = parse_qs(urlsplit(url).query)
        where = {"PGHOST": query["host"][0], "PGPORT": query["port"][0]}
        done = subprocess.run(  # noqa: S603 - the person runs what she names, as herself
            [file, *arguments],
            env={**os.environ, **where, "PGUSER": DATABASE, "PGDATABASE": DATABASE},
            check=False,
        )
    sys.exit(done.returncode)
