"""Who may call what: every route, as every kind of person, against the table in permissions.txt."""

import re
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from sentra.database.engine import DB
from sentra.domain.roles import APPLICANTS, BOOKERS, EVERYONE, MANAGERS, SIGNED_IN, Role
from sentra.web.permissions import handlers_of

TABLE = Path(__file__).with_name("permissions.txt")
GROUPS = {
    "everyone": EVERYONE,
    "everyone?": EVERYONE,
    "signed-in": SIGNED_IN,
    "bookers": BOOKERS,
    "applicants": APPLICANTS,
    "managers": MANAGERS,
}
SAMPLES = {"int": "2147483000", "str": "nothing", "path": "nothing"}
"""Values for the places of a path, of things that do not exist."""

REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}


def table() -> list[tuple[str, str, str]]:
    """(method, path, group) of each line."""
    lines = (line.split() for line in TABLE.read_text().splitlines() if line[:1] not in {"", "#"})
    return [(method, path, group) for method, path, group in lines]


def test_the_table_names_every_route_once(app: Litestar) -> None:
    served = {
        (method, re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path))
        for route, handler in handlers_of(app)
        for method in getattr(handler, "http_methods", ())
        if method != "OPTIONS"
    }
    named = [(method, re.sub(r"\{(\w+):\w+\}", r"{\1}", path)) for method, path, _ in table()]
    assert sorted(named) == sorted(served)


@pytest.mark.parametrize("group", GROUPS)
async def test_only_those_named_are_let_through(
    people: dict[Role, httpx.AsyncClient], group: str
) -> None:
    """All routes of a group in one test: to register everybody takes longer than to ask once."""
    wrong = {}
    for method, path, its in table():
        if its != group:
            continue
        found = {role: await answered(browser, method, path) for role, browser in people.items()}
        if group.endswith("?"):
            del found[Role.VISITOR]
        expected = {role: "let through" if role in GROUPS[group] else "refused" for role in found}
        if found != expected:
            wrong[f"{method} {path}"] = found
    assert wrong == {}


async def answered(browser: httpx.AsyncClient, method: str, path: str) -> str:
    """The verdict on a call of which nothing is left afterwards."""
    async with DB.transaction() as apart:
        answer = await call(browser, method, path)
        await apart.undo()
    return verdict(answer)


async def call(browser: httpx.AsyncClient, method: str, path: str) -> httpx.Response:
    """The request with nothing in it, in a copy of the browser's cookies as they are."""
    address = re.sub(r"\{\w+:(\w+)\}", lambda place: SAMPLES[place[1]], path)
    kept = httpx.Cookies(browser.cookies)
    try:
        if path.startswith("/api/") and method in {"POST", "PUT", "PATCH"}:
            return await browser.request(method, address, json={})
        return await browser.request(method, address)
    finally:
        browser.cookies = kept


def verdict(answer: httpx.Response) -> str:
    """Refused before the handler, or let through to it, whatever it then said."""
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.text
    if answer.status_code in REFUSED or answer.headers.get("location", "").startswith("/masuk?"):
        return "refused"
    return "let through"
