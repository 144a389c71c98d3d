"""A transaction that the database gave up for another's sake is done again."""

import asyncpg
import pytest

from sentra.database.engine import DB
from sentra.database.retries import TRIES, retrying


class Attempts:
    """Fails with a dead-lock a number of times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.made <= self.failures:
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        return "done"


@pytest.mark.parametrize("failures", range(TRIES))
async def test_it_tries_again(database: str, failures: int) -> None:
    attempts = Attempts(failures)
    assert (await retrying(attempts), attempts.made) == ("done", failures + 1)


async def test_it_gives_up_in_the_end(database: str) -> None:
    attempts = Attempts(99)
    with pytest.raises(asyncpg.DeadlockDetectedError):
        await retrying(attempts)
    assert attempts.made == TRIES


async def test_a_part_of_a_transaction_is_not_tried_again(db: None) -> None:
    attempts = Attempts(1)
    assert DB.current_transaction.get() is not None
    with pytest.raises(asyncpg.DeadlockDetectedError):
        await retrying(attempts)
    assert attempts.made == 1
