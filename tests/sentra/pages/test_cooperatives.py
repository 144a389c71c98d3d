from http import HTTPStatus

import httpx
import pytest

from sentra.tables import Cooperative, Enterprise
from tests.conftest import Person, counting_queries, make_enterprise

FORM = {"name": "Koperasi Setu Jaya", "kecamatan": "36.74.07", "phone": "021 5312345"}


async def test_a_visitor_is_sent_to_sign_in(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/koperasi")
    assert (answer.status_code, answer.headers["location"]) == (
        HTTPStatus.SEE_OTHER,
        "/masuk?lanjut=/koperasi",
    )


async def test_a_cooperative_finds_its_own_and_its_members(
    cooperator: Person, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    page = (await cooperator.browser.get("/koperasi")).text
    assert "Koperasi Maju Serpong" in page
    assert "badge-own" in page
    page = (await cooperator.browser.get(f"/koperasi/{enterprise.cooperative}")).text
    assert "Kopi Tangsel" in page
    assert "Batik Anggrek" not in page


async def test_others_do_not_see_the_members(trainer: Person, enterprise: Enterprise) -> None:
    page = (await trainer.browser.get(f"/koperasi/{enterprise.cooperative}")).text
    assert "1 UKM anggota" in page
    assert "Kopi Tangsel" not in page


async def test_the_list_is_narrowed_by_kecamatan(trainer: Person, cooperative: Cooperative) -> None:
    for code, there in (("36.74.01", True), ("36.74.07", False), ("x", True)):
        page = (await trainer.browser.get(f"/koperasi?kecamatan={code}")).text
        assert (cooperative.name in page) is there


async def test_a_manager_registers_and_changes(manager: Person) -> None:
    answer = await manager.browser.post("/koperasi/baru", data=FORM)
    address = answer.headers["location"]
    page = (await manager.browser.get(address)).text
    assert "(021) 5312345" in page
    await manager.browser.post(f"{address}/ubah", data=FORM | {"name": "Koperasi Setu Makmur"})
    assert "Koperasi Setu Makmur" in (await manager.browser.get(address)).text


async def test_a_wrong_form_says_what_is_wrong(manager: Person) -> None:
    answer = await manager.browser.post("/koperasi/baru", data={"name": "", "phone": "1"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for text in ("Nama belum diisi.", "Kecamatan belum diisi.", "bukan nomor telepon"):
        assert text in answer.text


async def test_a_registration_is_entered_once(manager: Person) -> None:
    form = FORM | {"registration": "AHU-1"}
    await manager.browser.post("/koperasi/baru", data=form)
    answer = await manager.browser.post("/koperasi/baru", data=form)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Nomor badan hukum ini sudah terdaftar." in answer.text


@pytest.mark.parametrize("more", [1, 3])
async def test_the_number_of_queries_does_not_grow(
    manager: Person, cooperative: Cooperative, more: int
) -> None:
    for number in range(more):
        await make_enterprise(nib=f"{number:013}", name="Usaha", member_of=cooperative)
    with counting_queries() as queries:
        await manager.browser.get(f"/koperasi/{cooperative.id}")
    assert len(queries) == 4  # the session, the cooperative, how many members, who they are
