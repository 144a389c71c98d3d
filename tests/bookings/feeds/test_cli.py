"""`sentra calendars`, on the test's own database."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from bookings.queries import feeds as queries
from sentra.cli import main, work
from sentra.domain.refusals import Refusal
from sentra.settings import Settings
from tests.bookings.feeds.conftest import Centre, titles
from tests.conftest import NOW, Person

Sentra = Callable[..., Awaitable[Result]]


@pytest.fixture
async def sentra(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Sentra:
    """Runs a command in another thread, its work in this loop and transaction."""
    loop = asyncio.get_running_loop()

    def run(job: Callable[[Settings], Coroutine[Any, Any, Any]]) -> Any:
        try:
            return asyncio.run_coroutine_threadsafe(job(settings), loop).result(timeout=10)
        except Refusal as refusal:
            work.say_refusal(refusal)
            raise SystemExit(1) from None

    monkeypatch.setattr(work, "run", run)
    monkeypatch.setattr(work, "utc_now", lambda: NOW)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    async def command(*args: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, main, ["calendars", *args])

    return command


async def test_it_makes_lists_and_revokes(
    sentra: Sentra, centre: Centre, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    made = await sentra("make", "room", "R-101", "--account", "budi@example.org")
    assert made.exit_code == 0
    url = made.output.strip().removeprefix("http://sentra.test")
    assert await titles(visitor, url) == []
    [feed] = await queries.subscriptions(trainer.account)
    listed = await sentra("list", "--account", "budi@example.org")
    assert listed.output.strip().split("\t") == [
        str(feed.id),
        "Budi Santoso",
        "Room",
        "R-101",
        "Ruang Anggrek",
        "Tue, 24 Nov 2026",
        "Tue, 24 Nov 2026",
        "python-httpx",
    ]
    assert (await sentra("revoke", str(feed.id))).exit_code == 0
    assert (await visitor.get(url)).status_code == HTTPStatus.GONE
    assert (await sentra("list")).output == ""


async def test_it_says_why_not(sentra: Sentra, centre: Centre, trainer: Person) -> None:
    refused = {
        args: ((result := await sentra(*args)).exit_code, result.output)
        for args in (
            ("make", "room", "R-999", "--account", "budi@example.org"),
            ("make", "centre", "--account", "nobody@example.org"),
            ("revoke", "12345"),
        )
    }
    assert list(refused.values()) == [
        (1, "There is no such calendar, or it is not yours to follow.\n"),
        (1, "There is no open account of nobody@example.org.\n"),
        (1, "There is no such calendar address.\n"),
    ]
