"""What `sentra doctor` looks at: each check says what it found, and when bad, how to mend it."""

import errno
import os
import shutil
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg
from babel.messages.pofile import read_po

from sentra.database.binaries import OLDEST_MAJOR, binaries_major
from sentra.database.embedded import find_binaries
from sentra.database.engine import DB
from sentra.database.migrate import pending_migrations
from sentra.i18n import CATALOGUES
from sentra.settings import PREFIX, Settings, variable
from sentra.web.assets import STATIC
from sentra.web.templates import TEMPLATES

_MEGABYTE = 1_000_000
_TOO_FULL = 200 * _MEGABYTE
_RATHER_FULL = 1_000 * _MEGABYTE
_CLOCKS_DIFFER = 5  # seconds between the machine's clock and the database's
_NOT_SETTINGS = ("SENTRA_TEST_DATABASE_URL", "SENTRA_REQUIRE_BROWSER", "SENTRA_CHROMIUM")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is empty where there is nothing to mend."""

    about: str
    grade: Literal["good", "fair", "bad"]
    said: str
    remedy: str = ""


def good(about: str, said: str) -> Finding:
    return Finding(about, "good", said)


def bad(about: str, said: str, remedy: str) -> Finding:
    return Finding(about, "bad", said, remedy)


def fair(about: str, said: str, remedy: str) -> Finding:
    return Finding(about, "fair", said, remedy)


def of_the_machine(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What can be seen without the database."""
    yield _python(sys.version_info[:3])
    yield _variables(environment)
    yield _zone()
    yield _files()
    yield _folder(settings.data)
    yield _space(settings.data)
    yield _secret(settings)
    yield _port(settings)
    if settings.database_url is None:
        folder = find_binaries()
        yield good("PostgreSQL's programs", f"release {binaries_major(folder)} in {folder}")


def _python(version: tuple[int, ...]) -> Finding:
    said = f"{'.'.join(map(str, version))} in {sys.prefix}"
    if (3, 11) <= version[:2] <= (3, 14):
        return good("Python", said)
    return bad(
        "Python", said, "Sentra is made for Python 3.11 to 3.14: set it up with one of them."
    )


def _variables(environment: Mapping[str, str]) -> Finding:
    known = {variable(setting) for setting in fields(Settings)} | set(_NOT_SETTINGS)
    names = {name for name in environment if name.startswith(PREFIX)}
    if strange := sorted(names - known):
        return fair(
            "Settings",
            f"{', '.join(strange)} sets nothing",
            "Look for a slip of the pen; docs/settings.md lists every variable.",
        )
    return good("Settings", f"{len(names)} set, the others as they come")


def _zone() -> Finding:
    try:
        ZoneInfo("Asia/Jakarta")
    except ZoneInfoNotFoundError:
        return bad("Time zone", "Asia/Jakarta is not known here", "Install the package tzdata.")
    return good("Time zone", "Asia/Jakarta is known")


def _files() -> Finding:
    missing = [str(folder) for folder in (TEMPLATES, STATIC, CATALOGUES) if not folder.is_dir()]
    if missing:
        return bad("Files", f"not there: {', '.join(missing)}", "Install Sentra again.")
    said, silent = 0, 0
    for path in CATALOGUES.rglob("*.po"):
        with path.open("rb") as source:
            entries = [entry for entry in read_po(source) if entry.id]
        said += len(entries)
        silent += sum(not entry.string for entry in entries)
    if silent or not said:
        return fair(
            "Indonesian", f"{silent} of {said} sentences are missing", "Install Sentra again."
        )
    return good("Indonesian", f"all {said} sentences are there")


def _folder(data: Path) -> Finding:
    about = "Data folder"
    existing = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return bad(
            about,
            f"{existing} may not be written by this user",
            "Start Sentra as the folder's owner, or set SENTRA_DATA to a folder of your own.",
        )
    if existing != data:
        return good(about, f"{data} will be made by the first start")
    if data.stat().st_mode & 0o022:
        return fair(about, f"{data} may be written by others", f"chmod go-w {data}")
    return good(about, str(data))


def _space(data: Path) -> Finding:
    places = {data, (data / "postgres").resolve()}
    existing = [
        next(folder for folder in (place, *place.parents) if folder.exists()) for place in places
    ]
    free = min(shutil.disk_usage(place).free for place in existing)
    said = f"{free // _MEGABYTE:,} MB free"
    remedy = "Make room: PostgreSQL stops when it cannot write."
    if free < _TOO_FULL:
        return bad("Disk", said, remedy)
    return fair("Disk", said, remedy) if free < _RATHER_FULL else good("Disk", said)


def _secret(settings: Settings) -> Finding:
    about, file = "Secret", settings.data / "secret"
    if settings.secret:
        return good(about, "set by SENTRA_SECRET")
    if not file.exists():
        return good(about, "will be made by the first start")
    if file.stat().st_mode & 0o077:
        return bad(about, f"{file} may be read by others", f"chmod 600 {file}")
    return good(about, f"kept in {file}")


