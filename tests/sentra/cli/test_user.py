import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT, data_folder, environment


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def run(data: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "sentra", "user", *words],
        cwd=ROOT,
        env=environment(data) | {"LANG": "id_ID.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


@pytest.mark.slow
def test_somebody_is_invited_closed_and_let_in_again(data: Path) -> None:
    code, link, _ = run(data, "invite", "tono@example.org", "Tono", "--role", "trainer")
    assert (code, "/mulai/" in link) == (0, True)
    code, _, said = run(data, "invite", "tono@example.org", "Tono", "--role", "trainer")
    assert (code, "Sudah ada akun dengan alamat surel ini." in said) == (1, True)
    assert run(data, "list") == (0, "tono@example.org\tTono\ttrainer\t-\tDiundang\t-", "")
    code, again, _ = run(data, "link", "TONO@example.org")
    assert (code, again != link) == (0, True)
    code, token, _ = run(data, "token", "tono@example.org", "Laporan")
    assert (code, token.startswith("sentra_")) == (0, True)
    assert run(data, "close", "tono@example.org") == (0, "Akun ditutup.", "")
    assert run(data, "close", "tono@example.org") == (1, "", "Akun ini sudah ditutup.")
    assert run(data, "reopen", "tono@example.org") == (0, "Akun dibuka lagi.", "")
    assert run(data, "reopen", "none@example.org") == (1, "", "Akun itu tidak ada.")
