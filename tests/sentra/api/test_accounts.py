"""Accounts, tokens and the audit trail over the API."""

from http import HTTPStatus

import httpx
import pytest

from sentra.domain import refusals
from sentra.domain.refusals import Refusal
from sentra.web.problem_types import PROBLEM_TYPES
from tests.conftest import Person


async def test_it_says_who_asks(owner: Person, visitor: httpx.AsyncClient) -> None:
    me = (await owner.browser.get("/api/v1/me")).json()
    assert (me["name"], me["role"], me["enterprise"]) == (
        "Dewi Anggraini",
        "enterprise",
        owner.actor.enterprise,
    )
    answer = await visitor.get("/api/v1/me")
    assert (answer.status_code, answer.json()["type"]) == (401, "/masalah/sign-in-needed")


async def test_a_manager_invites_closes_and_reopens(manager: Person) -> None:
    data = {"name": "Tono", "email": "tono@example.org", "role": "trainer"}
    made = (await manager.browser.post("/api/v1/accounts", json=data)).json()
    assert "/mulai/" in made["link"]
    path = f"/api/v1/accounts/{made['account']}"
    assert (await manager.browser.get(path)).json()["state"] == "invited"
    assert (await manager.browser.post(f"{path}/close")).json()["state"] == "closed"
    again = await manager.browser.post(f"{path}/close")
    assert (again.status_code, again.json()["type"]) == (409, "/masalah/conflict")
    assert (await manager.browser.post(f"{path}/reopen")).json()["state"] == "invited"
    assert (await manager.browser.post(f"{path}/link")).json()["link"] != made["link"]


async def test_it_lists_accounts(manager: Person, trainer: Person) -> None:
    found = (await manager.browser.get("/api/v1/accounts?role=trainer")).json()
    assert (found["total"], [one["id"] for one in found["items"]]) == (1, [trainer.account])
    closed = (await manager.browser.get("/api/v1/accounts?state=closed")).json()
    assert closed == {"items": [], "page": 1, "size": 50, "total": 0}
    wrong = await manager.browser.get("/api/v1/accounts?role=king")
    assert wrong.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


@pytest.mark.parametrize(
    "body", [{}, {"name": "T", "email": "t@example.org", "role": "king"}, [], "x"]
)
async def test_it_refuses_a_body_of_another_form(manager: Person, body: object) -> None:
    answer = await manager.browser.post("/api/v1/accounts", json=body)
    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_it_names_the_field_at_fault(manager: Person) -> None:
    data = {"name": "T", "email": "nothing", "role": "trainer"}
    answer = await manager.browser.post("/api/v1/accounts", json=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [problem["field"] for problem in answer.json()["errors"]] == ["email"]


async def test_tokens_are_made_listed_and_revoked(trainer: Person) -> None:
    made = (await trainer.browser.post("/api/v1/tokens", json={"label": "Skrip"})).json()
    listed = (await trainer.browser.get("/api/v1/tokens")).json()
    assert [(one["id"], one["label"], "secret" in one) for one in listed] == [
        (made["id"], "Skrip", False)
    ]
    assert (await trainer.browser.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
    assert (await trainer.browser.get("/api/v1/tokens")).json() == []


async def test_the_audit_trail_is_read_in_pieces(manager: Person) -> None:
    for number in range(3):
        await manager.browser.post("/api/v1/tokens", json={"label": str(number)})
    first = (await manager.browser.get("/api/v1/audit?size=2&verb=token.create")).json()
    assert [entry["after"]["label"] for entry in first["items"]] == ["2", "1"]
    rest = (await manager.browser.get(f"/api/v1/audit?size=2&before={first['next']}")).json()
    assert ([entry["after"]["label"] for entry in rest["items"]], rest["next"]) == (["0"], None)


async def test_a_header_that_is_no_token_takes_the_session_away(manager: Person) -> None:
    """It would lift the CSRF check and leave the cookie's rights."""
    answer = await manager.browser.post(
        "/api/v1/tokens",
        json={"label": "x"},
        headers={"authorization": "Basic eDp5", "x-csrf-token": ""},
    )
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


async def test_the_guide_shows_every_operation(visitor: httpx.AsyncClient) -> None:
    schema = (await visitor.get("/api/v1/schema/openapi.json")).json()
    page = (await visitor.get("/api")).text
    missing = [
        operation["operationId"]
        for item in schema["paths"].values()
        for operation in item.values()
        if f'id="{operation["operationId"]}"' not in page
    ]
    assert missing == []


def kinds(kind: type[Refusal]) -> set[str]:
    return {kind.code, *(code for sub in kind.__subclasses__() for code in kinds(sub))}


def test_every_refusal_is_explained() -> None:
    assert refusals.Refusal is Refusal
    assert kinds(Refusal) - set(PROBLEM_TYPES) == set()


async def test_every_explanation_has_a_page_in_both_languages(visitor: httpx.AsyncClient) -> None:
    for code in PROBLEM_TYPES:
        for locale in ("id", "en"):
            visitor.cookies.set("sentra_bahasa", locale, domain="sentra.test")
            answer = await visitor.get(f"/masalah/{code}")
            assert (answer.status_code, answer.headers["content-language"]) == (200, locale)
    assert (await visitor.get("/masalah/nothing")).status_code == HTTPStatus.NOT_FOUND
