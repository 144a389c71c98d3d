"""Who asks: a session cookie for people, a bearer token for programs, else a visitor."""

from datetime import datetime
from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware.authentication import (
    AbstractAuthenticationMiddleware,
    AuthenticationResult,
)

from sentra import queries
from sentra.domain.messages import say
from sentra.domain.refusals import SignInNeeded
from sentra.domain.roles import Actor, Source
from sentra.domain.secrets import digest
from sentra.operations.sessions import SLIDE_EVERY, keep_session
from sentra.operations.tokens import note_use

SESSION_COOKIE = "sentra_sesi"
_BEARER = "bearer "


class Identity(AbstractAuthenticationMiddleware):
    """Puts an `Actor` on every request; at most one query, none for a visitor.

    Now and then it also notes that a session or a token is in use.
    """

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        path = connection.url.path
        source = Source.API if path.startswith("/api/") else Source.PAGE
        address = connection.client.host if connection.client else None
        visitor = Actor.visitor(source, address)
        now: datetime = connection.app.state.clock()
        if "authorization" in connection.headers:
            # Whatever it says, cookies do not count beside it: it lifts the CSRF check.
            bearer = bearer_of(connection)
            if bearer is None:
                return AuthenticationResult(user=visitor, auth=None)
            secret = digest(bearer)
            known = await queries.actor_of_token(secret, source=source, address=address, now=now)
            if known is None:
                raise SignInNeeded(say("This token is unknown, revoked or its account is closed."))
            if known.used is None or known.used.date() != now.date():
                await note_use(secret=secret, now=now)
            return AuthenticationResult(user=known.actor, auth=None)
        cookie = connection.cookies.get(SESSION_COOKIE)
        if not cookie:
            return AuthenticationResult(user=visitor, auth=None)
        secret = digest(cookie)
        known = await queries.actor_of_session(secret, source=source, address=address, now=now)
        if known is None:
            return AuthenticationResult(user=visitor, auth=None)
        if known.used is not None and now - known.used >= SLIDE_EVERY:
            hours = connection.app.state.settings.session_hours
            await keep_session(secret=secret, now=now, hours=hours)
        return AuthenticationResult(user=known.actor, auth=secret)


def bearer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The secret of an `Authorization: Bearer` header (RFC 6750 section 2.1)."""
    header = connection.headers.get("authorization", "")
    if header[: len(_BEARER)].lower() != _BEARER:
        return None
    return header[len(_BEARER) :].strip()
