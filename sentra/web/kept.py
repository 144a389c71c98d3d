"""Pages that are kept while all that they are made of is the same.

A handler says so with `keep=True`. Its page must be made of nothing but the address, the reader
(who it is, language, appearance), the minute and the database; then it is sent again without being
made again, for as long as all of these are the same. See docs/decisions/0022-kept-pages.md.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakValueDictionary

from litestar import Request
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from sentra.queries.state import database_state
from sentra.web.conditional import takes_gzip
from sentra.web.page import NOTICE_COOKIE
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of, theme_of
from sentra.web.sheets import Sheet

KEEP = "keep"
"""What a handler says it with."""
_OK = 200
_WORTH_PACKING = 1000
_MINUTE = 60
_TOKEN = re.compile(r"[0-9a-f]{128}")
"""As Litestar makes them. Nothing else is taken for one: it has to be found again in the page."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page without its reader's CSRF token, and in which state of things it was made."""

    state: Hashable
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    sheet: Sheet

    @property
    def may_be_kept(self) -> bool:
        return self.status == _OK and all(name != b"set-cookie" for name, _ in self.headers)

    async def send(self, send: Send, token: bytes, *, packed: bool) -> None:
        """Send it to a reader with this token."""
        headers = [header for header in self.headers if header[0] != b"content-length"]
        packed = packed and self.sheet.size >= _WORTH_PACKING
        if packed:
            headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
        body = self.sheet.packed(token) if packed else self.sheet.filled(token)
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


class Shelf:
    """Pages by what was asked for and by whom; those not asked for longest make room.

    Args:
        most: Bytes that all pages together may take.
    """

    def __init__(self, *, most: int = 16_000_000) -> None:
        self._most = most
        self._size = 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()

    def find(self, asked: Hashable, state: Hashable) -> KeptPage | None:
        """The page, if it was made in this very state."""
        page = self._pages.get(asked)
        if page is None or page.state != state:
            return None
        self._pages.move_to_end(asked)
        return page

    def put(self, asked: Hashable, page: KeptPage) -> None:
        """Keep a page in place of the one that was made in another state."""
        self._drop(asked)
        self._pages[asked] = page
        self._size += page.sheet.size
        while self._size > self._most:
            self._drop(next(iter(self._pages)))

    def _drop(self, asked: Hashable) -> None:
        if asked in self._pages:
            self._size -= self._pages.pop(asked).sheet.size


class KeptPages:
    """Middleware after `Csrf` and `Identity`, which have said who asks and with which token.

    It compresses what it sends, too: once, where the page is kept.
    """

    def __init__(self, app: ASGIApp, shelf: Shelf) -> None:
        self.app = app
        self.shelf = shelf
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["route_handler"].opt.get(KEEP):
            await self.app(scope, receive, send)
            return
        request: SentraRequest = Request(scope)
        token, asked = _token(scope), _asked(request)
        # Asked before the page is made: a page may be newer than the state it is kept for, and
        # never older.
        state = await _state(request) if token else None
        make = partial(self._made, scope, receive, token=token, state=state)
        page = await (make() if state is None else self._kept(asked, state, make))
        await page.send(send, token, packed=takes_gzip(request.headers))

    async def _kept(
        self, asked: Hashable, state: Hashable, make: Callable[[], Awaitable[KeptPage]]
    ) -> KeptPage:
        """The page of the shelf, or one that is put there. Of many who ask at once one makes it."""
        async with self._turns.setdefault(asked, asyncio.Lock()):
            page = self.shelf.find(asked, state)
            if page is None:
                page = await make()
                if page.may_be_kept:
                    self.shelf.put(asked, page)
            return page

    async def _made(
        self, scope: Scope, receive: Receive, *, token: bytes, state: Hashable
    ) -> KeptPage:
        status, headers, body = 0, [], b""

        async def taken(message: Message) -> None:
            nonlocal status, headers, body
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message["headers"])
            elif message["type"] == "http.response.body":
                body += message["body"]

        await self.app(scope, receive, taken)
        parts = body.split(token) if token else [body]
        return KeptPage(state, status, tuple(headers), Sheet(parts))


async def _state(request: SentraRequest) -> Hashable:
    """All that a page depends on besides what is asked for; None where it is like no other."""
    if NOTICE_COOKIE in request.cookies:
        return None
    database = await database_state()
    return database and (database, int(now_of(request).timestamp()) // _MINUTE)


def _token(scope: Scope) -> bytes:
    """The reader's CSRF token; empty where it does not look like one."""
    token = ScopeState.from_scope(scope).csrf_token
    return token.encode() if isinstance(token, str) and _TOKEN.fullmatch(token) else b""


def _asked(request: SentraRequest) -> Hashable:
    """What was asked for, and everything that the page may know of who asks."""
    return (
        request.scope["path"],
        request.scope["query_string"],
        replace(actor_of(request), address=None),
        locale_of(request),
        theme_of(request),
    )
