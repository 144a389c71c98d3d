"""Reads of accounts, registry and audit trail; here, who asks."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source

_ACTOR = """
    SELECT a.id, a.name, a.role, a.locale, a.enterprise, a.cooperative, {used} AS used
    FROM {table} s JOIN account a ON a.id = s.account
    WHERE s.secret = $1 AND a.active AND {alive}
"""
_BY_SESSION = _ACTOR.format(table="session", alive="s.expires > $2", used="s.seen")
_BY_TOKEN = _ACTOR.format(
    table="api_token",
    alive="(s.revoked IS NULL OR s.revoked > $2)",
    used="s.last_used::timestamp AT TIME ZONE 'UTC'",
)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a live session or token, and when it was last noted to be in use."""

    actor: Actor
    used: datetime | None


async def actor_of_session(
    secret: bytes, *, source: Source, address: str | None, now: datetime
) -> Known | None:
    """The person behind a live session, by the digest of its secret."""
    return await _known(_BY_SESSION, secret, source=source, address=address, now=now)


async def actor_of_token(
    secret: bytes, *, source: Source, address: str | None, now: datetime
) -> Known | None:
    """The account behind a token that is not revoked, by the digest of its secret."""
    return await _known(_BY_TOKEN, secret, source=source, address=address, now=now)


async def _known(
    sql: str, secret: bytes, *, source: Source, address: str | None, now: datetime
) -> Known | None:
    rows = await DB.fetch(sql, secret, now)
    if not rows:
        return None
    row = rows[0]
    actor = Actor(
        role=Role(row["role"]),
        source=source,
        name=row["name"],
        account=row["id"],
        enterprise=row["enterprise"],
        cooperative=row["cooperative"],
        address=address,
        locale=row["locale"],
    )
    return Known(actor, row["used"])


async def database_answers() -> None:
    """Nothing, when the database answers within two seconds.

    Raises:
        TimeoutError: It took longer; or what the driver raises when it can't be reached.
    """
    async with asyncio.timeout(2):
        await DB.fetch("SELECT 1")
