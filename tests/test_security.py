"""What an attacker would try first, tried on every route there is."""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar
from litestar.middleware.csrf import generate_csrf_token

from sentra.app import create_app
from sentra.database.engine import DB
from sentra.domain.roles import Role
from sentra.operations.hashing import hasher
from sentra.pages import trail
from sentra.settings import Settings
from sentra.web.csrf import CSRF_COOKIE, CSRF_HEADER
from sentra.web.identity import SESSION_COOKIE
from sentra.web.request import THEME_COOKIE
from tests.centre import small_centre
from tests.conftest import NOW, SECRET_KEY, Clock, Person, browser
from tests.walk import filled, is_page, routes

PHRASE = "jendela biru di tepi sawah"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
PERSONAL = {"NIK": "3674015501900001", "e-mail": "dewi@example.org", "phone": "8000000123"}
"""Of the owner of Kopi Tangsel, as `make_enterprise` registers her."""


@pytest.fixture
async def values(
    manager: Person, trainer: Person, owner: Person, cooperator: Person
) -> dict[str, object]:
    return await small_centre(manager=manager, trainer=trainer, owner=owner)


async def walk(
    person: httpx.AsyncClient, app: Litestar, values: dict[str, object], method: str = "GET"
) -> list[tuple[str, httpx.Response]]:
    addresses = [filled(path, values) for path in routes(app, "GET")]
    return [(address, await person.request(method, address)) for address in addresses]


async def test_every_answer_has_a_strict_policy(
    app: Litestar, values: dict[str, object], people: dict[Role, httpx.AsyncClient]
) -> None:
    answers = await walk(people[Role.MANAGER], app, values)
    answers += await walk(people[Role.VISITOR], app, values)
    answers.append(("/tidak-ada", await people[Role.VISITOR].get("/tidak-ada")))
    weak = []
    for address, answer in answers:
        policy = answer.headers.get("content-security-policy", "")
        strict = "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        if not strict or answer.headers.get("x-content-type-options") != "nosniff":
            weak.append(address)
        if "frame-ancestors 'none'" not in policy or "form-action 'self'" not in policy:
            weak.append(address)
    assert weak == []
    assert len(answers) > 80


async def test_head_is_answered_wherever_get_is(
    app: Litestar, values: dict[str, object], manager: Person
) -> None:
    gets = await walk(manager.browser, app, values)
    heads = await walk(manager.browser, app, values, "HEAD")
    assert [(where, head.status_code, head.content) for where, head in heads] == [
        (where, get.status_code, b"") for where, get in gets
    ]


async def test_a_form_without_its_token_changes_nothing(
    app: Litestar, values: dict[str, object], manager: Person
) -> None:
    """Without one, with a wrong one, and with one that another site could have made."""
    foreign = generate_csrf_token(secret="another key, of somebody else's site")
    attempts: tuple[tuple[str, str | None], ...] = (("", None), ("x", None), (foreign, foreign))
    through = []
    before = await DB.fetch("SELECT count(*) AS n FROM audit_entry")
    for method in UNSAFE:
        for path in routes(app, method):
            for header, cookie in attempts:
                victim = browser(app, manager.browser.cookies[SESSION_COOKIE])
                answer = await forge(victim, method, filled(path, values), header, cookie)
                if answer.status_code != HTTPStatus.FORBIDDEN:
                    through.append(f"{method} {path} {answer.status_code}")
    assert through == []
    assert await DB.fetch("SELECT count(*) AS n FROM audit_entry") == before


async def forge(
    victim: httpx.AsyncClient, method: str, address: str, header: str, cookie: str | None
) -> httpx.Response:
    """A request that carries her session, as one from another site would."""
    del victim.headers[CSRF_HEADER]
    if cookie is not None:
        victim.cookies.set(CSRF_COOKIE, cookie)
    data = {"_csrf_token": header} if header else {}
    return await victim.request(method, address, data=data)


