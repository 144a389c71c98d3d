"""Language and theme: the reader's choices, kept in her browser."""

from http import HTTPStatus

from litestar import Response, post
from litestar.datastructures import Cookie

from sentra.domain.roles import EVERYONE
from sentra.i18n import is_locale
from sentra.web.request import LOCALE_COOKIE, THEME_COOKIE, SentraRequest, settings_of
from sentra.web.sessions import safe_return

_A_YEAR = 31_536_000


@post("/bahasa", allow=EVERYONE)
async def choose_language(request: SentraRequest) -> Response[None]:
    form = await request.form()
    chosen = str(form.get("locale", ""))
    back = safe_return(str(form.get("back", "/")))
    return _remember(request, LOCALE_COOKIE, chosen if is_locale(chosen) else "id", back)


@post("/tema", allow=EVERYONE)
async def choose_theme(request: SentraRequest) -> Response[None]:
    form = await request.form()
    theme = str(form.get("theme", "auto"))
    back = safe_return(str(form.get("back", "/")))
    return _remember(request, THEME_COOKIE, theme if theme in {"light", "dark"} else "auto", back)


def _remember(request: SentraRequest, cookie: str, value: str, back: str) -> Response[None]:
    kept = Cookie(
        cookie,
        value=value,
        max_age=_A_YEAR,
        samesite="lax",
        secure=settings_of(request).secure,
        httponly=cookie == LOCALE_COOKIE,
    )
    return Response(
        None, status_code=HTTPStatus.SEE_OTHER, headers={"location": back}, cookies=[kept]
    )
