"""The least that Litestar can do, served as Sentra is: what the other figures are compared with."""

import socket
import sys
from pathlib import Path

import msgspec
from litestar import Litestar, MediaType, get, post
from litestar.params import FromPath, JSONBody

from sentra.cli.serving import run
from sentra.logs import configure
from sentra.settings import Settings

_MANY = bytes(1_000_000)


@get("/", media_type=MediaType.TEXT)
async def hello() -> str:
    return "hello"


@get("/bytes/{number:int}", media_type="text/calendar")
async def many(number: FromPath[int]) -> bytes:
    return _MANY[:number]


class Wish(msgspec.Struct):
    """What a booking is asked for with."""

    room: str
    starts: str
    ends: str
    title: str


@post("/")
async def echo(data: JSONBody[Wish]) -> Wish:
    return data


def main(workers: int, log_level: str) -> None:
    """Serve on a free port, printed first. Requests are logged, unless only warnings are."""
    settings = Settings(data=Path(), workers=workers, log_level=log_level)
    configure(settings)
    app = Litestar([hello, many, echo], openapi_config=None, logging_config=None)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        address = f"Sentra: http://127.0.0.1:{listener.getsockname()[1]}"
        run(app, settings, listener, [address])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
