"""The cookie of a signed-in browser."""

from http import HTTPStatus
from urllib.parse import urlsplit

from litestar import Response
from litestar.datastructures import Cookie

from sentra.domain.browsers import browser_name
from sentra.web.identity import SESSION_COOKIE
from sentra.web.request import SentraRequest, settings_of


def session_cookie(request: SentraRequest, secret: str) -> Cookie:
    """The cookie that carries a session; empty, it takes the session away."""
    return Cookie(
        SESSION_COOKIE,
        value=secret,
        max_age=None if secret else 0,
        httponly=True,
        samesite="lax",
        secure=settings_of(request).secure,
    )


def go_with_session(request: SentraRequest, secret: str, to: str) -> Response[None]:
    """Go on (303) with this session, or with none."""
    return Response(
        None,
        status_code=HTTPStatus.SEE_OTHER,
        headers={"location": to, "cache-control": "no-store"},
        cookies=[session_cookie(request, secret)],
    )


def client_of(request: SentraRequest) -> str:
    """What the browser calls itself, in two words."""
    return browser_name(request.headers.get("user-agent", ""))


def safe_return(address: str) -> str:
    """A path on this site to go back to; the front page for anything else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    local = address.startswith("/") and not address.startswith(("//", "/\\"))
    plain = address.isprintable() and "\\" not in address
    return address if local and plain and not parts.scheme and not parts.netloc else "/"
