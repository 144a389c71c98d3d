"""HEAD for every address that answers GET (RFC 9110 section 9.3.2): the same, without the body."""

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """Asks for GET in place of HEAD and keeps the body back; `Content-Length` stays GET's.

    It stands before the router, which knows the methods that handlers declare and no others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != HttpMethod.HEAD:
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                if message["more_body"]:
                    return
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server still has to know that no body comes.
        asked = scope.copy()
        asked["method"] = HttpMethod.GET
        try:
            await self.app(asked, receive, without_body)
        finally:
            if "path_template" in asked:  # what the log calls the address
                scope["path_template"] = asked["path_template"]
