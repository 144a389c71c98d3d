"""Every deed in rooms at random, beside a twin that counts minutes: no difference in 100,000 steps.

    python -m benchmarks.prove_bookings [STEPS]

The first difference ends it, with the shortest history that shows it.
"""

import asyncio
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from sentra.database.embedded import EmbeddedServer
from sentra.database.engine import DB
from sentra.database.migrate import migrate
from sentra.operations import hashing
from tests.bookings.stateful.cast import Cast
from tests.bookings.stateful.machine import histories
from tests.servers import data_folder


def main(steps: int) -> None:
    hashing.use(hashing.Hasher(passes=1, kibibytes=8))
    loop = asyncio.new_event_loop()
    with data_folder() as data, EmbeddedServer(data / "postgres") as url:
        DB.point_at(url)
        loop.run_until_complete(DB.start_pool(smallest=1, largest=2))
        try:
            loop.run_until_complete(migrate())
            with Cast(loop) as cast:
                began, cpu = time.perf_counter(), time.process_time()
                told = histories(cast, steps)
                took, cpu = time.perf_counter() - began, time.process_time() - cpu
        finally:
            loop.run_until_complete(DB.close_connection_pool())
    done = sum(told.values())
    for deed, ends in _by_deed(told).items():
        print(f"{deed:22} {sum(ends.values()):7,}   {', '.join(_words(ends))}")
    print(
        f"{done:,} steps, no difference: {took:.0f} s, {done / took:.0f} a second, "
        f"{cpu / done * 1000:.2f} ms of CPU each beside PostgreSQL's"
    )


def _by_deed(told: Counter[str]) -> dict[str, Counter[str]]:
    """How each deed has ended, and how often."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line, times in sorted(told.items()):
        deed, _, end = line.partition(": ")
        found[deed][end] += times
    return found


def _words(ends: Counter[str]) -> Iterator[str]:
    return (f"{end} {times:,}" for end, times in ends.most_common())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
