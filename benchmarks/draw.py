"""CPU and memory of a draw, of its verifier, and of an optimiser that does less.

    python -m benchmarks.draw [MOST]

Forty programmes of ten stalls, seven kecamatan, everybody ranks all forty: first 20,000 applicants,
then tenfold steps up to MOST (1,000,000 unless told) to show how it grows. Beside it, in the same
run, `scipy.optimize.linear_sum_assignment`, which finds some allotment with the dearest wishes
altogether (no classes, no lottery, not stable, and pays liars). It comes with the extra
`bench`; without it, its line is left out.
"""

import importlib.util
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

from floors.domain.draw.lottery import pseudonym
from floors.domain.draw.market import AFFIRMATIVE, NEWCOMER, RENEWAL, Application, Programme, Rules
from floors.domain.draw.outcome import Outcome, draw
from floors.domain.draw.record import commit, publish
from floors.domain.draw.seeds import WitnessedPlan, witnessed_seed
from floors.domain.plan import Label
from sentra.domain.regions import all_kecamatan

Made = TypeVar("Made")

APPLICANTS, MOST = 20_000, 1_000_000
PROGRAMMES, STALLS = 40, 10
ORDERS = 5_000
"""Lists of wishes that applicants share, so that a million of them fit into memory."""
RANDOM = Random(1)  # noqa: S311 (nothing here is a secret)
DIGITS = tuple(range(10)) * 2
_KECAMATAN = [each.code for each in all_kecamatan()]

RULES = Rules(
    round="bench",
    precedence=(RENEWAL, *_KECAMATAN, AFFIRMATIVE, NEWCOMER),
    salt_sha256="0" * 64,
    tenancy=("2027-01-01", "2028-01-01"),
)


def offered() -> list[Programme]:
    return [
        Programme(
            code=f"P{at:02}",
            name=Label(id=f"Program {at}", en=f"Programme {at}"),
            stalls=tuple(f"{at:02}-{stall:02}" for stall in range(STALLS)),
            seats={RENEWAL: 1, _KECAMATAN[at % 7]: 2, AFFIRMATIVE: 2, NEWCOMER: 1},
        )
        for at in range(PROGRAMMES)
    ]


def applied(many: int, random: Random) -> list[Application]:
    codes = [each.code for each in offered()]
    # The first programmes are the dearest to most, as in life.
    orders = [
        tuple(sorted(codes, key=lambda code: int(code[1:]) * random.random() ** 2))
        for _ in range(ORDERS)
    ]
    return [
        Application(
            pseudonym=pseudonym(salt=bytes(32), round_code="bench", enterprise=at),
            classes=_classes(random),
            preferences=random.choice(orders),
        )
        for at in range(many)
    ]


def _classes(random: Random) -> tuple[str, ...]:
    kinds = [random.choice(_KECAMATAN)]
    if random.random() < 0.5:
        kinds.append(AFFIRMATIVE)
    kinds += random.choices([[NEWCOMER], [RENEWAL], []], [60, 1, 39])[0]
    return tuple(sorted(kinds))


def measured(make: Callable[[], Made]) -> tuple[float, Made]:
    """Seconds of CPU, the better of two."""
    took = []
    for _ in range(2):
        start = time.process_time()
        made = make()
        took.append(time.process_time() - start)
    return min(took), made


def drawn(applications: list[Application], seed: str = "5") -> Outcome:
    return draw(rules=RULES, programmes=offered(), applications=applications, seed=seed)


def peak(make: Callable[[], object]) -> float:
    """Megabytes at the most, beside what was there before."""
    tracemalloc.start()
    make()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def verify(applications: list[Application]) -> float:
    """Seconds of CPU of the program of one file, its start and reading included."""
    from resource import RUSAGE_CHILDREN, getrusage  # noqa: PLC0415 (not on every system)

    from floors.data import verify_sentra_round  # noqa: PLC0415 (only its path is wanted)

    committed = commit(
        rules=RULES,
        programmes=offered(),
        applications=applications,
        plan=WitnessedPlan(values=20, faces=10),
    )
    seed = witnessed_seed(
        round_code="bench",
        commitment=committed.digest,
        plan=WitnessedPlan(values=20, faces=10),
        first=DIGITS,
        second=DIGITS,
    )
    outcome = drawn(applications, seed.seed)
    files = publish(commitment=committed, seed=seed, changes=(), outcome=outcome)
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        before = getrusage(RUSAGE_CHILDREN).ru_utime
        subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-I", verify_sentra_round.__file__, folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return getrusage(RUSAGE_CHILDREN).ru_utime - before


def optimised(applications: list[Application]) -> float | None:
    """Seconds of CPU of scipy's assignment of applicants to stalls by rank of wish."""
    if importlib.util.find_spec("scipy") is None:
        return None
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    places = {each.code: at * STALLS for at, each in enumerate(offered())}
    costs = np.zeros((len(applications), PROGRAMMES * STALLS))
    for row, each in enumerate(applications):
        for rank, code in enumerate(each.preferences):
            costs[row, places[code] : places[code] + STALLS] = rank
    return measured(lambda: linear_sum_assignment(costs))[0]


def main(most: int = MOST) -> None:
    applications = applied(APPLICANTS, RANDOM)
    took, outcome = measured(lambda: drawn(applications))
    print(f"{APPLICANTS:,} applicants, {PROGRAMMES} programmes of {STALLS}, all ranked by all")
    print(f"  draw              {took:6.3f} s CPU, {peak(lambda: drawn(applications)):.1f} MB")
    print(f"  winners           {len(outcome.places):6}")
    print(f"  verifier          {verify(applications):6.3f} s CPU")
    solver = optimised(applications)
    if solver is not None:
        print(f"  scipy, less asked {solver:6.3f} s CPU ({solver / took:.1f} times the draw)")
    many = APPLICANTS
    print("applicants   s CPU   µs each")
    while many <= most:
        some = applied(many, RANDOM)
        took = measured(partial(drawn, some))[0]
        print(f"{many:10,} {took:7.3f} {took / many * 1e6:9.2f}")
        many = min(many * 10, most) if many < most else most + 1


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
