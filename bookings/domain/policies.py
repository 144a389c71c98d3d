"""The office's own rules of booking, as data: what they say, and what they say of one wish.

They come on top of what always holds (`bookings.domain.rules`). A rule is for one room or for all,
and for one role or for everybody who books. Of several that set the same bound the one that was
made for the case counts: that of the room and the role, else that of the room, else that of the
role, else the general one; so a room can be stricter than the house, or more lenient. Limits that
count (hours in a week, open requests) count within their own scope: a room's own one in that room,
a general one in all rooms, and both have to be kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bookings.domain.hours import day_of, whole_day
from bookings.domain.spans import Span
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem
from sentra.domain.roles import BOOKERS, Role


class Kind(StrEnum):
    """What a rule sets.

    Hours (lead, weekly), days (horizon), minutes (shortest, longest), how many (requests), or 1 for
    yes and 0 for no (closed_to); weeks (reconfirm), which binds series and refuses no booking.
    """

    LEAD = "lead"
    HORIZON = "horizon"
    SHORTEST = "shortest"
    LONGEST = "longest"
    WEEKLY = "weekly"
    REQUESTS = "requests"
    CLOSED_TO = "closed_to"
    RECONFIRM = "reconfirm"


KIND_NAMES = {
    Kind.LEAD: say("Hours before the start, at least"),
    Kind.HORIZON: say("Days ahead, at most"),
    Kind.SHORTEST: say("Minutes, at least"),
    Kind.LONGEST: say("Minutes, at most"),
    Kind.WEEKLY: say("Hours a week for each trainer"),
    Kind.REQUESTS: say("Open requests of each trainer"),
    Kind.CLOSED_TO: say("Only by the manager (1: yes, 0: no)"),
    Kind.RECONFIRM: say("Weeks until a series is to be confirmed"),
}
BOUNDS = {
    Kind.LEAD: (0, 24 * 60),
    Kind.HORIZON: (1, 400),
    Kind.SHORTEST: (5, 720),
    Kind.LONGEST: (15, 720),
    Kind.WEEKLY: (1, 168),
    Kind.REQUESTS: (1, 100),
    Kind.CLOSED_TO: (0, 1),
    Kind.RECONFIRM: (4, 52),
}
"""The least and the greatest value of each kind."""

COUNTING = frozenset({Kind.WEEKLY, Kind.REQUESTS})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        space: Id of the room it is for; None: every room.
        role: Whom it is for; None: everybody who books.
        room: The room's code, for people.
    """

    kind: Kind
    value: int
    space: int | None = None
    role: Role | None = None
    id: int = 0
    room: str | None = None

    @property
    def closeness(self) -> tuple[bool, bool]:
        """The greater, the more it was made for one case."""
        return (self.space is not None, self.role is not None)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a trainer has already, by scope: a room's id, or None for all rooms.

    Attributes:
        booked: Time in the week of the wish, requests included.
        requests: Her open requests.
    """

    booked: dict[int | None, timedelta] = field(default_factory=dict)
    requests: dict[int | None, int] = field(default_factory=dict)


NOTHING = Usage()


def binding(rules: Iterable[Rule], *, space: int, role: Role) -> tuple[Rule, ...]:
    """The rules that count for somebody of this role in this room, in the order of their kinds."""
    best: dict[tuple[Kind, int | None], Rule] = {}
    for rule in rules:
        if rule.space not in {None, space} or rule.role not in {None, role}:
            continue
        place = (rule.kind, rule.space if rule.kind in COUNTING else None)
        known = best.get(place)
        if known is None or rule.closeness > known.closeness:
            best[place] = rule
    order = list(Kind)
    return tuple(sorted(best.values(), key=lambda rule: (order.index(rule.kind), rule.space or 0)))


def rule_words(rule: Rule) -> Message:
    """A rule as a sentence, the same wherever it is shown."""
    here = rule.space is not None
    return _SENTENCES[rule.kind](rule.value, here)


def _closed_words(value: int, _here: bool) -> Message:  # noqa: FBT001 - called by place
    if value:
        return say("It is not booked directly: please ask the building manager.")
    return say("It may be booked, whatever other rules say.")


_SENTENCES: dict[Kind, Callable[[int, bool], Message]] = {
    Kind.LEAD: lambda value, _: say("Book at least %(hours)d hours before the start.", hours=value),
    Kind.HORIZON: lambda value, _: say("Book at most %(days)d days ahead.", days=value),
    Kind.SHORTEST: lambda value, _: say(
        "A booking takes at least %(minutes)d minutes.", minutes=value
    ),
    Kind.LONGEST: lambda value, _: say(
        "A booking takes at most %(minutes)d minutes.", minutes=value
    ),
    Kind.WEEKLY: lambda value, here: (
        say("Each trainer has at most %(hours)d hours a week in this room.", hours=value)
        if here
        else say(
            "Each trainer has at most %(hours)d hours a week in all rooms together.", hours=value
        )
    ),
    Kind.REQUESTS: lambda value, here: (
        say("Each trainer has at most %(number)d open requests for this room.", number=value)
        if here
        else say("Each trainer has at most %(number)d open requests.", number=value)
    ),
    Kind.CLOSED_TO: _closed_words,
    Kind.RECONFIRM: lambda value, _: say(
        "A series is confirmed every %(weeks)d weeks, or what is left of it is cancelled.",
        weeks=value,
    ),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A wish, as far as rules ask about it.

    Attributes:
        span: When it is to be.
        now: Lead and horizon count from here.
        request: Whether it would be one more open request.
        usage: What its trainer has already, without this one; asked only by rules that count.
    """

    span: Span
    now: datetime
    request: bool = False
    usage: Usage = NOTHING


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one wish: nothing where `problem` is None."""

    rule: Rule
    problem: Problem | None


def judge(case: Case, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """What each of the rules, which are `binding`, says of a wish; in their order."""
    return tuple(Finding(rule, _problem(rule, case)) for rule in rules)


def broken(findings: Iterable[Finding]) -> Iterator[Problem]:
    return (found.problem for found in findings if found.problem is not None)


def week_of(span: Span) -> Span:
    """The week, from Monday, in which a booking counts: that of its start."""
    day = day_of(span.starts)
    return whole_day(day - timedelta(days=day.weekday()), days=7)


def _problem(rule: Rule, case: Case) -> Problem | None:
    """What is wrong, with what to do about it."""
    field, remedy_for = _CHECKS[rule.kind]
    remedy = remedy_for(rule, case)
    return None if remedy is None else Problem(field, rule_words(rule), rule.room, remedy)


def _lead(rule: Rule, case: Case) -> Message | None:
    soonest = case.now + timedelta(hours=rule.value)
    if case.span.starts >= soonest:
        return None
    return say("Choose a time from %(soonest)s on, or ask the manager.", soonest=soonest)


def _horizon(rule: Rule, case: Case) -> Message | None:
    furthest = day_of(case.now) + timedelta(days=rule.value)
    if day_of(case.span.starts) <= furthest:
        return None
    return say("Choose a date until %(furthest)s.", furthest=furthest)


def _shortest(rule: Rule, case: Case) -> Message | None:
    short = case.span.length < timedelta(minutes=rule.value)
    return say("Choose a later end.") if short else None


def _longest(rule: Rule, case: Case) -> Message | None:
    long = case.span.length > timedelta(minutes=rule.value)
    return say("Choose an earlier end, or ask the manager.") if long else None


def _weekly(rule: Rule, case: Case) -> Message | None:
    left = timedelta(hours=rule.value) - case.usage.booked.get(rule.space, timedelta())
    if case.span.length <= left:
        return None
    minutes = max(0, int(left.total_seconds()) // 60)
    if not minutes:
        return say("Nothing is left in that week: choose another one, or ask the manager.")
    return say(
        "%(minutes)d minutes are left in that week: take less, or another week.", minutes=minutes
    )


def _requests(rule: Rule, case: Case) -> Message | None:
    number = case.usage.requests.get(rule.space, 0)
    if not case.request or number < rule.value:
        return None
    return say("Wait for an answer, or withdraw one of your %(number)d.", number=number)


def _closed_to(rule: Rule, _case: Case) -> Message | None:
    return say("Choose another room, or ask the manager.") if rule.value else None


_CHECKS: dict[Kind, tuple[str, Callable[[Rule, Case], Message | None]]] = {
    Kind.LEAD: ("starts", _lead),
    Kind.HORIZON: ("starts", _horizon),
    Kind.SHORTEST: ("ends", _shortest),
    Kind.LONGEST: ("ends", _longest),
    Kind.WEEKLY: ("starts", _weekly),
    Kind.REQUESTS: ("room", _requests),
    Kind.CLOSED_TO: ("room", _closed_to),
    Kind.RECONFIRM: ("room", lambda _rule, _case: None),
}
"""The field at fault, and what to do where the rule is broken; None where it is kept."""


def rule_problems(
    kind: Kind,
    value: int,
    *,
    role: Role | None,
    rules: Iterable[Rule] = (),
    space: int | None = None,
) -> Iterator[Problem]:
    """What is wrong with a rule that somebody wants to make."""
    least, most = BOUNDS[kind]
    if not least <= value <= most:
        rule = say("A number from %(least)d to %(most)d is needed.", least=least, most=most)
        yield Problem("value", rule, str(value))
    if role is not None and role not in BOOKERS:
        rule = say("Rooms are booked by trainers and the building manager.")
        yield Problem("role", rule, role.value)
    yield from _crossing(kind, value, [r for r in rules if (r.space, r.role) == (space, role)])


def _crossing(kind: Kind, value: int, beside: Iterable[Rule]) -> Iterator[Problem]:
    """The shortest may not be longer than the longest of the same scope."""
    bounds = {rule.kind: rule.value for rule in beside} | {kind: value}
    shortest, longest = bounds.get(Kind.SHORTEST), bounds.get(Kind.LONGEST)
    if kind in {Kind.SHORTEST, Kind.LONGEST} and shortest and longest and shortest > longest:
        rule = say(
            "At least %(shortest)d and at most %(longest)d minutes: nothing could be booked.",
            shortest=shortest,
            longest=longest,
        )
        yield Problem("value", rule, str(value), say("Change the other rule first."))
