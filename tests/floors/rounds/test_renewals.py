"""Who may renew in the next round, and why not: on the page, the API, the command line."""

from datetime import date

import pytest

from floors.operations.tenancies import give
from floors.tables import Rent
from sentra.domain.roles import COMMAND_LINE
from sentra.settings import Settings
from sentra.tables import Enterprise
from tests.conftest import NOW, Person, counting_queries
from tests.floors.pages.test_floors import page
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import CODE, announced_round, make_stalls
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")

NEW_YEAR = date(2027, 1, 1)
URL = "/perpanjangan"
OWED = "Tidak dapat perpanjangan: ada tunggakan retribusi."


async def holders(*spans: tuple[date, date | None]) -> list[int]:
    """Enterprises that hold a stall each over these days; their tenancies.

    Whoever has no end agreed is on floor 2, of which the round offers nothing.
    """
    made = await make_enterprises(len(spans))
    return [
        await give(
            stall=f"{1 if ends else 2}-A{number:02}",
            enterprise=one.id,
            starts=starts,
            ends=ends,
            actor=COMMAND_LINE,
            now=NOW,
        )
        for number, (one, (starts, ends)) in enumerate(zip(made, spans, strict=True), 1)
    ]


async def test_each_holder_reads_what_the_next_round_has_for_it(
    manager: Person, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    await announced_round(3)
    await make_stalls(4, level=2)
    tenancies = await holders(
        (date(2026, 1, 1), NEW_YEAR),
        (date(2026, 7, 1), date(2026, 12, 1)),
        (date(2024, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), None),
    )
    late = Rent(tenancy=tenancies[1], month=date(2026, 9, 1), amount=500_000, due=date(2026, 9, 10))
    await late.save()
    answer = (await manager.browser.get("/api/v1/renewals")).json()
    assert answer["round"] == CODE
    assert [
        (one["name"], one["stall"], one["months"], one["arrears"], one["may"], one["reasons"])
        for one in answer["items"]
    ] == [
        (
            "UKM 1",
            "1-A02",
            5,
            True,
            "enters",
            ["Tidak dapat perpanjangan: ada tunggakan retribusi."],
        ),
        ("UKM 2", "1-A03", 36, False, "waits", answer["items"][1]["reasons"]),
        ("UKM 0", "1-A01", 12, False, "may", []),
        ("UKM 3", "2-A04", None, False, "holds", ["Tanggal berakhirnya belum disepakati."]),
    ]
    assert "36 bulan" in answer["items"][1]["reasons"][0]
    shown = await page(manager.browser, f"{URL}?kind=may")
    assert ("UKM 0" in shown, "UKM 1" in shown, "Boleh memperpanjang (1)" in shown) == (
        True,
        False,
        True,
    )
    _, said, _ = await run_inside(monkeypatch, settings, NOW, "rounds", "renewals", CODE)
    assert said.splitlines()[2] == "1-A01\t7000000000000\tUKM 0\t2026-12-31\tBoleh memperpanjang\t"


async def test_without_a_round_usual_rules_say_who_could_go_on(manager: Person) -> None:
    assert "Hari ini tidak ada lapak yang ditempati" in await page(manager.browser, URL)
    await announced_round(3)
    await holders((date(2026, 1, 1), NEW_YEAR))
    await manager.browser.post(f"/putaran/{CODE}/batalkan", data={"reason": "Renovasi"})
    shown = await page(manager.browser, URL)
    assert ("aturan yang lazim" in shown, "Boleh memperpanjang (1)" in shown) == (True, True)


async def test_many_holders_take_no_more_queries_than_one(manager: Person) -> None:
    await announced_round(3)
    await holders((date(2026, 1, 1), NEW_YEAR))
    sent = []
    for stall in ("1-A02", "1-A03"):
        with counting_queries() as queries:
            await page(manager.browser, URL)
        sent.append(len(queries))
        await give(
            stall=stall,
            enterprise=await _anybody(),
            starts=date(2026, 1, 1),
            ends=NEW_YEAR,
            further=True,
            note="Pameran",
            actor=COMMAND_LINE,
            now=NOW,
        )
    assert sent[0] == sent[1]


async def _anybody() -> int:
    [row] = await Enterprise.select(Enterprise.id).limit(1)
    found: int = row["id"]
    return found
