from http import HTTPStatus

import httpx

from tests.conftest import Person


async def test_it_greets_a_visitor_in_indonesian(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/")
    assert (answer.status_code, answer.headers["content-language"]) == (HTTPStatus.OK, "id")


async def test_it_knows_who_is_signed_in(manager: Person) -> None:
    answer = await manager.browser.get("/")
    assert answer.status_code == HTTPStatus.OK


async def test_it_says_not_found_as_a_page(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/tidak-ada")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert answer.headers["content-type"].startswith("text/html")


async def test_it_says_not_found_as_a_problem(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/nothing")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert answer.headers["content-type"] == "application/problem+json"


async def test_it_refuses_a_form_without_its_token(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/bahasa", data={"locale": "en"}, headers={"x-csrf-token": "x"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


async def test_it_remembers_the_language(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/bahasa", data={"locale": "en", "back": "//evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, "/")
    assert (await visitor.get("/")).headers["content-language"] == "en"


async def test_its_schema_is_openapi(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/schema/openapi.json")
    assert answer.json()["openapi"].startswith("3.")


async def test_it_offers_what_each_role_comes_for(
    manager: Person, trainer: Person, owner: Person, cooperator: Person, visitor: httpx.AsyncClient
) -> None:
    wanted = {
        manager: "/pengguna/undang",
        trainer: "/pemesanan/baru",
        owner: f"/ukm/{owner.actor.enterprise}",
        cooperator: f"/koperasi/{cooperator.actor.cooperative}",
    }
    for person, address in wanted.items():
        assert f'href="{address}"' in (await person.browser.get("/")).text
    assert "Pekerjaan Anda" not in (await visitor.get("/")).text


async def test_a_page_that_does_not_know_its_reader_asks_nobody_to_sign_in(
    manager: Person,
) -> None:
    page = (await manager.browser.get("/tidak-ada")).text
    assert 'href="/masuk"' not in page
    assert 'action="/bahasa"' not in page, "its form would be without a token"
