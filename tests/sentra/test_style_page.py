from http import HTTPStatus

import httpx
import pytest


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_design_page_shows_every_component(
    visitor: httpx.AsyncClient, language: str
) -> None:
    await visitor.post("/bahasa", data={"locale": language})
    answer = await visitor.get("/gaya")
    assert (answer.status_code, answer.headers["content-language"]) == (HTTPStatus.OK, language)
    for component in ("btn", "field has-error", "table", "notice", "empty", "plan", "day"):
        assert f'class="{component}' in answer.text


async def test_the_theme_a_reader_chose_comes_without_javascript(
    visitor: httpx.AsyncClient,
) -> None:
    await visitor.post("/tema", data={"theme": "dark"})
    assert 'data-dark media="screen">' in (await visitor.get("/gaya")).text
