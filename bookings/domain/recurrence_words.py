"""A rule for repeating, in words."""

from datetime import date

from bookings.domain.recurrence import Frequency, Recurrence, WeekdayRule
from sentra.domain.messages import Message, say

WEEKDAY_NAMES = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
_NTH = {
    1: say("first"),
    2: say("second"),
    3: say("third"),
    4: say("fourth"),
    5: say("fifth"),
    -1: say("last"),
}


def recurrence_words(rule: Recurrence, first: date) -> Message:
    """Such as "every 2 weeks on Tuesday and Friday, 12 times"."""
    how = _how(rule, first)
    if rule.count is not None:
        return say("%(how)s, %(count)d times", how=how, count=rule.count)
    if rule.until is not None:
        return say("%(how)s, until %(day)s", how=how, day=rule.until)
    return how


def _how(rule: Recurrence, first: date) -> Message:
    how = _named(rule, first)
    if rule.month_days and (rule.days or rule.frequency is Frequency.DAILY):
        dates = tuple(_month_day(day) for day in rule.month_days)
        return say("%(how)s, if it is %(days)s", how=how, days=dates)
    return how


def _named(rule: Recurrence, first: date) -> Message:
    if rule.frequency is Frequency.MONTHLY:
        return say("%(often)s on %(days)s", often=_often(rule), days=_of_month(rule, first))
    days = tuple(WEEKDAY_NAMES[day.weekday] for day in rule.days)
    if rule.frequency is Frequency.WEEKLY and not days:
        days = (WEEKDAY_NAMES[first.weekday()],)
    if days:
        return say("%(often)s on %(weekdays)s", often=_often(rule), weekdays=days)
    return _often(rule)


def _often(rule: Recurrence) -> Message:
    number = rule.interval
    match rule.frequency, number:
        case Frequency.DAILY, 1:
            return say("every day")
        case Frequency.DAILY, _:
            return say("every %(number)d days", number=number)
        case Frequency.WEEKLY, 1:
            return say("every week")
        case Frequency.WEEKLY, _:
            return say("every %(number)d weeks", number=number)
        case _, 1:
            return say("every month")
        case _:
            return say("every %(number)d months", number=number)


def _of_month(rule: Recurrence, first: date) -> tuple[Message, ...]:
    if rule.days:
        return tuple(_nth(day) for day in rule.days)
    days = rule.month_days or (first.day,)
    return tuple(_month_day(day) for day in days)


def _nth(day: WeekdayRule) -> Message:
    name = WEEKDAY_NAMES[day.weekday]
    if day.nth is None:
        return say("each %(weekday)s", weekday=name)
    if day.nth in _NTH:
        return say("the %(nth)s %(weekday)s", nth=_NTH[day.nth], weekday=name)
    return say("%(weekday)s no. %(number)d from the end", weekday=name, number=-day.nth)


def _month_day(day: int) -> Message:
    if day == -1:
        return say("the last day")
    if day < 0:
        return say("day %(number)d from the end", number=-day)
    return say("day %(number)d", number=day)
