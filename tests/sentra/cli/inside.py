"""The `sentra` command inside the test's own process and transaction: quick, and on its clock."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner

from sentra.cli import main, work
from sentra.settings import Settings


async def run_inside(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, now: datetime, *words: object
) -> tuple[int, str, str]:
    """What a command answers at this moment, in Indonesian: status, what it said, its errors."""
    loop = asyncio.get_running_loop()

    def run(deed: Callable[[Settings], Coroutine[Any, Any, Any]]) -> Any:
        with work.in_words():
            return asyncio.run_coroutine_threadsafe(deed(settings), loop).result()

    monkeypatch.setattr(work, "run", run)
    monkeypatch.setattr(work, "utc_now", lambda: now)
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    # A thread of its own, since a command waits; it takes the test's transaction with it.
    done = await asyncio.to_thread(CliRunner().invoke, main, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr
