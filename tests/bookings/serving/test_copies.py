"""What is sent of calendars while the database is away, by a process that has never read them."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from time import time
from typing import Any

import httpx
import pytest
from litestar import Litestar

from bookings.domain.feeds import FeedKind
from bookings.operations.feeds import regenerate, revoke
from bookings.serving import copies as module
from bookings.serving.addresses import parts_of
from bookings.serving.copies import Copies, Owned
from bookings.serving.headers import HEADERS
from sentra.app import create_app
from sentra.database.engine import DB
from sentra.settings import Settings
from sentra.web.prepared import Prepared
from tests.bookings.feeds.conftest import Centre, address, booked
from tests.bookings.serving.conftest import all_heard, feeds_of
from tests.bookings.serving.test_failing import break_down
from tests.conftest import NOW, Person, browser, counting_queries

SECRET = bytes(range(32))
OWNED = Owned(3, 7, "view")


@dataclass
class Scene:
    """One process that has heard and sent, and one that has just begun; and who asks them."""

    listening: Litestar
    program: httpx.AsyncClient
    another: httpx.AsyncClient
    url: str
    patch: pytest.MonkeyPatch

    @contextmanager
    def without_database(self, how: str = "gone") -> Iterator[None]:
        with self.patch.context() as patch:
            break_down(how, patch, self.listening)
            yield

    async def copied(self) -> None:
        """Have what was sent written to disk."""
        await feeds_of(self.listening)._keeping.write()

    async def says(self, program: httpx.AsyncClient) -> int:
        """What it is answered while the database is away."""
        with self.without_database():
            return (await program.get(self.url)).status_code


@pytest.fixture
async def scene(
    listening: Litestar, app: Litestar, place: Centre, budi: Person
) -> AsyncIterator[Scene]:
    await booked(place.orchid, budi.account)
    url = await address(budi.actor, FeedKind.ROOM, "R-101")
    with pytest.MonkeyPatch.context() as patch:
        yield Scene(listening, browser(listening), browser(app), url, patch)


@pytest.mark.parametrize(
    ("how", "ending"), [("gone", ".ics"), ("gone", ".json"), ("gone", ".ifb"), ("slow", ".ics")]
)
async def test_a_process_that_knows_nothing_sends_what_another_one_sent(
    scene: Scene, how: str, ending: str
) -> None:
    url = scene.url.replace(".ics", ending)
    before = await scene.program.get(url)
    await scene.copied()
    same = {"if-none-match": before.headers["etag"]}
    with scene.without_database(how):
        during = [await scene.another.get(url), await scene.another.get(url, headers=same)]
    assert (during[0].content, during[0].headers) == (before.content, before.headers)
    assert during[1].status_code == HTTPStatus.NOT_MODIFIED
    with counting_queries() as sent:
        await scene.another.get(url)
    assert sent  # which asks again as soon as it can


@pytest.mark.parametrize("take_back", [revoke, regenerate])
async def test_what_is_taken_back_is_never_sent_again_by_anybody(
    scene: Scene, budi: Person, settings: Settings, take_back: Any
) -> None:
    await scene.program.get(scene.url)
    await scene.another.get(scene.url)  # which keeps it in memory, and hears nothing
    await scene.copied()
    [row] = await DB.fetch("SELECT id FROM feed")
    await take_back(feed=row["id"], copies=Copies.of(settings), actor=budi.actor, now=NOW)
    third = browser(create_app(settings))
    said = [await scene.says(asks) for asks in (scene.program, scene.another, third)]
    assert said == [HTTPStatus.SERVICE_UNAVAILABLE] * 3
    assert (await scene.another.get(scene.url)).status_code == HTTPStatus.GONE


@pytest.mark.parametrize(
    "sql", ["UPDATE feed SET revoked = now()", "UPDATE account SET active = false"]
)
async def test_whatever_path_takes_it_back_the_copy_goes(scene: Scene, sql: str) -> None:
    await scene.program.get(scene.url)
    await scene.copied()
    await DB.fetch(sql)
    await all_heard(scene.listening)
    keeping = feeds_of(scene.listening)._keeping
    assert await keeping.find(*parts_of(scene.url.rsplit("/", 1)[1])) is None  # at once
    assert await scene.says(scene.another) == HTTPStatus.OK
    await keeping.write()
    assert await scene.says(scene.another) == HTTPStatus.SERVICE_UNAVAILABLE


async def test_after_a_gap_the_database_is_asked_which_copies_may_stay(
    scene: Scene, budi: Person
) -> None:
    stays = await address(budi.actor, FeedKind.CENTRE)
    for url in (scene.url, stays):
        await scene.program.get(url)
    await scene.copied()
    await DB.fetch("UPDATE feed SET revoked = now() WHERE kind = 'room'")
    keeping = feeds_of(scene.listening)._keeping
    keeping.doubt()
    await keeping.look_through()
    assert await scene.says(scene.another) == HTTPStatus.SERVICE_UNAVAILABLE
    scene.url = stays
    assert await scene.says(scene.another) == HTTPStatus.OK


async def test_it_asks_to_come_back_where_nothing_was_ever_sent(scene: Scene) -> None:
    with scene.without_database():
        answers = [await scene.another.get(url) for url in (scene.url, "/k/unknown.ics")]
    assert [(a.status_code, a.headers["retry-after"]) for a in answers] == [(503, "10")] * 2


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "calendars")


def prepared(body: bytes) -> Prepared:
    return Prepared(
        body,
        media_type="text/calendar",
        modified=datetime(2026, 11, 24, tzinfo=UTC),
        headers=HEADERS,
    )


def keep(copies: Copies, *, secret: bytes = SECRET, body: bytes = b"BEGIN") -> None:
    copies.keep_view("view", prepared(body))
    copies.keep_address(secret, ".ics", OWNED)


def test_files_are_for_their_owner_and_name_no_secret(copies: Copies, tmp_path: Path) -> None:
    keep(copies)
    copies.forget(b"another")
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    folders = {file.parent.stat().st_mode & 0o777 for file in files}
    assert (folders, len(files)) == ({0o700}, 3)


def test_a_view_that_is_not_whole_is_not_sent(copies: Copies, tmp_path: Path) -> None:
    keep(copies)
    file = tmp_path / "calendars" / "views" / "view"
    file.write_bytes(file.read_bytes()[:-1])
    assert copies.find(SECRET, ".ics", time()) is None
    keep(copies, body=b"WHOLE")
    found = copies.find(SECRET, ".ics", time())
    assert found
    assert (found[0], found[1].body) == (OWNED, b"WHOLE")


def test_whoever_writes_too_late_brings_nothing_back(copies: Copies) -> None:
    keep(copies)
    copies.forget(SECRET)
    keep(copies)
    assert copies.find(SECRET, ".ics", time()) is None
    assert copies.secrets() == set()


def test_it_keeps_neither_too_much_nor_for_too_long(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ADDRESSES", 3)
    for number in range(5):
        keep(copies, secret=bytes([number]))
        file = tmp_path / "calendars" / "addresses" / f"{number:02x}.ics"
        os.utime(file, (1000 + number, 1000 + number))
    assert copies.find(b"\4", ".ics", 1003.0 + module.OLDEST)
    assert copies.find(b"\4", ".ics", 1005.0 + module.OLDEST) is None
    copies.tidy(1004.0)
    assert copies.secrets() == {b"\2", b"\3", b"\4"}
    copies.tidy(1003.5 + module.OLDEST)
    assert copies.secrets() == {b"\4"}


def test_a_disk_that_takes_no_files_keeps_nobody_from_an_address(tmp_path: Path) -> None:
    (tmp_path / "calendars").write_text("no folder")
    copies = Copies(tmp_path / "calendars")
    with pytest.raises(OSError, match="calendars"):
        keep(copies)
    assert copies.find(SECRET, ".ics", time()) is None
    copies.forget(SECRET)
