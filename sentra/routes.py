"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from sentra.pages import home, preferences, style

PAGES: Sequence[ControllerRouterHandler] = (
    home.home,
    preferences.choose_language,
    preferences.choose_theme,
    style.style,
)
API: Sequence[ControllerRouterHandler] = ()
