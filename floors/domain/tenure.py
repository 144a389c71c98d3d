"""How long an enterprise has held stalls, and what follows for the next round.

Limits of tenure keep a few from holding the stalls for ever; cooling-off keeps a limit from being
a formality. Both are the round's own terms, in months.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from floors.domain.draw.market import AFFIRMATIVE, NEWCOMER, RENEWAL
from floors.domain.round_terms import Terms
from floors.domain.tenancies import Span
from sentra.domain.messages import Message, say

SAME_RUN = timedelta(days=62)
"""A gap up to this long does not interrupt a tenure: rounds rarely join to the day."""
_COUNTS_AS_MONTH = timedelta(days=16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an enterprise when its application is looked at.

    Attributes:
        kecamatan: Kemendagri's code.
        affirmative: Whether it asks for the affirmative class, and shows why.
        held: All days on which it held a stall of the centre, in any order.
        attendance: Per cent of the days noted on which its stall was looked after; None where
            none was noted.
        arrears: Whether rent is owed past its day.
    """

    kecamatan: str
    affirmative: bool
    held: Sequence[Span]
    attendance: int | None = None
    arrears: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What an enterprise may do in a round.

    Attributes:
        classes: The seat classes that it belongs to, sorted, as the public record has them.
        barred: Why it can't take part at all; None where it can.
        reasons: Why it does not belong to a class that it may have hoped for.
    """

    classes: tuple[str, ...]
    barred: Message | None
    reasons: tuple[Message, ...] = ()


def months_between(starts: date, ends: date) -> int:
    """Whole months from one day to another, a begun one counted from its sixteenth day on."""
    whole = (ends.year - starts.year) * 12 + ends.month - starts.month
    if months_after(starts, whole) > ends:
        whole -= 1
    if whole < 0:
        return 0
    return whole + (ends - months_after(starts, whole) >= _COUNTS_AS_MONTH)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    _, days = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, days))


def last_run(held: Sequence[Span], *, before: date) -> Span | None:
    """The last unbroken tenure that began before a day; None where there was none."""
    run: Span | None = None
    for span in sorted((one for one in held if one.starts < before), key=lambda one: one.starts):
        if run is None or (run.ends is not None and span.starts > run.ends + SAME_RUN):
            run = span
        elif run.ends is not None and (span.ends is None or span.ends > run.ends):
            run = Span(run.starts, span.ends)
    return run


def standing(facts: Facts, terms: Terms, *, starts: date, ends: date) -> Standing:
    """The classes of an enterprise in a round whose tenancies run over [starts, ends)."""
    run = last_run(facts.held, before=starts)
    classes = {facts.kecamatan} | ({AFFIRMATIVE} if facts.affirmative else set())
    if run is None:
        return _of(classes | {NEWCOMER}, terms)
    if run.ends is None or run.ends > starts:
        return Standing((), say("It still holds a stall when the tenancies of this round begin."))
    spent = months_between(run.starts, run.ends)
    full = spent + months_between(starts, ends) > terms.tenure
    again = months_after(run.ends, terms.cooling_off)
    if full and starts < again:
        return Standing(
            (),
            say(
                "It has held stalls for %(months)d months in a row. Another term would be longer"
                " than the %(limit)d months allowed, and the wait lasts until %(day)s.",
                months=spent,
                limit=terms.tenure,
                day=again,
            ),
        )
    if starts > run.ends + SAME_RUN:
        return _of(classes, terms)
    against = _against_renewal(facts, terms)
    if full:
        against = (
            say(
                "No renewal: it has held stalls for %(months)d months in a row, and another term"
                " would be longer than the %(limit)d months allowed.",
                months=spent,
                limit=terms.tenure,
            ),
            *against,
        )
    return _of(classes if against else classes | {RENEWAL}, terms, against)


def _against_renewal(facts: Facts, terms: Terms) -> tuple[Message, ...]:
    against = []
    if facts.attendance is not None and facts.attendance < terms.attendance:
        against.append(
            say(
                "No renewal: the stall was looked after on %(seen)d per cent of the days noted, and"
                " %(asked)d are asked for.",
                seen=facts.attendance,
                asked=terms.attendance,
            )
        )
    if facts.arrears:
        against.append(say("No renewal: rent is owed."))
    return tuple(against)


def _of(classes: set[str], terms: Terms, reasons: tuple[Message, ...] = ()) -> Standing:
    """Only the classes that the round has."""
    return Standing(tuple(sorted(classes & set(terms.precedence))), None, reasons)
