"""What a change would make of a series, date by date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bookings import queries
from bookings.domain.hours import day_of
from bookings.domain.recurrence import Recurrence
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, date_problems, problems_of
from bookings.domain.series import days_of, on_day, split
from bookings.domain.series_edit import Change, Revised, edited, revised
from bookings.domain.series_repeat import Dates, by_month, repeated
from bookings.domain.standing import Standing, State
from bookings.operations import holding_many
from bookings.operations.checks import may_book, stays_or_begins, trainer_problems
from bookings.operations.equipment import unknown_equipment
from bookings.operations.records import wish_of
from bookings.operations.series import any_hour
from bookings.operations.series_dates import Plan, Planned
from bookings.operations.series_own import common_equipment, must_name, pattern_of, stands
from bookings.operations.series_plan import look
from bookings.operations.trainings import check_seats
from bookings.queries import Booked
from bookings.queries.equipment import asked_for
from bookings.queries.series import Repeating, dates_of, rule_day
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor


@dataclass(frozen=True, slots=True)
class Repeats:
    """Another rule for a series.

    Attributes:
        since: The day of the old rule from which on it counts.
        days: What it names.
    """

    rule: Recurrence
    since: date
    days: Sequence[date]


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked at.

    Attributes:
        pattern: What the dates have in common from now on.
        all: Every booking of the series, with what it asks for.
        dates: Those that are changed, and how.
        repeats: The new rule, where there is one.
    """

    pattern: Wish
    all: Sequence[Booked]
    wishes: dict[int, Wish]
    dates: Sequence[Revised]
    rooms: dict[str, Room]
    plan: Plan
    repeats: Repeats | None


async def look_at_change(
    series: Repeating, change: Change, *, actor: Actor, now: datetime, lock: bool = False
) -> Found:
    """See `change_series`; with `lock` what it finds stays so until commit.

    Raises:
        Conflict: None of its dates is left.
        Invalid: What it would become breaks rules.
    """
    if change.since is not None:
        must_name(series, change.since)
    booked = await dates_of(series.id)
    wishes = await _wishes(booked)
    usual = common_equipment(booked, wishes, now=now)
    old = replace(pattern_of(series), equipment=usual)
    new = edited(old, change.edit)
    repeats = _repeats(series, booked, change, now=now)
    dates = _revised(booked, wishes, (old, new), change, repeats, series=series, now=now)
    if not any(one.booking for one in dates):
        raise Conflict(say("No date of this series is left to change."))
    if lock:
        codes = {one.occurrence.wish.room for one in dates if one.occurrence.wish}
        await holding_many.lock(codes, bookings=_moving(dates))
    rooms = {room.code: room for room in await queries.rooms(with_retired=True)}
    pattern = on_day(new, dates[0].occurrence.day)
    await _refuse(pattern, old, rooms, series=series.id, actor=actor, now=now)
    looking = _Looking(series.id, rooms, {one.id: one for one in booked}, actor, now)
    plan = await looking.plan(dates, lock=lock)
    return Found(new, booked, wishes, dates, rooms, plan, repeats)


async def usual_equipment(booked: Sequence[Booked], *, now: datetime) -> Mapping[int, int]:
    """As `common_equipment`, read."""
    return common_equipment(booked, await _wishes(booked), now=now)


async def _wishes(booked: Sequence[Booked]) -> dict[int, Wish]:
    asked = await asked_for([one.id for one in booked])
    return {
        one.id: replace(
            wish_of(one), equipment={each.kind: each.number for each in asked.get(one.id, ())}
        )
        for one in booked
    }


def _repeats(
    series: Repeating, booked: Sequence[Booked], change: Change, *, now: datetime
) -> Repeats | None:
    """The new rule and the day from which on it counts; None where it names the same days.

    Days on which a date has begun, and those before them, stay with the old rule.

    Raises:
        Conflict: No day is left.
        Invalid: The rule names none, too many, or begins among the days that stay.
    """
    if change.repeat is None:
        return None
    left = days_left(series, booked, since=change.since, now=now)
    if not left:
        raise Conflict(say("No date of this series is left to change."))
    first = change.first or left[0]
    stay = [day for day in series.days if day < left[0]]
    if first < day_of(now) or (stay and first <= stay[-1]):
        rule = say("The new rule begins after the dates that stay, and not in the past.")
        raise Invalid(Problem("date", rule, first.isoformat(), say("Choose a later day.")))
    days = days_of(change.repeat, first, now=now)
    return None if days == left else Repeats(change.repeat, left[0], days)


