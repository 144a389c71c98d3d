import csv
import io
from http import HTTPStatus

import httpx
import pytest

from sentra.database.engine import DB
from sentra.demo.registry import make_registry
from sentra.domain.enterprise_files import read_file
from sentra.tables import Enterprise
from tests.conftest import NOW, Clock, Person
from tests.sentra.operations.test_enterprise_imports import as_csv, stored

ROWS = make_registry(seed=5, enterprises=3).enterprises
GOOD = as_csv(*ROWS)
BAD = GOOD.replace(ROWS[1].phone.encode(), b"12")


async def send(person: Person, content: bytes, name: str = "ukm.csv") -> httpx.Response:
    return await person.browser.post("/ukm/impor", files={"file": (name, content)})


async def test_a_good_file_is_shown_then_stored(manager: Person) -> None:
    answer = await send(manager, GOOD)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    address = answer.headers["location"]
    page = (await manager.browser.get(address)).text
    assert "Berkas sudah benar." in page
    assert await stored() == 0
    answer = await manager.browser.post(f"{address}/simpan")
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, address)
    page = (await manager.browser.get(address)).text
    assert "3 UKM tersimpan." in page
    assert f"{address}/simpan" not in page
    assert await stored() == 3


async def test_the_file_is_forgotten_once_stored(manager: Person) -> None:
    address = (await send(manager, GOOD)).headers["location"]
    await manager.browser.post(f"{address}/simpan")
    assert [row[0] for row in await DB.fetch("SELECT content FROM enterprise_import")] == [None]
    await manager.browser.post(f"{address}/simpan")
    assert "Berkas ini sudah disimpan." in (await manager.browser.get(address)).text
    assert await stored() == 3


async def test_a_file_is_forgotten_after_a_day(manager: Person, clock: Clock) -> None:
    address = (await send(manager, GOOD)).headers["location"]
    clock.now = NOW.replace(day=26)
    await DB.fetch("UPDATE session SET expires = $1", NOW.replace(day=28))
    await send(manager, GOOD)
    assert "sudah dihapus" in (await manager.browser.get(address)).text
    await manager.browser.post(f"{address}/simpan")
    assert await stored() == 0


async def test_every_refused_row_is_reported_on_the_page_and_as_a_file(manager: Person) -> None:
    address = (await send(manager, BAD)).headers["location"]
    page = (await manager.browser.get(address)).text
    assert "Belum ada yang disimpan" in page
    assert "Ini bukan nomor telepon Indonesia." in page
    assert f"{address}/simpan" not in page
    answer = await manager.browser.get(f"{address}/laporan.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        [
            "3",
            ROWS[1].name,
            "No. HP/WhatsApp",
            "12",
            "Ini bukan nomor telepon Indonesia.",
            "Tulis seperti 0812-3456-7890, +62 812 3456 7890, atau (021) 531 2345.",
        ]
    ]


async def test_a_long_report_has_pages(manager: Person) -> None:
    rows = make_registry(seed=5, enterprises=60).enterprises
    bad = as_csv(*rows).replace(b"+62840", b"x")
    address = (await send(manager, bad)).headers["location"]
    counts = [
        (await manager.browser.get(f"{address}?page={page}")).text.count('scope="row"')
        for page in (1, 2, 3)
    ]
    assert counts == [50, 10, 10]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Berkas kosong."),
        (b"%PDF-1.7", "data.pdf bukan berkas tabel"),
        (b"a,b\n1,2\n", "Baris judul kolom tidak ditemukan."),
        (b"Nama Usaha,NIB,Pemilik\n", "Kolom yang belum ada"),
    ],
)
async def test_what_is_no_table_is_refused(manager: Person, content: bytes, said: str) -> None:
    answer = await send(manager, content, "data.pdf")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in answer.text


async def test_a_strange_file_name_is_kept_as_text(manager: Person) -> None:
    answer = await send(manager, GOOD, "ukm" * 99 + "<marquee>\x00ukm" + ".csv")
    page = (await manager.browser.get(answer.headers["location"])).text
    assert "<marquee>" not in page
    assert "ukm.csv" in page


async def test_no_file_at_all_is_told(manager: Person) -> None:
    answer = await manager.browser.post("/ukm/impor", data={"file": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilih berkasnya dulu." in answer.text


@pytest.mark.parametrize("name", ["contoh.csv", "contoh.xlsx"])
async def test_a_template_is_a_table_without_rows(manager: Person, name: str) -> None:
    content = (await manager.browser.get(f"/ukm/impor/{name}")).content
    answer = await send(manager, content, name)
    assert "Tidak ada data UKM di bawah judul kolom." in answer.text


async def test_the_export_is_read_back_equal(manager: Person) -> None:
    address = (await send(manager, GOOD)).headers["location"]
    await manager.browser.post(f"{address}/simpan")
    content = (await manager.browser.get("/ukm/ekspor.csv")).content
    file = read_file(content, filename="ukm.csv")
    assert {row.data for row in file.accepted} == set(ROWS)
    assert content == (await manager.browser.get("/ukm/ekspor.csv")).content


async def test_a_name_that_calculates_is_exported_harmless(
    manager: Person, enterprise: Enterprise
) -> None:
    await Enterprise.update({Enterprise.name: "=1+1"}).where(Enterprise.id == enterprise.id)
    content = (await manager.browser.get("/ukm/ekspor.csv")).content
    assert b"'=1+1" in content
    assert read_file(content, filename="x").accepted[0].data.name == "=1+1"
