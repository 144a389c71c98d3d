"""From an enterprise's choices to the draw, on the pages that people use."""

from http import HTTPStatus

import httpx
import pytest
from litestar import Litestar

from floors.domain.applying import State
from floors.domain.rounds import Phase
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import application_of
from sentra.database.engine import DB
from sentra.domain.roles import Role
from tests.conftest import NOW, Person, counting_queries, person
from tests.floors.pages.test_floors import page
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    PNG,
    VALUES,
    accept_all,
    announced_round,
    applied,
    time_passes,
)

pytestmark = pytest.mark.usefixtures("db")
OWN = f"/putaran/{CODE}/lamaran"


async def open_round(owner: Person, stalls: int = 1) -> None:
    await announced_round(stalls)
    await time_passes(CODE, 2)
    await DB.fetch(
        "UPDATE enterprise SET category = 'food', nik = '3674010101800001' WHERE id = $1",
        owner.actor.enterprise,
    )


async def send(who: Person, kind: str, content: bytes = PNG, address: str = OWN) -> httpx.Response:
    return await who.browser.post(
        f"{address}/berkas",
        data={"kind": kind, "number": "1234567890123" if kind == "nib" else ""},
        files={"file": (f"{kind}.png", content, "image/png")},
    )


async def test_an_enterprise_applies_and_hands_in(owner: Person) -> None:
    await open_round(owner)
    assert "Lamar lapak" in await page(owner.browser, f"/putaran/{CODE}")
    assert "Lantai 1, makanan" in await page(owner.browser, OWN)
    kept = await owner.browser.post(OWN, data={"do": "add:L1-FOOD-6"})
    assert kept.headers["location"] == f"{OWN}#pilihan"
    early = await owner.browser.post(f"{OWN}/ajukan")
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Foto produk: Berkas ini belum ada." in early.text
    for kind in ("nib", "pirt", "halal", "photo"):
        assert (await send(owner, kind)).status_code == HTTPStatus.SEE_OTHER
    wrong = await send(owner, "photo", b"MZ")
    assert "Hanya PDF, JPEG, PNG, dan WebP" in wrong.text
    done = await owner.browser.post(f"{OWN}/ajukan", follow_redirects=True)
    assert "Lamaran diajukan." in done.text
    assert "Sudah diajukan" in await page(owner.browser, f"/putaran/{CODE}")
    mine = await page(owner.browser, OWN)
    for kind in ("Kecamatan Serpong", "Pendatang baru", "Terbuka untuk semua"):
        assert f"<li>{kind}</li>" in mine
    withdrawn = await owner.browser.post(f"{OWN}/tarik", follow_redirects=True)
    assert "Lamaran ditarik." in withdrawn.text


async def test_choices_are_moved_with_buttons(owner: Person) -> None:
    await open_round(owner)
    floor = (await DB.fetch("SELECT id FROM floor LIMIT 1"))[0]["id"]
    round_ = await one_round(CODE, now=NOW)
    await DB.fetch(
        "INSERT INTO programme (round, code, name, floor, category, area, rent, classes)"
        " VALUES ($1, 'B', 'Kedua', $2, 'food', 6, 0, '[]')",
        round_.id,
        floor,
    )
    both = {"choices": ["L1-FOOD-6", "B"]}
    for deed, expected in (
        ("add:B", ("L1-FOOD-6", "B")),
        ("up:B", ("B", "L1-FOOD-6")),
        ("down:L1-FOOD-6", ("B", "L1-FOOD-6")),
        ("out:B", ("L1-FOOD-6",)),
        ("keep", ("L1-FOOD-6", "B")),
    ):
        await owner.browser.post(OWN, data=both | {"do": deed})
        mine = await application_of(round_.id, owner.actor.enterprise or 0)
        assert mine is not None
        assert (deed, mine.choices) == (deed, expected)


async def test_papers_are_for_the_owner_and_the_office_only(
    owner: Person, manager: Person, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    await open_round(owner)
    await owner.browser.post(OWN, data={"do": "add:L1-FOOD-6"})
    await send(owner, "nib")
    [row] = await DB.fetch("SELECT id FROM application_file")
    url = f"/putaran/{CODE}/berkas/{row['id']}"
    for who in (owner, manager):
        answer = await who.browser.get(url)
        assert answer.content == PNG
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await trainer.browser.get(url)).status_code == HTTPStatus.NOT_FOUND
    assert (await visitor.get(url)).status_code == HTTPStatus.SEE_OTHER
    assert (await trainer.browser.get(OWN)).status_code == HTTPStatus.FORBIDDEN
    await owner.browser.post(f"{OWN}/berkas/{row['id']}/hapus")
    assert not await DB.fetch("SELECT FROM application_file")


