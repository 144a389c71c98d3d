"""Reading an RRULE: what can be understood becomes a `Recurrence`, the rest is refused in words."""

import re
from datetime import UTC, date, datetime

from bookings.domain.hours import JAKARTA
from bookings.domain.recurrence import (
    MOST_OCCURRENCES,
    WEEKDAYS,
    Frequency,
    Recurrence,
    WeekdayRule,
)
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

_MOST_TEXT = 500
_MOST_INTERVAL = 366
_DAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_UNTIL_DATE = re.compile(r"^\d{8}$")
_UNTIL_INSTANT = re.compile(r"^\d{8}T\d{6}Z?$")
_KNOWN = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"})
_MOST_NTH = 5


def parse_recurrence(text: str) -> Recurrence:
    """Read a rule such as `FREQ=WEEKLY;BYDAY=TU;COUNT=12` (RFC 5545 section 3.3.10).

    UNTIL may be a date, a local date-time or a UTC date-time; of an instant, the day in Jakarta
    counts.

    Raises:
        Invalid: The rule is broken, unbounded beyond use, or says what no series here can.
    """
    if len(text) > _MOST_TEXT:
        raise _refuse(say("This rule is too long."), text[:40] + "…")
    parts = _split(text)
    unknown = sorted(set(parts) - _KNOWN)
    if unknown:
        raise _refuse(
            say("A series can't repeat by %(part)s.", part=unknown[0]),
            text,
            say("Use days of the week or of the month."),
        )
    rule = Recurrence(
        frequency=_frequency(parts),
        interval=_number(parts, "INTERVAL", 1, _MOST_INTERVAL) or 1,
        days=_days(parts),
        month_days=_month_days(parts),
        count=_number(parts, "COUNT", 1, MOST_OCCURRENCES),
        until=_until(parts),
        week_start=_week_start(parts),
    )
    _check(rule, text)
    return rule


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.strip().removeprefix("RRULE:").split(";"):
        name, equals, value = piece.strip().partition("=")
        if not equals or not value or name.upper() in parts:
            raise _refuse(say("This is no rule for repeating."), text)
        parts[name.upper()] = value.upper()
    return parts


def _frequency(parts: dict[str, str]) -> Frequency:
    try:
        return Frequency(parts.get("FREQ", ""))
    except ValueError:
        raise _refuse(
            say("A series repeats daily, weekly or monthly."), parts.get("FREQ", "")
        ) from None


def _number(parts: dict[str, str], name: str, least: int, most: int) -> int | None:
    text = parts.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < len("99999")):
        raise _refuse(say("%(part)s has to be a whole number.", part=name), text)
    if not least <= int(text) <= most:
        raise _refuse(
            say("%(part)s is from %(least)d to %(most)d.", part=name, least=least, most=most), text
        )
    return int(text)


def _days(parts: dict[str, str]) -> tuple[WeekdayRule, ...]:
    if "BYDAY" not in parts:
        return ()
    found = set()
    for text in parts["BYDAY"].split(","):
        match = _DAY.match(text)
        nth = int(match[1]) if match and match[1] else None
        if match is None or (nth is not None and not 1 <= abs(nth) <= _MOST_NTH):
            raise _refuse(say("This is no day of the week."), text)
        found.add(WeekdayRule(WEEKDAYS.index(match[2]), nth))
    return tuple(sorted(found, key=lambda rule: (rule.weekday, rule.nth or 0)))


def _month_days(parts: dict[str, str]) -> tuple[int, ...]:
    found = set()
    for text in parts.get("BYMONTHDAY", "").split(","):
        if not text:
            continue
        if not re.fullmatch(r"[+-]?\d{1,2}", text) or not 1 <= abs(int(text)) <= 31:  # noqa: PLR2004
            raise _refuse(say("This is no day of the month."), text)
        found.add(int(text))
    return tuple(sorted(found))


def _until(parts: dict[str, str]) -> date | None:
    text = parts.get("UNTIL")
    if text is None:
        return None
    try:
        if _UNTIL_DATE.match(text):
            return date.fromisoformat(text)
        if _UNTIL_INSTANT.match(text):
            zone = UTC if text.endswith("Z") else JAKARTA
            instant = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
            return instant.astimezone(JAKARTA).date()
    except (ValueError, OverflowError):
        pass
    raise _refuse(say("This is no date."), text, say("Write it as 20261124."))


def _week_start(parts: dict[str, str]) -> int:
    text = parts.get("WKST", "MO")
    if text not in WEEKDAYS:
        raise _refuse(say("This is no day of the week."), text)
    return WEEKDAYS.index(text)


def _check(rule: Recurrence, text: str) -> None:
    """What each part allows, but not all of them together (RFC 5545 section 3.3.10)."""
    if rule.count is not None and rule.until is not None:
        raise _refuse(say("A series ends after a number of times or on a day, not both."), text)
    if rule.frequency is not Frequency.MONTHLY and any(day.nth for day in rule.days):
        raise _refuse(say("The first or last such day is for monthly series."), text)
    if rule.frequency is Frequency.WEEKLY and rule.month_days:
        raise _refuse(say("A weekly series has no days of the month."), text)


def _refuse(rule: Message, value: str, remedy: Message | None = None) -> Invalid:
    return Invalid(Problem("rrule", rule, value, remedy))
