"""People and enterprises for the proofs and benchmarks, in a Sentra that is being served."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from sentra.database.embedded import EmbeddedServer
from sentra.domain.secrets import digest, new_secret

_ENTERPRISES = 50


@dataclass(frozen=True, slots=True)
class Office:
    """A manager's token, and what she can give out.

    Attributes:
        dsn: The database's address.
        trainer: Account of a trainer.
        feed: Path of that trainer's calendar.
        rooms: Codes of rooms that are no part of another.
    """

    dsn: str
    token: str
    trainer: int
    feed: str
    rooms: tuple[str, ...]
    stalls: tuple[str, ...]
    enterprises: tuple[int, ...]


async def open_office(data: Path) -> Office:
    """Put a manager and fifty enterprises straight into the database that serves `data`."""
    server = EmbeddedServer(data)
    dsn = server.start()
    connection = await asyncpg.connect(dsn)
    try:
        return await _fill(connection, dsn)
    finally:
        await connection.close()
        server.stop()


async def _fill(connection: asyncpg.Connection, dsn: str) -> Office:
    now, token, mark = datetime.now(UTC), new_secret(), new_secret()[:8].lower()
    feed = new_secret()
    account, trainer = await connection.fetch(
        "INSERT INTO account (email, name, role, locale, active, created) "
        "SELECT role || $1, name, role, 'en', true, $2 FROM (VALUES "
        "('Ratna Wulandari', 'manager'), ('Budi Santoso', 'trainer')) people (name, role) "
        "RETURNING id",
        f"-{mark}@example.org",
        now,
    )
    await connection.execute(
        "INSERT INTO api_token (secret, account, label, created) VALUES ($1, $2, 'proof', $3)",
        digest(token),
        account["id"],
        now,
    )
    await connection.execute(
        "INSERT INTO feed (secret, account, kind, subject, label, locale, created, last_client) "
        "VALUES ($1, $2, 'trainer', $2, 'Budi Santoso', 'id', $3, '')",
        digest(feed),
        trainer["id"],
        now,
    )
    first = await connection.fetchval("SELECT count(*) FROM enterprise")
    enterprises = await connection.fetch(
        "INSERT INTO enterprise (nib, name, owner, address, kecamatan, scale, category, product, "
        "active, created, changed) SELECT (1000000000000 + $1 + n)::text, 'Usaha ' || n, 'Dewi', "
        "'', '36.74.01', 'micro', 'food', '', true, $2, $2 FROM generate_series(1, $3) n "
        "RETURNING id",
        first,
        now,
        _ENTERPRISES,
    )
    rooms = await connection.fetch(
        "SELECT code FROM space s WHERE active AND kind = 'room' AND NOT EXISTS "
        "(SELECT FROM space_part WHERE s.id IN (whole, part)) ORDER BY code"
    )
    stalls = await connection.fetch(
        "SELECT code FROM space WHERE active AND kind = 'stall' ORDER BY code"
    )
    return Office(
        dsn=dsn,
        token=token,
        trainer=trainer["id"],
        feed=f"/k/{feed}.ics",
        rooms=tuple(row["code"] for row in rooms),
        stalls=tuple(row["code"] for row in stalls),
        enterprises=tuple(row["id"] for row in enterprises),
    )
