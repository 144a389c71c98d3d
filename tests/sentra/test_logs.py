import io
import json
import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path

import pytest
import structlog

from sentra import logs
from sentra.settings import Settings


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged, as JSON; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    output = io.StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    logs.configure(Settings(data=Path(), log_format="json"))
    yield output
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


PERSON = "siti@example.org"


def insert(email: str) -> None:
    """Fail as asyncpg does."""
    raise ValueError(f"duplicate key\nDETAIL:  Key (email)=({email}) already exists.")


def test_what_the_database_quotes_of_people_is_cut(written: io.StringIO) -> None:
    try:
        insert(PERSON)
    except ValueError as error:
        structlog.get_logger().error("defect", route="/masuk", exc_info=error)
        logging.getLogger("another.library").exception("it failed")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["event"], first["route"], first["level"]) == ("defect", "/masuk", "error")
    assert "ValueError: duplicate key" in first["exception"]
    assert second["event"] == "it failed"
    assert PERSON not in written.getvalue()


async def ask(output: io.StringIO, **settings: str) -> None:
    """A request that a route answers, logged as these settings say."""

    async def app(scope: object, receive: object, send: object) -> None:
        assert isinstance(scope, dict)
        assert callable(send)
        scope["path_template"] = "/k/{name}"
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def nothing(_message: object = None) -> None:
        return

    requests = logs.Requests(Settings(data=Path(), **settings))  # type: ignore[arg-type]
    scope = {"type": "http", "method": "GET", "path": "/k/secret.ics"}
    with redirect_stderr(output):  # pytest puts its own there before each test
        await logs.AccessLog(app, requests)(scope, nothing, nothing)  # type: ignore[arg-type]


async def test_a_request_is_logged_by_its_route_and_never_by_its_address(
    written: io.StringIO,
) -> None:
    await ask(written, log_format="json")
    line = json.loads(written.getvalue())
    assert {key: line[key] for key in ("event", "level", "method", "route", "status")} == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/k/{name}",
        "status": 200,
    }
    assert "secret" not in written.getvalue()


@pytest.mark.parametrize("log_format", ["console", "json"])
async def test_a_request_is_logged_as_everything_else_is(
    monkeypatch: pytest.MonkeyPatch, written: io.StringIO, log_format: str
) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: 0.0)
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure(Settings(data=Path(), log_format=log_format))
    await ask(written, log_format=log_format)
    structlog.get_logger().info("request", method="GET", route="/k/{name}", status=200, ms=0.0)
    moment = re.compile(r"[-0-9]{10}T[:0-9]{8}\.[0-9]{6}Z")
    ours, theirs = moment.sub("then", written.getvalue()).splitlines()
    if log_format == "json":
        assert json.loads(ours) == json.loads(theirs)
    else:
        assert ours == theirs


async def test_requests_are_not_logged_where_only_warnings_are(written: io.StringIO) -> None:
    await ask(written, log_level="warning")
    assert written.getvalue() == ""
