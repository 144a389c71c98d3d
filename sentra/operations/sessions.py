"""Signed-in browsers: opening and closing sessions."""

from datetime import datetime, timedelta

from sentra.domain.secrets import digest, new_secret
from sentra.tables import Session


async def open_session(*, account: int, now: datetime, hours: int, client: str = "") -> str:
    """Start a session and return its secret, which nobody can look up again.

    A session is never taken over from before the sign-in: its secret is always new.
    """
    secret = new_secret()
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


async def close_session(*, secret: bytes) -> None:
    """End the session with this digest; nothing happens when it is gone already."""
    await Session.delete().where(Session.secret == secret)
