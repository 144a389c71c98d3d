"""The least that Litestar can do, served as Sentra is: what the other figures are compared with."""

import socket
from pathlib import Path

import msgspec
import uvicorn
from litestar import Litestar, MediaType, get, post
from litestar.params import JSONBody

from sentra.cli.serving import uvicorn_settings
from sentra.logs import AccessLog, configure
from sentra.settings import Settings


@get("/", media_type=MediaType.TEXT)
async def hello() -> str:
    return "hello"


class Wish(msgspec.Struct):
    """What a booking is asked for with."""

    room: str
    starts: str
    ends: str
    title: str


@post("/")
async def echo(data: JSONBody[Wish]) -> Wish:
    return data


def main() -> None:
    """Serve on a free port, printed first."""
    configure(Settings(data=Path()))
    app = Litestar([hello, echo], openapi_config=None, logging_config=None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"Sentra: http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn_settings(AccessLog(app))).run(sockets=[listener])


if __name__ == "__main__":
    main()
