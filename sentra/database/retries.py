"""Trying again when PostgreSQL asks for it, so that nobody is shown a dead-lock."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from sentra.database.engine import DB

_Result = TypeVar("_Result")
_AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
TRIES = 5


async def retrying(transaction: Callable[[], Awaitable[_Result]]) -> _Result:
    """Run one whole transaction, again when the database gave it up for another's sake.

    Inside a transaction that is open already it runs once: that one is lost with it, and only
    whoever opened it can try again.

    Raises:
        asyncpg.DeadlockDetectedError, asyncpg.SerializationError: Even the last try was given up.
    """
    if DB.current_transaction.get() is not None:
        return await transaction()
    for turn in range(1, TRIES):
        try:
            return await transaction()
        except _AGAIN:
            await asyncio.sleep(0.01 * turn)
    return await transaction()
