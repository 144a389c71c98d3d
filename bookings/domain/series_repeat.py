"""Another rule for a series: which of its dates go on as which, which come anew, which end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bookings.domain.recurrence import Frequency, Recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Decisions, Keep, Occurrence, Skip, decided, on_day
from bookings.domain.series_edit import Revised, revised


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a series from the first on that its new rule may change.

    Attributes:
        standing: Bookings that take place or are asked for, by the day that the old rule names.
        ended: Days whose bookings came to nothing: cancelled, refused, released.
        skipped: Days that have no booking.
    """

    standing: Mapping[date, tuple[int, Wish]]
    ended: Collection[date]
    skipped: Collection[date]


def succession(
    old: Iterable[date], new: Iterable[date], *, monthly: bool
) -> tuple[dict[date, date], list[date]]:
    """Which old day each new one takes the place of, and the old ones that none does.

    A day that both rules name is its own. The others go together in order within each week, or
    month: so Tuesdays become Wednesdays, and of weekly dates every other one ends.
    """
    before, after = set(old), set(new)
    pairs = {day: day for day in before & after}
    left: dict[date, list[date]] = defaultdict(list)
    for day in sorted(before - after, reverse=True):
        left[_period(day, monthly=monthly)].append(day)
    for day in sorted(after - before):
        waiting = left[_period(day, monthly=monthly)]
        if waiting:
            pairs[day] = waiting.pop()
    return pairs, sorted(day for days in left.values() for day in days)


def _period(day: date, *, monthly: bool) -> date:
    return day.replace(day=1) if monthly else day - timedelta(days=day.weekday())


def by_month(*rules: Recurrence) -> bool:
    """Whether dates go together within months rather than weeks."""
    return any(rule.frequency is Frequency.MONTHLY for rule in rules)


def repeated(
    dates: Dates,
    days: Sequence[date],
    *,
    patterns: tuple[Wish, Wish],
    decisions: Decisions,
    monthly: bool,
) -> list[Revised]:
    """What becomes of each date, those that end included, in order.

    What stands goes on under its new day; what somebody has moved or changed alone stays so. In the
    place of a date that is skipped, or came to nothing, nothing takes place unless somebody decides
    so. What the new rule has no place for ends, or is kept as a booking of its own.

    Args:
        dates: Of the series as it is.
        days: What the new rule names.
        patterns: What its dates have in common, before and after.
        decisions: By new day; by old day where the date ends.
        monthly: As `by_month`.
    """
    known = {*dates.standing, *dates.ended, *dates.skipped}
    pairs, gone = succession(known, days, monthly=monthly)
    became = []
    for day in days:
        was = pairs.get(day)
        if was is not None and was in dates.standing:
            booking, wish = dates.standing[was]
            one = revised(booking, wish, day, patterns=patterns, decisions=decisions, was_on=was)
        elif was == day and day in dates.ended:
            continue  # it stays what it is, and can be restored
        else:
            decision = decisions.get(day, Skip() if was else None)
            made = decided(day, on_day(patterns[1], day), decision)
            one = Revised(None, None, replace(made, new=True, rests=was is not None))
        instead = was if was != day else None
        became.append(replace(one, occurrence=replace(one.occurrence, instead=instead)))
    ending = (day for day in gone if day in dates.standing)
    became += [_ending(day, *dates.standing[day], decisions) for day in ending]
    return sorted(became, key=lambda one: one.occurrence.day)


def _ending(day: date, booking: int, wish: Wish, decisions: Decisions) -> Revised:
    kept = wish if isinstance(decisions.get(day), Keep) else None
    return Revised(booking, wish, Occurrence(day, kept, gone=True))
