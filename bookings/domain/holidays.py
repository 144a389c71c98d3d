"""National holidays and collective leave (cuti bersama) of Indonesia.

From the package `holidays`, which follows the joint decree of three ministers for the years that
have one and marks the dates that it has to estimate.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from bookings.domain.closures import Closing, ClosureKind, Place
from bookings.domain.hours import whole_day

FIRST_YEAR, LAST_YEAR = 2015, 2098
_ESTIMATE = " (perkiraan)"
_LEAVE = "Cuti Bersama"
_EID = "Hari Raya Idul Fitri"
_RAMADAN = timedelta(days=30)
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day off. `name` is the official Indonesian one."""

    day: date
    name: str
    kind: ClosureKind
    estimated: bool

    @property
    def source(self) -> str:
        return f"holiday:{self.day}"

    def closing(self, place: Place) -> Closing:
        """The closure of that whole day."""
        day = whole_day(self.day)
        return Closing(
            place=place,
            starts=day.starts,
            ends=day.ends,
            kind=self.kind,
            name=self.name,
            estimated=self.estimated,
            source=self.source,
        )


@lru_cache(maxsize=16)
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """The days off of a year between 2015 and 2098, in order."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ()
    found = country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return tuple(_holiday(day, name) for day, name in sorted(found.items()))


def _holiday(day: date, name: str) -> Holiday:
    said = name.replace(_ESTIMATE, "").replace("; ", ", ")[:_LONGEST_NAME]
    leave = all(part.startswith(_LEAVE) for part in name.split("; "))
    kind = ClosureKind.LEAVE if leave else ClosureKind.HOLIDAY
    return Holiday(day, said, kind, _ESTIMATE in name)


def ramadan_after(day: date) -> tuple[date, date] | None:
    """First and last day of the Ramadan that is not over on a day: thirty days up to Eid.

    An estimate: the month has 29 or 30 days, and both its ends are announced when they come.
    """
    for year in (day.year, day.year + 1):
        for one in holidays_of(year):
            if one.name.startswith(_EID) and one.day > day:
                return one.day - _RAMADAN, one.day - timedelta(days=1)
    return None
