"""Starting the embedded PostgreSQL again when it has died under a server that goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from sentra.database.binaries import EmbeddedServerError
from sentra.database.embedded import EmbeddedServer
from sentra.tasks import running

EVERY = 1.0
"""Seconds from one look to the next; each reads two small files."""
STOPPED = 5.0
"""Seconds for which one that was stopped in order is left alone: the machine may be going down."""
LONGEST_PAUSE = 60.0
"""Seconds between tries to start it; each failed one doubles them, from one second on."""

log = structlog.get_logger(__name__)


class Watch:
    """Looks after the server of a data folder, in each process that serves from it.

    Of several that see it dead, one starts it: making, starting and stopping it have a lock. Who
    stops it does so after this has ended.
    """

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server

    @asynccontextmanager
    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Look after it while the application runs."""
        async with running(self._keep_looking(), name="watch over the database"):
            yield

    async def _keep_looking(self) -> None:
        pause = EVERY
        while True:
            await asyncio.sleep(pause)
            if self._server.is_alive():
                pause = EVERY
                continue
            if self._server.was_stopped() and pause == EVERY:
                pause = STOPPED
                continue
            log.error("the database has ended; it is started again")
            try:
                await asyncio.to_thread(self._server.start)
            except EmbeddedServerError as error:
                pause = min(2 * pause, LONGEST_PAUSE)
                log.error("the database does not start", error=str(error))  # noqa: TRY400 - words
            else:
                log.info("the database runs again")
                pause = EVERY
