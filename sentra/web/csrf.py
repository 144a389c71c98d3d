"""Litestar's double-submit CSRF check, for requests a browser makes by itself.

A request with an `Authorization` header is not one: no other site can make a browser send it.
"""

from litestar.config.csrf import CSRFConfig
from litestar.exceptions import PermissionDeniedException
from litestar.middleware.csrf import CSRFMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden

CSRF_COOKIE = "sentra_csrf"
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "_csrf_token"


class Csrf(CSRFMiddleware):
    def __init__(self, app: ASGIApp, secret: str, *, secure: bool) -> None:
        super().__init__(
            app,
            CSRFConfig(
                secret=secret,
                cookie_name=CSRF_COOKIE,
                header_name=CSRF_HEADER,
                cookie_secure=secure,
                cookie_httponly=True,
                cookie_samesite="lax",
                exclude=["^/static/", "^/k/", "^/sehat$"],
            ),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if any(name == b"authorization" for name, _ in scope["headers"]):
            await self.app(scope, receive, send)
            return
        try:
            await super().__call__(scope, receive, send)
        except PermissionDeniedException as error:
            raise Forbidden(
                say("This form has been open too long or comes from another page. Please reload.")
            ) from error
