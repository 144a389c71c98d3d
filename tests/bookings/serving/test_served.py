"""Four processes: no program gets a calendar that is older than a second."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from benchmarks.line import Line, request
from benchmarks.office import Office, open_office
from sentra import listening
from tests.servers import data_folder, served

pytestmark = pytest.mark.slow

LINES = 24
"""Connections, so many that each of the four processes has some."""
_BOOK = """
    INSERT INTO booking (uid, space, organiser, starts, ends, title, note, public, state, reason,
                         sequence, created, changed)
    SELECT gen_random_uuid(), s.id, $2, $3::timestamptz, $3 + interval '1 hour', 'Mula-mula', '',
           true, 'confirmed', '', 0, $4, $4
    FROM space s WHERE s.code = $1
"""
_CUT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1"


class Programs:
    """Many that ask for one calendar, each on its own line."""

    def __init__(self, lines: list[Line], office: Office) -> None:
        self.lines = lines
        self.message = request("GET", office.feed)

    async def ask(self) -> list[bytes]:
        """What each is told: the bytes of a calendar, or the status of something else."""
        answers = await asyncio.gather(*(line.send(self.message) for line in self.lines))
        return [a.body if a.status == 200 else str(a.status).encode() for a in answers]

    async def all_see(self, words: bytes, *, since: float) -> None:
        """From a second after the change on, nobody is told anything else."""
        await asyncio.sleep(max(0.0, since + 1 - time.monotonic()))
        assert [words in body for body in await self.ask()] == [True] * LINES


async def rename(connection: asyncpg.Connection, title: str) -> float:
    await connection.execute("UPDATE booking SET title = $1, changed = now()", title)
    return time.monotonic()


async def test_nobody_is_told_what_was_true_a_second_ago() -> None:
    with data_folder() as data, served(data, "--workers", "4") as server:
        office = await open_office(data)
        connection = await asyncpg.connect(office.dsn)
        now = datetime.now(UTC)
        await connection.execute(
            _BOOK, office.rooms[0], office.trainer, now + timedelta(days=1), now
        )
        programs = Programs([await Line.open(server.address) for _ in range(LINES)], office)
        for number in range(2):
            await programs.ask()
            changed = await rename(connection, f"Judul {number}")
            await programs.all_see(f"Judul {number}".encode(), since=changed)
        # Cut, and changed before anybody listens again.
        cut = await connection.fetch(_CUT, listening.NAME)
        changed = await rename(connection, "Sesudah putus")
        assert len(cut) == 4
        await programs.all_see(b"Sesudah putus", since=changed)
        await connection.execute("UPDATE feed SET revoked = now()")
        await programs.all_see(b"410", since=time.monotonic())
        await connection.close()
        for line in programs.lines:
            await line.close()
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 5
        assert secret_of(office) not in log_of(data)


def secret_of(office: Office) -> str:
    return office.feed.removeprefix("/k/").removesuffix(".ics")


def log_of(data: Path) -> str:
    return data.with_suffix(".log").read_text()
