"""What is answered where it was read: the same to the byte as by the application, and in turn."""

import asyncio
import os
import re
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.server import ServerState

from sentra.cli.protocol import AtOnce
from sentra.cli.serving import uvicorn_settings
from sentra.logs import Requests
from sentra.settings import Settings
from sentra.web.prepared import Answer, Prepared

TRIALS = int(os.environ.get("SENTRA_TRIALS", "25"))
KNOWN = Prepared(
    b"0123456789" * 40_000,
    media_type="text/calendar",
    modified=datetime(2026, 11, 24, 2, tzinfo=UTC),
    headers={"cache-control": "private"},
)
_TAG = dict(KNOWN.answer("GET", ()).headers)[b"etag"].decode()
ORDINARY = [
    ("GET", ()),
    ("HEAD", ()),
    ("GET", ("Accept-Encoding: gzip",)),
    ("GET", (f"If-None-Match: {_TAG}",)),
    ("HEAD", ("If-Modified-Since: Tue, 24 Nov 2026 02:00:00 GMT",)),
]
ODD = [
    ("GET", ("Content-Length: 3", "", "abc")),
    ("GET", ("Transfer-Encoding: chunked", "", "3\r\nabc\r\n0\r\n\r\n")),
    ("GET", ("Content-Length: 3", "Expect: 100-continue", "", "abc")),
    ("POST", ("Content-Length: 0",)),
]


class Front:
    """Knows /k/known, and says how often it was of use."""

    route = "/k/{name}"

    def __init__(self) -> None:
        self.answered = 0

    def at_once(
        self, method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> Answer | None:
        if target != b"/k/known" or method not in {"GET", "HEAD"}:
            return None
        self.answered += 1
        return KNOWN.answer(method, headers)


async def application(scope: object, _receive: object, send: object) -> None:
    """Sends the same of its own, though not at once; reads what comes with a request not at all."""
    assert isinstance(scope, dict)
    assert callable(send)
    await asyncio.sleep(0)
    await KNOWN.send(scope, send)  # type: ignore[arg-type]


async def answers(
    pieces: Iterable[bytes], front: Front | None, *, log_level: str = "warning"
) -> bytes:
    """All that a connection answers to these pieces, the moment of it left out."""
    requests = Requests(Settings(data=Path(), log_level=log_level))
    config = uvicorn_settings(application, requests, front)
    config.load()
    state, loop = ServerState(), asyncio.get_running_loop()
    state.default_headers = [(b"date", b"today")]
    theirs, ours = socket.socketpair()
    ours.setblocking(False)  # noqa: FBT003 - it has no name
    transport, _ = await loop.connect_accepted_socket(
        lambda: AtOnce(config, state, {}, loop), theirs
    )
    reader, writer = await asyncio.open_connection(sock=ours)
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0)
    found = await reader.read()
    writer.close()
    transport.close()
    return found


def message(method: str, lines: Iterable[str], *, last: bool = False) -> bytes:
    ending = ("Connection: close",) if last else ()
    blank = () if "" in lines else ("", "")
    return "\r\n".join((f"{method} /k/known HTTP/1.1", "Host: x", *ending, *lines, *blank)).encode()


@settings(max_examples=TRIALS)
@given(asked=st.lists(st.sampled_from([*ORDINARY, *ODD]), max_size=6), size=st.integers(10, 2000))
def test_it_answers_in_turn_what_the_application_would(
    asked: list[tuple[str, tuple[str, ...]]], size: int
) -> None:
    whole = b"".join([message(*one) for one in asked] + [message("GET", (), last=True)])
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]

    async def both() -> tuple[bytes, bytes]:
        return await answers(pieces, Front()), await answers(pieces, None)

    ours, theirs = asyncio.run(both())
    assert ours == theirs


@pytest.mark.parametrize(
    ("asked", "at_once"), [*((one, 1) for one in ORDINARY), *((one, 0) for one in ODD)]
)
async def test_it_asks_the_application_only_for_what_is_odd(
    asked: tuple[str, tuple[str, ...]], at_once: int
) -> None:
    front = Front()
    await answers([message(*asked), message("GET", (), last=True)], front)
    assert front.answered == at_once


async def test_what_it_answers_is_logged_by_its_route(capsys: pytest.CaptureFixture[str]) -> None:
    await answers([message("GET", ()), message("GET", (), last=True)], Front(), log_level="info")
    lines = re.sub(r"^.{27}|ms=.*$", "", capsys.readouterr().err, flags=re.MULTILINE).splitlines()
    start = " [info     ] request                        method=GET"
    assert lines == [f"{start} route=/k/{{name}} status=200 ", f"{start} route=(none) status=200 "]
