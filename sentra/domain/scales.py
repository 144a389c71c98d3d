"""Micro, small and medium enterprises, by PP 7/2021 article 35: named, or told by their sales."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from sentra.domain.cells import Cell, is_nothing, shown, text_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem


class Scale(StrEnum):
    """The size of an enterprise under PP 7/2021."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"


SCALE_LABELS: Mapping[Scale, Message] = MappingProxyType(
    {
        Scale.MICRO: say("Micro"),
        Scale.SMALL: say("Small"),
        Scale.MEDIUM: say("Medium"),
    }
)

# Yearly sales in Rupiah up to and including (article 35, paragraphs 5 and 6).
_MOST_SALES = (
    (2_000_000_000, Scale.MICRO),
    (15_000_000_000, Scale.SMALL),
    (50_000_000_000, Scale.MEDIUM),
)
_WORDS = {
    "micro": Scale.MICRO,
    "mikro": Scale.MICRO,
    "ultramikro": Scale.MICRO,
    "small": Scale.SMALL,
    "kecil": Scale.SMALL,
    "medium": Scale.MEDIUM,
    "menengah": Scale.MEDIUM,
}
_UNITS = {"rb": 10**3, "ribu": 10**3, "jt": 10**6, "juta": 10**6, "m": 10**9}
_UNITS |= {"milyar": 10**9, "miliar": 10**9}
_AMOUNT = re.compile(r"(?:rp\.?)?\s*(\d[\d.,\s]*?)\s*([a-z]+)?\s*(?:,-|,00)?\.?", re.IGNORECASE)
_LONGEST_AMOUNT = 24
_THOUSANDS = re.compile(r"\d{1,3}([.,\s])\d{3}(?:\1\d{3})*")


def scale_of_sales(rupiah: int) -> Scale | None:
    """The scale that yearly sales of `rupiah` make; None above medium (a large enterprise)."""
    return next((scale for most, scale in _MOST_SALES if rupiah <= most), None)


def find_scale(written: str) -> Scale | None:
    """The one scale named in `written`; None when none or several are."""
    words = re.findall(r"[a-z]+", written.casefold())
    named = {_WORDS[word] for word in words if word in _WORDS}
    return named.pop() if len(named) == 1 else None


def read_scale(scale: Cell, sales: Cell) -> Scale:
    """The scale, from either of the two; when both are there they must agree.

    Raises:
        Invalid: Both are empty, one is unreadable, or they contradict each other.
    """
    written, amount = text_of(scale), text_of(sales)
    if is_nothing(written) and is_nothing(amount):
        raise Invalid(Problem("scale", say("The scale is missing.")))
    if is_nothing(amount):
        return _named(scale)
    derived = _derived(sales)
    if is_nothing(written) or _named(scale) == derived:
        return derived
    rule = say(
        "Yearly sales make this enterprise %(scale)s (PP 7/2021 article 35).",
        scale=SCALE_LABELS[derived],
    )
    remedy = say("Correct the scale or the sales, or leave one of them empty.")
    raise Invalid(Problem("scale", rule, shown(scale), remedy))


def read_rupiah(cell: Cell) -> int | None:
    """Whole Rupiah from a number, "Rp 1.250.000,00" or "1,5 juta"; None when unreadable."""
    if isinstance(cell, int | float):
        # A number that is not finite fails both comparisons.
        return int(cell) if 0 <= cell < 10**18 else None
    found = _AMOUNT.fullmatch(text_of(cell))
    if found is None:
        return None
    digits, unit = found[1], (found[2] or "").lower()
    if (unit and unit not in _UNITS) or len(digits) > _LONGEST_AMOUNT:
        return None
    if _THOUSANDS.fullmatch(digits):
        return int(re.sub(r"\D", "", digits)) * _UNITS.get(unit, 1)
    try:
        return int(float(digits.replace(",", ".")) * _UNITS.get(unit, 1))
    except ValueError:
        return None


def _named(cell: Cell) -> Scale:
    found = find_scale(text_of(cell))
    if found is None:
        rule = say("The scale is not one of: %(choices)s.", choices=tuple(SCALE_LABELS.values()))
        raise Invalid(Problem("scale", rule, shown(cell)))
    return found


def _derived(cell: Cell) -> Scale:
    sales = read_rupiah(cell)
    if sales is None:
        raise Invalid(Problem("sales", say("This is not an amount in Rupiah."), shown(cell)))
    found = scale_of_sales(sales)
    if found is None:
        rule = say("With sales above Rp 50 billion a year this is a large enterprise.")
        raise Invalid(Problem("sales", rule, shown(cell)))
    return found
