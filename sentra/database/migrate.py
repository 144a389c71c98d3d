"""Bringing a database up to the tables of this version."""

import contextlib
import importlib
import io
import os
from pathlib import Path

from sentra.database.engine import DB

PACKAGES = ("sentra", "floors", "bookings")
_LOCK = 0x5E27A


def known_migrations() -> list[tuple[str, str]]:
    """Every (package, file stem) that ships, oldest first within a package."""
    return [
        (package, path.stem)
        for package in PACKAGES
        for path in sorted(_folder(package).glob(f"{package}_*.py"))
    ]


async def pending_migrations() -> int:
    """How many shipped migrations the database has not run; its whole number when it is new."""
    known = len(known_migrations())
    exists = await DB.fetch("SELECT to_regclass('migration') IS NOT NULL AS yes")
    if not exists[0]["yes"]:
        return known
    done = await DB.fetch("SELECT count(*) AS n FROM migration WHERE app_name = ANY($1)", PACKAGES)
    return known - int(done[0]["n"])


async def migrate() -> int:
    """Run what is pending, each migration in a transaction; several processes may call at once.

    Returns:
        The number of migrations run.
    """
    pending = await pending_migrations()
    if pending == 0:
        return 0
    lock = await DB.get_new_connection()
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _LOCK)
        pending = await pending_migrations()
        if pending:
            await _run_forwards()
    finally:
        await lock.close()
    return pending


async def _run_forwards() -> None:
    os.environ.setdefault("PICCOLO_CONF", "sentra.database.piccolo_conf")
    # Imported here: it brings a code formatter with it, and most starts have nothing to migrate.
    forwards = importlib.import_module("piccolo.apps.migrations.commands.forwards")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        result = await forwards.run_forwards(app_name="all")
    if not result.success:
        raise RuntimeError(f"migration failed: {result.message}\n{said.getvalue()}")


def _folder(package: str) -> Path:
    file = importlib.import_module(package).__file__
    assert file is not None  # noqa: S101 - these are ordinary packages with an __init__.py
    return Path(file).parent / "piccolo_migrations"
