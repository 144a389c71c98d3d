"""How a booking repeats: what a training centre needs of RFC 5545's RRULE, exact and bounded.

A rule says on which days; the clock time is the series' own and is the same on all of them, since
Jakarta has no summer time. Expansion works on dates and looks at a bounded number of periods, so
that a hostile rule ends as quickly as a friendly one.
"""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_OCCURRENCES = 400
"""A series has at most so many: a daily one lasts a year and a month."""
MOST_PERIODS = 1_500
"""Days, weeks or months looked at before a rule that names no more days is given up."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""RFC 5545's names, Monday first as in `date.weekday()`."""
LAST_YEAR = 2099


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True, order=True)
class WeekdayRule:
    """A weekday (0 is Monday), or the `nth` such day of the month; -1 is the last."""

    weekday: int
    nth: int | None = None

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """On which days a series takes place.

    Attributes:
        interval: Every so many days, weeks or months; at least 1.
        days: BYDAY. With `nth` only in a monthly rule.
        month_days: BYMONTHDAY, 1 to 31, or -1 to -31 from the end; not in a weekly rule.
        count: The number of occurrences, the first included.
        until: The last day that may have one (inclusive).
        week_start: WKST, 0 is Monday; matters for every other week and so on.
    """

    frequency: Frequency
    interval: int = 1
    days: tuple[WeekdayRule, ...] = ()
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    week_start: int = 0

    def __str__(self) -> str:
        """The rule as RFC 5545 writes it, without `RRULE:`; UNTIL as a date."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.week_start != 0:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        if self.days:
            parts.append(f"BYDAY={','.join(map(str, self.days))}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.month_days))}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def dates(self, first: date) -> Iterator[date]:
        """The days from `first` on, in order.

        `first` itself is among them only where the rule names it. At most `MOST_OCCURRENCES + 1`
        days come out, so that a caller can see that a rule asks for too many.
        """
        left = MOST_OCCURRENCES + 1 if self.count is None else self.count
        left = min(left, MOST_OCCURRENCES + 1)
        for day in self._named(first):
            if left == 0 or (self.until is not None and day > self.until):
                return
            if day >= first:
                left -= 1
                yield day

    def _named(self, first: date) -> Iterator[date]:
        match self.frequency:
            case Frequency.DAILY:
                return self._daily(first)
            case Frequency.WEEKLY:
                return self._weekly(first)
            case Frequency.MONTHLY:
                return self._monthly(first)

    def _daily(self, first: date) -> Iterator[date]:
        for day in _stepping(first, self.interval):
            length = calendar.monthrange(day.year, day.month)[1]
            on_weekday = not self.days or any(rule.weekday == day.weekday() for rule in self.days)
            if on_weekday and (not self.month_days or day.day in self._of_month(length)):
                yield day

    def _weekly(self, first: date) -> Iterator[date]:
        wanted = {rule.weekday for rule in self.days} or {first.weekday()}
        offsets = sorted((weekday - self.week_start) % 7 for weekday in wanted)
        monday = first - timedelta(days=(first.weekday() - self.week_start) % 7)
        for start in _stepping(monday, 7 * self.interval):
            yield from (start + timedelta(days=offset) for offset in offsets)

    def _monthly(self, first: date) -> Iterator[date]:
        months = first.year * 12 + first.month - 1
        for step in range(MOST_PERIODS):
            year, month = divmod(months + step * self.interval, 12)
            if year > LAST_YEAR:
                return
            length = calendar.monthrange(year, month + 1)[1]
            for number in sorted(self._days_of_month(year, month + 1, length, first.day)):
                yield date(year, month + 1, number)

    def _days_of_month(self, year: int, month: int, length: int, default: int) -> set[int]:
        if not self.days and not self.month_days:
            return {default} if default <= length else set()
        numbers = self._of_month(length) if self.month_days else set(range(1, length + 1))
        if not self.days:
            return numbers
        return numbers & set(_weekdays_of_month(self.days, year, month, length))

    def _of_month(self, length: int) -> set[int]:
        numbers = {day if day > 0 else length + 1 + day for day in self.month_days}
        return {number for number in numbers if 1 <= number <= length}


def _stepping(first: date, days: int) -> Iterator[date]:
    for step in range(MOST_PERIODS):
        ordinal = first.toordinal() + step * days
        if ordinal > _LAST_DAY:
            return
        yield date.fromordinal(ordinal)


_LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()


def _weekdays_of_month(
    rules: Iterable[WeekdayRule], year: int, month: int, length: int
) -> Iterator[int]:
    first_weekday = calendar.weekday(year, month, 1)
    for rule in rules:
        earliest = 1 + (rule.weekday - first_weekday) % 7
        numbers = range(earliest, length + 1, 7)
        if rule.nth is None:
            yield from numbers
        elif -len(numbers) <= rule.nth <= len(numbers):
            yield numbers[rule.nth - 1 if rule.nth > 0 else rule.nth]
