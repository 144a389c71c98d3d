"""`sentra rounds`: from freezing to an answered objection, and the record that anybody verifies."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from floors.domain.rounds import Phase
from floors.operations.rounds.objecting import object_to
from floors.operations.rounds.seeding import type_values
from floors.queries.rounds import one_round
from sentra.database.engine import DB
from sentra.domain.roles import COMMAND_LINE
from sentra.settings import Settings
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    VALUES,
    WHEN,
    accept_all,
    announced_round,
    applied,
    officers,
    put_in_phase,
)
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")


def verified(record: Path, commitment: str) -> bool:
    """Whether the program that came with it finds the record in order."""
    program = record / "verify_sentra_round.py"
    return not subprocess.call([sys.executable, "-I", program, record, commitment])


async def test_a_round_is_frozen_drawn_recorded_and_objected_to(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    await announced_round(1)
    one, other = await make_enterprises(2)
    for each in (one, other):
        await applied(CODE, each.id)
    await accept_all(CODE)

    async def sentra(now: datetime, deed: str, *words: object) -> tuple[int, str, str]:
        return await run_inside(monkeypatch, settings, now, "rounds", deed, CODE, *words)

    frozen = await sentra(WHEN[Phase.FROZEN], "freeze")
    round_ = await one_round(CODE, now=WHEN[Phase.FROZEN])
    assert frozen == (0, f"{round_.commitment}\n", "Lamaran yang ikut: 2.\n")
    now = WHEN[Phase.DRAWN]
    file = tmp_path / "beacon.json"
    file.write_text("{}")
    assert (await sentra(now, "beacon", file))[0] == 1
    for officer in await officers():
        await type_values(CODE, VALUES, actor=officer, now=now)
    drawn = await sentra(now, "draw")
    assert drawn[:2] == (0, "Undian selesai dan diumumkan: 1 dari 2 mendapat lapak.\n")
    record = tmp_path / "record"
    assert len((await sentra(now, "record", record))[1].splitlines()) == 9
    assert verified(record, round_.commitment or "")
    rows = await DB.fetch("SELECT pseudonym FROM application ORDER BY number")
    won, lost = (row["pseudonym"] for row in rows)
    listed = await sentra(now, "results")
    assert listed[1] == f"1\t{won}\tL1-FOOD-6\tjatah terbuka\n2\t{lost}\t-\t-\n"
    assert (await sentra(now, "results", "--search", "2"))[1].splitlines()[-1].startswith("2\t")
    head, *told = (await sentra(now, "why", lost))[1].splitlines()
    assert (head, told[-1]) == (
        "1. L1-FOOD-6",
        "   Dengan nomor 1 atau lebih kecil, Anda akan mendapatkannya.",
    )
    assert (await sentra(now, "why", "0"))[0] == 1
    now = await put_in_phase(CODE, Phase.OBJECTIONS)
    made = await object_to(CODE, enterprise=one.id, text="Keliru", actor=COMMAND_LINE, now=now)
    assert (await sentra(now, "answer", made, "Nomornya benar."))[0] == 0
    assert (await sentra(now, "objections"))[1].splitlines()[1:] == [
        "   Keliru",
        "   tidak dikabulkan: Nomornya benar.",
    ]
