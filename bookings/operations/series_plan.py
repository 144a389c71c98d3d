"""Looking at every date of a series at once: what is in the way, and what is free instead."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bookings import queries
from bookings.domain.alternatives import Busy, alternatives
from bookings.domain.hours import day_of
from bookings.domain.rooms import Room
from bookings.domain.rules import HORIZON_DAYS, date_problems
from bookings.domain.series import Occurrence, in_each_others_way
from bookings.domain.standing import Standing, State, standing
from bookings.operations.clashes import Taken, clash_json, suggestion_json
from bookings.operations.series_dates import Plan, Planned
from bookings.operations.series_rules import judged
from bookings.queries import Booked
from bookings.queries.series import Obstacle, busy_days, obstacles
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem
from sentra.domain.roles import Actor
from sentra.i18n import local, translate


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
    actor: Actor,
    now: datetime,
    begins: Sequence[Standing | None] | None = None,
    but: Collection[int] = (),
    lock: bool = False,
    series: int | None = None,
) -> Plan:
    """The plan of these dates in a handful of statements, however many there are.

    Args:
        rooms: All there are, by code.
        actor: Whose role decides which rules count, and what needs approval.
        now: Nothing starts before it.
        begins: How the booking of each date would begin; where not said, as a new one does.
        but: Bookings that are in nobody's way: those that are about to be changed.
        lock: Whether what rules count may not grow before the transaction ends.
        series: The one that the dates are of; None: it is new.
    """
    said = begins or [None] * len(dates)
    found = [
        _checked(one, standing_, rooms, actor=actor, now=now)
        for one, standing_ in zip(dates, said, strict=True)
    ]
    found = await judged(found, actor=actor, now=now, but=but, lock=lock, series=series)
    wanted = [
        (one.room, wish.span) if one.room and (wish := one.sound_wish) else None for one in found
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


def _checked(
    one: Occurrence,
    begins: Standing | None,
    rooms: Mapping[str, Room],
    *,
    actor: Actor,
    now: datetime,
) -> Planned:
    wish = one.wish
    if wish is None:
        return Planned(one)
    room = rooms.get(wish.room)
    if room is None or not room.active:
        rule = say("There is no such room.")
        return Planned(one, problems=(Problem("room", rule, wish.room[:40]),))
    problems = date_problems(wish, now=now, capacity=room.capacity, terms=room.terms)
    return Planned(
        one,
        room,
        begins or standing(room.terms, starts=wish.starts, actor=actor, now=now),
        tuple(problems),
    )


def _with_obstacles(
    one: Planned, taken: Sequence[Obstacle], known: Mapping[int, Booked], *, itself: bool
) -> Planned:
    if not taken and not itself:
        return one
    return replace(
        one,
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
        layout=wish.layout,
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
        "replaces": one.occurrence.instead.isoformat() if one.occurrence.instead else None,
        "new": one.occurrence.new,
        "needs_approval": one.begins.state is State.REQUESTED,
        "problems": [translate(problem.rule, "en") for problem in one.problems],
        "clashes": [clash_json(clash, actor) for clash in one.clashes],
        "closures": [translate(why, "en") for why in one.closures],
        "kept_for_somebody_waiting": one.offered,
        "clashes_with_itself": one.itself,
        "alternatives": [suggestion_json(each) for each in one.alternatives],
    }
