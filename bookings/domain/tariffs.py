"""What the hire of a room costs: hours and half-days, begun hours in full, weekends dearer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bookings.domain.hours import day_of
from bookings.domain.spans import Span
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

HALF_DAY = 4
"""Hours of a half-day."""
PRICE_MOST = 50_000_000
"""Rupiah; more for an hour is a slip of the hand."""
PERCENT_MOST = 200
ROUNDED_TO = 500
"""Rupiah; the weekend's addition is rounded up to them."""
_SATURDAY = 5
LINE_WORDS: Mapping[str, Message] = {
    "hour": say("Hire by the hour"),
    "half_day": say("Hire by the half-day (4 hours)"),
    "weekend": say("Weekend addition"),
}
UNIT_WORDS: Mapping[str, Message] = {
    "hour": say("hours"),
    "half_day": say("half-days"),
}


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a room costs.

    Attributes:
        hour: Rupiah for each hour that has begun; None: it is hired by the half-day only.
        half_day: Rupiah for up to four hours; None: by the hour only.
        weekend_percent: What is added on Saturdays and Sundays.
    """

    hour: int | None = None
    half_day: int | None = None
    weekend_percent: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill; `text` and `unit` are words of `LINE_WORDS` and `UNIT_WORDS`.

    Attributes:
        price: Rupiah for one.
        amount: Rupiah.
    """

    text: str
    quantity: int
    unit: str
    price: int
    amount: int


def lines_of(tariff: Tariff, span: Span) -> tuple[Line, ...]:
    """The bill for a span: of hours and half-days what comes cheapest.

    A weekend is that of the day on which it starts, in Jakarta.
    """
    hours = -(-span.length // timedelta(hours=1))
    halves, single = min(_ways(tariff, hours), key=lambda way: (_cost(tariff, *way), -way[0]))
    lines = []
    if halves and tariff.half_day is not None:
        amount = halves * tariff.half_day
        lines.append(Line("half_day", halves, "half_day", tariff.half_day, amount))
    if single and tariff.hour is not None:
        lines.append(Line("hour", single, "hour", tariff.hour, single * tariff.hour))
    if tariff.weekend_percent and day_of(span.starts).weekday() >= _SATURDAY:
        base = sum(line.amount for line in lines)
        added = _rounded(base * tariff.weekend_percent)
        lines.append(Line("weekend", tariff.weekend_percent, "percent", base, added))
    return tuple(lines)


def total_of(lines: tuple[Line, ...]) -> int:
    """Rupiah."""
    return sum(line.amount for line in lines)


def _ways(tariff: Tariff, hours: int) -> Iterator[tuple[int, int]]:
    """Numbers of half-days and of hours that last at least so long."""
    if tariff.half_day is None:
        yield 0, hours
        return
    most = -(-hours // HALF_DAY)
    for halves in range(most + 1):
        left = max(0, hours - halves * HALF_DAY)
        if not left or tariff.hour is not None:
            yield halves, left


def _cost(tariff: Tariff, halves: int, hours: int) -> int:
    return halves * (tariff.half_day or 0) + hours * (tariff.hour or 0)


def _rounded(hundredths: int) -> int:
    """Rupiah, up to the next step."""
    return -(-hundredths // (100 * ROUNDED_TO)) * ROUNDED_TO


def check_tariff(tariff: Tariff) -> None:
    """Refuse a tariff that can't be charged.

    Raises:
        Invalid: With all that is wrong with it.
    """
    problems = tuple(_problems(tariff))
    if problems:
        raise Invalid(*problems)


def _problems(tariff: Tariff) -> Iterator[Problem]:
    if tariff.hour is None and tariff.half_day is None:
        rule = say("A tariff has a price for the hour, for the half-day, or both.")
        yield Problem("hour", rule, None, say("Give one, or take the room out of hire."))
    for name, price in (("hour", tariff.hour), ("half_day", tariff.half_day)):
        if price is not None and not 0 <= price <= PRICE_MOST:
            rule = say("A number from %(least)d to %(most)d is needed.", least=0, most=PRICE_MOST)
            yield Problem(name, rule, str(price)[:20])
    if not 0 <= tariff.weekend_percent <= PERCENT_MOST:
        rule = say("A number from %(least)d to %(most)d is needed.", least=0, most=PERCENT_MOST)
        yield Problem("weekend_percent", rule, str(tariff.weekend_percent)[:20])
