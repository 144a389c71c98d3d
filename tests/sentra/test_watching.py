"""A database that dies under a server that goes on, or is not there when it begins."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from benchmarks.office import open_office
from sentra.database.embedded import EmbeddedServer
from sentra.database.postmaster import Postmaster
from tests.servers import Served, data_folder, served

pytestmark = pytest.mark.slow


def kill(cluster: Path) -> None:
    running = Postmaster.read(cluster)
    assert running
    os.kill(running.pid, signal.SIGKILL)


def comes_true(check: Callable[[], bool], *, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def get(server: Served, path: str) -> httpx.Response:
    return httpx.get(server.address + path, timeout=30)


def test_it_outlives_its_database_and_begins_without_it() -> None:
    with data_folder() as data:
        with served(data, "--workers", "2") as server:
            feed = asyncio.run(open_office(data)).feed
            before = get(server, feed)
            comes_true(lambda: any((data / "calendars" / "views").glob("*")))
            seen: set[int] = set()

            def answers() -> bool:
                now = {get(server, path).status_code for path in ("/ruang", "/api/v1/rooms")}
                seen.update(now)
                return now == {200}

            assert answers()
            kill(data / "postgres")
            during = [get(server, feed) for _ in range(8)]  # by both of its processes
            assert {answer.content for answer in during} == {before.content}
            answers()
            comes_true(answers)
            assert seen == {200, 503}
            assert server.stop() == 0
        assert Postmaster.read(data / "postgres") is None

        database = EmbeddedServer(data)
        url = database.start()
        database.stop()
        with served(data, "--workers", "2", SENTRA_DATABASE_URL=url) as server:
            begun = [get(server, path) for path in (feed, "/ruang", "/k/unknown.ics")]
            assert [answer.status_code for answer in begun] == [200, 503, 503]
            assert begun[0].content == before.content
            database.start()
            comes_true(lambda: get(server, "/ruang").status_code == 200)
            assert server.stop() == 0
        database.stop()
        assert "Traceback" not in data.with_suffix(".log").read_text()
