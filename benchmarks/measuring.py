"""Asking on some lines for some time, and what it takes: requests a second and CPU a request."""

import asyncio
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from benchmarks.line import Line
from benchmarks.steady import ask_steadily

LINES = 16
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
    asked: int | None = None
    """How many times fewer requests than the bare one are the most."""
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)

    def forget(self) -> None:
        """Begin anew, once it is warm."""
        for figures in (self.rates, self.cpu, self.database, self.asking):
            figures.clear()


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process and its ended children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS


def cpu_of_family(pid: int) -> float:
    """The same with those that it has started and that still run."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return cpu_of(pid) + sum(cpu_of(int(child)) for child in children)


async def ask(case: Case, seconds: float) -> int:
    """Ask on all lines until the time is over; the number of answers."""
    if isinstance(case.messages, repeat):
        seen = await ask_steadily(case.address, next(case.messages), LINES, seconds)
    else:
        seen = await _ask_one_by_one(case, seconds)
    if set(seen) - case.statuses:
        raise RuntimeError(f"{case.name}: {dict(seen)}")
    return seen.total()


async def _ask_one_by_one(case: Case, seconds: float) -> Counter[int]:
    until = time.perf_counter() + seconds
    seen: Counter[int] = Counter()

    async def one() -> None:
        line = await Line.open(case.address)
        while time.perf_counter() < until:
            answer = await line.send(next(case.messages))
            seen[answer.status] += 1
        await line.close()

    await asyncio.gather(*(one() for _ in range(LINES)))
    return seen


async def measure(case: Case, seconds: float, postgres: int) -> None:
    before = (
        time.perf_counter(),
        cpu_of_family(case.pid),
        cpu_of_family(postgres),
        time.process_time(),
    )
    count = await ask(case, seconds)
    after = (
        time.perf_counter(),
        cpu_of_family(case.pid),
        cpu_of_family(postgres),
        time.process_time(),
    )
    took, cpu, database, mine = (b - a for a, b in zip(before, after, strict=True))
    case.rates.append(count / took)
    case.cpu.append(cpu / count * 1000)
    case.database.append(database / count * 1000)
    case.asking.append(mine / count * 1000)


def report(cases: Sequence[Case]) -> None:
    """Each beside the bare one of its kind, and what is asked of it."""
    print(
        f"{'':26}{'requests/s':>11}{'of bare':>8}{'asked':>7}{'CPU ms':>8}{'x bare':>7}"
        f"{'database':>9}{'asking':>7}"
    )
    for case in cases:
        rate, cpu, database, asking = medians(case)
        bare_rate, bare_cpu, _, _ = medians(case.beside or case)
        asked = f"1/{case.asked}" if case.asked else ""
        print(
            f"{case.name:26}{rate:11.0f}{f'1/{bare_rate / rate:.1f}':>8}{asked:>7}"
            f"{cpu:8.2f}{cpu / bare_cpu:7.1f}{database:9.2f}{asking:7.2f}"
        )


def medians(case: Case) -> tuple[float, float, float, float]:
    rate, cpu, database, asking = map(
        statistics.median, (case.rates, case.cpu, case.database, case.asking)
    )
    return rate, cpu, database, asking
