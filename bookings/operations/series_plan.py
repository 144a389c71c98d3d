"""Looking at every date of a series at once: what is in the way, and what is free instead."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bookings import queries
from bookings.domain.alternatives import Busy, Suggestion, alternatives
from bookings.domain.hours import day_of
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS, date_problems
from bookings.domain.series import Occurrence, in_each_others_way
from bookings.operations.clashes import Taken, clash_json, suggestion_json
from bookings.queries import Booked
from bookings.queries.series import Obstacle, busy_days, obstacles
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem
from sentra.domain.roles import Actor
from sentra.i18n import local, translate


@dataclass(frozen=True, slots=True)
class Planned:
    """One date of a plan.

    Attributes:
        room: None where there is no such room.
        problems: Which rules it breaks.
        clashes: The bookings in its way.
        closures: What closes the room then.
        offered: Whether it is kept for somebody who waits.
        itself: Whether another date of the same series is in its way.
        alternatives: What is free instead.
    """

    occurrence: Occurrence
    room: Room | None = None
    problems: tuple[Problem, ...] = ()
    clashes: tuple[Booked, ...] = ()
    closures: tuple[Message, ...] = ()
    offered: bool = False
    itself: bool = False
    alternatives: tuple[Suggestion, ...] = ()

    @property
    def day(self) -> date:
        return self.occurrence.day

    @property
    def state(self) -> str:
        """skipped, problem, clash or free."""
        if self.occurrence.wish is None:
            return "skipped"
        if self.problems:
            return "problem"
        taken = self.clashes or self.closures or self.offered or self.itself
        return "clash" if taken else "free"


@dataclass(frozen=True, slots=True)
class Plan:
    """A series, date by date, as things stand."""

    dates: tuple[Planned, ...]

    @property
    def open(self) -> tuple[Planned, ...]:
        """The dates that something has to be decided about."""
        return tuple(one for one in self.dates if one.state in {"clash", "problem"})

    @property
    def free(self) -> tuple[Planned, ...]:
        return tuple(one for one in self.dates if one.state == "free")


class SeriesClash(Taken):
    """Some dates of a series can't be as they are asked for; tells all of them."""

    def __init__(self, plan: Plan, *, actor: Actor) -> None:
        super().__init__(
            say(
                "%(open)d of %(all)d dates need a decision: skip them or move them.",
                open=len(plan.open),
                all=len(plan.dates),
            ),
            extra={"dates": [date_json(one, actor) for one in plan.open]},
        )
        self.plan = plan


async def look(
    dates: Sequence[Occurrence],
    *,
    rooms: Mapping[str, Room],
    now: datetime,
    but: Collection[int] = (),
) -> Plan:
    """The plan of these dates: three statements, however many there are.

    Args:
        rooms: All there are, by code.
        but: Bookings that are in nobody's way: those that are about to be changed.
    """
    found = [_judged(one, rooms, now) for one in dates]
    wanted = [
        (one.room, one.occurrence.wish.span)
        if one.room and one.occurrence.wish and not one.problems
        else None
        for one in found
    ]
    own = in_each_others_way(wanted)
    taken = await obstacles(wanted, but=but)
    ids = {one.booking for all_ in taken.values() for one in all_ if one.booking is not None}
    known = await queries.some(list(ids)) if ids else {}
    found = [
        _with_obstacles(one, taken.get(place, ()), known, itself=place in own)
        for place, one in enumerate(found)
    ]
    return Plan(tuple(await _with_alternatives(found, rooms=rooms, now=now, but=but)))


def _judged(one: Occurrence, rooms: Mapping[str, Room], now: datetime) -> Planned:
    wish = one.wish
    if wish is None:
        return Planned(one)
    room = rooms.get(wish.room)
    if room is None or not room.active:
        rule = say("There is no such room.")
        return Planned(one, None, (Problem("room", rule, wish.room[:40]),))
    problems = date_problems(wish, now=now, capacity=room.capacity, terms=room.terms)
    return Planned(one, room, tuple(problems))


def _with_obstacles(
    one: Planned, taken: Sequence[Obstacle], known: Mapping[int, Booked], *, itself: bool
) -> Planned:
    if not taken and not itself:
        return one
    return Planned(
        one.occurrence,
        one.room,
        one.problems,
        clashes=tuple(known[each.booking] for each in taken if each.booking is not None),
        closures=_once(each.closure for each in taken if each.closure),
        offered=any(each.booking is None and each.closure is None for each in taken),
        itself=itself,
    )


def _once(messages: Iterable[Message]) -> tuple[Message, ...]:
    return tuple({str(one): one for one in messages}.values())


async def _with_alternatives(
    found: Sequence[Planned],
    *,
    rooms: Mapping[str, Room],
    now: datetime,
    but: Collection[int],
) -> list[Planned]:
    days = {
        day_of(one.occurrence.wish.starts)
        for one in found
        if one.occurrence.wish and _may_offer(one, now)
    }
    if not days:
        return list(found)
    busy = await busy_days(days, but=but)
    return [_offered(one, rooms=rooms, busy=busy, now=now) for one in found]


def _offered(
    one: Planned, *, rooms: Mapping[str, Room], busy: Mapping[date, Busy], now: datetime
) -> Planned:
    wish = one.occurrence.wish
    if wish is None or one.room is None or not _may_offer(one, now):
        return one
    instead = alternatives(
        one.room,
        wish.span,
        rooms=rooms.values(),
        busy=busy[day_of(wish.starts)],
        now=now,
        people=wish.people,
    )
    return replace(one, alternatives=instead)


def _may_offer(one: Planned, now: datetime) -> bool:
    wish = one.occurrence.wish
    if wish is None or one.room is None or one.state == "free" or wish.ends <= wish.starts:
        return False
    return now <= wish.starts <= now + timedelta(days=HORIZON_DAYS)


def date_json(one: Planned, actor: Actor) -> dict[str, object]:
    """One date of a plan for programs."""
    wish = one.occurrence.wish
    return {
        "date": one.day.isoformat(),
        "state": one.state,
        "room": wish.room if wish else None,
        "starts": local(wish.starts).isoformat() if wish else None,
        "ends": local(wish.ends).isoformat() if wish else None,
        "moved": one.occurrence.moved,
        "problems": [translate(problem.rule, "en") for problem in one.problems],
        "clashes": [clash_json(clash, actor) for clash in one.clashes],
        "closures": [translate(why, "en") for why in one.closures],
        "kept_for_somebody_waiting": one.offered,
        "clashes_with_itself": one.itself,
        "alternatives": [suggestion_json(each) for each in one.alternatives],
    }
