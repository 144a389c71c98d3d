import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentra.demo.registry import make_registry
from tests.sentra.operations.test_enterprise_imports import as_csv
from tests.servers import ROOT, data_folder, environment

ROWS = make_registry(seed=6, enterprises=4).enterprises


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def run(data: Path, *words: object) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "sentra", "enterprises", *map(str, words)],
        cwd=ROOT,
        env=environment(data) | {"LANG": "id_ID.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
def test_a_file_goes_in_and_comes_out_again(data: Path, tmp_path: Path) -> None:
    good, bad, report = (tmp_path / name for name in ("good.csv", "bad.csv", "report.csv"))
    good.write_bytes(as_csv(*ROWS))
    bad.write_bytes(as_csv(*ROWS).replace(ROWS[2].phone.encode(), b"[red]12"))

    code, said, _ = run(data, "import", bad, "--report", report)
    assert code == 1
    assert "3 baru, 0 berubah, 0 tetap sama, 1 ditolak." in said
    assert "Ini bukan nomor telepon Indonesia." in said
    assert "[red]12" in said
    assert report.read_text(encoding="utf-8-sig").startswith("Baris,Nama usaha,Kolom,Isi,")

    code, said, _ = run(data, "import", good, "--check")
    assert (code, "belum ada yang disimpan" in said) == (0, True)

    code, said, _ = run(data, "import", good)
    assert (code, said) == (
        0,
        "4 baru, 0 berubah, 0 tetap sama, 0 ditolak.\nSemuanya tersimpan.\n",
    )
    code, said, _ = run(data, "show", ROWS[0].nib)
    assert (code, ROWS[0].address in said) == (0, True)
    code, said, _ = run(data, "list", ROWS[1].name)
    assert (code, ROWS[1].nib in said) == (0, True)

    code, out, _ = run(data, "export")
    assert code == 0
    again = tmp_path / "again.csv"
    assert run(data, "export", again) == (0, "", "")
    assert again.read_bytes() == out.replace("\n", "\r\n").encode()
    code, said, _ = run(data, "import", again)
    assert (code, said.startswith("0 baru, 0 berubah, 4 tetap sama")) == (0, True)


@pytest.mark.slow
def test_what_is_wrong_is_said_in_words(data: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    code, _, said = run(data, "import", empty)
    assert code == 1
    assert "Berkas kosong." in said
    code, _, said = run(data, "show", "99")
    assert (code, "tidak ada" in said) == (1, True)
    code, _, said = run(data, "import", tmp_path / "none.csv")
    assert code == 2
