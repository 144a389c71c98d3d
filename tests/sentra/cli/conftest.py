"""An installation for the command line: empty, and without a server to start for each command."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest


@pytest.fixture(scope="module")
def installation(server_url: str) -> Iterator[str]:
    """A database that a module's commands share; nothing is in it, not even tables."""
    name = f"sentra_cli_{uuid4().hex}"
    _on_server(server_url, f"CREATE DATABASE {name}")
    yield server_url.replace("/sentra?", f"/{name}?")
    _on_server(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(url: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run())
