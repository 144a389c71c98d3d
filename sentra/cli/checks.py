"""What `sentra doctor` looks at on the machine: what it finds, and when bad, how to mend it."""

import errno
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.messages.pofile import read_po

from sentra.database.binaries import binaries_major
from sentra.database.embedded import find_binaries
from sentra.domain.messages import Message, say
from sentra.i18n import CATALOGUES
from sentra.settings import PREFIX, Settings, variable
from sentra.web.assets import STATIC
from sentra.web.templates import TEMPLATES

_MEGABYTE = 1_000_000
_TOO_FULL = 200 * _MEGABYTE
_RATHER_FULL = 1_000 * _MEGABYTE
_NOT_SETTINGS = ("SENTRA_TEST_DATABASE_URL", "SENTRA_REQUIRE_BROWSER", "SENTRA_CHROMIUM")


Words: TypeAlias = Message | str
"""A sentence, or what is the same in all languages: a path, a command, another program's words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is empty where there is nothing to mend."""

    about: Message
    grade: Literal["good", "fair", "bad"]
    said: Words
    remedy: Words = ""


def good(about: Message, said: Words) -> Finding:
    return Finding(about, "good", said)


def bad(about: Message, said: Words, remedy: Words) -> Finding:
    return Finding(about, "bad", said, remedy)


def fair(about: Message, said: Words, remedy: Words) -> Finding:
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
        said = say("release %(major)s in %(folder)s", major=binaries_major(folder), folder=folder)
        yield good(say("PostgreSQL's programs"), said)


def _python(version: tuple[int, ...]) -> Finding:
    about, number = say("Python"), ".".join(map(str, version))
    said = say("release %(major)s in %(folder)s", major=number, folder=sys.prefix)
    if (3, 11) <= version[:2] <= (3, 14):
        return good(about, said)
    remedy = say("Sentra is made for Python 3.11 to 3.14: set it up with one of them.")
    return bad(about, said, remedy)


def _variables(environment: Mapping[str, str]) -> Finding:
    known = {variable(setting) for setting in fields(Settings)} | set(_NOT_SETTINGS)
    names = {name for name in environment if name.startswith(PREFIX)}
    if strange := sorted(names - known):
        return fair(
            say("Settings"),
            say("%(names)s sets nothing", names=tuple(strange)),
            say("Look for a slip of the pen; docs/settings.md lists every variable."),
        )
    return good(say("Settings"), say("%(n)d set, the others as they come", n=len(names)))


def _zone() -> Finding:
    about = say("Time zone")
    try:
        ZoneInfo("Asia/Jakarta")
    except ZoneInfoNotFoundError:
        return bad(about, say("Asia/Jakarta is not known here"), say("Install the package tzdata."))
    return good(about, say("Asia/Jakarta is known"))


def _files() -> Finding:
    missing = [str(folder) for folder in (TEMPLATES, STATIC, CATALOGUES) if not folder.is_dir()]
    if missing:
        said_missing = say("not there: %(names)s", names=tuple(missing))
        return bad(say("Files"), said_missing, say("Install Sentra again."))
    about, said, silent = say("Indonesian"), 0, 0
    for path in CATALOGUES.rglob("*.po"):
        with path.open("rb") as source:
            entries = [entry for entry in read_po(source) if entry.id]
        said += len(entries)
        silent += sum(not entry.string for entry in entries)
    if silent or not said:
        lacking = say("%(n)d of %(all)d sentences are missing", n=silent, all=said)
        return fair(about, lacking, say("Install Sentra again."))
    return good(about, say("all %(all)d sentences are there", all=said))


def _folder(data: Path) -> Finding:
    about = say("Data folder")
    existing = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return bad(
            about,
            say("%(path)s may not be written by this user", path=existing),
            say("Start Sentra as the folder's owner, or set SENTRA_DATA to a folder of your own."),
        )
    if existing != data:
        return good(about, say("%(path)s will be made by the first start", path=data))
    if data.stat().st_mode & 0o022:
        return fair(
            about, say("%(path)s may be written by others", path=data), f"chmod go-w {data}"
        )
    return good(about, str(data))


def _space(data: Path) -> Finding:
    places = {data, (data / "postgres").resolve()}
    existing = [
        next(folder for folder in (place, *place.parents) if folder.exists()) for place in places
    ]
    free = min(shutil.disk_usage(place).free for place in existing)
    about, said = say("Disk"), say("%(n)d MB free", n=free // _MEGABYTE)
    remedy = say("Make room: PostgreSQL stops when it cannot write.")
    if free < _TOO_FULL:
        return bad(about, said, remedy)
    return fair(about, said, remedy) if free < _RATHER_FULL else good(about, said)


def _secret(settings: Settings) -> Finding:
    about, file = say("Secret"), settings.data / "secret"
    if settings.secret:
        return good(about, say("set by SENTRA_SECRET"))
    if not file.exists():
        return good(about, say("will be made by the first start"))
    if file.stat().st_mode & 0o077:
        return bad(about, say("%(path)s may be read by others", path=file), f"chmod 600 {file}")
    return good(about, say("kept in %(path)s", path=file))


def _port(settings: Settings) -> Finding:
    about, where = say("Port"), f"{settings.host}:{settings.port}"
    try:
        with socket.create_server((settings.host, settings.port)):
            return good(about, say("%(where)s is free", where=where))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return fair(
                about,
                say("%(where)s is in use", where=where),
                say("Good if it is this Sentra that runs; else choose another with SENTRA_PORT."),
            )
        return bad(about, f"{where}: {error.strerror}", say("Set SENTRA_HOST and SENTRA_PORT."))
