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
    """The path with `values` in its places.

    They are found by the path and the place's name, by the path's first part and the name, by the
    name alone, or by the place's type.
    """
    first = f"/{path.split('/')[1]}"

    def value(place: re.Match[str]) -> str:
        name, kind = place.groups()
        keys = (f"{path} {name}", f"{first} {name}", name, kind)
        return str(next(values[key] for key in keys if key in values))

    return re.sub(r"\{(\w+):(\w+)\}", value, path)


def is_page(path: str) -> bool:
    return not path.startswith(NOT_PAGES)
