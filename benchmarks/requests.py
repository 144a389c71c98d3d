"""Requests a second and CPU a request, beside a bare Litestar handler in the same run.

    python -m benchmarks.requests [SECONDS]

One process serves, this one asks on 16 lines, in rounds that take turns. CPU is what the serving
process and PostgreSQL used, as the kernel counts it: it does not depend on how fast we ask.
"""

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.line import Line, request
from benchmarks.office import Office, open_office
from benchmarks.prove_kills import wishes
from sentra.database.postmaster import Postmaster
from tests.servers import ROOT, Served, data_folder, served

LINES = 16
ROUNDS = 3
WEEKS, SERIES = 52, 24
BOOKED = 120
"""Bookings that the day page and the feed show."""
FAR_AHEAD = 2000
"""The slot from which bookings are made while measuring: on later days than the page shows."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Case:
    """One kind of request, and the figures of each round."""

    name: str
    address: str
    pid: int
    messages: Iterator[bytes]
    statuses: frozenset[int]
    beside: "Case | None" = None
    """The bare one of its kind."""
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)


@contextmanager
def bare() -> Iterator[tuple[str, int]]:
    """Address and process of the bare handler."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bare"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout  # noqa: S101 - it was asked for
    try:
        yield process.stdout.readline().split()[-1], process.pid
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process and its ended children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS


def cpu_of_family(pid: int | None) -> float:
    """The same for PostgreSQL: its first process and those it has started."""
    if pid is None:
        return 0.0
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return cpu_of(pid) + sum(cpu_of(int(child)) for child in children)


async def ask(case: Case, seconds: float) -> int:
    """Ask on all lines until the time is over; the number of answers."""
    until = time.perf_counter() + seconds
    seen: Counter[int] = Counter()

    async def one() -> None:
        line = await Line.open(case.address)
        while time.perf_counter() < until:
            answer = await line.send(next(case.messages))
            seen[answer.status] += 1
        await line.close()

    await asyncio.gather(*(one() for _ in range(LINES)))
    if set(seen) - case.statuses:
        raise RuntimeError(f"{case.name}: {dict(seen)}")
    return seen.total()


async def measure(case: Case, seconds: float, postgres: int) -> None:
    before = time.perf_counter(), cpu_of(case.pid), cpu_of_family(postgres)
    count = await ask(case, seconds)
    after = time.perf_counter(), cpu_of(case.pid), cpu_of_family(postgres)
    took, cpu, database = (b - a for a, b in zip(before, after, strict=True))
    case.rates.append(count / took)
    case.cpu.append(cpu / count * 1000)
    case.database.append(database / count * 1000)


async def cases_of(server: Served, office: Office, hello: tuple[str, int]) -> list[Case]:
    """The bare handler first: the others are compared with it."""
    address, pid = server.address, server.process.pid
    day = (datetime.now(UTC) + timedelta(days=3)).date()

    def same(message: bytes) -> Iterator[bytes]:
        return itertools.repeat(message)

    line = await Line.open(address)
    answer = await line.send(request("GET", office.feed))
    await line.close()
    unchanged = request("GET", office.feed, if_none_match=answer.headers["etag"])
    bookings = (
        request("POST", "/api/v1/bookings", token=office.token, body=wish)
        for wish in wishes(office, FAR_AHEAD * len(office.rooms), 100_000)
    )
    wish = next(iter(wishes(office, 0, 1)))
    ok, made = frozenset({200}), frozenset({201})
    bare_page = Case("bare handler", *hello, same(request("GET", "/")), ok)
    bare_post = Case("bare POST", *hello, same(request("POST", "/", body=wish)), made)
    return [
        bare_page,
        bare_post,
        Case("day page", address, pid, same(request("GET", f"/jadwal?date={day}")), ok, bare_page),
        Case("floor page", address, pid, same(request("GET", "/lantai/1")), ok, bare_page),
        Case("booking made", address, pid, bookings, frozenset({201}), bare_post),
        Case("feed", address, pid, same(request("GET", office.feed)), ok, bare_page),
        Case("feed, unchanged", address, pid, same(unchanged), frozenset({304}), bare_page),
    ]


def report(cases: Sequence[Case]) -> None:
    """Each beside the bare one of its kind: 1/12 of its requests are the least for a booking."""
    print(
        f"{'':16}{'requests/s':>12}{'of bare':>9}{'CPU ms':>9}{'x bare':>8}{'database CPU ms':>17}"
    )
    for case in cases:
        rate, cpu, database = medians(case)
        bare_rate, bare_cpu, _ = medians(case.beside or case)
        print(
            f"{case.name:16}{rate:12.0f}{f'1/{bare_rate / rate:.1f}':>9}"
            f"{cpu:9.3f}{cpu / bare_cpu:8.1f}{database:17.3f}"
        )


def medians(case: Case) -> tuple[float, float, float]:
    rate, cpu, database = map(statistics.median, (case.rates, case.cpu, case.database))
    return rate, cpu, database


async def report_series(server: Served, office: Office) -> None:
    """One after the other, in rooms that nobody else has before seven."""
    first = (datetime.now(UTC) + timedelta(days=3)).replace(hour=23, minute=0, second=0)
    line = await Line.open(server.address)
    took: dict[str, list[float]] = {"/api/v1/series/preview": [], "/api/v1/series": []}
    for number in range(SERIES):
        room, quarter = divmod(number, 4)
        starts = first.replace(minute=15 * quarter, microsecond=0)
        wish = {
            "room": office.rooms[room],
            "starts": starts.isoformat(),
            "ends": (starts + timedelta(minutes=15)).isoformat(),
            "title": "Pelatihan",
            "rrule": f"FREQ=WEEKLY;COUNT={WEEKS}",
        }
        for path, times in took.items():
            began = time.perf_counter()
            answer = await line.send(request("POST", path, token=office.token, body=wish))
            times.append((time.perf_counter() - began) * 1000)
            if answer.status not in {200, 201}:
                raise RuntimeError(f"{path}: {answer.status} {answer.body!r}")
    await line.close()
    preview, made = (statistics.median(times) for times in took.values())
    print(
        f"series of {WEEKS} weeks with preview: {preview + made:.0f} ms "
        f"({preview:.0f} ms to look, {made:.0f} ms to book; median of {SERIES})"
    )


async def main(seconds: float) -> None:
    with data_folder() as data, served(data) as server, bare() as hello:
        office = await open_office(data)
        running = Postmaster.read(data / "postgres")
        assert running  # noqa: S101 - it serves
        line = await Line.open(server.address)
        for wish in wishes(office, 0, BOOKED):
            hers = {**wish, "organiser": office.trainer}
            await line.send(request("POST", "/api/v1/bookings", token=office.token, body=hers))
        await line.close()
        await report_series(server, office)
        cases = await cases_of(server, office, hello)
        for case in cases:
            await measure(case, seconds / 4, running.pid)  # warm
            for figures in (case.rates, case.cpu, case.database):
                figures.clear()
        for _ in range(ROUNDS):
            for case in cases:
                await measure(case, seconds, running.pid)
        report(cases)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0))
