"""Long series, about which the office asks every so often whether they still take place.

It asks where a rule of the kind `reconfirm` says so. What nobody answers is called off, so that
the rooms of a course that has quietly died are not held for months.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

ASKED_BEFORE = timedelta(days=14)
"""How long there is time to answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A series that still takes place.

    Attributes:
        confirmed_until: Until when its trainer has said that it does; None: never asked.
        last: Start of its last date.
    """

    created: datetime
    confirmed_until: datetime | None
    last: datetime


def due(series: Standing, *, weeks: int, ruled: datetime) -> datetime:
    """When the answer is due.

    Args:
        series: The one that is asked about.
        weeks: As the rule says.
        ruled: When the rule was made: nobody is late by a rule that was not there.
    """
    if series.confirmed_until is not None:
        return series.confirmed_until
    return max(series.created + timedelta(weeks=weeks), ruled + ASKED_BEFORE)


def is_asked(series: Standing, answer_by: datetime, now: datetime) -> bool:
    """Whether it goes on beyond the day of the answer, and that day is near."""
    return series.last > answer_by and now >= answer_by - ASKED_BEFORE


def confirmed_until(now: datetime, *, weeks: int, answer_by: datetime) -> datetime:
    """Until when an answer that is given now holds: who answers early loses nothing."""
    return max(now, answer_by) + timedelta(weeks=weeks)
