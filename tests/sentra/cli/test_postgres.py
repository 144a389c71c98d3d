"""Backup and restore, as docs/operating.md has them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT, data_folder, environment

pytestmark = pytest.mark.slow


def sentra(data: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sentra", *arguments],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_is_restored_into_another_folder() -> None:
    with data_folder() as old, data_folder() as new:
        backup = str(old.with_suffix(".dump"))
        query = ("postgres", "psql", "--no-align", "--tuples-only", "--command")
        sentra(old, "migrate")
        sentra(old, *query, "INSERT INTO cooperative (name, kecamatan, created) "
                            "VALUES ('Koperasi Maju', '36.74.01', now())")  # fmt: skip
        sentra(old, "postgres", "pg_dump", "--format=custom", f"--file={backup}")
        sentra(new, "migrate")
        restore = ("pg_restore", "--clean", "--if-exists", "--exit-on-error", "--dbname=sentra")
        sentra(new, "postgres", *restore, backup)
        assert sentra(new, *query, "SELECT name FROM cooperative") == "Koperasi Maju\n"
