"""Running the server: the port, the database, what a first start needs, then the processes."""

import asyncio
import errno
import gc
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import click
import uvicorn
from litestar.types import ASGIApp

from sentra import logs
from sentra.app import Beside, create_app
from sentra.cli import work
from sentra.cli.late import Late, may_come_back
from sentra.cli.prefork import serve_in_processes
from sentra.cli.protocol import AtOnce, Config, Front
from sentra.database.embedded import EmbeddedServer
from sentra.database.unreachable import Unreachable
from sentra.database.watching import Watch
from sentra.settings import Settings

GRACE = 10
"""Seconds that requests may take to end once the server is told to stop."""

Preparation = Callable[[Settings], Awaitable[Sequence[str]]]
"""What to do with the migrated database before the first request; returns lines to print."""


class Server(uvicorn.Server):
    """Uvicorn's, which also stops when `lifeline` (a file descriptor) becomes readable.

    Attributes:
        ready: Called once requests are answered and signals are heard.
    """

    lifeline: int | None = None
    ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if self.lifeline is not None:
            asyncio.get_running_loop().add_reader(self.lifeline, self._let_go)
        await super().startup(sockets)
        if self.ready is not None:
            self.ready()

    def note_signal(self, *_: object) -> None:
        """Hear a signal that comes before uvicorn listens for signals, or after."""
        self.should_exit = True

    def _let_go(self) -> None:
        if self.lifeline is not None:
            asyncio.get_running_loop().remove_reader(self.lifeline)
        self.should_exit = True


def serve(settings: Settings, prepare: Preparation) -> None:
    """Serve until SIGTERM or SIGINT; ends the command with words when it cannot."""
    # While it prepares, SIGTERM unwinds like Ctrl-C, so that the database is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logs.configure(settings)
    with work.in_words(), _listener(settings) as listener:
        settings = replace(settings, port=listener.getsockname()[1])
        with _database(settings) as (settings, beside):
            lines, late = _prepared(settings, prepare)
            lines = (*lines, f"Sentra: {settings.address}")
            app = create_app(settings, kept=True, beside=[*beside, *late])
            run(app, settings, listener, lines, front=app.front)


def run(
    app: ASGIApp,
    settings: Settings,
    listener: socket.socket,
    lines: Sequence[str],
    front: Front | None = None,
) -> None:
    """Serve in as many processes until told to stop.

    Args:
        lines: Printed once it serves.
        front: What knows some answers at once.
    """

    def ready() -> None:
        click.echo("\n".join(lines))
        sys.stdout.flush()

    def one(lifeline: int | None = None) -> None:
        server = Server(uvicorn_settings(app, logs.Requests(settings), front))
        server.lifeline = lifeline
        server.ready = ready if lifeline is None else None
        # Uvicorn stops on a signal and then raises it again; by then everything has been done.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, server.note_signal)
        server.run(sockets=[listener])

    # What is there by now stays: to look through it again and again for garbage takes a tenth of
    # the time of whatever makes many objects, and stops everything meanwhile.
    gc.freeze()
    if settings.workers == 1:
        one()
    else:
        serve_in_processes(settings.workers, one, ready=ready, patience=GRACE + 5)


def _prepared(settings: Settings, prepare: Preparation) -> tuple[Sequence[str], Sequence[Beside]]:
    """What to print, and what is left to be done once the database answers."""
    try:
        return asyncio.run(_prepare(settings, prepare)), ()
    except Unreachable as error:
        if not may_come_back(error):
            raise
        said = f"The database does not answer: {error}. Sentra tries again, and sends calendars."
        click.echo(said, err=True)

    async def later() -> None:
        for line in await prepare(settings):
            click.echo(line)

    return (), [Late(settings.data, later).lifespan]


async def _prepare(settings: Settings, prepare: Preparation) -> Sequence[str]:
    async with work.database(settings):
        return await prepare(settings)


def uvicorn_settings(app: ASGIApp, requests: logs.Requests, front: Front | None) -> Config:
    """How a process serves: no log of its own, and an end to requests that outlast the server."""
    config = Config(
        logs.AccessLog(app, requests),
        http=AtOnce,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    config.front, config.requests = front, requests
    return config


@contextmanager
def _listener(settings: Settings) -> Iterator[socket.socket]:
    """The listening socket, opened before anything slow, so that a taken port is said at once."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(
                f"Port {settings.port} of {settings.host} is in use by another program (perhaps "
                "another Sentra). Choose another one with --port or SENTRA_PORT."
            ) from None
        raise click.ClickException(
            f"Sentra cannot listen on {settings.host} port {settings.port}: {error.strerror}."
        ) from None
    with listener:
        yield listener


@contextmanager
def _database(settings: Settings) -> Iterator[tuple[Settings, Sequence[Beside]]]:
    """The settings with the address of a database, and what looks after it."""
    if settings.database_url:
        yield settings, ()
        return
    server = EmbeddedServer(settings.data)
    with server as url:
        yield replace(settings, database_url=url), [Watch(server).lifespan]
