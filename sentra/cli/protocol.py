"""HTTP/1.1 as uvicorn speaks it, which sends what is in memory without asking the application.

Of what an answer from memory costs, most is uvicorn's way to an ASGI application: a task, a cycle
of messages, a look at each header. A program that asks for its calendar every hour is answered
where its request was read. Whatever is out of the ordinary about a request goes the whole way.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from sentra.logs import Requests
from sentra.web.prepared import Answer

_ON_THEIR_WAY = frozenset({b"content-length", b"transfer-encoding", b"expect"})
"""Headers of a request that is not all there yet."""


class Front(Protocol):
    """Whoever knows some answers at once.

    Attributes:
        route: What the log calls the addresses that it knows.
    """

    route: str

    def at_once(
        self, method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> Answer | None:
        """The answer, if there is nothing to wait for."""


class Config(uvicorn.Config):
    """Uvicorn's, with what knows some answers at once, and the log of requests."""

    front: Front | None = None
    requests: Requests


class AtOnce(HttpToolsProtocol):
    """One connection."""

    config: Config

    def __init__(self, config: Config, *args: Any, **named: Any) -> None:
        super().__init__(config, *args, **named)
        self._front = config.front
        self._answer: Answer | None = None
        self._began = 0.0

    def on_headers_complete(self) -> None:
        self._answer = None if self._front is None else self._known(self._front)
        if self._answer is None:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if self._answer is None or self._front is None:
            super().on_message_complete()
            return
        answer, self._answer = self._answer, None
        added = _lines(self.server_state.default_headers)
        self.transport.write(answer.first + added + answer.lines)
        if answer.body:
            self.transport.write(answer.body)
        self.on_response_complete()
        method = self.parser.get_method().decode("ascii")
        self.config.requests.note(method, self._front.route, answer.status, self._began)

    def _known(self, front: Front) -> Answer | None:
        """The answer, if this is an ordinary request whose turn it is."""
        self._began = time.perf_counter()
        parser, last = self.parser, cast("RequestResponseCycle | None", self.cycle)
        if (
            (last is not None and not last.response_complete)
            or self.pipeline
            or self.flow.write_paused
            or self.transport.is_closing()
            or parser.should_upgrade()
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
        ):
            return None
        for name, _ in self.headers:
            if name in _ON_THEIR_WAY:
                return None
        return front.at_once(parser.get_method().decode("ascii"), self.url, self.headers)


def _lines(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])
