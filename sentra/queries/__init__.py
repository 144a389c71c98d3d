"""Reads of accounts, registry and audit trail."""

from datetime import datetime

from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source

_ACTOR = """
    SELECT a.id, a.name, a.role, a.locale, a.enterprise, a.cooperative
    FROM {table} s JOIN account a ON a.id = s.account
    WHERE s.secret = $1 AND a.active AND {alive}
"""
_BY_SESSION = _ACTOR.format(table="session", alive="s.expires > $2")
_BY_TOKEN = _ACTOR.format(table="api_token", alive="(s.revoked IS NULL OR s.revoked > $2)")


async def actor_of_session(
    secret: bytes, *, source: Source, address: str | None, now: datetime
) -> Actor | None:
    """The person behind a live session, by the digest of its secret."""
    return await _actor(_BY_SESSION, secret, source=source, address=address, now=now)


async def actor_of_token(
    secret: bytes, *, source: Source, address: str | None, now: datetime
) -> Actor | None:
    """The account behind a token that is not revoked, by the digest of its secret."""
    return await _actor(_BY_TOKEN, secret, source=source, address=address, now=now)


async def _actor(
    sql: str, secret: bytes, *, source: Source, address: str | None, now: datetime
) -> Actor | None:
    rows = await DB.fetch(sql, secret, now)
    if not rows:
        return None
    row = rows[0]
    return Actor(
        role=Role(row["role"]),
        source=source,
        name=row["name"],
        account=row["id"],
        enterprise=row["enterprise"],
        cooperative=row["cooperative"],
        address=address,
        locale=row["locale"],
    )
