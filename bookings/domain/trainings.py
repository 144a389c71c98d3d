"""A training that enterprises join: a public booking of a track, or a whole series of them."""

import re
from dataclasses import dataclass
from typing import Self

from bookings.domain.rules import Wish
from bookings.domain.terms import LAYOUT_NAMES, Layout, Terms

_KEY = re.compile(r"([bs])([1-9][0-9]{0,9})")
_MOST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingKey:
    """Which one: `b12` is the booking 12, `s3` the series 3. One of the two is said."""

    booking: int | None = None
    series: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The key of a text; None where it is none."""
        found = _KEY.fullmatch(text)
        if found is None or int(found[2]) > _MOST_ID:
            return None
        number = int(found[2])
        return cls(series=number) if found[1] == "s" else cls(booking=number)

    @classmethod
    def of(cls, booking: int, series: int | None) -> Self:
        """What a booking is joined by: a date of a series by the whole of it."""
        return cls(booking=booking) if series is None else cls(series=series)

    def __str__(self) -> str:
        return f"b{self.booking}" if self.series is None else f"s{self.series}"


def seats_of(wish: Wish, *, terms: Terms, capacity: int | None) -> int | None:
    """How many can take part; None: nobody has said. The database's `training_seats` says the same.

    Args:
        wish: The booking. What its trainer says of how many come goes before all else.
        terms: Its room's, with what each layout seats.
        capacity: Persons that the room takes, where it is known.
    """
    if wish.people is not None:
        return wish.people
    layout = terms.layouts.get(Layout(wish.layout)) if wish.layout in LAYOUT_NAMES else None
    return capacity if layout is None else layout
