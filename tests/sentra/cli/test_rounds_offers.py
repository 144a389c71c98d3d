"""`sentra rounds`: the decree, offers, stalls, papers, closing."""

from pathlib import Path

import pytest

from floors.domain.rounds import Phase
from floors.operations.rounds.phases import hear_objections
from sentra.domain.roles import COMMAND_LINE
from sentra.settings import Settings
from tests.floors.rounds.casts import CODE, WHEN, drawn_round
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")


async def test_a_round_is_brought_to_its_end(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    [one] = await drawn_round(1, 1)
    await hear_objections(CODE, actor=COMMAND_LINE, now=WHEN[Phase.OBJECTIONS])

    async def sentra(*words: object) -> tuple[int, str, str]:
        return await run_inside(monkeypatch, settings, WHEN[Phase.DECREED], "rounds", *words)

    signed = ("--number", "500.3/17", "--date", "2026-12-15", "--name", "Sri", "--title", "Kepala")
    assert (await sentra("decree", CODE, *signed))[0] == 0
    listed = await sentra("offers", "list", CODE)
    assert listed == (0, "1\tUKM 0\tL1-FOOD-6\tDitawarkan\t\n", "")
    assert (await sentra("offers", "stay", CODE, one.nib))[0] == 1
    accepted = "1\tUKM 0\tL1-FOOD-6\tDiterima\t\n"
    assert (await sentra("offers", "accept", CODE, one.nib)) == (0, accepted, "")
    assert (await sentra("offers", "wish", CODE, one.nib, "1-A01"))[0] == 0
    assert (await sentra("offers", "lapse")) == (0, "0\n", "")
    assert (await sentra("offers", "give-out", CODE)) == (0, "1-A01\n", "")
    assert (await sentra("offers", "moved-in", CODE, one.nib))[0] == 0
    assert (await sentra("close", CODE))[0] == 0
    for name, more in (("sk.pdf", ["--names"]), ("sewa.pdf", ["--lease", one.nib])):
        file = tmp_path / name
        assert (await sentra("papers", CODE, file, *more))[0] == 0
        assert file.read_bytes().startswith(b"%PDF-")
    reason = ("--on", "2027-03-01", "--reason", "Usaha tutup")
    code, said, _ = await sentra("offers", "leave", CODE, one.nib, *reason)
    assert (code, said) == (0, "1\tUKM 0\tL1-FOOD-6\tDilepas\t1-A01\n")
