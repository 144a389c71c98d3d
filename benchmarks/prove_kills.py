"""`kill -9` in the middle of a thousand writes: what was acknowledged stays, nothing is half done.

    python -m benchmarks.prove_kills [TRIALS [WRITES]]

Odd trials kill Sentra, even ones PostgreSQL too. Each prints what was acknowledged and what stands.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from benchmarks.line import Line, request
from benchmarks.office import Office, open_office
from sentra.database.postmaster import Postmaster
from tests.servers import Served, data_folder, served

LINES = 8
_SLOT = timedelta(minutes=15)
_SLOTS_A_DAY = 60  # 07.00 to 22.00 in Jakarta


@dataclass
class Trial:
    """What one trial came to."""

    writes: int
    acknowledged: dict[int, str] = field(default_factory=dict)
    """Title by the booking's id."""
    refused: int = 0
    lost: int = 0
    half_done: int = 0
    stored: int = 0


def wishes(office: Office, first: int, count: int) -> Iterator[dict[str, object]]:
    """Bookings that clash with none before: slot by slot, room by room."""
    dawn = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    for number in range(first, first + count):
        slot, room = divmod(number, len(office.rooms))
        day, part = divmod(slot, _SLOTS_A_DAY)
        starts = dawn + timedelta(days=day) + part * _SLOT
        yield {
            "room": office.rooms[room],
            "starts": starts.isoformat(),
            "ends": (starts + _SLOT).isoformat(),
            "title": f"Pelatihan {number}",
        }


async def write_until_it_breaks(
    server: Served, office: Office, trial: Trial, *, first: int, kill_after: int, pids: list[int]
) -> None:
    """Write on several lines; once `kill_after` are acknowledged, kill in mid-flight."""
    todo = wishes(office, first, trial.writes)

    async def write() -> None:
        line = await Line.open(server.address)
        try:
            for wish in todo:
                message = request("POST", "/api/v1/bookings", token=office.token, body=wish)
                answer = await line.send(message)
                if answer.status == 201:
                    trial.acknowledged[answer.json()["id"]] = str(wish["title"])
                else:
                    trial.refused += 1
                if len(trial.acknowledged) == kill_after:
                    for pid in pids:
                        os.kill(pid, signal.SIGKILL)
        finally:
            await line.close()

    broken = await asyncio.gather(*(write() for _ in range(LINES)), return_exceptions=True)
    for error in broken:
        if error is not None and not isinstance(error, OSError):
            raise error


async def check(office: Office, trial: Trial) -> None:
    """Compare what was acknowledged with what stands, and every booking with hold and trail."""
    connection = await asyncpg.connect(office.dsn)
    try:
        stored = dict(await connection.fetch("SELECT id, title FROM booking"))
        trial.half_done = await connection.fetchval(
            """
            SELECT count(*) FROM
                (SELECT id FROM booking) b
                FULL JOIN (SELECT booking FROM hold GROUP BY booking) h ON h.booking = b.id
                FULL JOIN (SELECT subject_id FROM audit_entry WHERE verb = 'booking.book') a
                    ON a.subject_id = b.id
            WHERE b.id IS NULL OR h.booking IS NULL OR a.subject_id IS NULL
            """
        )
    finally:
        await connection.close()
    trial.stored = len(stored)
    trial.lost = sum(stored.get(booking) != title for booking, title in trial.acknowledged.items())


async def run_trial(data: Path, number: int, writes: int, seed: int) -> Trial:
    """One life of a server: start, write, be killed, start again, compare."""
    trial = Trial(writes)
    kill_after = random.Random(f"{seed} {number}").randint(writes // 10, writes * 9 // 10)  # noqa: S311
    with served(data) as server:
        office = await open_office(data)
        pids = [server.process.pid]
        running = Postmaster.read(data / "postgres")
        if number % 2 == 0 and running:
            pids.append(running.pid)
        await write_until_it_breaks(
            server, office, trial, first=number * writes, kill_after=kill_after, pids=pids
        )
        with contextlib.suppress(ProcessLookupError):
            server.process.kill()
    with served(data):
        office = await open_office(data)
        await check(office, trial)
    return trial


async def main(trials: int, writes: int) -> None:
    acknowledged = lost = half_done = 0
    with data_folder() as data:
        for number in range(trials):
            trial = await run_trial(data, number, writes, seed=2)
            print(
                f"trial {number + 1}: {len(trial.acknowledged)} acknowledged before the kill, "
                f"{trial.lost} lost, {trial.half_done} half done, {trial.stored} stand in all, "
                f"{trial.refused} refused"
            )
            acknowledged += len(trial.acknowledged)
            lost += trial.lost
            half_done = trial.half_done
    print(f"{trials} kills, {acknowledged} acknowledged, {lost} lost, {half_done} half done")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    asyncio.run(main(*(numbers + [20, 1000][len(numbers) :])))
