"""Requests a second and CPU a request, beside a bare Litestar handler in the same run.

    python -m benchmarks.requests [SECONDS]

One process serves, then two; this one asks on 16 lines, in rounds that take turns. CPU is what the
serving processes and PostgreSQL used, as the kernel counts it: it does not depend on how fast we
ask. On a machine of two cores, two processes that serve share them with PostgreSQL and with this
one, whose own CPU a request is shown as well ("asking").
"""

import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

import uvloop

from benchmarks.line import Line, request
from benchmarks.measuring import Case, measure, report
from benchmarks.office import Office, open_office
from benchmarks.prove_kills import wishes
from sentra.database.postmaster import Postmaster
from tests.servers import ROOT, Served, data_folder, served

ROUNDS = 3
WEEKS, SERIES = 52, 24
BOOKED = 120
"""Bookings that the day page and the feed show."""
FAR_AHEAD = 2000
"""The slot from which bookings are made while measuring: on later days than the page shows."""


@contextmanager
def bare(workers: int, *, log_level: str = "info") -> Iterator[tuple[str, int]]:
    """Address and first process of the bare handler, served by as many processes.

    It logs into a file, as what it is compared with does.
    """
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - of our own words
            [sys.executable, "-m", "benchmarks.bare", str(workers), log_level],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout  # noqa: S101 - it was asked for
    try:
        yield process.stdout.readline().split()[-1], process.pid
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def each_its_own(path: str) -> Iterator[bytes]:
    """The same page at addresses that nobody has asked for: it is made, and not kept."""
    between = "&" if "?" in path else "?"
    return (request("GET", f"{path}{between}n={n}") for n in itertools.count(time.time_ns()))


def far_bookings(office: Office) -> Iterator[bytes]:
    return (
        request("POST", "/api/v1/bookings", token=office.token, body=wish)
        for wish in wishes(office, FAR_AHEAD * len(office.rooms), 200_000)
    )


async def cases_of(
    server: Served, office: Office, hello: tuple[str, int], bookings: Iterator[bytes]
) -> list[Case]:
    """The bare handler first: the others are compared with it."""
    own = server.address, server.process.pid
    day = f"/jadwal?date={(datetime.now(UTC) + timedelta(days=3)).date()}"

    def same(path: str, **headers: str) -> Iterator[bytes]:
        return itertools.repeat(request("GET", path, **headers))

    line = await Line.open(server.address)
    answer = await line.send(request("GET", office.feed))
    await line.close()
    wish = request("POST", "/", body=next(iter(wishes(office, 0, 1))))
    ok, made = frozenset({200}), frozenset({201})
    page = Case("bare handler", *hello, same("/"), ok)
    post = Case("bare POST", *hello, itertools.repeat(wish), made)
    unchanged = same(office.feed, if_none_match=answer.headers["etag"])
    return [
        page,
        post,
        Case("day page", *own, same(day), ok, page, asked=20),
        Case("day page, made anew", *own, each_its_own(day), ok, page),
        Case("floor page", *own, same("/lantai/1"), ok, page),
        Case("floor page, made anew", *own, each_its_own("/lantai/1"), ok, page),
        Case("booking made", *own, bookings, made, post, asked=12),
        Case("feed", *own, same(office.feed), ok, page),
        Case("feed, unchanged", *own, unchanged, frozenset({304}), page),
    ]


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


async def fill(server: Served, office: Office) -> None:
    line = await Line.open(server.address)
    for wish in wishes(office, 0, BOOKED):
        hers = {**wish, "organiser": office.trainer}
        await line.send(request("POST", "/api/v1/bookings", token=office.token, body=hers))
    await line.close()


async def run(cases: list[Case], data: Path, seconds: float) -> None:
    running = Postmaster.read(data / "postgres")
    assert running  # noqa: S101 - it serves
    for case in cases:
        await measure(case, seconds / 4, running.pid)  # warm
        case.forget()
    for _ in range(ROUNDS):
        for case in cases:
            await measure(case, seconds, running.pid)
    report(cases)


async def main(seconds: float) -> None:
    with data_folder() as data:
        for workers in (1, 2):
            with served(data, "--workers", str(workers)) as server, bare(workers) as hello:
                if workers == 1:
                    office = await open_office(data)
                    bookings = far_bookings(office)
                    await fill(server, office)
                    await report_series(server, office)
                cases = await cases_of(server, office, hello, bookings)
                print(
                    f"served by {workers} process{'es' if workers > 1 else ''}; CPU in ms a request"
                )
                await run(cases, data, seconds)


if __name__ == "__main__":
    uvloop.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0))
