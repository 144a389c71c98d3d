"""How a form says that something repeats, and the rule that it means."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from bookings.domain.recurrence import (
    MOST_OCCURRENCES,
    WEEKDAYS,
    Frequency,
    Recurrence,
    WeekdayRule,
)
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.recurrence_words import WEEKDAY_NAMES
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid
from sentra.web.forms import Form

MOST_INTERVAL = 52
_LAST = -1


class Repeat(StrEnum):
    """The ways to repeat that the form offers."""

    WEEKLY = "weekly"
    DAILY = "daily"
    MONTH_DAY = "month_day"
    MONTH_WEEKDAY = "month_weekday"
    MONTH_LAST = "month_last"


REPEATS = (
    (Repeat.WEEKLY, say("Weekly")),
    (Repeat.DAILY, say("Daily")),
    (Repeat.MONTH_DAY, say("Monthly, on the same date")),
    (Repeat.MONTH_WEEKDAY, say("Monthly, on the same weekday, such as the second Tuesday")),
    (Repeat.MONTH_LAST, say("Monthly, on the last such weekday")),
)
DAYS: tuple[tuple[str, Message], ...] = tuple(
    (f"day-{code}", name) for code, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)
)
"""The names of the form's boxes, and of the weekdays."""


def read_rule(form: Form, first: date | None) -> Recurrence | None:
    """The rule that a form states; what is wrong with it is left in the form.

    Args:
        form: With `repeat`, `every`, a box per weekday, and `times` or `until`; or else with the
            rule itself, `rrule`.
        first: The first date, which monthly rules take their day from.
    """
    if form.value("rrule").strip():
        try:
            return parse_recurrence(form.value("rrule"))
        except Invalid as refusal:
            form.learn(refusal)
            return None
    repeat = form.choice("repeat", Repeat)
    every = form.whole("every", least=1, most=MOST_INTERVAL, required=False) or 1
    times = form.whole("times", least=1, most=MOST_OCCURRENCES, required=False)
    until = form.day("until", required=False)
    if (times is None) == (until is None) and not (form.problem("times") or form.problem("until")):
        rule = say("Say how many times, or until which day.")
        form.refuse("times", rule, say("Fill in one of the two."))
    if repeat is None or first is None or form.problems:
        return None
    return Recurrence(
        _FREQUENCIES.get(repeat, Frequency.MONTHLY),
        interval=every,
        days=tuple(_days(form, repeat, first)),
        month_days=(first.day,) if repeat is Repeat.MONTH_DAY else (),
        count=times,
        until=until,
    )


def rule_filled(rule: Recurrence, first: date) -> dict[str, str]:
    """The fields of a rule; `rrule` where the other fields can't say it.

    Args:
        rule: As it counts from `first` on.
        first: One of its days.
    """
    filled = {
        "date": first.isoformat(),
        "every": str(rule.interval),
        "times": "" if rule.count is None else str(rule.count),
        "until": rule.until.isoformat() if rule.until else "",
    }
    for repeat in Repeat:
        boxes = {DAYS[day.weekday][0]: "true" for day in rule.days if repeat is Repeat.WEEKLY}
        form = Form({**filled, "repeat": repeat, **boxes})
        said = read_rule(form, first)
        if said is not None and list(said.dates(first)) == list(rule.dates(first)):
            alone = {DAYS[first.weekday()][0]: "true"}
            return {**filled, "repeat": repeat, **(boxes if boxes != alone else {})}
    return {**filled, "repeat": Repeat.WEEKLY, "times": "", "until": "", "rrule": str(rule)}


_FREQUENCIES = {Repeat.DAILY: Frequency.DAILY, Repeat.WEEKLY: Frequency.WEEKLY}


def _days(form: Form, repeat: Repeat, first: date) -> Iterator[WeekdayRule]:
    match repeat:
        case Repeat.WEEKLY:
            chosen = [number for number, (name, _) in enumerate(DAYS) if form.yes(name)]
            yield from (WeekdayRule(number) for number in chosen or [first.weekday()])
        case Repeat.MONTH_WEEKDAY:
            yield WeekdayRule(first.weekday(), (first.day - 1) // 7 + 1)
        case Repeat.MONTH_LAST:
            yield WeekdayRule(first.weekday(), _LAST)
