"""/akun: what a person changes about herself, and nobody about another."""

import re
from http import HTTPStatus

import pytest

from sentra.database.engine import DB
from sentra.operations.hashing import hasher
from sentra.operations.sessions import open_session
from sentra.operations.tokens import create_token
from sentra.queries.accounts import sessions_of, tokens_of
from tests.conftest import NOW, Person, browser, counting_queries

PHRASE = "jendela biru di tepi sawah"
OTHER = "perahu kayu di muara sungai"


@pytest.fixture
async def budi(trainer: Person) -> Person:
    hashed = await hasher().hash(PHRASE)
    await DB.fetch("UPDATE account SET password = $2 WHERE id = $1", trainer.account, hashed)
    return trainer


async def test_it_shows_who_she_is(owner: Person) -> None:
    page = (await owner.browser.get("/akun")).text
    for word in ("Dewi Anggraini", "dewi@example.org", "Pelaku UKM", "Kopi Tangsel"):
        assert word in page


async def test_it_changes_name_and_language(budi: Person) -> None:
    answer = await budi.browser.post("/akun", data={"name": " Budi  S. ", "locale": "en"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    page = await budi.browser.get("/akun")
    assert page.headers["content-language"] == "en"
    assert "Your account is changed." not in page.text, "the notice is in the language of before"
    assert 'value="Budi S."' in page.text


@pytest.mark.parametrize("data", [{"name": "", "locale": "id"}, {"name": "Budi", "locale": "fr"}])
async def test_it_says_what_is_wrong(budi: Person, data: dict[str, str]) -> None:
    answer = await budi.browser.post("/akun", data=data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "has-error" in answer.text


async def test_it_changes_the_pass_phrase_and_stays_signed_in(budi: Person) -> None:
    other = await open_session(account=budi.account, now=NOW, hours=12)
    answer = await budi.browser.post("/akun/frasa-sandi", data={"current": PHRASE, "new": OTHER})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert (await budi.browser.get("/akun")).status_code == HTTPStatus.OK
    await budi.browser.post("/keluar")
    assert await sessions_of(budi.account, own=None, now=NOW) == [], other


async def test_it_refuses_a_wrong_present_pass_phrase_without_repeating_it(budi: Person) -> None:
    answer = await budi.browser.post("/akun/frasa-sandi", data={"current": OTHER, "new": OTHER})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ini bukan frasa sandi Anda saat ini." in answer.text
    assert OTHER not in answer.text


async def test_it_signs_one_browser_out(budi: Person, other_trainer: Person) -> None:
    await open_session(account=budi.account, now=NOW, hours=12, client="Firefox, Android")
    other = next(one for one in await sessions_of(budi.account, own=None, now=NOW) if one.client)
    strange = await other_trainer.browser.post(f"/akun/sesi/{other.id}/keluar")
    assert strange.status_code == HTTPStatus.NOT_FOUND
    answer = await budi.browser.post(f"/akun/sesi/{other.id}/keluar")
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert len(await sessions_of(budi.account, own=None, now=NOW)) == 1


async def test_it_signs_all_other_browsers_out(budi: Person) -> None:
    for _ in range(3):
        await open_session(account=budi.account, now=NOW, hours=12)
    await budi.browser.post("/akun/keluar-semua")
    assert (await budi.browser.get("/akun")).status_code == HTTPStatus.OK
    assert len(await sessions_of(budi.account, own=None, now=NOW)) == 1


async def test_a_token_is_shown_once_and_works_until_it_is_revoked(budi: Person) -> None:
    answer = await budi.browser.post("/akun/token", data={"label": "Laporan"})
    assert answer.headers["cache-control"] == "no-store"
    (secret,) = re.findall(r'value="(sentra_[\w-]+)"', answer.text)
    assert secret not in (await budi.browser.get("/akun")).text
    program = browser(budi.browser._transport.app)  # type: ignore[attr-defined]
    program.cookies.clear()
    headers = {"authorization": f"Bearer {secret}"}
    me = await program.get("/api/v1/me", headers=headers)
    assert me.json()["id"] == budi.account
    (row,) = await tokens_of(budi.account)
    assert row.last_used == NOW.date()
    await budi.browser.post(f"/akun/token/{row.id}/cabut")
    assert (await program.get("/api/v1/me", headers=headers)).status_code == 401


async def test_a_strange_token_is_not_found(budi: Person, other_trainer: Person) -> None:
    made = await create_token(label="Laporan", actor=budi.actor, now=NOW)
    answer = await other_trainer.browser.post(f"/akun/token/{made.id}/cabut")
    assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_more_sessions_and_tokens_take_no_more_queries(budi: Person) -> None:
    with counting_queries() as few:
        await budi.browser.get("/akun")
    for number in range(3):
        await open_session(account=budi.account, now=NOW, hours=12)
        await create_token(label=str(number), actor=budi.actor, now=NOW)
    with counting_queries() as many:
        await budi.browser.get("/akun")
    assert len(many) == len(few)
