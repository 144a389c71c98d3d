"""A database that is slow, gone, or no longer heard."""

import asyncio
import gzip
from http import HTTPStatus
from pathlib import Path
from shutil import rmtree

import httpx
import pytest
from litestar import Litestar

from bookings.domain.feeds import FeedKind
from bookings.serving import cellar, front
from sentra import listening as listening_module
from sentra.app import create_app
from sentra.database.engine import DB
from sentra.settings import Settings
from tests.bookings.feeds.conftest import Centre, address, booked, titles
from tests.bookings.serving.conftest import all_heard, listener_of
from tests.conftest import NOW, Clock, Person, browser, counting_queries
from tests.sentra.test_listening import until


@pytest.fixture
async def url(place: Centre, budi: Person) -> str:
    await booked(place.orchid, budi.account)
    return await address(budi.actor, FeedKind.ROOM, "R-101")


@pytest.fixture
def on_disk(settings: Settings) -> Path:
    """Where last good bytes are put down; nothing lies there yet."""
    folder = settings.data / "feeds"
    rmtree(folder, ignore_errors=True)
    return folder


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


def assert_says_nothing_of(secret: str, on_disk: Path) -> None:
    """A body and an address, which only this user reads, and from which nobody learns the key."""
    files = [path for path in on_disk.rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert path.stat().st_mode & 0o077 == 0
        assert secret not in str(path)
        assert secret.encode() not in path.read_bytes()


async def test_a_process_that_never_made_it_sends_what_another_sent(
    listening: Litestar,
    settings: Settings,
    on_disk: Path,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = await browser(listening).get(url)
    newly_started = create_app(settings)
    another = browser(newly_started)
    with monkeypatch.context() as patch:
        break_down("gone", patch, newly_started)
        during = await another.get(url)
        unknown = await another.get(url.replace("/k/", "/k/x"))
    assert (during.content, during.headers) == (before.content, before.headers)
    assert unknown.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert_says_nothing_of(url.rpartition("/")[2].partition(".")[0], on_disk)


async def test_what_another_sent_is_not_sent_for_ever_nor_when_it_is_damaged(
    listening: Litestar,
    on_disk: Path,
    clock: Clock,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await browser(listening).get(url)
    newly_started = create_app(listening.state.settings, clock=clock)
    another = browser(newly_started)
    [body] = (on_disk / "bodies").glob("*.gz")
    with monkeypatch.context() as patch:
        break_down("gone", patch, newly_started)
        clock.now = NOW + cellar.LONGEST * 2
        assert (await another.get(url)).status_code == HTTPStatus.SERVICE_UNAVAILABLE
        clock.now = NOW
        assert (await another.get(url)).status_code == HTTPStatus.OK
        body.write_bytes(gzip.compress(b"BEGIN:VCALENDAR"))
        assert (await another.get(url)).status_code == HTTPStatus.SERVICE_UNAVAILABLE


async def test_what_was_heard_to_be_revoked_is_never_sent_again(
    program: httpx.AsyncClient,
    listening: Litestar,
    settings: Settings,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await program.get(url)
    await DB.fetch("UPDATE feed SET revoked = now()")
    await all_heard(listening)
    with monkeypatch.context() as patch:
        break_down("gone", patch, listening)
        assert (await program.get(url)).status_code == HTTPStatus.SERVICE_UNAVAILABLE
        newly_started = create_app(settings)
        patch.setattr(listener_of(newly_started), "_connection", None)
        again = await browser(newly_started).get(url)
        assert again.status_code == HTTPStatus.SERVICE_UNAVAILABLE
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
