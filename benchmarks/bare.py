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


def main(workers: int) -> None:
    """Serve on a free port, printed first."""
    configure(Settings(data=Path()))
    app = Litestar([hello, many, echo], openapi_config=None, logging_config=None)
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        address = f"Sentra: http://127.0.0.1:{listener.getsockname()[1]}"
        run(app, workers, listener, [address])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
