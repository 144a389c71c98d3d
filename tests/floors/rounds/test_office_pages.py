"""The office drafts a round on its pages, and everybody reads what is announced."""

from dataclasses import replace
from http import HTTPStatus

import httpx
import pytest

from floors.domain.rounds import Phase
from floors.queries.rounds import one_round, programmes_of
from tests.conftest import NOW, Person, counting_queries
from tests.floors.pages.test_floors import page
from tests.floors.rounds.casts import (
    CODE,
    DAY,
    SCHEDULE,
    announced_round,
    make_stalls,
    put_in_phase,
)

pytestmark = pytest.mark.usefixtures("db")

FORM = {
    "code": CODE,
    "name": "Putaran lapak 2027",
    "about": "Untuk tahun depan.",
    "opens": "2026-12-01T08:00",
    "closes": "2026-12-20T16:00",
    "verify_by": "2026-12-22T16:00",
    "draw_at": "2026-12-23T16:30",
    "object_by": "2026-12-26T16:00",
    "accept_by": "2026-12-29T16:00",
    "starts": "2027-01-01",
    "last": "2027-12-31",
    "move_in_by": "2027-01-15",
    "rank-1": "renewal",
    "rank-2": "kecamatan",
    "rank-3": "affirmative",
    "rank-4": "newcomer",
    "tenure": "36",
    "cooling_off": "12",
    "attendance": "75",
    "values": "20",
    "faces": "10",
    "seed_kind": "witnessed",
}


async def test_from_a_draft_to_what_everybody_reads(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    await make_stalls(3)
    form = await page(manager.browser, "/putaran/baru")
    assert 'value="2027-1"' in form
    answer = await manager.browser.post("/putaran/baru", data=FORM)
    assert answer.headers["location"] == f"/putaran/{CODE}/kelola"
    assert 'value="2027-2"' in await page(manager.browser, "/putaran/baru")
    drafted = await page(manager.browser, f"/putaran/{CODE}/kelola")
    for words in ("Lantai 1, makanan, 6 m²", "Retribusi 1 program belum diisi"):
        assert words in drafted
    assert (await visitor.get(f"/putaran/{CODE}")).status_code == HTTPStatus.NOT_FOUND
    programme = f"/putaran/{CODE}/program/L1-FOOD-6"
    changed = await manager.browser.post(
        programme,
        data={
            "name": "Makanan",
            "rent": "750000",
            "seats-newcomer": "1",
            "stalls": ["1-A01", "1-A02"],
        },
    )
    assert changed.status_code == HTTPStatus.SEE_OTHER
    await manager.browser.post(f"/putaran/{CODE}/umumkan")
    seen = await page(visitor, f"/putaran/{CODE}")
    for words in ("Rp 750.000", "Pendatang baru", "Selasa, 1 Desember 2026 08.00 WIB", "1-A02"):
        assert words in seen
    for path in ("/putaran", "/"):
        assert "Putaran lapak 2027" in await page(visitor, path)
    round_ = await one_round(CODE, now=NOW)
    [offered] = await programmes_of(round_.id)
    assert (offered.stalls, offered.seats) == (("1-A01", "1-A02"), {"newcomer": 1})


async def test_a_form_comes_back_with_what_is_wrong_and_all_that_was_typed(
    manager: Person,
) -> None:
    wrong = FORM | {"closes": "besok", "rank-2": "renewal", "tenure": "0"}
    answer = await manager.browser.post("/putaran/baru", data=wrong)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for words in ("Ini bukan tanggal dan jam.", "tepat satu kali", "Untuk tahun depan."):
        assert words in answer.text


async def test_more_seats_than_stalls_are_refused_beside_the_field(manager: Person) -> None:
    await make_stalls(2)
    await manager.browser.post("/putaran/baru", data=FORM)
    answer = await manager.browser.post(
        f"/putaran/{CODE}/program/L1-FOOD-6",
        data={"name": "Makanan", "rent": "0", "seats-newcomer": "3", "stalls": "1-A01"},
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="f-seats"' in answer.text
    assert "Jatah semua golongan berjumlah 3" in answer.text


async def test_a_draft_is_changed_and_a_programme_removed(manager: Person) -> None:
    await make_stalls(1)
    await manager.browser.post("/putaran/baru", data=FORM)
    assert 'value="Putaran lapak 2027"' in await page(manager.browser, f"/putaran/{CODE}/ubah")
    await manager.browser.post(f"/putaran/{CODE}/ubah", data=FORM | {"name": "Lain"})
    await manager.browser.post(f"/putaran/{CODE}/program/L1-FOOD-6/hapus")
    round_ = await one_round(CODE, now=NOW, drafts=True)
    assert (round_.name, round_.stalls) == ("Lain", 0)
    refused = await manager.browser.post(f"/putaran/{CODE}/umumkan", follow_redirects=True)
    assert "belum menawarkan lapak" in refused.text
    await manager.browser.post(f"/putaran/{CODE}/usulkan")
    assert (await one_round(CODE, now=NOW, drafts=True)).stalls == 1


async def test_dates_ahead_are_moved_with_a_reason(manager: Person) -> None:
    await announced_round(1, schedule=replace(SCHEDULE, opens=NOW - DAY))
    url = f"/putaran/{CODE}/tanggal"
    assert "Sudah lewat" in await page(manager.browser, url)
    moved = {"closes": "2026-12-04T09:00", "reason": "Libur bersama"}
    answer = await manager.browser.post(url, data=moved)
    assert answer.headers["location"] == f"/putaran/{CODE}"
    refused = await manager.browser.post(url, data=moved | {"reason": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_a_round_is_given_up_for_all_to_read(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    await announced_round(1)
    await manager.browser.post(f"/putaran/{CODE}/batalkan", data={"reason": "Gedung direnovasi"})
    assert "Gedung direnovasi" in await page(visitor, f"/putaran/{CODE}")
    assert "Gedung direnovasi" in await page(visitor, "/putaran")
    assert "Putaran lapak 2027" not in await page(visitor, "/")


async def test_objections_are_opened_after_the_draw(manager: Person) -> None:
    await announced_round(1)
    early = await manager.browser.post(f"/putaran/{CODE}/dengarkan", follow_redirects=True)
    assert "tidak mengikuti" in early.text
    await put_in_phase(CODE, Phase.DRAWN)
    await manager.browser.post(f"/putaran/{CODE}/dengarkan")
    assert (await one_round(CODE, now=NOW)).phase is Phase.OBJECTIONS


async def test_pages_ask_the_same_number_of_queries_however_much_there_is(
    visitor: httpx.AsyncClient,
) -> None:
    await announced_round(1)
    asked = []
    for _ in range(2):
        with counting_queries() as queries:
            await page(visitor, f"/putaran/{CODE}")
        asked.append(len(queries))
        await make_stalls(1, category="craft", level=len(asked) + 1)
    assert asked[0] == asked[1]
