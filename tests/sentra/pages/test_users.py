"""/pengguna: the manager's list of those who sign in."""

import re
from http import HTTPStatus

import pytest

from sentra.domain.roles import Role
from sentra.operations.accounts import invite
from sentra.queries.accounts import find_account
from sentra.tables import Cooperative, Enterprise
from tests.conftest import NOW, Person, counting_queries


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/pengguna/\d+">([^<]+)</a>', page)


async def test_it_lists_people_by_name(
    manager: Person, trainer: Person, owner: Person, cooperator: Person
) -> None:
    page = (await manager.browser.get("/pengguna")).text
    assert names(page) == ["Budi Santoso", "Dewi Anggraini", "Joko Susilo", "Ratna Wulandari"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=budi", ["Budi Santoso"]),
        ("q=dewi%40example", ["Dewi Anggraini"]),
        ("q=kopi+tangsel", ["Dewi Anggraini"]),
        ("q=%25", []),
        ("q=_udi", []),
        ("role=trainer", ["Budi Santoso"]),
        ("status=invited&role=manager", ["Ratna Wulandari"]),
        ("status=closed", []),
        ("role=nonsense", ["Budi Santoso", "Dewi Anggraini", "Ratna Wulandari"]),
        ("page=9", []),
        ("page=-1&role=trainer", ["Budi Santoso"]),
    ],
)
async def test_it_finds(
    manager: Person, trainer: Person, owner: Person, query: str, found: list[str]
) -> None:
    assert names((await manager.browser.get(f"/pengguna?{query}")).text) == found


async def test_more_people_take_no_more_queries(manager: Person) -> None:
    with counting_queries() as few:
        await manager.browser.get("/pengguna")
    for number in range(3):
        await invite(
            name=f"N{number}",
            email=f"n{number}@example.org",
            role=Role.TRAINER,
            actor=manager.actor,
            now=NOW,
        )
    with counting_queries() as many:
        await manager.browser.get("/pengguna")
    assert len(many) == len(few)


async def test_it_invites_and_shows_the_link_this_once(manager: Person) -> None:
    data = {"name": "Tono", "email": "tono@example.org", "role": "trainer"}
    answer = await manager.browser.post("/pengguna/undang", data=data)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    (link,) = re.findall(r'value="http://[^"]*(/mulai/[\w-]+)"', answer.text)
    assert (await manager.browser.get(link)).status_code == HTTPStatus.OK
    again = await manager.browser.post("/pengguna/undang", data=data)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Sudah ada akun dengan alamat surel ini." in again.text
    assert 'value="Tono"' in again.text


async def test_it_invites_for_an_enterprise_or_a_cooperative(
    manager: Person, enterprise: Enterprise, cooperative: Cooperative
) -> None:
    base = {"name": "Tono", "nib": enterprise.nib, "cooperative": str(cooperative.id)}
    for role in ("enterprise", "cooperative", "trainer"):
        data = {**base, "email": f"{role}@example.org", "role": role}
        answer = await manager.browser.post("/pengguna/undang", data=data)
        (number,) = set(re.findall(r'action="/pengguna/(\d+)/tautan"', answer.text))
        row = await find_account(int(number))
        assert row is not None
        assert (row.enterprise, row.cooperative) == (
            enterprise.id if role == "enterprise" else None,
            cooperative.id if role == "cooperative" else None,
        )


async def test_it_says_that_a_nib_is_nobodys(manager: Person) -> None:
    data = {"name": "Tono", "email": "t@example.org", "role": "enterprise", "nib": "1"}
    answer = await manager.browser.post("/pengguna/undang", data=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tidak ada UKM dengan NIB ini." in answer.text


async def test_it_says_all_that_is_wrong_at_once(manager: Person) -> None:
    page = (await manager.browser.post("/pengguna/undang", data={})).text
    assert re.findall(r'href="#f-(\w+)"', page) == ["role", "name", "email"]


async def test_it_closes_and_undoes(manager: Person, trainer: Person) -> None:
    answer = await manager.browser.post(f"/pengguna/{trainer.account}/tutup")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    page = (await manager.browser.get(answer.headers["location"])).text
    assert f'action="/pengguna/{trainer.account}/buka"' in page
    assert (await trainer.browser.get("/akun")).status_code == HTTPStatus.SEE_OTHER
    await manager.browser.post(f"/pengguna/{trainer.account}/buka")
    row = await find_account(trainer.account)
    assert row is not None
    assert row.state == "invited"


async def test_one_does_not_close_oneself(manager: Person) -> None:
    answer = await manager.browser.post(f"/pengguna/{manager.account}/tutup")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "/tutup" not in (await manager.browser.get(f"/pengguna/{manager.account}")).text


async def test_nobody_is_there_by_that_number(manager: Person) -> None:
    answer = await manager.browser.get("/pengguna/999999")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    beyond = await manager.browser.get("/pengguna/99999999999")
    assert beyond.status_code == HTTPStatus.BAD_REQUEST
