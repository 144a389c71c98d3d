from http import HTTPStatus

import httpx
import pytest

from sentra.tables import Cooperative, Enterprise
from tests.conftest import Person, counting_queries, make_enterprise


async def many(count: int) -> None:
    for number in range(count):
        await make_enterprise(nib=f"{number:013}", name=f"Usaha {number:03}")


async def test_a_visitor_sees_who_sells_what(
    visitor: httpx.AsyncClient, enterprise: Enterprise
) -> None:
    page = (await visitor.get("/ukm")).text
    assert "Kopi Tangsel" in page
    assert "Kopi susu dan kue" in page
    assert "Makanan" in page
    assert enterprise.owner not in page


async def test_an_empty_registry_says_so(visitor: httpx.AsyncClient, manager: Person) -> None:
    assert "Belum ada UKM" in (await visitor.get("/ukm")).text
    assert 'href="/ukm/impor"' in (await manager.browser.get("/ukm")).text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=tangsel", {"Kopi Tangsel"}),
        ("q=KOPPI+TANGSEL", {"Kopi Tangsel"}),
        ("q=kue+batik", {"Batik Anggrek"}),
        ("q=kue+kopi", {"Kopi Tangsel", "Batik Anggrek"}),
        ("q=batikk", {"Batik Anggrek"}),
        ("q=batikk&category=food", set()),
        ("q=batik&category=fashion", {"Batik Anggrek"}),
        ("q=batik&category=food", set()),
        ("q=50%25_", set()),
        ("q=%00", {"Kopi Tangsel", "Batik Anggrek"}),
        ("kecamatan=36.74.07", set()),
        ("kecamatan=36.74.01", {"Kopi Tangsel", "Batik Anggrek"}),
        ("kecamatan=nowhere&category=x&page=-1", {"Kopi Tangsel", "Batik Anggrek"}),
        ("page=999999", {"Kopi Tangsel", "Batik Anggrek"}),
        ("state=retired&scale=medium", {"Kopi Tangsel", "Batik Anggrek"}),
        ("q=Dewi", set()),
    ],
)
async def test_the_list_is_narrowed(
    visitor: httpx.AsyncClient,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    query: str,
    names: set[str],
) -> None:
    page = (await visitor.get(f"/ukm?{query}")).text
    assert {name for name in ("Kopi Tangsel", "Batik Anggrek") if f">{name}</a>" in page} == names


async def test_a_manager_searches_owners_and_nibs(manager: Person, enterprise: Enterprise) -> None:
    for query in ("q=dewi", f"q={enterprise.nib}", "scale=micro", "state=all"):
        assert "Kopi Tangsel" in (await manager.browser.get(f"/ukm?{query}")).text
    for query in ("scale=medium", "state=retired"):
        assert "Kopi Tangsel" not in (await manager.browser.get(f"/ukm?{query}")).text


async def test_the_list_has_pages(visitor: httpx.AsyncClient) -> None:
    await many(30)
    first = (await visitor.get("/ukm?q=usaha")).text
    second = (await visitor.get("/ukm?q=usaha&page=2")).text
    assert (first.count('scope="row"'), second.count('scope="row"')) == (25, 5)
    assert "/ukm?q=usaha&amp;page=2" in first


@pytest.mark.parametrize("address", ["/ukm", "/ukm?q=usaha", "/koperasi"])
async def test_the_number_of_queries_does_not_grow(manager: Person, address: str) -> None:
    sent: list[int] = []
    for _ in range(2):
        await make_enterprise(nib=f"{len(sent):013}", name=f"Usaha {len(sent)}")
        if sent:
            await make_enterprise(nib="1000000000000", name="Usaha lain")
            await make_enterprise(nib="2000000000000", name="Usaha lagi")
        with counting_queries() as queries:
            await manager.browser.get(address)
        sent.append(len(queries))
    assert sent[0] == sent[1]


async def test_those_who_may_see_the_owner(
    manager: Person, owner: Person, cooperator: Person, enterprise: Enterprise
) -> None:
    for browser in (manager.browser, owner.browser, cooperator.browser):
        page = (await browser.get(f"/ukm/{enterprise.id}")).text
        row = enterprise
        for value in (row.owner, row.nik, row.phone, row.email, row.nib, row.address):
            assert value in page


async def test_those_who_may_not_see_the_owner(
    visitor: httpx.AsyncClient,
    trainer: Person,
    owner: Person,
    cooperator: Person,
    other_enterprise: Enterprise,
) -> None:
    for browser in (visitor, trainer.browser, owner.browser, cooperator.browser):
        page = (await browser.get(f"/ukm/{other_enterprise.id}")).text
        assert "Batik Anggrek" in page
        row = other_enterprise
        for value in (row.nik, row.phone, row.email, row.nib, row.address):
            assert value not in page


async def test_a_retired_enterprise_is_hidden_until_undone(
    visitor: httpx.AsyncClient, manager: Person, enterprise: Enterprise
) -> None:
    address = f"/ukm/{enterprise.id}"
    answer = await manager.browser.post(f"{address}/nonaktifkan")
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, address)
    page = (await manager.browser.get(address)).text
    assert f'action="{address}/aktifkan"' in page
    assert (await visitor.get(address)).status_code == HTTPStatus.NOT_FOUND
    assert "Kopi Tangsel" not in (await visitor.get("/ukm")).text
    await manager.browser.post(f"{address}/aktifkan")
    assert (await visitor.get(address)).status_code == HTTPStatus.OK


FORM = {
    "name": "Dapur Siti",
    "nib": "0123456789012",
    "owner": "Siti Aminah",
    "phone": "0812 3456 7890",
    "address": "Jl. Ciater",
    "kelurahan": "36.74.01.1002",
    "scale": "micro",
    "category": "food",
    "product": "Kue",
}


async def test_a_manager_registers_and_changes(manager: Person, cooperative: Cooperative) -> None:
    answer = await manager.browser.post("/ukm/baru", data=FORM)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    address = answer.headers["location"]
    assert "0812-3456-7890" in (await manager.browser.get(address)).text
    form = (await manager.browser.get(f"{address}/ubah")).text
    assert 'value="Dapur Siti"' in form
    changed = FORM | {"name": "Dapur Bu Siti", "cooperative": str(cooperative.id)}
    await manager.browser.post(f"{address}/ubah", data=changed)
    page = (await manager.browser.get(address)).text
    assert "Dapur Bu Siti" in page
    assert cooperative.name in page


async def test_a_wrong_form_keeps_what_was_typed(manager: Person) -> None:
    answer = await manager.browser.post(
        "/ukm/baru", data=FORM | {"nib": "12", "name": "<b>Siti</b>", "cooperative": "x"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "&lt;b&gt;Siti&lt;/b&gt;" in answer.text
    answer = await manager.browser.post("/ukm/baru", data=FORM | {"nib": "12"})
    assert "NIB terdiri dari 13 angka; yang ini 2 angka." in answer.text


async def test_a_nib_that_is_taken_is_told(manager: Person, enterprise: Enterprise) -> None:
    answer = await manager.browser.post("/ukm/baru", data=FORM | {"nib": enterprise.nib})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "NIB ini sudah terdaftar atas nama Kopi Tangsel." in answer.text


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999"])
async def test_nobody_is_not_found(manager: Person, number: str) -> None:
    for address in (f"/ukm/{number}", f"/ukm/{number}/ubah", f"/koperasi/{number}"):
        assert (await manager.browser.get(address)).status_code == HTTPStatus.NOT_FOUND
