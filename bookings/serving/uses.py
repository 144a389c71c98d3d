"""Noting the use of addresses: for their owners' eyes, without a write per request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date

import structlog

from bookings.operations.feeds import note_uses
from sentra.tasks import running

EVERY = 20.0
"""Seconds from one writing to the next."""

log = structlog.get_logger(__name__)


class Uses:
    """Uses that are to be written down: of each address the first of a day, by which program."""

    def __init__(self) -> None:
        self._noted: dict[int, tuple[date, str]] = {}
        self._regular = False

    async def note(self, feed: int, day: date, client: str) -> None:
        """Keep it for the next writing; where nothing writes regularly, write it at once."""
        self._noted[feed] = day, client
        if not self._regular:
            await self.write()

    async def write(self) -> None:
        """Write down what was noted; what the database does not take is kept for the next time."""
        noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            await note_uses([(feed, *use) for feed, use in noted.items()])
        except Exception as error:  # noqa: BLE001 - nobody's calendar depends on it
            self._noted = noted | self._noted
            log.warning("the use of calendars could not be noted", error=type(error).__name__)

    @asynccontextmanager
    async def writing_regularly(self) -> AsyncIterator[None]:
        """Write every so often, and once at the end."""
        self._regular = True
        try:
            async with running(self._keep_writing(), name="uses of calendars"):
                yield
        finally:
            self._regular = False
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.write()

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.write()
