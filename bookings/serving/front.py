"""/k/{secret}.ics, .json, .ifb: a calendar for a program that asks every hour and has no cookies.

Most answers are in memory and are sent before the router looks at the request. All others come
through `feed`, an ordinary handler, which asks the database. See docs/decisions/0028-kept-feeds.md.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

import structlog
from litestar import Litestar, get
from litestar.params import FromPath
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from bookings.domain.clients import client_name
from bookings.domain.feeds import Window
from bookings.serving.addresses import Address, Addresses, parts_of
from bookings.serving.changes import CHANNEL, Changes
from bookings.serving.copies import Copies
from bookings.serving.keeping import Keeping
from bookings.serving.uses import Uses
from bookings.serving.views import Views
from sentra.database.unreachable import FAILURES
from sentra.domain.refusals import Refusal, Unavailable
from sentra.domain.roles import EVERYONE
from sentra.domain.secrets import digest
from sentra.i18n import today
from sentra.listening import Listener
from sentra.web.prepared import Answer, Prepared
from sentra.web.request import SentraRequest, now_of

PREFIX = "/k/"
PATIENCE = 1.5
"""Seconds that the database has, where there are last good bytes to send instead."""
LONGEST = 15.0
"""Seconds that it has where there are none."""

_PREFIX = PREFIX.encode()
_METHODS = frozenset({"GET", "HEAD"})

log = structlog.get_logger(__name__)


class Feeds:
    """The calendars of this installation, as this process keeps them."""

    def __init__(self, listener: Listener, *, base_url: str, copies: Copies) -> None:
        self._listener = listener
        self._changes = Changes()
        self._views = Views(self._changes, base_url=base_url)
        self._addresses = Addresses(self._changes, self._views)
        self._uses = Uses()
        self._keeping = Keeping(copies)
        listener.add(CHANNEL, heard=self._hear, missed=self._miss)

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Write uses and copies while the application runs; leave nothing behind at its end."""
        async with self._uses.writing_regularly(), self._keeping.writing():
            yield
        await self._views.stop()

    def known(self, key: bytes, now: datetime) -> tuple[Address, Prepared] | None:
        """The answer from memory, if it is known already to be what the database would say.

        Args:
            key: The digest of what follows `/k/`.
        """
        if not self._listener.heard_lately():
            return None
        address = self._addresses.current(key)
        answer = self._views.current(address.view, now) if address else None
        return (address, answer) if address and answer else None

    async def kept(self, name: str, now: datetime) -> tuple[Address, Prepared] | None:
        """The same; if need be, the listener is asked whether it has heard everything."""
        key = digest(name)
        if self._addresses.current(key) is None or not await self._listener.hears():
            return None
        return self.known(key, now)

    async def asked(self, name: str, now: datetime) -> tuple[Address | None, Prepared]:
        """The answer as the database has it; the last good one where the database does not answer.

        The address is None where this process has never known it, and has the answer from disk.

        Raises:
            NotFound: There is no such address.
            Gone: It was revoked, or is no longer its reader's.
            Unavailable: The database does not answer, and there is nothing to send instead.
        """
        secret, ending = parts_of(name)
        known = self._addresses.last_known(name)
        last = known.view.answer if known else None
        may_wait = last is None and await self._keeping.find(secret, ending) is None
        try:
            async with asyncio.timeout(LONGEST if may_wait else PATIENCE):
                found = await self._as_it_is(name, now)
        except Refusal:
            raise
        except Exception as error:
            expected = isinstance(error, FAILURES)
            log.warning(
                "a calendar could not be made anew",
                error=type(error).__name__,
                exc_info=None if expected else error,
            )
            if known and last and not await self._is_gone(name, known):
                return known, last
            copy = await self._keeping.find(secret, ending)
            if copy is not None:
                return None, copy
            if expected:
                raise Unavailable from error
            raise
        if self._addresses.last_known(name) is found[0]:  # it was not heard to be gone meanwhile
            self._keeping.keep(secret, ending, found, now)
        return found

    async def _is_gone(self, name: str, known: Address) -> bool:
        """Whether this process has heard, or another one has noted, that it was taken back."""
        revoked = await self._keeping.is_revoked(parts_of(name)[0])
        return revoked or self._addresses.last_known(name) is not known

    async def _as_it_is(self, name: str, now: datetime) -> tuple[Address, Prepared]:
        hears = await self._listener.hears()
        current = self._addresses.current(digest(name)) if hears else None
        address = current or await self._addresses.fresh(name)
        answer = self._views.current(address.view, now) if hears else None
        return address, answer or await self._views.fresh(address.view, now)

    async def note_use(self, address: Address, user_agent: str, now: datetime) -> None:
        """Remember for the owner that the address was used on this day, and by what."""
        if now < address.noted_until:
            return
        day = today(now)
        address.noted_until = Window.at(now).today + timedelta(days=1)
        if address.last_used is None or address.last_used < day:
            address.last_used = day
            await self._uses.note(address.feed, day, client_name(user_agent))

    def _hear(self, scope: str) -> None:
        self._changes.hear(scope)
        self._addresses.hear(scope)
        if scope.startswith(("feed:", "account:")):
            self._keeping.hear(scope)

    def _miss(self) -> None:
        self._changes.doubt_everything()
        self._keeping.doubt()


class Front:
    """Stands before everything else and answers for calendars from memory, where it can.

    Attributes:
        route: What the log calls all these addresses.
    """

    route = PREFIX + "{name:str}"

    def __init__(self, feeds: Feeds, clock: Callable[[], datetime]) -> None:
        self._feeds = feeds
        self._clock = clock

    def at_once(
        self, method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> Answer | None:
        """The answer, if nothing has to be waited for to know it, and nothing has to be noted.

        Args:
            target: Path and query, as they were sent.
            headers: Those of the request, their names in lower case.
        """
        if not target.startswith(_PREFIX) or method not in _METHODS:
            return None
        now = self._clock()
        found = self._feeds.known(sha256(target[len(_PREFIX) :]).digest(), now)
        if found is None or now >= found[0].noted_until:
            return None
        return found[1].answer(method, headers)

    async def answers(self, scope: HTTPScope, send: Send) -> bool:
        """Whether it has answered a request whose path begins with `PREFIX`."""
        if scope["method"] not in _METHODS:
            return False
        now = self._clock()
        found = await self._feeds.kept(scope["path"].removeprefix(PREFIX), now)
        if found is None:
            return False
        address, answer = found
        scope["path_template"] = self.route
        await answer.send(scope, send)
        if now >= address.noted_until:
            await self._feeds.note_use(address, _user_agent(scope), now)
        return True


@get(
    Front.route,
    allow=EVERYONE,
    exclude_from_auth=True,
    include_in_schema=False,
)
async def feed(request: SentraRequest, name: FromPath[str]) -> ASGIApp:
    """The calendar behind a secret address, as the database has it."""
    feeds: Feeds = request.app.state.feeds
    now = now_of(request)
    address, answer = await feeds.asked(name, now)

    async def send_it(scope: Scope, _receive: Receive, send: Send) -> None:
        await answer.send(cast("HTTPScope", scope), send)
        if address is not None:
            await feeds.note_use(address, _user_agent(cast("HTTPScope", scope)), now)

    return send_it


def _user_agent(scope: HTTPScope) -> str:
    for name, value in scope["headers"]:
        if name == b"user-agent":
            return value.decode("latin-1")
    return ""
