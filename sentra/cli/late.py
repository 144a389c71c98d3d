"""Serving before the database answers: what a start prepares is done as soon as it does.

Calendars are sent from disk meanwhile, and all else is answered 503.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import asyncpg
import structlog

from sentra.database.migrate import migrate
from sentra.database.unreachable import Unreachable
from sentra.settings import folder_mode
from sentra.tasks import running

EVERY = 3.0
"""Seconds between tries."""

_HOPELESS = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InterfaceError,
)

log = structlog.get_logger(__name__)


def may_come_back(error: Unreachable) -> bool:
    """Whether waiting can help: not where the server has answered that it will not let us in."""
    return not isinstance(error.__cause__, _HOPELESS)


class Late:
    """Brings the database up to date once it answers; in one process of however many serve.

    Args:
        folder: The data folder.
        prepare: What a first start needs.
    """

    def __init__(self, folder: Path, prepare: Callable[[], Awaitable[None]]) -> None:
        self._folder = folder
        self._prepare = prepare

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Try while the application runs."""
        async with running(self._until_done(), name="late preparation"):
            yield

    async def _until_done(self) -> None:
        # Held until this process ends: if it is killed, another one has its turn.
        with self._turn() as turn:
            while not (_is_ours(turn.fileno()) and await self._done()):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(EVERY)
            await asyncio.Event().wait()

    def _turn(self) -> IO[bytes]:
        try:
            self._folder.mkdir(mode=folder_mode(), parents=True, exist_ok=True)
            return (self._folder / "preparing").open("ab")
        except OSError:  # then all do it, which is right but says more than once what it did
            return TemporaryFile()

    async def _done(self) -> bool:
        try:
            await migrate()
            await self._prepare()
        except Exception as error:  # noqa: BLE001 - it is tried again, and said each time
            said = str(error).partition("\n")[0]  # what follows may quote values
            log.warning("the database is not ready", error=type(error).__name__, said=said)
            return False
        log.info("the database answers and is up to date")
        return True


def _is_ours(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
