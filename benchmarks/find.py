"""CPU of finding a room, beside the same answer by going through bookings one by one.

    python -m benchmarks.find [ROUNDS]

Twelve rooms, any two hours on one of 365 days, of the whole day or of mornings that are all taken
(so that what comes nearest is looked for as well), first among 10,000 bookings of that
year and then among 1,000,000 of many years. The figures are milliseconds of CPU an answer, of this
process and of the database's own process, the median of some rounds.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from statistics import median

from bookings.domain.availability import free_spans, taken_spans
from bookings.domain.hours import at, day_of, whole_day
from bookings.domain.search import Search
from bookings.domain.spans import Span
from bookings.queries import busy, rooms
from bookings.queries.finding import search_rooms
from sentra.cli import work
from sentra.database.engine import DB
from sentra.domain.roles import Role
from sentra.settings import Settings
from tests.servers import data_folder

ROOMS = 12
FEW, MANY = 10_000, 1_000_000
YEAR = 365
_TICK = 10.0
"""Milliseconds of what the kernel counts a process's CPU in."""
_BUILDING = """
    WITH place AS (
        INSERT INTO site (code, name, area) VALUES ('bench', 'Bench', 2500) RETURNING id
    ), storey AS (
        INSERT INTO floor (site, level, name, area) SELECT id, 1, 'Lantai 1', 500 FROM place
        RETURNING id
    )
    INSERT INTO space (floor, feature, code, kind, name, area, capacity)
    SELECT id, gen_random_uuid(), 'R' || n, 'room', 'Ruang ' || n, 40, 20 + n
    FROM storey, generate_series(101, 100 + $1::int) AS n
"""
# Two or three bookings a day in every room, none of which overlap; the year of the search comes
# first, so that the first ten thousand fill it.
_BOOKINGS = """
    WITH slot AS (
        SELECT n, s.id AS space,
               $1::timestamptz + (n / $2) % $3 * interval '1 day'
                 + (n / ($2 * $3)) * interval '3 hours' + interval '90 minutes' * (n % 2) AS starts,
               uuid_in(md5(n::text)::cstring) AS uid
        FROM generate_series($4::int, $5::int - 1) AS n
        JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS place FROM space) s
          ON s.place = n % $2
    ), made AS (
        INSERT INTO booking (uid, space, organiser, starts, ends, title, created, changed)
        SELECT uid, space, $6, starts, starts + interval '75 minutes', 'Pelatihan', $1, $1
        FROM slot RETURNING id, space, starts, ends
    )
    INSERT INTO hold (booking, space, starts, ends) SELECT id, space, starts, ends FROM made
"""


async def fill(first: datetime, *, days: int, since: int, until: int, trainer: int) -> None:
    """Bookings of so many days from the first on, numbered from `since` on."""
    await DB.fetch(_BOOKINGS, first, ROOMS, days, since, until, trainer)


async def one_by_one(search: Search) -> list[tuple[str, Span]]:
    """The first free time of each room, from the lists that the day view works with."""
    last = search.days[-1] - search.days[0]
    taken = await busy(whole_day(search.days[0], days=last.days + 1))
    return [
        (room.code, found)
        for room in await rooms()
        if (found := first_free(search, taken_spans(room, taken))) is not None
    ]


def first_free(search: Search, taken: list[Span]) -> Span | None:
    for day in search.days:
        hours = Span(at(day, search.earliest), at(day, search.latest))
        today = [span for span in taken if span.overlaps(hours)]
        for free in free_spans(hours, today):
            if free.length >= search.length:
                return Span(free.starts, free.starts + search.length)
    return None


async def cpu(deed: Callable[[], Awaitable[object]], rounds: int) -> tuple[float, float]:
    """Milliseconds that the deed takes of this process and of the database's."""
    [backend] = await DB.fetch("SELECT pg_backend_pid() AS pid")
    for _ in range(3):
        await deed()
    spent = []
    database = ticks(backend["pid"])
    for _ in range(rounds):
        before = time.process_time()
        await deed()
        spent.append((time.process_time() - before) * 1000)
    return median(spent), (ticks(backend["pid"]) - database) * _TICK / rounds


def ticks(pid: int) -> int:
    """What the kernel has counted of a process, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


async def report(rounds: int) -> None:
    now = datetime.now(UTC)
    first = day_of(now) + timedelta(days=1)
    search = Search(
        days=tuple(first + timedelta(days=step) for step in range(YEAR)),
        earliest=clock_time(7),
        latest=clock_time(12),
        length=timedelta(hours=2),
        people=15,
    )
    series = replace(search, days=search.days[::7], every=True)
    [trainer] = await DB.fetch(
        "INSERT INTO account (email, name, role, locale, active, created)"
        " VALUES ('budi@example.org', 'Budi', 'trainer', 'id', true, $1) RETURNING id",
        now,
    )
    await DB.fetch(_BUILDING, ROOMS)
    opens = at(first, clock_time(7))
    await fill(opens, days=YEAR, since=0, until=FEW, trainer=trainer["id"])
    await DB.fetch("ANALYZE")
    few = await answers(search, series, rounds)
    # The rest lies in the years before, as in a house that has stood for long.
    begin = opens - timedelta(days=YEAR * 40)
    await fill(
        begin, days=YEAR * 39, since=FEW * 100, until=FEW * 100 + MANY - FEW, trainer=trainer["id"]
    )
    await DB.fetch("ANALYZE")
    many = await answers(search, series, rounds)
    show(few, many)


async def answers(search: Search, series: Search, rounds: int) -> dict[str, tuple[float, float]]:
    now = datetime.now(UTC)
    whole = replace(search, latest=clock_time(21))
    return {
        "one of 365 days": await cpu(
            lambda: search_rooms(whole, role=Role.TRAINER, now=now), rounds
        ),
        "one of 365 mornings, none free": await cpu(
            lambda: search_rooms(search, role=Role.TRAINER, now=now), rounds
        ),
        "52 weeks at one hour": await cpu(
            lambda: search_rooms(series, role=Role.TRAINER, now=now), rounds
        ),
        "booking by booking, those mornings": await cpu(lambda: one_by_one(search), 3),
    }


def show(few: dict[str, tuple[float, float]], many: dict[str, tuple[float, float]]) -> None:
    print(f"{ROOMS} rooms; CPU in ms an answer: this process + the database's")
    for name, (mine, its) in few.items():
        later = many[name]
        print(
            f"{name:38}{FEW:>10,}: {mine:6.1f} + {its:5.1f}   {MANY:>10,}: "
            f"{later[0]:6.1f} + {later[1]:5.1f}   ratio {sum(later) / (mine + its):.2f}"
        )
    quick, slow = few["one of 365 mornings, none free"], few["booking by booking, those mornings"]
    print(f"booking by booking takes {sum(slow) / sum(quick):.1f} times as long")


async def main(rounds: int) -> None:
    with data_folder() as data:
        # In one transaction, so that one process of the database does all.
        async with work.database(Settings(data=data)), DB.transaction() as apart:
            await report(rounds)
            await apart.undo()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
