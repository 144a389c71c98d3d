from http import HTTPStatus
from typing import Any

import httpx
import pytest

from sentra.demo.registry import make_registry
from sentra.tables import Cooperative, Enterprise
from tests.conftest import Person, counting_queries, make_enterprise
from tests.sentra.operations.test_enterprise_imports import as_csv, stored

URL = "/api/v1/enterprises"
NEW = {
    "name": "Dapur Siti",
    "nib": "0123456789012",
    "owner": "Siti Aminah",
    "phone": "0812-3456-7890",
    "address": "Jl. Ciater",
    "kelurahan": "Rawa Buntu",
    "category": "Makanan",
    "scale": "Mikro",
}


def public(row: Enterprise) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "product": row.product,
        "category": row.category,
        "kecamatan": {"code": "36.74.01", "name": "Serpong"},
        "active": True,
    }


async def test_a_visitor_reads_public_facts_only(
    visitor: httpx.AsyncClient, enterprise: Enterprise
) -> None:
    assert (await visitor.get(URL)).json() == {
        "items": [public(enterprise)],
        "page": 1,
        "size": 50,
        "total": 1,
    }
    answer = await visitor.get(f"{URL}/{enterprise.id}")
    assert answer.json() == public(enterprise) | {"details": None}


async def test_details_are_for_those_who_may_see_them(
    *,
    manager: Person,
    trainer: Person,
    owner: Person,
    cooperator: Person,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
) -> None:
    async def nib(person: Person, row: Enterprise) -> str | None:
        details = (await person.browser.get(f"{URL}/{row.id}")).json()["details"]
        return details and str(details["nib"])

    assert [await nib(person, enterprise) for person in (manager, owner, cooperator, trainer)] == [
        enterprise.nib,
        enterprise.nib,
        enterprise.nib,
        None,
    ]
    assert [
        await nib(person, other_enterprise) for person in (manager, owner, cooperator, trainer)
    ] == [other_enterprise.nib, None, None, None]


