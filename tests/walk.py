"""Walking the application: every page and every form that it serves, as its router knows them."""

import re
from collections.abc import Mapping

from litestar import Litestar

from sentra.web.permissions import handlers_of

NOT_PAGES = ("/api/", "/k/", "/static/", "/sehat")


def routes(app: Litestar, *methods: str) -> list[str]:
    """The paths, with their places, that answer one of the methods."""
    return sorted(
        route.path
        for route, handler in handlers_of(app)
        if set(methods) & set(getattr(handler, "http_methods", ()))
    )


def filled(path: str, values: Mapping[str, object]) -> str:
    """The path with `values` in its places, by the place's own name or by its type."""
    return re.sub(
        r"\{(\w+):(\w+)\}",
        lambda place: str(values.get(f"{path} {place[1]}", values.get(place[1], values[place[2]]))),
        path,
    )


def is_page(path: str) -> bool:
    return not path.startswith(NOT_PAGES)
