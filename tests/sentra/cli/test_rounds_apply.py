"""`sentra rounds applications`: what is entered at the counter, and decided."""

from pathlib import Path

import pytest

from floors.domain.rounds import Phase
from sentra.settings import Settings
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import CODE, PNG, WHEN, announced_round, nik
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")
OPEN = WHEN[Phase.OPEN]


async def test_an_application_is_entered_listed_and_decided(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    await announced_round()
    [one] = await make_enterprises(1)
    photo = tmp_path / "foto.png"
    photo.write_bytes(PNG)

    async def sentra(deed: str, *words: object) -> tuple[int, str, str]:
        command = ("rounds", "applications", deed, CODE, *words)
        return await run_inside(monkeypatch, settings, OPEN, *command)

    code, said, _ = await sentra("choose", one.nib, "L1-FOOD-6")
    head, *lines = said.splitlines()
    assert (code, head.split("\t")[:2]) == (0, ["UKM 0", "Belum diajukan"])
    assert lines[0] == "  1. L1-FOOD-6"
    assert len([line for line in lines if line.endswith("\tbelum ada")]) == 4
    for kind in ("nib", "photo", "pirt", "halal"):
        assert (await sentra("paper", one.nib, kind, photo))[0] == 0
    code, _, said = await sentra("submit", one.nib)
    assert (code, said.splitlines()[-1]) == (1, "  nik: NIK pemilik diperlukan: 16 angka.")
    assert (await sentra("submit", one.nib, "--nik", nik(1)))[0] == 0
    code, said, counts = await sentra("list", "--state", "submitted")
    assert (said.split("\t")[:2], counts) == (["UKM 0", "Sudah diajukan"], "Sudah diajukan: 1\n")
    assert (await sentra("decide", one.nib, "refused"))[0] == 1
    code, said, _ = await sentra("decide", one.nib, "returned", "--reason", "Foto buram")
    assert said.splitlines()[1] == "  Foto buram"
    assert (await sentra("withdraw", one.nib))[0] == 0
    assert (await sentra("show", "1"))[::2] == (1, "UKM itu tidak ada.\n")
