"""What every handler needs of a request."""

from datetime import datetime
from typing import TypeAlias

from litestar import Request
from litestar.datastructures import State

from sentra.domain.roles import Actor
from sentra.i18n import Locale, is_locale
from sentra.settings import Settings

SentraRequest: TypeAlias = Request[Actor, bytes | None, State]
"""`user` is the actor; `auth` the digest of the session's secret, None without a session."""

LOCALE_COOKIE = "sentra_bahasa"
THEME_COOKIE = "sentra_tema"


def actor_of(request: SentraRequest) -> Actor:
    """Who asks; a visitor where a request was refused before anybody looked."""
    known: Actor | None = request.scope.get("user")
    return known or Actor.visitor()


def now_of(request: SentraRequest) -> datetime:
    """The application's clock: aware, UTC."""
    moment: datetime = request.app.state.clock()
    return moment


def settings_of(request: SentraRequest) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def locale_of(request: SentraRequest) -> Locale:
    """The reader's choice (cookie, then account); programs may say it with Accept-Language."""
    chosen = request.cookies.get(LOCALE_COOKIE, "")
    if is_locale(chosen):
        return chosen
    if request.url.path.startswith("/api/"):
        asked = request.headers.get("accept-language", "")[:2].lower()
        if is_locale(asked):
            return asked
    saved = actor_of(request).locale
    return saved if is_locale(saved) else "id"


def theme_of(request: SentraRequest) -> str:
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in {"light", "dark"} else "auto"


def wants_page(request: SentraRequest) -> bool:
    """Whether the answer is for a person: everything but the API and the feeds."""
    return not request.url.path.startswith(("/api/", "/k/"))
