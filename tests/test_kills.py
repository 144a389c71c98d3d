"""`kill -9` in the middle of writes; `python -m benchmarks.prove_kills` does it at full length."""

import pytest

from benchmarks.prove_kills import run_trial
from tests.servers import data_folder

pytestmark = pytest.mark.slow

WRITES = 150


async def test_what_was_acknowledged_stays_and_nothing_is_half_done() -> None:
    """Once Sentra alone is killed, and once PostgreSQL with it."""
    with data_folder() as data:
        for number in range(2):
            trial = await run_trial(data, number, WRITES, seed=7)
            assert trial.acknowledged
            assert (trial.lost, trial.half_done, trial.refused) == (0, 0, 0)
