"""Time as the twin counts it: in minutes from midnight, in Jakarta, of Tuesday 24 November 2026."""

from array import array
from collections.abc import Iterable

DAY = 24 * 60
WEEK = 7 * DAY


def week_of(minute: int) -> int:
    """Which week, Monday to Sunday, a minute is in."""
    return (minute // DAY + 1) // 7


class Minutes:
    """A number for each minute of each place; 0 where nothing has been said."""

    def __init__(self) -> None:
        self.days: dict[tuple[str, int], array[int]] = {}

    def at(self, place: str, minute: int) -> int:
        row = self.days.get((place, minute // DAY))
        return row[minute % DAY] if row else 0

    def put(self, place: str, minutes: Iterable[int], number: int) -> None:
        for minute in minutes:
            self._row(place, minute)[minute % DAY] = number

    def add(self, place: str, minutes: Iterable[int], number: int) -> None:
        for minute in minutes:
            self._row(place, minute)[minute % DAY] += number

    def paint(self, place: str, starts: int, ends: int, number: int) -> None:
        """Put a number over a span in which there is none yet.

        Raises:
            AssertionError: There is.
        """
        while starts < ends:
            until = min(ends, (starts // DAY + 1) * DAY)
            row, first = self._row(place, starts), starts % DAY
            assert not any(row[first : first + until - starts]), f"{place} is held twice"
            row[first : first + until - starts] = array("i", [number]) * (until - starts)
            starts = until

    def shown(self) -> dict[tuple[str, int], bytes]:
        """Each day of each place on which there is anything."""
        return {key: row.tobytes() for key, row in self.days.items() if any(row)}

    def _row(self, place: str, minute: int) -> "array[int]":
        key = place, minute // DAY
        if key not in self.days:
            self.days[key] = array("i", bytes(4 * DAY))
        return self.days[key]
