"""Letters as files: how an installation without a mail server keeps what it would have sent."""

import asyncio
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sentra.mail.ways import NoWay


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
