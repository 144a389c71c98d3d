"""The terms of rooms, as rows say them."""

from collections.abc import Mapping
from datetime import time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from bookings.domain.terms import USUAL, Layout, Terms, Week


def terms_of(row: Any) -> Terms:
    """The terms in the columns of `room_terms` that a row has; the usual ones where it has none."""
    if row["before"] is None:
        return USUAL
    return _read(tuple(row[name] for name in _COLUMNS))


_COLUMNS = ("before", "after", "hours", "layouts", "approval", "request_holds", "check_in")


@lru_cache(maxsize=512)
def _read(columns: tuple[Any, ...]) -> Terms:
    """Read once: rooms keep their terms for months, and every booking needs them."""
    before, after, hours, layouts, approval, request_holds, check_in = columns
    return Terms(
        before=timedelta(minutes=before),
        after=timedelta(minutes=after),
        week=None if hours is None else _week(hours),
        layouts=_layouts(layouts),
        approval=approval,
        request_holds=request_holds,
        check_in=check_in,
    )


def _week(text: str) -> Week:
    days = msgspec.json.decode(text, type=list[list[tuple[str, str]]])
    return tuple(
        tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in day)
        for day in days
    )


def _layouts(text: str) -> Mapping[Layout, int]:
    found = msgspec.json.decode(text, type=dict[Layout, int])
    return MappingProxyType({layout: found[layout] for layout in Layout if layout in found})