def _port(settings: Settings) -> Finding:
    about, where = "Port", f"{settings.host} port {settings.port}"
    try:
        with socket.create_server((settings.host, settings.port)):
            return good(about, f"{where} is free")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return fair(
                about,
                f"{where} is in use",
                "Good if it is this Sentra that runs; else choose another with SENTRA_PORT.",
            )
        return bad(about, f"{where}: {error.strerror}", "Set SENTRA_HOST and SENTRA_PORT.")


Check = Callable[[Settings], Awaitable[Finding]]


async def version(_settings: Settings) -> Finding:
    rows = await DB.fetch("SELECT current_setting('server_version_num')::int / 10000 AS major")
    major = rows[0]["major"]
    if major < OLDEST_MAJOR:
        return bad(
            "PostgreSQL", f"release {major}", f"Sentra needs release {OLDEST_MAJOR} or newer."
        )
    return good("PostgreSQL", f"release {major} answers")


async def durability(_settings: Settings) -> Finding:
    rows = await DB.fetch(
        "SELECT name, setting FROM pg_settings WHERE name IN "
        "('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name"
    )
    if rows:
        names = ", ".join(row["name"] for row in rows)
        return bad(
            "Durability",
            f"{names} off: what was confirmed can be lost",
            "Turn it on in postgresql.conf and start PostgreSQL again.",
        )
    return good("Durability", "what is confirmed stays, even when the power fails")


async def extensions(_settings: Settings) -> Finding:
    rows = await DB.fetch(
        "SELECT name FROM pg_available_extensions WHERE name IN ('btree_gist', 'pg_trgm')"
    )
    missing = sorted({"btree_gist", "pg_trgm"} - {row["name"] for row in rows})
    if missing:
        return bad(
            "Extensions",
            f"not available: {', '.join(missing)}",
            "Install PostgreSQL's contrib package on the database server.",
        )
    return good("Extensions", "btree_gist and pg_trgm are available")


async def tables(_settings: Settings) -> Finding:
    pending = await pending_migrations()
    if pending:
        return bad("Tables", f"{pending} migrations to run", "sentra migrate")
    return good("Tables", "as this version needs them")


async def connections(settings: Settings) -> Finding:
    rows = await DB.fetch("SELECT current_setting('max_connections')::int AS n")
    there, wanted = rows[0]["n"], settings.workers * max(2, min(10, 80 // settings.workers)) + 10
    if wanted > there:
        return fair(
            "Connections",
            f"{settings.workers} processes may want {wanted}, the server gives {there}",
            "Raise max_connections in postgresql.conf, or lower SENTRA_WORKERS.",
        )
    return good("Connections", f"{there}, enough for {settings.workers} processes")


async def clock(_settings: Settings) -> Finding:
    before = datetime.now(UTC)
    rows = await DB.fetch("SELECT clock_timestamp() AS now")
    apart = abs((rows[0]["now"] - before).total_seconds())
    if apart > _CLOCKS_DIFFER:
        return bad(
            "Clock",
            f"this machine and the database are {apart:.0f} s apart",
            "Keep both on network time (timedatectl set-ntp true).",
        )
    return good("Clock", f"{before:%Y-%m-%d %H:%M} UTC, the same as the database's")


async def plan(_settings: Settings) -> Finding:
    rows = await DB.fetch(
        "SELECT (SELECT count(*) FROM floor WHERE active) AS floors, "
        "(SELECT count(*) FROM space WHERE active AND kind = 'stall') AS stalls, "
        "(SELECT count(*) FROM space WHERE active AND kind = 'room') AS rooms"
    )
    found = dict(rows[0])
    if not all(found.values()):
        return fair("Plan", "no building is loaded", "sentra plan load FILE, or start Sentra once.")
    return good("Plan", "{floors} floors, {stalls} stalls, {rooms} rooms".format(**found))


async def manager(_settings: Settings) -> Finding:
    rows = await DB.fetch(
        "SELECT count(*) AS n FROM account WHERE active AND role = 'manager' "
        "AND password IS NOT NULL"
    )
    if not rows[0]["n"]:
        return fair(
            "Managers",
            "nobody can sign in as building manager yet",
            "Open the link that sentra serve prints, or make one with sentra user.",
        )
    return good("Managers", f"{rows[0]['n']} can sign in")


OF_THE_DATABASE: tuple[Check, ...] = (
    version,
    durability,
    extensions,
    connections,
    clock,
    tables,
    plan,
    manager,
)
"""In this order; after `tables` they need the tables of this version."""


async def of_the_database(settings: Settings, *more: Check) -> list[Finding]:
    """What the database tells; stops at the first thing that makes the rest meaningless."""
    findings = []
    for check in (*OF_THE_DATABASE, *more):
        try:
            finding = await check(settings)
        except (asyncpg.PostgresError, OSError) as error:
            finding = bad(check.__name__.capitalize(), str(error), "See the database's log.")
        findings.append(finding)
        if finding.grade == "bad" and check in (version, tables):
            break
    return findings
