"""Whether the database still says what it said: what can be kept until it does not."""

from typing import NamedTuple

from sentra.database.engine import DB


class DatabaseState(NamedTuple):
    """Two equal ones: between them nothing was committed, by whatever program.

    A snapshot says which transactions can be seen (`xmin:xmax:those that run`), and each one that
    changes anything has a number of its own. It never says the same again; after the database has
    started anew, perhaps from a backup, `since` differs.
    """

    snapshot: str
    since: object


async def database_state() -> DatabaseState | None:
    """How the database stands; None inside a transaction that has changed something itself."""
    rows = await DB.fetch(
        """
        SELECT pg_current_snapshot()::text AS snapshot, pg_postmaster_start_time() AS since
        WHERE pg_current_xact_id_if_assigned() IS NULL
        """
    )
    return DatabaseState(*rows[0]) if rows else None
