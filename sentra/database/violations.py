"""From a broken database constraint to what a person is told: one table of names, in one place.

Each package registers its constraints beside its tables' migrations; `speak` turns the driver's
error into the refusal, whatever path wrote the row.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg

from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Refusal

_REFUSALS: dict[str, Callable[[], Refusal]] = {}


def on_violation(constraint: str, refusal: Callable[[], Refusal]) -> None:
    """Say what to raise when the constraint of this name is broken."""
    _REFUSALS[constraint] = refusal


@contextmanager
def speak() -> Iterator[None]:
    """Turn a broken constraint inside the block into its refusal.

    Raises:
        Refusal: The one registered for the constraint; a plain `Conflict` for a unique, foreign-key
            or exclusion constraint nobody registered, since the database has refused a write that
            the code let through.
    """
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        make = _REFUSALS.get(error.constraint_name or "")
        if make is not None:
            raise make() from error
        raise Conflict(
            say("What is stored stands against this change. Reload the page and try again."),
            extra={"constraint": error.constraint_name},
        ) from error
