"""Letters as files: how an installation without a mail server keeps what it would have sent."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sentra.mail.ways import NoWay
from sentra.operations.letters import KEPT

LOOK_EVERY = timedelta(hours=1)


class Folder:
    """One file per letter, that only its owner reads; a mail program opens it."""

    name = "folder"
    keeps = True

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def send(self, number: str, address: str, content: bytes) -> None:  # noqa: ARG002 - as `Way`
        """Write it; the same letter sent again is the same file.

        Raises:
            NoWay: It can't be written.
        """
        try:
            await asyncio.to_thread(self._write, number, content)
        except OSError as error:
            raise NoWay(f"{self._path}: {error.strerror}") from error

    def _write(self, number: str, content: bytes) -> None:
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path / f".{number}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        fresh.replace(self._path / f"{number}.eml")


def forgetting(path: Path) -> Callable[[datetime], Awaitable[None]]:
    """Due work that removes files of letters as old as those that the outbox forgets.

    It looks once an hour: each look asks for the age of every file.
    """
    next_look = datetime.min.replace(tzinfo=UTC)

    async def work(now: datetime) -> None:
        nonlocal next_look
        if now >= next_look:
            next_look = now + LOOK_EVERY
            await asyncio.to_thread(_remove_older, path, (now - KEPT).timestamp())

    return work


def _remove_older(path: Path, than: float) -> None:
    for file in list(path.glob("*.eml")):
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < than:
                file.unlink()
