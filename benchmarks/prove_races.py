"""Fifty requests at once for one room and hour, or one stall: one gets it, the rest a reason.

    python -m benchmarks.prove_races [TRIALS]

prints what each trial of the four cases (room, stall; 1 and 4 processes) came to.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import asyncpg

from benchmarks.line import Answer, Line, request
from benchmarks.office import Office, open_office
from tests.servers import data_folder, served

RIVALS = 50
_DAY = timedelta(days=1)


async def race(address: str, messages: Sequence[bytes]) -> list[Answer]:
    """Send each message on a line of its own, all at once."""
    lines = await asyncio.gather(*(Line.open(address) for _ in messages))
    # Everybody has been through once: what is measured is the race and not the opening of doors.
    await asyncio.gather(*(line.send(request("GET", "/api/v1/rooms")) for line in lines))
    answers = await asyncio.gather(
        *(line.send(message) for line, message in zip(lines, messages, strict=True))
    )
    await asyncio.gather(*(line.close() for line in lines))
    return answers


async def race_for_a_room(address: str, office: Office, trial: int) -> list[Answer]:
    """Fifty bookings of one room and hour, a day later each trial."""
    starts = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
    starts += (trial + 2) * _DAY
    wish = {
        "room": office.rooms[0],
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=1)).isoformat(),
    }
    answers = await race(
        address,
        [
            request(
                "POST",
                "/api/v1/bookings",
                token=office.token,
                body={**wish, "title": f"Pelatihan {n}"},
            )
            for n in range(RIVALS)
        ],
    )
    await _check_rows(
        office,
        "SELECT count(*) FROM booking b JOIN space s ON s.id = b.space WHERE s.code = $1 "
        "AND b.starts = $2 AND b.state = 'confirmed'",
        office.rooms[0],
        starts,
    )
    return answers


async def race_for_a_stall(address: str, office: Office, trial: int) -> list[Answer]:
    """Fifty enterprises for one stall and the same ten days, ten days later each trial."""
    starts = datetime.now(UTC).date() + (10 * trial + 2) * _DAY
    wish = {
        "stall": office.stalls[0],
        "starts": starts.isoformat(),
        "ends": (starts + 10 * _DAY).isoformat(),
    }
    answers = await race(
        address,
        [
            request(
                "POST",
                "/api/v1/tenancies",
                token=office.token,
                body={**wish, "enterprise": enterprise},
            )
            for enterprise in office.enterprises[:RIVALS]
        ],
    )
    await _check_rows(
        office,
        "SELECT count(*) FROM tenancy t JOIN space s ON s.id = t.space WHERE s.code = $1 "
        "AND t.starts = $2 AND t.state = 'active'",
        office.stalls[0],
        starts,
    )
    return answers


async def _check_rows(office: Office, question: str, *values: str | date | datetime) -> None:
    connection = await asyncpg.connect(office.dsn)
    try:
        found = await connection.fetchval(question, *values)
    finally:
        await connection.close()
    if found != 1:
        raise AssertionError(f"{found} rows hold {values}")


def outcome(answers: Sequence[Answer]) -> Counter[tuple[int, str]]:
    """How many answers there were of each status and problem type."""
    return Counter(
        (answer.status, answer.json().get("type", "") if answer.status != 201 else "")
        for answer in answers
    )


async def main(trials: int) -> None:
    for workers in (1, 4):
        with data_folder() as data, served(data, "--workers", str(workers)) as server:
            office = await open_office(data)
            for name, run in (("room", race_for_a_room), ("stall", race_for_a_stall)):
                began = time.perf_counter()
                found: Counter[str] = Counter()
                for trial in range(trials):
                    seen = outcome(await run(server.address, office, trial))
                    found[str(sorted(seen.items()))] += 1
                took = (time.perf_counter() - began) / trials
                print(f"{workers} process(es), one {name}, {trials} trials, {took:.2f} s each:")
                for what, times in found.items():
                    print(f"  {times} x {what}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
