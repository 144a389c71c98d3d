import io
import json
import logging
import sys
from collections.abc import Iterator
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


async def test_a_request_is_logged_by_its_route_and_never_by_its_address(
    written: io.StringIO,
) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        assert isinstance(scope, dict)
        assert callable(send)
        scope["path_template"] = "/k/{name}"
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def nothing(_message: object = None) -> None:
        return

    scope = {"type": "http", "method": "GET", "path": "/k/secret.ics"}
    await logs.AccessLog(app)(scope, nothing, nothing)  # type: ignore[arg-type]
    line = json.loads(written.getvalue())
    assert {key: line[key] for key in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "GET",
        "route": "/k/{name}",
        "status": 200,
    }
    assert "secret" not in written.getvalue()
