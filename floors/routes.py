"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

PAGES: Sequence[ControllerRouterHandler] = ()
API: Sequence[ControllerRouterHandler] = ()
