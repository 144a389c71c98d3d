"""The office's rules, put to every date of a series; each counts with those before it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bookings.domain.hours import day_of, whole_day
from bookings.domain.policies import COUNTING, Case, Rule, Usage, binding, broken, judge
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.standing import State
from bookings.operations.series_dates import Planned
from bookings.queries.policies import all_rules
from bookings.queries.series_usage import Weekly, lock_accounts, usage_by_week
from sentra.domain.roles import Actor


async def judged(
    dates: Sequence[Planned],
    *,
    actor: Actor,
    now: datetime,
    but: Collection[int],
    lock: bool,
    series: int | None = None,
) -> list[Planned]:
    """The dates with what the rules say of each: three statements, however many there are.

    Args:
        dates: In order; those with other problems are not judged.
        actor: Whose role decides which rules count.
        now: Lead and horizon count from here.
        but: Bookings that are to be changed, not to be counted beside themselves.
        lock: Whether what is counted may not grow before the transaction ends. Lock rooms first.
        series: The one that the dates are of; None: it is new.
    """
    rules = await all_rules()
    if not rules:
        return list(dates)
    wishes = [wish for one in dates if (wish := one.sound_wish)]
    counts = _Counts(series)
    if wishes and any(rule.kind in COUNTING for rule in rules):
        organisers = {wish.organiser for wish in wishes}
        if lock:
            await lock_accounts(organisers)
        days = [day_of(wish.starts) for wish in wishes]
        first = _monday(min(days))
        weeks = whole_day(first, days=(max(days) - first).days + 7)
        counts.learn(await usage_by_week(organisers, weeks, but=but))
    return [_judge(one, rules, counts, actor=actor, now=now) for one in dates]


@dataclass(slots=True)
class _Counts:
    """What is booked, by trainer, scope and week; what is asked for, by trainer and scope.

    The series itself is none of it: it is one request, however many dates it has.
    """

    series: int | None

    booked: dict[tuple[int, int | None, date], timedelta] = field(
        default_factory=lambda: defaultdict(timedelta)
    )
    requests: dict[tuple[int, int | None], set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def learn(self, rows: Iterable[Weekly]) -> None:
        own = set() if self.series is None else {-self.series}
        for row in rows:
            for scope in (None, row.space):
                self.booked[row.organiser, scope, row.monday] += row.booked
                self.requests[row.organiser, scope] |= row.requests - own

    def add(self, wish: Wish, room: Room) -> None:
        for scope in (None, room.id):
            self.booked[wish.organiser, scope, _monday(day_of(wish.starts))] += wish.span.length

    def usage(self, wish: Wish, room: Room) -> Usage:
        monday = _monday(day_of(wish.starts))
        return Usage(
            booked={s: self.booked[wish.organiser, s, monday] for s in (None, room.id)},
            requests={s: len(self.requests[wish.organiser, s]) for s in (None, room.id)},
        )


def _judge(
    one: Planned, rules: Sequence[Rule], counts: _Counts, *, actor: Actor, now: datetime
) -> Planned:
    wish, room = one.sound_wish, one.room
    if wish is None or room is None:
        return one
    request = one.begins.state is State.REQUESTED
    counting = binding(rules, space=room.id, role=actor.role)
    case = Case(wish.span, now, request=request, usage=counts.usage(wish, room))
    problems = tuple(broken(judge(case, counting)))
    if not problems:
        counts.add(wish, room)
    return replace(one, problems=problems)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
