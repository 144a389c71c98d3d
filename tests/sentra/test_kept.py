"""Pages that are kept: sent again while nothing changes, and never once something has."""

import asyncio
import gzip
from datetime import timedelta

import asyncpg
import httpx
import pytest
from litestar import Litestar

from sentra.domain.roles import Role
from sentra.operations.enterprises import retire_enterprise
from sentra.queries.state import database_state
from sentra.web import kept
from sentra.web.csrf import CSRF_COOKIE
from sentra.web.kept import KeptPage, Shelf
from sentra.web.sheets import Sheet
from tests.conftest import (
    NOW,
    Clock,
    Person,
    browser,
    counting_queries,
    make_enterprise,
    person,
)

LIST = "/ukm"


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is committed; otherwise the tests beside this one are seen to commit all the time."""

    async def unchanged() -> str:
        await database_state()
        return "unchanged"

    monkeypatch.setattr(kept, "database_state", unchanged)


async def read(reader: httpx.AsyncClient, address: str = LIST) -> str:
    answer = await reader.get(address)
    assert answer.status_code == httpx.codes.OK
    return answer.text


async def queries_for(reader: httpx.AsyncClient, address: str = LIST) -> int:
    with counting_queries() as sent:
        await read(reader, address)
    return len(sent)


@pytest.mark.usefixtures("committed", "quiet")
async def test_a_page_is_made_once_while_nothing_changes(app: Litestar) -> None:
    await make_enterprise(nib="1234567890123", name="Kopi Tangsel")
    reader = browser(app)
    first = await read(reader)
    assert "Kopi Tangsel" in first
    assert await queries_for(reader) == 1
    assert await read(reader) == first
    assert await queries_for(reader, f"{LIST}?q=kopi") > 1


@pytest.mark.usefixtures("committed", "quiet")
async def test_of_many_who_ask_at_once_one_makes_it(app: Litestar) -> None:
    readers = [browser(app) for _ in range(4)]
    with counting_queries() as sent:
        await read(readers[0])
        alone = len(sent)
        await asyncio.gather(*(read(reader, f"{LIST}?q=kopi") for reader in readers))
    assert len(sent) == alone + alone + 3


@pytest.mark.usefixtures("committed")
async def test_what_any_program_wrote_is_seen_at_once(app: Litestar, database: str) -> None:
    await make_enterprise(nib="1234567890123", name="Kopi Tangsel")
    reader, other = browser(app), await asyncpg.connect(database)
    async with other.transaction():
        await other.execute("UPDATE enterprise SET name = 'Kopi Serpong'")
        assert "Kopi Tangsel" in await read(reader)
        assert "Kopi Tangsel" in await read(reader)
    await other.close()
    assert "Kopi Serpong" in await read(reader)


async def test_what_its_own_transaction_wrote_is_seen_too(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    made = await make_enterprise(nib="1234567890123", name="Kopi Tangsel")
    assert "Kopi Tangsel" in await read(visitor)
    await retire_enterprise(enterprise=made.id, actor=manager.actor, now=NOW)
    assert "Kopi Tangsel" not in await read(visitor)


@pytest.mark.usefixtures("committed", "quiet")
async def test_a_page_lasts_no_longer_than_its_minute(app: Litestar, clock: Clock) -> None:
    reader = browser(app)
    await read(reader)
    clock.now = NOW + timedelta(seconds=59)
    assert await queries_for(reader) == 1
    clock.now = NOW + timedelta(seconds=60)
    assert await queries_for(reader) > 1


@pytest.mark.usefixtures("committed", "quiet")
async def test_each_reader_has_her_own(app: Litestar) -> None:
    one, other = browser(app), browser(app)
    first, second = await read(one), await read(other)
    assert one.cookies[CSRF_COOKIE] in first
    assert one.cookies[CSRF_COOKIE] not in second
    assert second == first.replace(one.cookies[CSRF_COOKIE], other.cookies[CSRF_COOKIE])

    manager = await person(app, Role.MANAGER, "Ratna Wulandari")
    trainer = await person(app, Role.TRAINER, "Budi Santoso")
    assert "Ratna Wulandari" in await read(manager.browser)
    assert "Ratna Wulandari" not in await read(trainer.browser)
    assert "Budi Santoso" in await read(trainer.browser)
    assert await queries_for(trainer.browser) == 2  # who she is, and whether anything changed

    english = browser(app)
    english.cookies["sentra_bahasa"] = "en"
    assert "Enterprises" in await read(english)
    dark = browser(app)
    dark.cookies["sentra_tema"] = "dark"
    assert 'data-theme="dark"' in await read(dark)
    assert 'data-theme="auto"' in await read(one)


@pytest.mark.usefixtures("committed", "quiet")
async def test_what_is_no_token_is_not_looked_for_in_the_page(app: Litestar) -> None:
    reader = browser(app)
    page = await read(reader)
    for odd in ("a", "A" * 128, "f" * 127):
        other = browser(app)
        other.cookies.clear()
        other.cookies[CSRF_COOKIE] = odd
        assert await queries_for(other) > 1
        assert await read(other) == page.replace(reader.cookies[CSRF_COOKIE], odd)
    assert await queries_for(reader) == 1
    assert await read(reader) == page


@pytest.mark.usefixtures("committed")
async def test_a_kept_page_is_compressed_once_and_reads_the_same(app: Litestar) -> None:
    reader = browser(app)
    plain = await reader.get(LIST, headers={"accept-encoding": "identity"})
    async with reader.stream("GET", LIST, headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert gzip.decompress(raw) == plain.content
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-length"] == str(len(raw))
    assert "accept-encoding" in answer.headers["vary"]
    head = await reader.head(LIST, headers={"accept-encoding": "identity"})
    assert head.headers["content-length"] == plain.headers["content-length"]
    assert head.headers["content-security-policy"] == plain.headers["content-security-policy"]


@pytest.mark.usefixtures("committed")
async def test_a_notice_is_shown_once(app: Litestar) -> None:
    made = await make_enterprise(nib="1234567890123", name="Kopi Tangsel")
    manager = await person(app, Role.MANAGER, "Ratna Wulandari")
    before = await read(manager.browser)
    await manager.browser.post(f"/ukm/{made.id}/nonaktifkan")
    first, second = await read(manager.browser), await read(manager.browser)
    assert [page.count('class="notice') for page in (before, first, second)] == [0, 1, 0]


def page_of(size: int) -> KeptPage:
    return KeptPage("now", 200, (), Sheet([b"." * size]))


def test_the_shelf_is_no_longer_than_it_may_be() -> None:
    shelf = Shelf(most=100)
    one, two, three = (page_of(20) for _ in range(3))
    shelf.put("one", one)
    shelf.put("two", two)
    assert shelf.find("one", "now") is one
    shelf.put("three", three)
    assert shelf.find("two", "now") is None
    assert shelf.find("one", "now") is one
    assert shelf.find("three", "now") is three
    assert shelf.find("three", "later") is None
    shelf.put("huge", page_of(1000))
    assert shelf.find("huge", "now") is None


def test_a_page_takes_the_place_of_the_older_one() -> None:
    shelf = Shelf(most=100)
    for _ in range(10):
        shelf.put("one", page_of(20))
    shelf.put("two", page_of(20))
    assert shelf.find("one", "now") is not None
