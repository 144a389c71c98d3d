"""When PostgreSQL can't be had: one error for all the ways in which that shows."""

import asyncpg

FAILURES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a database that cannot be reached, or answers too late, makes asyncpg raise."""


class Unreachable(ConnectionError):
    """No connection can be had: the server is gone, refuses, or has none left."""


LOST = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
)
"""What is raised where a connection is refused, or lost while it is in use."""


def says_closed(error: asyncpg.InterfaceError) -> bool:
    """Whether it is of a connection that is gone; all else it may be of is a defect of ours.

    asyncpg has one class for both, and says which only in words.
    """
    return "closed" in str(error) or "closing" in str(error)
