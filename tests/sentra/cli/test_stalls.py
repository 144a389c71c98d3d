"""`sentra stalls` on an installation of its own."""

from pathlib import Path

import pytest

from sentra.demo.registry import make_registry
from tests.sentra.cli.commands import PLAN, run
from tests.sentra.operations.test_enterprise_imports import as_csv

ROWS = make_registry(seed=6, enterprises=3).enterprises


@pytest.mark.slow
def test_stalls_are_given_moved_and_ended(installation: str, tmp_path: Path) -> None:
    file = tmp_path / "ukm.csv"
    file.write_bytes(as_csv(*ROWS))
    assert run(installation, "enterprises", "import", file)[0] == 0
    assert run(installation, "plan", "load", PLAN)[0] == 0
    first, second, _third = ROWS

    year = ("--from", "2027-01-01", "--to", "2027-12-31")
    assert run(installation, "stalls", "give", "1-B01", first.nib, *year) == (0, "", "")
    code, _, said = run(installation, "stalls", "give", "1-B01", second.nib, *year)
    held = f"Lapak 1-B01 ditempati {first.name} dari Jumat, 1 Januari 2027 sampai"
    assert (code, said) == (1, f"{held} Jumat, 31 Desember 2027.\n")
    assert run(installation, "stalls", "give", "1-B02", first.nib, *year)[0] == 1
    assert (
        run(installation, "stalls", "give", "1-B02", first.nib, *year, "--further", "Pameran")[0]
        == 0
    )
    code, said, _ = run(installation, "stalls", "list", "--date", "2027-06-01", "--state", "held")
    assert [line.split("\t")[0] for line in said.splitlines()] == ["1-B01", "1-B02"]

    day = ("--date", "2027-03-01")
    assert run(installation, "stalls", "move", "1-B01", "1-B03", *day) == (0, "", "")
    assert run(installation, "stalls", "end", "1-B03", *day, "--last", "2027-06-30") == (0, "", "")
    code, said, _ = run(installation, "stalls", "show", "1-B03", *day)
    assert said.splitlines()[1] == f"  2027-03-01\t2027-06-30\t{first.name}"
    code, said, _ = run(installation, "stalls", "show", "1-B01", *day)
    assert said.splitlines()[1] == f"  2027-01-01\t2027-02-28\t{first.name}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "9-Z99"), "Tidak ada lapak 9-Z99.\n"),
        (("give", "1-B01", "0"), "UKM itu tidak ada.\n"),
        (("end", "9-Z99"), "Tidak ada lapak 9-Z99.\n"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    installation: str, words: tuple[str, ...], said: str
) -> None:
    assert run(installation, "stalls", *words) == (1, "", said)
