"""Deny by default: a handler that does not say who may call it is called by nobody.

Say it with `allow=`: a set of roles, as in `@get("/jadwal", allow=EVERYONE)`. The application does
not start with a handler that says nothing (`undeclared`), and a test walks roles and routes.
"""

from collections.abc import Iterable

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.routes import BaseRoute

from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, SignInNeeded
from sentra.domain.roles import Actor, Role


def allowed_roles(handler: BaseRouteHandler) -> frozenset[Role]:
    """The roles a handler declares; none when it declares nothing."""
    declared: Iterable[Role] = handler.opt.get("allow", ())
    return frozenset(declared)


async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Let the actor through or refuse; runs before every handler.

    A coroutine though it waits for nothing: Litestar runs a plain function in a thread.

    Raises:
        SignInNeeded: A visitor asks for what signed-in people may see.
        Forbidden: The actor's role is not among those declared.
    """
    allowed = allowed_roles(handler)
    if Role.VISITOR in allowed:
        return
    actor: Actor = connection.user
    if actor.role in allowed:
        return
    if not actor.signed_in:
        raise SignInNeeded(say("Please sign in to continue."))
    raise Forbidden(say("Your account may not do this."))


def handlers_of(app: Litestar) -> Iterable[tuple[BaseRoute, BaseRouteHandler]]:
    """Every route with every handler on it."""
    for route in app.routes:
        single = getattr(route, "route_handler", None)
        for handler in [single] if single is not None else getattr(route, "route_handlers", ()):
            yield route, handler


def undeclared(app: Litestar) -> list[str]:
    """Routes whose handler says nothing about who may call it; must be empty."""
    return sorted(
        f"{route.path} ({handler.handler_name})"
        for route, handler in handlers_of(app)
        if not allowed_roles(handler) and handler.handler_name != "options_handler"
    )
