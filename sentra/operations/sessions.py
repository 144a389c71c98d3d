"""Signed-in browsers: opening, keeping and closing sessions."""

from datetime import datetime, timedelta

from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.secrets import digest, new_secret
from sentra.tables import Session

SLIDE_EVERY = timedelta(minutes=5)
"""How often at most the end of a session in use is moved on: one write in so long, not in each
request."""


async def open_session(
    *,
    account: int,
    now: datetime,
    hours: int,
    client: str = "",
    replaces: bytes | None = None,
) -> str:
    """Start a session and return its secret, which nobody can look up again.

    A session is never taken over from before the sign-in: its secret is always new, and the one
    that the browser had (`replaces`, its digest) ends. Sessions that are over go at this occasion.
    """
    secret = new_secret()
    async with DB.transaction():
        await DB.fetch("DELETE FROM session WHERE secret = $1", replaces)
        await DB.fetch(
            "DELETE FROM session WHERE id IN "
            "(SELECT id FROM session WHERE expires <= $1 FOR UPDATE SKIP LOCKED)",
            now,
        )
        await Session.insert(
            Session(
                secret=digest(secret),
                account=account,
                created=now,
                seen=now,
                expires=now + timedelta(hours=hours),
                client=client[:80],
            )
        )
    return secret


async def keep_session(*, secret: bytes, now: datetime, hours: int) -> None:
    """The session is in use: it ends `hours` from now."""
    await DB.fetch(
        "UPDATE session SET seen = $2, expires = $3 WHERE secret = $1 AND expires > $2",
        secret,
        now,
        now + timedelta(hours=hours),
    )


async def close_session(*, secret: bytes) -> None:
    """End the session with this digest; nothing happens when it is gone already."""
    await Session.delete().where(Session.secret == secret)


async def close_other_browser(session: int, *, account: int) -> None:
    """End one of the account's own sessions, by its id.

    Raises:
        NotFound: The account has no such session.
    """
    rows = await DB.fetch(
        "DELETE FROM session WHERE id = $1 AND account = $2 RETURNING id", session, account
    )
    if not rows:
        raise NotFound(say("This browser is signed out already."))


async def close_sessions(*, account: int, but: bytes | None = None) -> int:
    """End all sessions of an account, but the one with digest `but`; how many there were."""
    rows = await DB.fetch(
        "DELETE FROM session WHERE account = $1 AND secret IS DISTINCT FROM $2 RETURNING id",
        account,
        but,
    )
    return len(rows)