def cookies_set(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("set-cookie")


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    app: Litestar, values: dict[str, object], trainer: Person
) -> None:
    hashed = await hasher().hash(PHRASE)
    await DB.fetch("UPDATE account SET password = $2 WHERE id = $1", trainer.account, hashed)
    data = {"email": "budi@example.org", "pass_phrase": PHRASE}
    answers = [answer for _, answer in await walk(browser(app), app, values)]
    answers.append(await browser(app).post("/masuk", data=data))
    answers.append(await trainer.browser.post("/akun", data={"name": "Budi", "locale": "id"}))
    answers.append(await trainer.browser.post("/tema", data={"theme": "dark"}))
    answers.append(await trainer.browser.post("/keluar"))
    weak = []
    for cookie in (cookie for answer in answers for cookie in cookies_set(answer)):
        readable = cookie.startswith(f"{THEME_COOKIE}=")
        # What only takes a cookie away needs no protection.
        gone = "Max-Age=0" in cookie
        if not gone and ("samesite=lax" not in cookie.lower() or "Domain=" in cookie):
            weak.append(cookie)
        if not gone and not readable and "HttpOnly" not in cookie:
            weak.append(cookie)
    assert weak == []


async def test_under_https_cookies_travel_over_tls_only(
    settings: Settings, trainer: Person, clock: Clock
) -> None:
    hashed = await hasher().hash(PHRASE)
    await DB.fetch("UPDATE account SET password = $2 WHERE id = $1", trainer.account, hashed)
    secure = create_app(
        Settings(secret=SECRET_KEY, data=settings.data, base_url="https://sentra.test"),
        clock=clock,
    )
    person = httpx.AsyncClient(
        transport=httpx.ASGITransport(secure),  # type: ignore[arg-type]
        base_url="https://sentra.test",
    )
    first = await person.get("/masuk")
    token = first.cookies[CSRF_COOKIE]
    second = await person.post(
        "/masuk",
        data={"email": "budi@example.org", "pass_phrase": PHRASE},
        headers={CSRF_HEADER: token},
    )
    assert second.status_code == HTTPStatus.SEE_OTHER
    third = await person.post(
        "/bahasa", data={"locale": "en", "back": "/"}, headers={CSRF_HEADER: token}
    )
    cookies = [cookie for answer in (first, second, third) for cookie in cookies_set(answer)]
    assert len(cookies) >= 3
    assert [cookie for cookie in cookies if "secure" not in cookie.lower()] == []


@pytest.mark.parametrize("address", ["/static/x/css/base.css", "/k/nothing.ics", "/sehat"])
async def test_files_feeds_and_health_set_no_cookie(app: Litestar, db: None, address: str) -> None:
    plain = httpx.AsyncClient(
        transport=httpx.ASGITransport(app),  # type: ignore[arg-type]
        base_url="http://sentra.test",
    )
    for method in ("GET", "HEAD"):
        assert cookies_set(await plain.request(method, address)) == []


async def test_personal_data_of_an_owner_is_for_nobody_elses_eyes(
    app: Litestar, values: dict[str, object], people: dict[Role, httpx.AsyncClient]
) -> None:
    seen = []
    for role in (Role.VISITOR, Role.TRAINER):
        answers = await walk(people[role], app, values)
        answers.append(("/ukm?q=dewi", await people[role].get("/ukm?q=dewi")))
        for address, answer in answers:
            seen += [f"{role} {address}: {what}" for what in found_in(answer.text, PERSONAL)]
    assert seen == []


def found_in(text: str, secrets: dict[str, str]) -> Iterable[str]:
    """Which of them stand in the text, however they are grouped."""
    plain = text.replace("-", "").replace(" ", "").replace(".", "")
    return [
        what
        for what, secret in secrets.items()
        if secret in text or secret.replace(".", "") in plain
    ]


