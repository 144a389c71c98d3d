"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from sentra.pages import health, home, preferences, sign_in, style

PAGES: Sequence[ControllerRouterHandler] = (
    home.home,
    health.health,
    preferences.choose_language,
    preferences.choose_theme,
    style.style,
    sign_in.sign_in_page,
    sign_in.do_sign_in,
    sign_in.do_sign_out,
    sign_in.link_page,
    sign_in.do_use_link,
)
API: Sequence[ControllerRouterHandler] = ()
