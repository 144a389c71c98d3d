"""Hearing what PostgreSQL tells (LISTEN/NOTIFY): how a process learns of what others have changed.

A notification comes when its transaction commits, whatever path wrote, so that what a process keeps
in memory can be dropped just then. But it is no promise: connections break, sometimes without a
word. So whoever keeps something asks `hears` first, and asks the database wherever that says no;
and after every gap it is told that it `missed` something, and forgets all.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import structlog
from litestar import Litestar

from sentra.database.engine import DB
from sentra.database.unreachable import FAILURES
from sentra.tasks import running

FRESH = 0.4
"""Seconds for which a heartbeat that came back shows that everything was heard."""
PATIENCE = 0.4
"""Seconds that somebody waits for a heartbeat before asking the database instead."""
DEAD = 5.0
"""Seconds after which a connection that answers no heartbeat, or cannot be made, is given up."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between tries to connect; each failed one doubles them."""
NAME = "sentra listens"
"""What pg_stat_activity calls the connection."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Subscriber:
    channel: str
    heard: Callable[[str], None]
    missed: Callable[[], None]


class Listener:
    """One connection of this process that listens on every channel somebody has named."""

    def __init__(self) -> None:
        self._subscribers: list[_Subscriber] = []
        self._connection: asyncpg.Connection | None = None
        self._current = float("-inf")
        self._heartbeat: asyncio.Task[None] | None = None

    def add(
        self, channel: str, *, heard: Callable[[str], None], missed: Callable[[], None]
    ) -> None:
        """Listen on this channel too; said before the listener starts.

        Args:
            channel: A name of lower-case letters.
            heard: Called with what each notification carries.
            missed: Called when notifications may have been lost, before new ones are heard.
        """
        self._subscribers.append(_Subscriber(channel, heard, missed))

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Listen while the application runs. Nobody waits for the first connection."""
        async with running(self._keep_listening(), name="listener"):
            yield

    async def hears(self) -> bool:
        """Whether all was heard that was committed until `FRESH` seconds ago.

        Costs nothing if somebody has asked within that time, else a heartbeat on the connection:
        whatever its writer knew to be committed comes before the answer. It is no notification
        itself, because that would be a transaction, and pages are kept until there is one.
        """
        if self._connection is None or self.heard_lately():
            return self._connection is not None
        if self._heartbeat is None or self._heartbeat.done():
            self._heartbeat = asyncio.create_task(self._beat(self._connection), name="heartbeat")
        await asyncio.wait([self._heartbeat], timeout=PATIENCE)
        return self.heard_lately()

    def heard_lately(self) -> bool:
        """As `hears`, as far as that is known without asking."""
        return time.monotonic() - self._current < FRESH

    async def _beat(self, connection: asyncpg.Connection) -> None:
        sent = time.monotonic()
        try:
            async with asyncio.timeout(DEAD):
                await connection.execute("SELECT 1")
        except TimeoutError:
            log.warning("the listening connection does not answer")
            connection.terminate()
        except FAILURES:
            connection.terminate()  # if it was not cut before, which has been logged
        else:
            if connection is self._connection:
                self._current = sent

    async def _keep_listening(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                async with asyncio.timeout(DEAD):
                    connection = await DB.get_new_connection()
                if await self._listen(connection):
                    pause = FIRST_PAUSE
            except FAILURES as error:
                log.warning("cannot listen to the database", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _listen(self, connection: asyncpg.Connection) -> bool:
        """Listen until the connection is cut."""
        cut = asyncio.Event()
        connection.add_termination_listener(lambda _: cut.set())
        try:
            async with asyncio.timeout(DEAD):
                await connection.execute(f"SET application_name = '{NAME}'")
                for subscriber in self._subscribers:
                    await connection.add_listener(subscriber.channel, _calling(subscriber.heard))
            for subscriber in self._subscribers:
                subscriber.missed()
            self._connection = connection
            await cut.wait()
            log.warning("the listening connection was cut")
        finally:
            self._connection, self._current = None, float("-inf")
            connection.terminate()
        return True


def _calling(heard: Callable[[str], None]) -> Callable[[object, int, str, str], None]:
    return lambda _connection, _pid, _channel, payload: heard(payload)
