from pathlib import Path

import pytest

from sentra.demo.registry import make_registry
from tests.sentra.cli.commands import run
from tests.sentra.operations.test_enterprise_imports import as_csv

ROWS = make_registry(seed=6, enterprises=4).enterprises


@pytest.mark.slow
def test_a_file_goes_in_and_comes_out_again(installation: str, tmp_path: Path) -> None:
    good, bad, report = (tmp_path / name for name in ("good.csv", "bad.csv", "report.csv"))
    good.write_bytes(as_csv(*ROWS))
    bad.write_bytes(as_csv(*ROWS).replace(ROWS[2].phone.encode(), b"[red]12"))

    code, said, _ = run(installation, "enterprises", "import", bad, "--report", report)
    assert code == 1
    assert "3 baru, 0 berubah, 0 tetap sama, 1 ditolak." in said
    assert "Ini bukan nomor telepon Indonesia." in said
    assert "[red]12" in said
    assert report.read_text(encoding="utf-8-sig").startswith("Baris,Nama usaha,Kolom,Isi,")

    code, said, _ = run(installation, "enterprises", "import", good, "--check")
    assert (code, "belum ada yang disimpan" in said) == (0, True)

    code, said, _ = run(installation, "enterprises", "import", good)
    assert (code, said) == (
        0,
        "4 baru, 0 berubah, 0 tetap sama, 0 ditolak.\nSemuanya tersimpan.\n",
    )
    code, said, _ = run(installation, "enterprises", "show", ROWS[0].nib)
    assert (code, ROWS[0].address in said) == (0, True)
    code, said, _ = run(installation, "enterprises", "list", ROWS[1].name)
    assert (code, ROWS[1].nib in said) == (0, True)

    code, out, _ = run(installation, "enterprises", "export")
    assert code == 0
    again = tmp_path / "again.csv"
    assert run(installation, "enterprises", "export", again) == (0, "", "")
    assert again.read_bytes() == out.replace("\n", "\r\n").encode()
    code, said, _ = run(installation, "enterprises", "import", again)
    assert (code, said.startswith("0 baru, 0 berubah, 4 tetap sama")) == (0, True)


@pytest.mark.slow
def test_what_is_wrong_is_said_in_words(installation: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    code, _, said = run(installation, "enterprises", "import", empty)
    assert code == 1
    assert "Berkas kosong." in said
    code, _, said = run(installation, "enterprises", "show", "99")
    assert (code, "tidak ada" in said) == (1, True)
    code, _, said = run(installation, "enterprises", "import", tmp_path / "none.csv")
    assert code == 2
