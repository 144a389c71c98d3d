"""The centre's clock: its zone, its hours, and the days they make."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.domain.spans import Span
from sentra.domain.messages import Message, say

JAKARTA = ZoneInfo("Asia/Jakarta")
"""UTC+7 all year: no summer time."""

OPENS, CLOSES = time(7), time(21)
"""When the centre is open and alternatives are offered."""

EARLIEST, LATEST = time(6), time(22)
"""The building's doors: nobody is in before or after."""

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2099, 12, 31)
"""Days that can be looked at: since the building was announced, and while the century lasts."""


def at(day: date, hour: time) -> datetime:
    """The instant, in UTC, of a time of day in Tangerang Selatan."""
    return datetime.combine(day, hour, tzinfo=JAKARTA).astimezone(UTC)


def day_of(instant: datetime) -> date:
    return instant.astimezone(JAKARTA).date()


def whole_day(day: date, *, days: int = 1) -> Span:
    """Midnight to midnight in Jakarta, for one day or several."""
    return Span(at(day, time.min), at(day + timedelta(days=days), time.min))


def open_hours(day: date) -> Span:
    return Span(at(day, OPENS), at(day, CLOSES))


def clock_words(instant: datetime) -> Message:
    """The time of day, as the reader's language writes it."""
    local = instant.astimezone(JAKARTA)
    return say("%(hour)02d:%(minute)02d", hour=local.hour, minute=local.minute)


def hours_words(span: Span) -> Message:
    """Such as 09:00–11:00."""
    return say("%(first)s–%(last)s", first=clock_words(span.starts), last=clock_words(span.ends))
