"""What people and programs are told while the database is away."""

from http import HTTPStatus
from typing import Any

import asyncpg
import pytest
from litestar import Litestar
from structlog.testing import capture_logs

from sentra.database import engine
from sentra.database.engine import DB
from sentra.database.unreachable import Unreachable
from tests.conftest import browser


def refuse(patch: pytest.MonkeyPatch) -> None:
    async def acquire(*_: object, **__: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    patch.setattr(asyncpg.Pool, "acquire", acquire)


def exhaust(patch: pytest.MonkeyPatch) -> None:
    async def acquire(*_: object, **__: object) -> None:
        raise TimeoutError

    patch.setattr(asyncpg.Pool, "acquire", acquire)


def cut(patch: pytest.MonkeyPatch) -> None:
    """Each statement ends the server's process that would have answered it."""
    fetch = type(DB).fetch

    async def suicidal(engine: Any, *_: object) -> Any:
        return await fetch(engine, "SELECT pg_terminate_backend(pg_backend_pid(), 1000)")

    patch.setattr(type(DB), "fetch", suicidal)


def close(patch: pytest.MonkeyPatch) -> None:
    async def fetch(*_: object, **__: object) -> None:
        raise asyncpg.InterfaceError("connection is closed")

    patch.setattr(type(DB), "fetch", fetch)


@pytest.mark.parametrize("away", [refuse, exhaust, cut, close])
async def test_pages_and_programs_are_asked_to_come_back(
    database: str, app: Litestar, monkeypatch: pytest.MonkeyPatch, away: Any
) -> None:
    reader = browser(app)
    with monkeypatch.context() as patch, capture_logs() as logs:
        away(patch)
        page = await reader.get("/ruang")
        program = await reader.get("/api/v1/rooms")
    for answer in (page, program):
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert answer.headers["retry-after"] == "10"
    assert "Basis data tidak menjawab." in page.text
    assert program.json()["type"] == "/masalah/unavailable"
    assert [(line["event"], line.get("exc_info")) for line in logs] == [
        ("the database does not answer", None)
    ] * 2
    assert (await reader.get("/ruang")).status_code == HTTPStatus.OK


async def test_wrong_use_of_the_driver_is_still_a_defect(
    database: str, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(*_: object, **__: object) -> None:
        raise asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed")

    reader = browser(app)
    with monkeypatch.context() as patch:
        patch.setattr(type(DB), "fetch", fetch)
        answer = await reader.get("/api/v1/rooms")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR


async def test_a_database_that_hangs_is_not_waited_for_without_end(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert DB.pool is not None
    with monkeypatch.context() as patch:
        patch.setattr(engine, "ANSWER", 0.05)
        with pytest.raises(Unreachable, match="no answer"):
            await DB.fetch("SELECT pg_sleep(20)")
    assert DB.pool.get_idle_size() == DB.pool.get_size()
    assert [row[0] for row in await DB.fetch("SELECT 1")] == [1]


async def test_a_transaction_cannot_begin_without_a_connection(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse(patch)
        with pytest.raises(Unreachable, match="Connection refused"):
            async with DB.transaction():
                pass
