"""The day a page is about, and the days one goes to from it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sentra.i18n import today
from sentra.web.request import SentraRequest, now_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Days:
    """The day shown, today, and the same day of the months before and after."""

    shown: date
    today: date

    @property
    def previous(self) -> date:
        return month_away(self.shown, -1)

    @property
    def next(self) -> date:
        return month_away(self.shown, 1)

    @property
    def is_today(self) -> bool:
        return self.shown == self.today


def days_of(request: SentraRequest, name: str = "date") -> Days:
    """The day in the query, or today where there is none that a page could be about."""
    now = today(now_of(request))
    try:
        asked = date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        return Days(now, now)
    return Days(asked if FIRST_YEAR <= asked.year < LAST_YEAR else now, now)


def month_away(day: date, months: int) -> date:
    """The same day of another month, or that month's last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