async def test_no_page_repeats_a_secret(
    app: Litestar, values: dict[str, object], manager: Person, trainer: Person
) -> None:
    hashed = await hasher().hash(PHRASE)
    await DB.fetch("UPDATE account SET password = $2 WHERE id = $1", trainer.account, hashed)
    secrets = [hashed, str(values["secret"]), trainer.browser.cookies[SESSION_COOKIE]]
    answers = await walk(manager.browser, app, values)
    told = [
        address
        for address, answer in answers
        if any(secret in answer.text for secret in secrets) and "/mulai/" not in address
    ]
    assert told == []


async def test_nothing_personal_is_logged(
    app: Litestar,
    values: dict[str, object],
    people: dict[Role, httpx.AsyncClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("told by nobody but the log")

    monkeypatch.setattr(trail, "list_trail", broken)
    link = f"/mulai/{values['secret']}"
    with structlog.testing.capture_logs() as logged:
        for method in ("GET", "POST"):
            for path in routes(app, method):
                await people[Role.MANAGER].request(method, filled(path, values))
        await people[Role.VISITOR].post("/masuk", data={"email": "dewi@example.org"})
        await people[Role.VISITOR].post(link, data={"pass_phrase": PHRASE})
    text = str(logged)
    assert "defect" in text, "the broken page is in the log"
    assert found_in(text, {**PERSONAL, "phrase": PHRASE, "link": str(values["secret"])}) == []


async def test_a_defect_tells_the_reader_nothing(
    manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a password in the message")

    monkeypatch.setattr(trail, "list_trail", broken)
    answer = await manager.browser.get("/jejak")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "password" not in answer.text
    assert "Traceback" not in answer.text
    assert "Ada gangguan di sistem kami" in answer.text


async def test_a_session_ends_when_it_is_not_used(manager: Person, clock: Clock) -> None:
    hours = 12
    for passed in range(1, 30):
        clock.now = NOW + timedelta(hours=passed)
        assert (await manager.browser.get("/akun")).status_code == HTTPStatus.OK
    clock.now += timedelta(hours=hours)
    assert (await manager.browser.get("/akun")).status_code == HTTPStatus.SEE_OTHER


async def test_a_session_is_written_at_most_every_five_minutes(
    manager: Person, clock: Clock
) -> None:
    async def seen() -> Any:
        return (await DB.fetch("SELECT seen FROM session"))[0]["seen"]

    clock.now = NOW + timedelta(minutes=4)
    await manager.browser.get("/akun")
    assert await seen() == NOW
    clock.now = NOW + timedelta(minutes=5)
    await manager.browser.get("/akun")
    assert await seen() == clock.now


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nothing", "bearer sentra_x", "Basic eDp5", "x"]
)
async def test_a_header_that_is_no_token_opens_nothing(manager: Person, header: str) -> None:
    answer = await manager.browser.get("/api/v1/me", headers={"authorization": header})
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    "address",
    [
        "/static/x/../../settings.py",
        "/static/x/%2e%2e/%2e%2e/settings.py",
        "/static/x//etc/passwd",
        "/mulai/%00",
        "/pengguna/-1",
        "/lapak/%00",
        "/ukm?q=%00",
        "/jejak?q=%00",
        "/masuk?lanjut=%00",
        "/jadwal?date=0000-00-00",
        "/jadwal?date=9999-12-31",
        "/jadwal?date=0001-01-01",
        "/lantai/1?date=9999-12-31",
        "/lantai/99999999999999999999",
        "/ukm?page=99999999999999999999",
    ],
)
async def test_a_crooked_address_is_refused_in_peace(
    people: dict[Role, httpx.AsyncClient], address: str
) -> None:
    answer = await people[Role.MANAGER].get(address)
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert "SENTRA_" not in answer.text


def test_the_walk_finds_pages(app: Litestar) -> None:
    assert len([path for path in routes(app, "GET") if is_page(path)]) > 20
