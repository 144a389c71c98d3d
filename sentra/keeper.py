"""The server's own keeper: what falls due is done by Sentra itself, without anybody's cron.

Each process of a running server has one. Only one at a time does the work: whoever gets the
advisory lock, which PostgreSQL takes back by itself from a process that dies. The work is made of
plain operations that find what is due at `now`, so that doing it late, twice or from two
installations at once changes nothing; a test calls them with a clock of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from litestar import Litestar

from sentra.database.engine import DB
from sentra.tasks import running

EVERY = 20.0
"""Seconds from one look to the next."""
PATIENCE = 60.0
"""Seconds that one piece of work may take; a database that has gone away may never answer."""
LOCK = 0x53656E747261  # "Sentra"
"""The advisory lock of whoever does the work."""

Work = Callable[[datetime], Awaitable[object]]
"""Does what is due at an instant. Commits as it goes; is called again if it fails."""

log = structlog.get_logger(__name__)


class Keeper:
    """Does each piece of due work every so often, as long as the server runs."""

    def __init__(self, clock: Callable[[], datetime], *, every: float = EVERY) -> None:
        self._clock = clock
        self._every = every
        self._work: dict[str, Work] = {}

    def add(self, name: str, work: Work) -> None:
        """Do this too. The name is for the log; a second piece of work can't have it.

        Raises:
            ValueError: There is work of this name.
        """
        if name in self._work:
            raise ValueError(f"the keeper has work named {name}")
        self._work[name] = work

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Keep while the application runs."""
        async with running(self._keep(), name="keeper"):
            yield

    async def _keep(self) -> None:
        while True:
            try:
                await self.once(self._clock())
            except Exception as error:  # noqa: BLE001 - what goes wrong now may go right later
                log.warning("the keeper could not look", error=type(error).__name__)
            await asyncio.sleep(self._every)

    async def once(self, now: datetime) -> bool:
        """Do all that is due, unless another process is at it; whether it was done here.

        A piece of work that fails is logged, and the next one done all the same.

        Raises:
            Exception: The database does not answer.
        """
        if DB.pool is None:
            return False
        # The lock lives as long as the transaction, so that no failure can leave it behind.
        async with DB.pool.acquire(timeout=PATIENCE) as connection, connection.transaction():
            mine: bool = await connection.fetchval(
                "SELECT pg_try_advisory_xact_lock($1)", LOCK, timeout=PATIENCE
            )
            if not mine:
                return False
            for name, work in self._work.items():
                await _do(name, work, now)
        return True


async def _do(name: str, work: Work, now: datetime) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await work(now)
    except Exception:
        log.exception("due work failed", work=name)
