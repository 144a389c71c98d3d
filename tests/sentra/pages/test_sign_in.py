"""The pages by which people come in and go."""

from http import HTTPStatus

import httpx
import pytest

from sentra.database.engine import DB
from sentra.domain.roles import Role
from sentra.operations import attempts
from sentra.operations.accounts import first_sign_in_link, invite
from sentra.operations.hashing import hasher
from sentra.web.identity import SESSION_COOKIE
from tests.conftest import NOW, Person

PHRASE = "jendela biru di tepi sawah"


@pytest.fixture
async def budi(trainer: Person) -> Person:
    """Pak Budi, with a pass phrase."""
    hashed = await hasher().hash(PHRASE)
    await DB.fetch("UPDATE account SET password = $2 WHERE id = $1", trainer.account, hashed)
    return trainer


def form(phrase: str = PHRASE, **more: str) -> dict[str, str]:
    return {"email": "budi@example.org", "pass_phrase": phrase, **more}


async def test_it_signs_in_and_goes_back(visitor: httpx.AsyncClient, budi: Person) -> None:
    answer = await visitor.post("/masuk", data=form(lanjut="/jadwal?date=2026-11-25"))
    assert (answer.status_code, answer.headers["location"]) == (
        HTTPStatus.SEE_OTHER,
        "/jadwal?date=2026-11-25",
    )
    assert "Budi Santoso" in (await visitor.get("/")).text


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)",
     "/\t/evil", "/a\\..\\b", "//[", "", "jadwal"],
)  # fmt: skip
async def test_it_goes_nowhere_else(visitor: httpx.AsyncClient, budi: Person, target: str) -> None:
    answer = await visitor.post("/masuk", data=form(lanjut=target))
    assert answer.headers["location"] == "/"


async def test_it_gives_the_browser_a_new_session(budi: Person) -> None:
    before = budi.browser.cookies[SESSION_COOKIE]
    answer = await budi.browser.post("/masuk", data=form())
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    after = answer.cookies[SESSION_COOKIE]
    assert after != before
    budi.browser.cookies.clear()
    stale = await budi.browser.get("/", headers={"cookie": f"{SESSION_COOKIE}={before}"})
    assert "Budi Santoso" not in stale.text


async def test_it_ignores_a_session_that_somebody_planted(
    visitor: httpx.AsyncClient, budi: Person
) -> None:
    visitor.cookies.set(SESSION_COOKIE, "planted", domain="sentra.test")
    answer = await visitor.post("/masuk", data=form())
    assert answer.cookies[SESSION_COOKIE] != "planted"
    assert await DB.fetch("SELECT id FROM session WHERE account <> $1", budi.account) == []


async def test_a_wrong_pass_phrase_and_an_unknown_address_look_the_same(
    visitor: httpx.AsyncClient, budi: Person
) -> None:
    wrong = await visitor.post("/masuk", data=form("salah salah salah"))
    unknown = await visitor.post("/masuk", data={**form(), "email": "none@example.org"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.text.replace("budi@", "none@") == unknown.text
    assert "salah salah" not in wrong.text


async def test_it_says_when_to_try_again(visitor: httpx.AsyncClient, budi: Person) -> None:
    for _ in range(attempts.HERE.tries):
        await visitor.post("/masuk", data=form("salah salah salah"))
    answer = await visitor.post("/masuk", data=form())
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Coba lagi 15 menit lagi." in answer.text


async def test_it_shows_what_is_missing(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/masuk", data={})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.text.count('aria-invalid="true"') == 2


async def test_it_signs_out(budi: Person) -> None:
    answer = await budi.browser.post("/keluar")
    assert answer.headers["location"] == "/"
    assert await DB.fetch("SELECT id FROM session WHERE account = $1", budi.account) == []
    again = await budi.browser.post("/keluar")
    assert again.status_code == HTTPStatus.SEE_OTHER


async def test_looking_at_a_link_does_not_use_it_up(
    visitor: httpx.AsyncClient, manager: Person
) -> None:
    invited = await invite(
        name="Tono", email="tono@example.org", role=Role.TRAINER, actor=manager.actor, now=NOW
    )
    for method in ("GET", "HEAD", "GET"):
        assert (await visitor.request(method, invited.path)).status_code == HTTPStatus.OK
    short = await visitor.post(invited.path, data={"pass_phrase": "pendek"})
    assert short.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = await visitor.post(invited.path, data={"pass_phrase": PHRASE})
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert "Tono" in (await visitor.get("/")).text
    spent = await visitor.get(invited.path)
    assert (spent.status_code, "sudah dipakai" in spent.text) == (HTTPStatus.GONE, True)


async def test_the_first_manager_introduces_herself(visitor: httpx.AsyncClient) -> None:
    path = await first_sign_in_link(now=NOW)
    assert path is not None
    assert 'name="email"' in (await visitor.get(path)).text
    data = {"name": "Ratna Wulandari", "email": "ratna@example.org", "pass_phrase": PHRASE}
    assert (await visitor.post(path, data=data)).status_code == HTTPStatus.SEE_OTHER
    page = (await visitor.get("/")).text
    assert "Ratna Wulandari" in page
    assert "Pengelola" in page


async def test_health_says_ok_and_sets_no_cookie(app: object, database: str) -> None:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://sentra.test") as browser:
        answer = await browser.get("/sehat")
    assert (answer.status_code, answer.text) == (HTTPStatus.OK, "ok\n")
    assert "set-cookie" not in answer.headers


async def test_head_is_get_without_the_body(visitor: httpx.AsyncClient) -> None:
    get, head = await visitor.get("/sehat"), await visitor.head("/sehat")
    assert (head.status_code, head.content) == (HTTPStatus.OK, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
