"""Copying to disk what is sent, behind the answers, and dropping what was heard to be over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from time import monotonic, time

import structlog

from bookings.queries import feeds as queries
from bookings.serving.addresses import Address
from bookings.serving.copies import Copies, Owned
from sentra.database.unreachable import FAILURES
from sentra.i18n import today
from sentra.tasks import running
from sentra.web.prepared import Prepared

PAUSE = 1.0
"""Seconds from one writing to the next."""
PAUSE_AFTER_FAILURE = 60.0
"""The same where the disk takes nothing; what would have been written then is left out."""
MOST_WAITING = 20_000
"""Addresses that wait to be written; more are left for another day."""
LATELY = 60.0
"""Seconds; the making of an answer is given up long before."""
AT_A_TIME = 500
"""Addresses that the database is asked about in one statement."""

log = structlog.get_logger(__name__)


class Keeping:
    """The copies of this installation, as one process adds to them and takes away from them."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._views: dict[str, Prepared] = {}
        self._addresses: dict[tuple[bytes, str], Owned] = {}
        self._over: dict[str, float] = {}
        """What was heard lately, and when: `feed:3`, `account:7`."""
        self._undone: set[str] = set()
        """Of that, what is still on disk."""
        self._unsure = False
        """Whether something may have been missed, so that the database has to be asked."""
        self._day: date | None = None
        self._tidied: date | None = None
        self._wake = asyncio.Event()

    def keep(
        self, secret: bytes, ending: str, sent: tuple[Address, Prepared], now: datetime
    ) -> None:
        """Copy what is sent under an address; what was copied today already is not again."""
        (address, answer), day = sent, today(now)
        self._day = day
        view = address.view
        if view.copied != (answer, day):
            view.copied = answer, day
            self._views[view.name] = answer
        owned = Owned(address.feed, address.account, view.name)
        # The database may have been asked before what was heard of it lately.
        fits = len(self._addresses) < MOST_WAITING and not self._is_over(owned)
        if address.copied != day and fits:
            address.copied = day
            self._addresses[secret, ending] = owned
        if self._views or self._addresses:
            self._wake.set()

    async def find(self, secret: bytes, ending: str) -> Prepared | None:
        """What was sent last under an address, if nothing has been heard against it."""
        found = await asyncio.to_thread(self._copies.find, secret, ending, time())
        if found is None or self._is_over(found[0]):
            return None
        return found[1]

    async def is_revoked(self, secret: bytes) -> bool:
        """Whether some process, perhaps another one, has taken the address back."""
        return await asyncio.to_thread(self._copies.is_revoked, secret)

    def hear(self, scope: str) -> None:
        """Drop what `feed:ID` or `account:ID` tells of."""
        self._over[scope] = monotonic()
        self._undone.add(scope)
        self._addresses = {
            key: owned for key, owned in self._addresses.items() if not self._is_over(owned)
        }
        self._wake.set()

    def doubt(self) -> None:
        """Ask the database which addresses still live, as soon as it answers."""
        self._unsure = True
        self._wake.set()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Write as long as the block runs, and once at its end."""
        async with running(self._keep_writing(), name="copies of calendars"):
            yield
        await self.write()

    async def write(self) -> bool:
        """Drop what is over, and write what waits; whether that could be done."""
        try:
            await self._drop_what_is_over()
            views, self._views = self._views, {}
            addresses, self._addresses = self._addresses, {}
            await asyncio.to_thread(self._write, views, addresses)
        except OSError as error:
            log.warning("calendars could not be copied to disk", error=error.strerror)
            return False
        return True

    async def look_through(self) -> None:
        """Ask the database which copies are of addresses that live, if need be; tidy once a day."""
        try:
            if self._unsure:
                await self._ask_which_live()
            if self._tidied != self._day:
                self._tidied = self._day
                await asyncio.to_thread(self._copies.tidy, time())
        except FAILURES as error:
            log.warning("copies of calendars were not looked through", error=type(error).__name__)

    def _is_over(self, owned: Owned) -> bool:
        return f"feed:{owned.feed}" in self._over or f"account:{owned.account}" in self._over

    def _write(self, views: dict[str, Prepared], addresses: dict[tuple[bytes, str], Owned]) -> None:
        for name, answer in views.items():
            self._copies.keep_view(name, answer)
        for (secret, ending), owned in addresses.items():
            self._copies.keep_address(secret, ending, owned)

    async def _drop_what_is_over(self) -> None:
        undone = set(self._undone)
        if undone:
            await asyncio.to_thread(self._copies.forget_those, self._is_over)
            self._undone -= undone
            since = monotonic() - LATELY
            self._over = {
                scope: heard
                for scope, heard in self._over.items()
                if heard > since or scope in self._undone
            }

    async def _ask_which_live(self) -> None:
        secrets = sorted(await asyncio.to_thread(self._copies.secrets))
        for first in range(0, len(secrets), AT_A_TIME):
            asked = secrets[first : first + AT_A_TIME]
            dead = set(asked) - await queries.living(asked)
            await asyncio.to_thread(self._copies.drop, dead)
        self._unsure = False

    async def _keep_writing(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            written = await self.write()
            await self.look_through()
            await asyncio.sleep(PAUSE if written else PAUSE_AFTER_FAILURE)
