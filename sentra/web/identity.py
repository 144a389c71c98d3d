"""Who asks: a session cookie for people, a bearer token for programs, else a visitor."""

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

SESSION_COOKIE = "sentra_sesi"
_BEARER = "bearer "


class Identity(AbstractAuthenticationMiddleware):
    """Puts an `Actor` on every request; at most one query, none for a visitor."""

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        path = connection.url.path
        source = Source.API if path.startswith("/api/") else Source.PAGE
        address = connection.client.host if connection.client else None
        visitor = Actor.visitor(source, address)
        bearer = bearer_of(connection)
        if bearer is not None:
            actor = await queries.actor_of_token(
                digest(bearer), source=source, address=address, now=connection.app.state.clock()
            )
            if actor is None:
                raise SignInNeeded(say("This token is unknown, revoked or its account is closed."))
            return AuthenticationResult(user=actor, auth=None)
        cookie = connection.cookies.get(SESSION_COOKIE)
        if not cookie:
            return AuthenticationResult(user=visitor, auth=None)
        secret = digest(cookie)
        actor = await queries.actor_of_session(
            secret, source=source, address=address, now=connection.app.state.clock()
        )
        if actor is None:
            return AuthenticationResult(user=visitor, auth=None)
        return AuthenticationResult(user=actor, auth=secret)


def bearer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The secret of an `Authorization: Bearer` header (RFC 6750 section 2.1)."""
    header = connection.headers.get("authorization", "")
    if header[: len(_BEARER)].lower() != _BEARER:
        return None
    return header[len(_BEARER) :].strip()