async def test_the_list_is_searched_and_paged(
    visitor: httpx.AsyncClient, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    async def names(query: str) -> list[str]:
        return [one["name"] for one in (await visitor.get(f"{URL}?{query}")).json()["items"]]

    assert await names("q=batik") == ["Batik Anggrek"]
    assert await names("kecamatan=Serpong&category=food") == ["Kopi Tangsel"]
    assert await names("size=1&page=2") == ["Kopi Tangsel"]
    assert await names("page=3&size=1") == []


async def test_numbers_of_nobody_find_nobody(manager: Person, enterprise: Enterprise) -> None:
    for number in (0, 2**31, 10**30):
        answer = await manager.browser.get(f"{URL}?cooperative={number}")
        assert answer.json()["total"] == 0
        answer = await manager.browser.get(f"{URL}/{number}")
        assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_sales_beyond_all_measure_are_refused(manager: Person) -> None:
    for digits in (19, 40, 5_000):
        body = (
            '{"name": "A", "nib": "0123456789012", "owner": "A", "phone": "081234567890",'
            ' "address": "A", "kelurahan": "Ciater", "category": "food", "sales": '
            + "9" * digits
            + "}"
        )
        answer = await manager.browser.post(
            URL, content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


@pytest.mark.parametrize(
    "query", ["page=0", "size=201", "category=x", "kecamatan=Menteng", "state=x", "cooperative=x"]
)
async def test_a_query_that_cannot_be_is_refused(visitor: httpx.AsyncClient, query: str) -> None:
    answer = await visitor.get(f"{URL}?{query}")
    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_only_managers_narrow_by_what_others_may_not_know(
    manager: Person, cooperator: Person, trainer: Person, cooperative: Cooperative
) -> None:
    for query in ("scale=micro", "state=retired", f"cooperative={cooperative.id}"):
        assert (await manager.browser.get(f"{URL}?{query}")).status_code == HTTPStatus.OK
        assert (await trainer.browser.get(f"{URL}?{query}")).status_code == HTTPStatus.FORBIDDEN
    own = await cooperator.browser.get(f"{URL}?cooperative={cooperative.id}")
    assert own.status_code == HTTPStatus.OK
    other = await cooperator.browser.get(f"{URL}?cooperative={cooperative.id + 1}")
    assert other.status_code == HTTPStatus.FORBIDDEN


async def test_a_manager_registers_changes_retires_and_restores(
    manager: Person, cooperative: Cooperative
) -> None:
    answer = await manager.browser.post(URL, json=NEW)
    assert answer.status_code == HTTPStatus.CREATED
    one = answer.headers["location"]
    made = answer.json()
    assert (made["category"], made["details"]["phone"], made["details"]["scale"]) == (
        "food",
        "+6281234567890",
        "micro",
    )
    change = {"cooperative": cooperative.id, "kelurahan": "36.74.07.1001", "email": "s@ukm.example"}
    changed = (await manager.browser.patch(one, json=change)).json()
    assert changed["kecamatan"]["name"] == "Setu"
    assert changed["details"]["cooperative"] == cooperative.id
    emptied = (await manager.browser.patch(one, json={"email": None, "cooperative": None})).json()
    assert (emptied["details"]["email"], emptied["details"]["cooperative"]) == (None, None)
    assert emptied["details"]["owner"] == "Siti Aminah"
    for verb, active in (("retire", False), ("restore", True)):
        assert (await manager.browser.post(f"{one}/{verb}")).json()["active"] is active


async def test_wrong_facts_are_all_named(manager: Person) -> None:
    answer = await manager.browser.post(URL, json=NEW | {"nib": "1", "phone": "x"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error["field"] for error in answer.json()["errors"]] == ["nib", "phone"]
    answer = await manager.browser.post(URL, json=NEW | {"hobby": "x"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    answer = await manager.browser.post(URL, json=NEW | {"cooperative": 10**12})
    assert [error["field"] for error in answer.json()["errors"]] == ["cooperative"]


async def test_a_nib_that_is_taken_names_who_has_it(
    manager: Person, enterprise: Enterprise
) -> None:
    answer = await manager.browser.post(URL, json=NEW | {"nib": enterprise.nib})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json()["enterprise"] == enterprise.id


async def test_others_may_not_write(
    visitor: httpx.AsyncClient, trainer: Person, owner: Person, enterprise: Enterprise
) -> None:
    one = f"{URL}/{enterprise.id}"
    for browser, status in (
        (visitor, HTTPStatus.UNAUTHORIZED),
        (trainer.browser, HTTPStatus.FORBIDDEN),
        (owner.browser, HTTPStatus.FORBIDDEN),
    ):
        for answer in (
            await browser.post(URL, json=NEW),
            await browser.patch(one, json={"name": "x"}),
            await browser.post(f"{one}/retire"),
            await browser.post(f"{URL}/import", files={"file": ("x.csv", b"")}),
        ):
            assert answer.status_code == status


ROWS = make_registry(seed=8, enterprises=3).enterprises


async def test_a_file_is_checked_then_stored(manager: Person) -> None:
    async def send(query: str) -> dict[str, Any]:
        files = {"file": ("ukm.csv", as_csv(*ROWS))}
        answer = await manager.browser.post(f"{URL}/import{query}", files=files)
        found: dict[str, Any] = answer.json()
        return found

    checked = await send("?check=true")
    assert (checked["stored"], checked["new"], await stored()) == (False, 3, 0)
    done = await send("")
    assert (done["stored"], done["new"], await stored()) == (True, 3, 3)
    again = await send("")
    assert (again["new"], again["unchanged"]) == (0, 3)


async def test_a_refused_row_is_reported_and_nothing_stored(manager: Person) -> None:
    content = as_csv(*ROWS).replace(ROWS[1].phone.encode(), b"12")
    answer = await manager.browser.post(f"{URL}/import", files={"file": ("ukm.csv", content)})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    (row,) = answer.json()["rows"]
    assert (row["row"], row["name"], [error["field"] for error in row["errors"]]) == (
        3,
        ROWS[1].name,
        ["phone"],
    )
    assert await stored() == 0


async def test_what_is_no_table_is_a_problem(manager: Person) -> None:
    answer = await manager.browser.post(f"{URL}/import", files={"file": ("x.pdf", b"%PDF-1")})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["errors"][0]["field"] == "file"


@pytest.mark.parametrize("count", [1, 3])
async def test_the_number_of_queries_does_not_grow(visitor: httpx.AsyncClient, count: int) -> None:
    for number in range(count):
        await make_enterprise(nib=f"{number:013}", name="Usaha")
    with counting_queries() as queries:
        await visitor.get(URL)
    assert len(queries) == 2


async def test_cooperatives_are_listed_registered_and_changed(
    manager: Person, trainer: Person, visitor: httpx.AsyncClient, enterprise: Enterprise
) -> None:
    url = "/api/v1/cooperatives"
    assert (await visitor.get(url)).status_code == HTTPStatus.UNAUTHORIZED
    listed = (await trainer.browser.get(url)).json()
    assert [(one["name"], one["members"]) for one in listed["items"]] == [
        ("Koperasi Maju Serpong", 1)
    ]
    assert (await trainer.browser.get(f"{url}?kecamatan=setu")).json()["total"] == 0
    new = {"name": "Koperasi Setu", "kecamatan": "Setu", "phone": "(021) 5312345"}
    assert (await trainer.browser.post(url, json=new)).status_code == HTTPStatus.FORBIDDEN
    answer = await manager.browser.post(url, json=new)
    assert answer.status_code == HTTPStatus.CREATED
    one = answer.headers["location"]
    changed = (await manager.browser.patch(one, json={"phone": None, "address": "Jl. A"})).json()
    assert (changed["phone"], changed["address"], changed["name"]) == (
        None,
        "Jl. A",
        "Koperasi Setu",
    )
    assert (await trainer.browser.get(one)).json() == changed
    assert (await trainer.browser.get(f"{url}/999")).status_code == HTTPStatus.NOT_FOUND
    answer = await manager.browser.post(url, json={"name": "", "kecamatan": "x"})
    assert [error["field"] for error in answer.json()["errors"]] == ["name", "kecamatan"]
