"""The API's description, from what its handlers say of themselves."""

from collections.abc import Iterable

from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler


def summarise(handlers: Iterable[ControllerRouterHandler]) -> None:
    """Give each handler without a summary the first sentence of its docstring.

    Litestar's own would be the function's name in capitals.
    """
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler) and not handler.summary:
            first = (handler.fn.__doc__ or "").strip().split("\n")[0]
            handler.summary = first.split(". ")[0].removesuffix(".") or None
