"""A database that is slow, gone, or no longer heard."""

import asyncio
from http import HTTPStatus

import httpx
import pytest
from litestar import Litestar

from bookings.domain.feeds import FeedKind
from bookings.serving import front
from sentra import listening as listening_module
from sentra.database.engine import DB
from tests.bookings.feeds.conftest import Centre, address, booked, titles
from tests.bookings.serving.conftest import all_heard, listener_of
from tests.conftest import Person, browser, counting_queries
from tests.sentra.test_listening import until


@pytest.fixture
async def url(place: Centre, budi: Person) -> str:
    await booked(place.orchid, budi.account)
    return await address(budi.actor, FeedKind.ROOM, "R-101")


def break_down(how: str, monkeypatch: pytest.MonkeyPatch, app: Litestar) -> None:
    async def fetch(*_: object) -> None:
        if how == "slow":
            await asyncio.Event().wait()
        raise ConnectionRefusedError

    monkeypatch.setattr(front, "PATIENCE", 0.02)
    monkeypatch.setattr(front, "LONGEST", 0.05)
    monkeypatch.setattr(type(DB), "fetch", fetch)
    monkeypatch.setattr(listener_of(app), "_connection", None)


@pytest.mark.parametrize("how", ["gone", "slow"])
async def test_it_sends_the_last_good_bytes(
    listening: Litestar, url: str, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    program = browser(listening)
    before = await program.get(url)
    with monkeypatch.context() as patch:
        break_down(how, patch, listening)
        same = {"if-none-match": before.headers["etag"]}
        during = [await program.get(url), await program.get(url, headers=same)]
    assert (during[0].content, during[0].headers) == (before.content, before.headers)
    assert during[1].status_code == HTTPStatus.NOT_MODIFIED
    await DB.fetch("UPDATE booking SET title = 'Sesudahnya'")
    await all_heard(listening)
    assert await titles(program, url) == ["Sesudahnya"]


async def test_it_says_that_it_has_nothing_to_send(
    program: httpx.AsyncClient, listening: Litestar, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        break_down("gone", patch, listening)
        answer = await program.get(url)
    assert (answer.status_code, answer.json()["type"]) == (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "/masalah/unavailable",
    )
    assert await titles(program, url) == ["Foto produk"]


async def test_what_was_heard_to_be_revoked_is_never_sent_again(
    program: httpx.AsyncClient, listening: Litestar, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await program.get(url)
    await DB.fetch("UPDATE feed SET revoked = now()")
    await all_heard(listening)
    with monkeypatch.context() as patch:
        break_down("gone", patch, listening)
        assert (await program.get(url)).status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert (await program.get(url)).status_code == HTTPStatus.GONE


async def test_a_defect_does_not_keep_the_last_good_bytes_back(
    program: httpx.AsyncClient, listening: Litestar, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def defective(*_: object, **__: object) -> None:
        raise KeyError

    before = await program.get(url)
    monkeypatch.setattr("bookings.serving.views.Views._make", defective)
    await DB.fetch("UPDATE booking SET title = 'Lain'")
    await all_heard(listening)
    assert (await program.get(url)).content == before.content


async def test_while_nobody_listens_the_database_is_asked(
    program: httpx.AsyncClient, listening: Litestar, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await program.get(url)
    cut = asyncio.Event()

    async def unreachable(*_: object) -> None:
        cut.set()
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(type(DB), "get_new_connection", unreachable)
        await DB.fetch(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = $1 AND datname = current_database()",
            listening_module.NAME,
        )
        await cut.wait()
        for title in ("Satu", "Dua"):
            await DB.fetch("UPDATE booking SET title = $1", title)
            with counting_queries() as sent:
                assert await titles(program, url) == [title]
            assert sent
    # Nobody told of this one either; having missed some, the listener forgets all.
    await DB.fetch("UPDATE booking SET title = 'Tiga'")
    await until(lambda: listener_of(listening)._connection is not None)
    assert await titles(program, url) == ["Tiga"]
    await all_heard(listening)
    assert await titles(program, url) == ["Tiga"]
    with counting_queries() as sent:
        assert await titles(program, url) == ["Tiga"]
    assert sent == []
