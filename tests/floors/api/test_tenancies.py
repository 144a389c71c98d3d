"""Tenancies over the API: who may, what is answered, what is refused."""

from http import HTTPStatus

import httpx
import pytest

from floors.tables import Space
from sentra.tables import Enterprise
from tests.conftest import Person

WHERE = "/api/v1/tenancies"


def wish(enterprise: Enterprise, stall: str = "1-A01", **more: object) -> dict[str, object]:
    return {
        "stall": stall,
        "enterprise": enterprise.id,
        "starts": "2026-11-24",
        "ends": "2027-01-01",
        **more,
    }


async def give(who: Person, enterprise: Enterprise, stall: str = "1-A01", **more: object) -> int:
    answer = await who.browser.post(WHERE, json=wish(enterprise, stall, **more))
    assert answer.status_code == HTTPStatus.CREATED
    made: int = answer.json()["id"]
    return made


async def test_it_gives_a_stall(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    answer = await manager.browser.post(WHERE, json=wish(enterprise, note=" Hasil undian "))
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (
        HTTPStatus.CREATED,
        f"{WHERE}/{made['id']}",
    )
    del made["id"]
    assert made == {
        "stall": "1-A01",
        "level": 1,
        "holder": {
            "enterprise": enterprise.id,
            "name": "Kopi Tangsel",
            "product": "Kopi susu dan kue",
        },
        "starts": "2026-11-24",
        "ends": "2027-01-01",
        "state": "active",
        "moved_from": None,
        "moved_to": None,
        "note": "Hasil undian",
        "given_by": "Ratna Wulandari",
    }


async def test_a_clash_is_a_problem_with_holder_and_alternatives(
    manager: Person, stalls: list[Space], enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    await give(manager, enterprise)
    answer = await manager.browser.post(WHERE, json=wish(other_enterprise))
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (HTTPStatus.CONFLICT, "/masalah/held")
    assert problem["detail"] == (
        "Lapak 1-A01 ditempati Kopi Tangsel dari Selasa, 24 November 2026 "
        "sampai Kamis, 31 Desember 2026."
    )
    assert (problem["holder"], problem["free_from"], problem["alternatives"]) == (
        "Kopi Tangsel",
        "2027-01-01",
        ["1-A02", "1-A03", "1-A04"],
    )


async def test_a_second_stall_needs_a_reason(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    await give(manager, enterprise)
    answer = await manager.browser.post(WHERE, json=wish(enterprise, "1-A02"))
    assert (answer.status_code, answer.json()["type"]) == (
        HTTPStatus.CONFLICT,
        "/masalah/holds-another",
    )
    silent = await manager.browser.post(WHERE, json=wish(enterprise, "1-A02", further=True))
    assert silent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    await give(manager, enterprise, "1-A02", further=True, note="Pameran")


async def test_it_ends_moves_and_takes_back(
    manager: Person, stalls: list[Space], enterprise: Enterprise
) -> None:
    first = await give(manager, enterprise)
    ended = await manager.browser.post(f"{WHERE}/{first}/end", json={"ends": "2026-12-15"})
    assert (ended.status_code, ended.json()["ends"]) == (HTTPStatus.OK, "2026-12-15")
    moved = await manager.browser.post(
        f"{WHERE}/{first}/move", json={"stall": "1-A02", "on": "2026-12-01"}
    )
    assert (moved.status_code, moved.json()["moved_from"]) == (HTTPStatus.CREATED, "1-A01")
    second = moved.json()["id"]
    back = await manager.browser.post(f"{WHERE}/{second}/cancel", json={"reason": "Salah"})
    assert (back.status_code, back.json()["state"]) == (HTTPStatus.OK, "cancelled")
    listed = (await manager.browser.get(WHERE)).json()
    assert [(row["id"], row["stall"], row["ends"]) for row in listed["items"]] == [
        (first, "1-A01", "2026-12-01")
    ]


async def test_a_visitor_sees_holders_but_no_notes(
    manager: Person, visitor: httpx.AsyncClient, stalls: list[Space], enterprise: Enterprise
) -> None:
    made = await give(manager, enterprise, note="catatan dalam")
    for address in (WHERE, f"{WHERE}?enterprise={enterprise.id}&date=2026-12-31&stall=1-A01"):
        [row] = (await visitor.get(address)).json()["items"]
        assert (row["id"], row["note"], row["given_by"]) == (made, None, None)
    assert (await visitor.get(f"{WHERE}?date=2027-01-01")).json()["total"] == 0
    await manager.browser.post(f"{WHERE}/{made}/cancel", json={"reason": "Salah"})
    assert (await visitor.get(f"{WHERE}/{made}")).status_code == HTTPStatus.NOT_FOUND
    assert (await manager.browser.get(f"{WHERE}/{made}")).status_code == HTTPStatus.OK


async def test_nobody_but_managers_gives_ends_moves_and_takes_back(
    manager: Person, stalls: list[Space], enterprise: Enterprise, others: list[httpx.AsyncClient]
) -> None:
    made = await give(manager, enterprise)
    answers = [
        (await browser.post(address, json=body)).status_code
        for browser in others
        for address, body in (
            (WHERE, wish(enterprise, "1-A02")),
            (f"{WHERE}/{made}/end", {"ends": None}),
            (f"{WHERE}/{made}/move", {"stall": "1-A02", "on": "2026-12-01"}),
            (f"{WHERE}/{made}/cancel", {"reason": "iseng"}),
        )
    ]
    assert answers == [HTTPStatus.UNAUTHORIZED] * 4 + [HTTPStatus.FORBIDDEN] * 12


@pytest.fixture
def others(
    visitor: httpx.AsyncClient, trainer: Person, owner: Person, cooperator: Person
) -> list[httpx.AsyncClient]:
    return [visitor, trainer.browser, owner.browser, cooperator.browser]


@pytest.mark.parametrize(
    "broken",
    [
        {"stall": 7},
        {"stall": "1-A\0"},
        {"enterprise": 0},
        {"enterprise": 2**31},
        {"enterprise": "satu"},
        {"starts": "2026-02-30"},
        {"starts": None},
        {"starts": "9999-12-31"},
        {"ends": "2026-11-24"},
        {"ends": "0001-01-01"},
        {"note": "x" * 301},
        {"note": "a\0b"},
        {"owner": "saya"},
    ],
)
async def test_it_refuses_bodies_that_mean_nothing(
    manager: Person, stalls: list[Space], enterprise: Enterprise, broken: dict[str, object]
) -> None:
    answer = await manager.browser.post(WHERE, json={**wish(enterprise), **broken})
    assert answer.status_code in {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await manager.browser.get(WHERE)).json()["total"] == 0


@pytest.mark.parametrize("wrong", ["0", "2147483648", "-1", "99999999999999999999"])
async def test_it_knows_no_such_tenancy(manager: Person, db: None, wrong: str) -> None:
    answers = [
        await manager.browser.get(f"{WHERE}/{wrong}"),
        await manager.browser.post(f"{WHERE}/{wrong}/end", json={"ends": None}),
        await manager.browser.get(f"{WHERE}?enterprise={wrong}"),
    ]
    assert [answer.status_code for answer in answers[:2]] == [HTTPStatus.NOT_FOUND] * 2
    assert answers[2].json()["total"] == 0
