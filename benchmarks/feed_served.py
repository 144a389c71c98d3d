"""Requests a second for kept calendars, beside bare Litestar handlers in the same run.

    python -m benchmarks.feed_served [SECONDS]

The calendar has about 200 kB. It is compared with the least that Litestar does (`hello`), and with
a bare handler that returns as many bytes; each is asked in rounds that take turns. All run on the
same server and log each request into a file, since Sentra is never without its log; what the least
is without one is there besides.
"""

import itertools
import statistics
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import asyncpg
import uvloop

from benchmarks.line import Line, request
from benchmarks.measuring import Case
from benchmarks.office import Office, open_office
from benchmarks.requests import bare, run
from tests.servers import data_folder, served

EVENTS = 500
"""As many as make about 200 kB."""
_BOOK = """
    INSERT INTO booking (uid, space, organiser, starts, ends, title, note, public, state, reason,
                         sequence, created, changed)
    SELECT gen_random_uuid(), s.id, $2, $3::timestamptz + n * interval '12 hours',
           $3::timestamptz + n * interval '12 hours' + interval '2 hours',
           'Pembukuan sederhana, hari ' || n, '', true, 'confirmed', '', 0, now(), now()
    FROM space s, generate_series(1, $4) n WHERE s.code = $1
"""


def same(message: bytes) -> Iterator[bytes]:
    return itertools.repeat(message)


async def fill(office: Office) -> None:
    connection = await asyncpg.connect(office.dsn)
    try:
        now = datetime.now(UTC) - timedelta(days=80)
        await connection.execute(_BOOK, office.rooms[0], office.trainer, now, EVENTS)
    finally:
        await connection.close()


async def main(seconds: float) -> None:
    with (
        data_folder() as data,
        served(data) as server,
        bare(1) as hello,
        bare(1, log_level="warning") as quiet,
    ):
        office = await open_office(data)
        await fill(office)
        line = await Line.open(server.address)
        plain = await line.send(request("GET", office.feed))
        await line.close()
        feed, etag, ok = office.feed, plain.headers["etag"], frozenset({200})
        ours, theirs = (server.address, server.process.pid), hello
        large = f"/bytes/{len(plain.body)}"
        small = Case("bare hello", *theirs, same(request("GET", "/")), ok)
        silent = Case("bare, no log", *quiet, same(request("GET", "/")), ok)
        big = Case("bare, as large", *theirs, same(request("GET", large)), ok)
        cases = [
            small,
            silent,
            big,
            Case(
                "304",
                *ours,
                same(request("GET", feed, if_none_match=etag)),
                frozenset({304}),
                small,
            ),
            Case("200 gzip", *ours, same(request("GET", feed, accept_encoding="gzip")), ok, small),
            Case("200 zstd", *ours, same(request("GET", feed, accept_encoding="zstd")), ok, small),
            Case("200 plain", *ours, same(request("GET", feed)), ok, big),
        ]
        await run(cases, data, seconds)
        print(
            f"a calendar of {len(plain.body) / 1000:.0f} kB from {urlsplit(server.address).netloc}"
        )
        report(cases, small, big)


def report(cases: list[Case], small: Case, big: Case) -> None:
    """Each beside both bare handlers: by requests a second, and by CPU."""
    heads = ("requests/s", "CPU ms", "x hello", "x as large", "CPU: hello", "as large")
    print(f"{'':16}" + "".join(f"{head:>12}" for head in heads))
    for case in cases:
        rate, cpu = statistics.median(case.rates), statistics.median(case.cpu)
        by_rate = [rate / statistics.median(other.rates) for other in (small, big)]
        by_cpu = [statistics.median(other.cpu) / cpu for other in (small, big)]
        print(
            f"{case.name:16}{rate:12.0f}{cpu:12.3f}"
            + "".join(f"{times:12.2f}" for times in (*by_rate, *by_cpu))
        )


if __name__ == "__main__":
    uvloop.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0))
