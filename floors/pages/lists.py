"""Choosing and ordering stalls in a list."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from floors.queries.stalls import StallRow

_Key = tuple[bool, str | date | Decimal | int]

_KEYS: dict[str, Callable[[StallRow], _Key]] = {
    "code": lambda stall: (False, stall.code),
    "holder": lambda stall: (stall.holder is None, (stall.holder or "").casefold()),
    "product": lambda stall: (stall.product is None, (stall.product or "").casefold()),
    "category": lambda stall: (stall.category is None, stall.category or ""),
    "area": lambda stall: (False, stall.area),
    "until": lambda stall: (stall.ends is None, stall.ends or date.max),
    "state": lambda stall: (False, stall.state.value),
}


def known_sort(asked: str) -> str:
    """The order asked for, such as `area` or `-area`; by code where there is no such order."""
    return asked if asked.removeprefix("-") in _KEYS else "code"


def ordered(stalls: Iterable[StallRow], sort: str) -> list[StallRow]:
    """Stalls in an order of `known_sort`; what has no value stands last either way."""
    key = _KEYS[sort.removeprefix("-")]
    by_code = sorted(stalls, key=lambda stall: (stall.level, stall.code))
    with_value = [stall for stall in by_code if not key(stall)[0]]
    without = [stall for stall in by_code if key(stall)[0]]
    with_value.sort(key=key, reverse=sort.startswith("-"))
    return with_value + without


def found_by(stalls: Iterable[StallRow], words: str) -> list[StallRow]:
    """Stalls whose code, holder or product has all the words."""
    wanted = words.casefold().split()
    return [
        stall
        for stall in stalls
        if all(
            word in f"{stall.code} {stall.holder or ''} {stall.product or ''}".casefold()
            for word in wanted
        )
    ]
