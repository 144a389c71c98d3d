"""Hearing notifications, on a connection of its own that may be cut."""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
from litestar import Litestar

from sentra import listening
from sentra.database.engine import DB
from sentra.listening import Listener


class Notebook:
    """What was heard, in order; `None` for "something was missed"."""

    def __init__(self) -> None:
        self.lines: list[str | None] = []

    def note_gap(self) -> None:
        self.lines.append(None)


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests may take a while to answer a heartbeat."""
    monkeypatch.setattr(listening, "FRESH", 10.0)
    monkeypatch.setattr(listening, "PATIENCE", 5.0)


@pytest.fixture
async def listener(app: Litestar, database: str, notebook: Notebook) -> AsyncIterator[Listener]:
    made = Listener()
    made.add("news", heard=notebook.lines.append, missed=notebook.note_gap)
    async with made.lifespan(app):
        await until_it_hears(made)
        yield made


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not check():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)


async def until_it_hears(listener: Listener) -> None:
    async with asyncio.timeout(10):
        while not await listener.hears():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)


async def tell(words: str) -> None:
    await DB.fetch("SELECT pg_notify('news', $1)", words)


async def test_it_hears_in_order_what_was_committed(listener: Listener, notebook: Notebook) -> None:
    async with DB.transaction():
        await tell("one")
        await tell("two")
    async with DB.transaction() as transaction:
        await tell("never")
        await transaction.undo()
    await tell("three")
    await until(lambda: len(notebook.lines) == 4)
    assert notebook.lines == [None, "one", "two", "three"]


async def test_what_was_committed_before_a_heartbeat_is_heard_before_it(
    listener: Listener, notebook: Notebook
) -> None:
    for number in range(20):
        await tell(str(number))
        listener._current = float("-inf")  # as if nobody had asked for a while
        assert await listener.hears()
        assert notebook.lines[-1] == str(number)


async def test_it_says_so_when_it_is_cut_and_begins_again(
    listener: Listener, notebook: Notebook
) -> None:
    [cut] = await DB.fetch(
        "SELECT pid, pg_terminate_backend(pid, 5000) AS done FROM pg_stat_activity"
        " WHERE application_name = $1 AND datname = current_database()",
        listening.NAME,
    )
    assert cut["done"]
    await tell("to nobody")
    await until(lambda: notebook.lines == [None, None])
    await until_it_hears(listener)
    await tell("again")
    await until(lambda: notebook.lines == [None, None, "again"])


async def test_a_connection_that_no_longer_answers_is_not_trusted(
    listener: Listener, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PATIENCE", 0.05)
    monkeypatch.setattr(listening, "DEAD", 0.1)
    silent = asyncio.Event()

    async def execute(*_: object) -> None:
        await silent.wait()

    assert listener._connection is not None
    monkeypatch.setattr(type(listener._connection), "execute", execute)
    listener._current = float("-inf")
    assert not await listener.hears()
    await until(lambda: listener._connection is None)
    monkeypatch.undo()
    await until(lambda: notebook.lines == [None, None])


async def test_without_a_database_it_hears_nothing_and_keeps_trying(
    app: Litestar, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def refuse(*_: object) -> asyncpg.Connection:
        nonlocal tries
        tries += 1
        raise ConnectionRefusedError

    monkeypatch.setattr(type(DB), "get_new_connection", refuse)
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.01)
    listener = Listener()
    async with listener.lifespan(app):
        await until(lambda: tries == 3)
        assert not await listener.hears()