def days_left(
    series: Repeating, booked: Sequence[Booked], *, since: date | None, now: datetime
) -> list[date]:
    """The days of a series that another rule could change: after all that have begun."""
    begun = [rule_day(one) for one in booked if stands(one) and one.starts <= now]
    past = max(begun, default=date.min)
    return [day for day in series.days if day > past and day >= (since or day_of(now))]


def _revised(
    booked: Sequence[Booked],
    wishes: dict[int, Wish],
    patterns: tuple[Wish, Wish],
    change: Change,
    repeats: Repeats | None,
    *,
    series: Repeating,
    now: datetime,
) -> list[Revised]:
    standing = {
        rule_day(one): (one.id, wishes[one.id])
        for one in booked
        if stands(one) and one.starts > now
    }
    if repeats is None:
        since = change.since or date.min
        return [
            revised(id_, wish, day, patterns=patterns, decisions=change.decisions)
            for day, (id_, wish) in standing.items()
            if day >= since
        ]
    since = repeats.since
    before, _ = split(series.recurrence, day_of(series.first), since)
    dates = Dates(
        {day: one for day, one in standing.items() if day >= since},
        [day for one in booked if not stands(one) and (day := rule_day(one)) >= since],
        [day for day in series.skipped if day >= since],
    )
    monthly = by_month(before, repeats.rule)
    return repeated(
        dates, repeats.days, patterns=patterns, decisions=change.decisions, monthly=monthly
    )


def _moving(dates: Sequence[Revised]) -> list[int]:
    """The bookings that give up what they hold."""
    return [
        one.booking
        for one in dates
        if one.booking is not None and (one.moves or one.occurrence.wish is None)
    ]


async def _refuse(
    new: Wish, old: Wish, rooms: dict[str, Room], *, series: int, actor: Actor, now: datetime
) -> None:
    """Refuse what would be wrong with all dates.

    Raises:
        Invalid: With all that is wrong.
    """
    room = rooms.get(new.room)
    problems: list[Problem] = []
    if room is None or not (room.active or new.room == old.room):
        rule = say("There is no such room.")
        problems.append(Problem("room", rule, new.room[:40], say("Choose one of the list.")))
    capacity = room.capacity if room else None
    terms = any_hour(room.terms) if room else None
    problems += problems_of(new, now=now, capacity=capacity, terms=terms)
    if new.organiser != old.organiser:
        may_book(actor, new.organiser)
        problems += await trainer_problems(new.organiser)
    if new.equipment != old.equipment:
        problems += await unknown_equipment(new.equipment)
    problems += await check_seats(new, room, series=series)
    if problems:
        raise Invalid(*problems)


@dataclass(frozen=True, slots=True)
class _Looking:
    """What the dates of one change are looked at with."""

    series: int
    rooms: dict[str, Room]
    booked: dict[int, Booked]
    actor: Actor
    now: datetime

    async def plan(self, dates: Sequence[Revised], *, lock: bool) -> Plan:
        """Of dates that keep room and time only the rest is asked."""
        moving = [one for one in dates if one.moves]
        looked = await look(
            [one.occurrence for one in moving],
            rooms=self.rooms,
            actor=self.actor,
            now=self.now,
            begins=[self._begins(one) for one in moving],
            but=_moving(dates),
            lock=lock,
            series=self.series,
        )
        moved = {found.day: found for found in looked.dates}
        return Plan(tuple(moved.get(one.occurrence.day) or self._stays(one) for one in dates))

    def _begins(self, one: Revised) -> Standing | None:
        wish = one.occurrence.wish
        room = self.rooms.get(wish.room) if wish else None
        if wish is None or room is None or one.booking is None:
            return None
        was = self.booked[one.booking]
        return stays_or_begins(was, room, wish, actor=self.actor, now=self.now)

    def _stays(self, one: Revised) -> Planned:
        wish = one.occurrence.wish
        if wish is None or one.booking is None:
            return Planned(one.occurrence)
        was = self.booked[one.booking]
        room = self.rooms[wish.room]
        terms = any_hour(room.terms)
        problems = date_problems(wish, now=self.now, capacity=room.capacity, terms=terms)
        begins = Standing(State(was.state), was.decide_by)
        return Planned(one.occurrence, room, begins, tuple(problems))
