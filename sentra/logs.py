"""Structured logs that hold no personal data and no secret.

Requests are logged by the pattern of their address (`/k/{token}`), never by the address itself:
a calendar feed's address is its key. PostgreSQL's DETAIL lines, which quote values, are cut.
"""

import json
import logging
import re
import sys
import time
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from sentra.settings import Settings

_DETAIL = re.compile(r"^(?:DETAIL|CONTEXT|STATEMENT):.*(?:\n|$)", re.MULTILINE)
_QUIET = ("uvicorn", "asyncio", "httptools", "litestar")
_SERVER_ERROR = 500


def configure(settings: Settings) -> None:
    """Send every log line of this process to standard error, in the format that is set."""
    level = _level(settings)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_values,
    ]
    for_programs = settings.log_format == "json"
    final: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if for_programs
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False)
    )
    structlog.configure(
        processors=[*shared, final],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, final],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    # It shows a trace for each try to reach a database that is away, of which we have a line.
    logging.getLogger("asyncpg").setLevel(max(level, logging.ERROR))


def _level(settings: Settings) -> int:
    return logging.getLevelNamesMapping()[settings.log_level.upper()]


def _without_values(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if "exception" in event:
        event["exception"] = _DETAIL.sub("", event["exception"])
    return event


class Requests:
    """One line per request: method, pattern of the address, status and milliseconds.

    Written here, in the words that structlog would find, because its way costs more than sending a
    calendar from memory does.
    """

    def __init__(self, settings: Settings) -> None:
        self._wanted = _level(settings) <= logging.INFO
        self._line = _line_for_programs if settings.log_format == "json" else _line_for_people

    def note(self, method: str, route: str, status: int, began: float) -> None:
        """Write the line of a request that began at this moment of `time.perf_counter`."""
        if not self._wanted:
            return
        took = round((time.perf_counter() - began) * 1000, 1)
        moment = datetime.now(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        with suppress(OSError):  # a disk that is full keeps nobody from an answer
            sys.stderr.write(self._line(moment, method, route, status, took))


def _line_for_people(moment: str, method: str, route: str, status: int, took: float) -> str:
    return (
        f"{moment} [info     ] request                        "
        f"method={method} route={route} status={status} ms={took}\n"
    )


def _line_for_programs(moment: str, method: str, route: str, status: int, took: float) -> str:
    line = {
        "method": method,
        "route": route,
        "status": status,
        "ms": took,
        "event": "request",
        "level": "info",
        "timestamp": moment,
    }
    return json.dumps(line) + "\n"


class AccessLog:
    """Stands before an application and notes each request."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self.app = app
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = _SERVER_ERROR

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = scope.get("path_template") or "(none)"
            self.requests.note(scope["method"], route, status, began)
