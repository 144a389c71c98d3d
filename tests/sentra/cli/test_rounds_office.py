"""`sentra rounds`: from a draft in a file to a round that is given up."""

import json
from pathlib import Path

import pytest

from sentra.settings import Settings
from tests.conftest import NOW
from tests.floors.rounds.casts import CODE, make_stalls
from tests.floors.rounds.test_office_api import DRAFT
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")


async def test_a_round_from_its_draft_to_its_end(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    async def rounds(*words: object) -> tuple[int, str, str]:
        return await run_inside(monkeypatch, settings, NOW, "rounds", *words)

    await make_stalls(3)
    file = tmp_path / "putaran.json"
    file.write_text(json.dumps(DRAFT))
    code, _, said = await rounds("draft", file)
    assert (code, "code" in said) == (1, True)
    file.write_text(json.dumps(DRAFT | {"code": CODE}))
    assert (await rounds("draft", file))[:2] == (
        0,
        "Putaran dirancang dengan 1 program dari lapak kosong.\n",
    )
    assert await rounds("announce", CODE) == (0, "", "")
    moved = await rounds("dates", CODE, "Banyak yang meminta", "--set", "closes=2026-12-21T16:00")
    assert moved == (0, "", "")
    _, shown, _ = await rounds("show", CODE)
    assert f"{CODE}\tPutaran lapak 2027\tDiumumkan\n" in shown
    assert "\tSenin, 21 Desember 2026 16.00 WIB\n" in shown
    assert "L1-FOOD-6\tLantai 1, makanan, 6 m²\t3\tRp 0\n   3\tTerbuka untuk semua\n" in shown
    assert (await rounds("hear", CODE))[0] == 1
    assert await rounds("cancel", CODE, "Gedung direnovasi") == (0, "", "")
    assert (await rounds("list"))[1] == (
        f"{CODE}\tDibatalkan\t2027-01-01\t2027-12-31\t3\tPutaran lapak 2027\n"
    )


async def test_a_date_that_cannot_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    words = ("rounds", "dates", CODE, "Sebab", "--set", "closes=besok")
    assert (await run_inside(monkeypatch, settings, NOW, *words))[0] == 2