async def test_an_officer_applies_for_whoever_stands_at_the_counter(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    await announced_round(1)
    await time_passes(CODE, 2)
    [one] = await make_enterprises(1)
    counter = f"{OWN}?ukm={one.id}"
    assert f'href="{counter}"' in await page(manager.browser, f"/ukm/{one.id}")
    assert "Anda bertindak untuk UKM 0" in await page(manager.browser, counter)
    await manager.browser.post(counter, data={"do": "add:L1-FOOD-6"})
    round_ = await one_round(CODE, now=NOW)
    assert await application_of(round_.id, one.id) is not None
    assert (await manager.browser.get(OWN)).status_code == HTTPStatus.NOT_FOUND
    assert "Belum diajukan" in await page(manager.browser, f"/ukm/{one.id}")
    assert "lamaran" not in await page(visitor, f"/ukm/{one.id}")


async def test_officers_decide_one_after_another(manager: Person) -> None:
    await announced_round(1)
    for one in await make_enterprises(2):
        await applied(CODE, one.id)
    await time_passes(CODE, 9)
    url = f"/putaran/{CODE}/verifikasi"
    assert "UKM 0" in await page(manager.browser, url)
    rows = await DB.fetch("SELECT id, changed FROM application ORDER BY id")
    first, second = rows
    refused = await manager.browser.post(
        f"{url}/{first['id']}", data={"verdict": "refused", "seen": first["changed"].isoformat()}
    )
    assert "Alasan diperlukan" in refused.text
    stale = await manager.browser.post(
        f"{url}/{first['id']}", data={"verdict": "accepted", "seen": NOW.isoformat()}
    )
    assert stale.status_code == HTTPStatus.CONFLICT
    accepted = await manager.browser.post(
        f"{url}/{first['id']}", data={"verdict": "accepted", "seen": first["changed"].isoformat()}
    )
    assert accepted.headers["location"] == f"{url}/{second['id']}"
    assert "UKM 1" in await page(manager.browser, accepted.headers["location"])
    last = await manager.browser.post(
        f"{url}/{second['id']}",
        data={
            "verdict": "returned",
            "reason": "Foto buram",
            "seen": second["changed"].isoformat(),
        },
    )
    assert last.headers["location"] == url
    states = await DB.fetch("SELECT state FROM application ORDER BY id")
    assert [row["state"] for row in states] == [State.ACCEPTED, State.RETURNED]


async def test_the_queue_asks_as_often_for_three_as_for_one(manager: Person) -> None:
    await announced_round(1)
    await time_passes(CODE, 2)
    sent = []
    for one in await make_enterprises(3):
        await applied(CODE, one.id, now=NOW)
        with counting_queries() as queries:
            await manager.browser.get(f"/putaran/{CODE}/verifikasi")
        sent.append(len(queries))
    assert sent[0] == sent[-1]


async def test_from_the_freezing_to_the_draw(
    app: Litestar, manager: Person, visitor: httpx.AsyncClient
) -> None:
    await announced_round(1)
    for one in await make_enterprises(2):
        await applied(CODE, one.id)
    await accept_all(CODE)
    await time_passes(CODE, 9)
    manage = f"/putaran/{CODE}/kelola"
    frozen = await manager.browser.post(f"/putaran/{CODE}/bekukan", follow_redirects=True)
    assert "2 lamaran ikut diundi" in frozen.text
    seed = f"/putaran/{CODE}/benih"
    assert "Waktu pengundian belum tiba" in await page(manager.browser, seed)
    await time_passes(CODE, 5)
    bad = await manager.browser.post(seed, data={"values": "satu dua"})
    assert "Isi dengan angka bulat" in bad.text
    typed = " ".join(map(str, VALUES))
    await manager.browser.post(seed, data={"values": typed})
    sealed = await page(manager.browser, seed)
    assert "Angka Anda disegel" in sealed
    assert typed not in sealed
    colleague = await person(app, Role.MANAGER, "Sari Lestari")
    await colleague.browser.post(seed, data={"values": typed})
    assert (await one_round(CODE, now=NOW)).phase is Phase.SEEDED
    assert "Benih sudah diketahui" in await page(manager.browser, manage)
    drawn = await manager.browser.post(f"/putaran/{CODE}/undi", follow_redirects=True)
    assert "1 dari 2 mendapat lapak" in drawn.text
    assert "Sudah diundi" in await page(visitor, f"/putaran/{CODE}")


async def test_a_round_for_other_goods_says_so(owner: Person) -> None:
    await open_round(owner)
    await DB.fetch("UPDATE enterprise SET category = 'craft'")
    assert "tidak memiliki program untuk jenis usaha" in await page(owner.browser, OWN)
