"""Changing a series: all of it, or one date and those that follow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookings import queries
from bookings.domain.hours import day_of
from bookings.domain.recurrence import Recurrence
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, date_problems, problems_of
from bookings.domain.series import Decisions, on_day, split
from bookings.domain.series_edit import Revised, SeriesEdit, edited, revised
from bookings.domain.standing import Standing, State
from bookings.operations import holding_many
from bookings.operations.checks import may_book, stays_or_begins, trainer_problems
from bookings.operations.records import facts as facts_of
from bookings.operations.records import wish_of
from bookings.operations.series import any_hour, minutes_of, store_series
from bookings.operations.series_dates import Plan, Planned
from bookings.operations.series_own import must_name, must_own, own_locked, pattern_of, stands
from bookings.operations.series_plan import SeriesClash, look
from bookings.operations.trainings import check_seats, follow_split
from bookings.queries import Booked
from bookings.queries.series import Repeating, dates_of, rule_day
from bookings.tables import Booking, Series
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record, record_many


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a series, from which date on, and what is decided about single dates.

    Attributes:
        since: One of its days, which begins a series of its own; None: all that has not begun.
    """

    edit: SeriesEdit
    since: date | None
    decisions: Decisions


async def preview_change(series_id: int, change: Change, *, actor: Actor, now: datetime) -> Plan:
    """What would become of each date that has not begun; nothing is stored.

    Raises:
        NotFound, Forbidden, Conflict, Invalid: As for `change_series`.
    """
    series = await must_own(series_id, actor=actor, now=now)
    return (await _look(series, change, actor=actor, now=now)).plan


async def change_series(series_id: int, change: Change, *, actor: Actor, now: datetime) -> int:
    """Change the dates that have not begun; the id of the series that they are of from now on.

    From one date on they become a series that follows this one. What was changed on one date alone
    stays as it is there.

    Raises:
        NotFound: There is no such series, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: None of its dates is left.
        Invalid: What it would become breaks rules.
        SeriesClash: Some dates are taken or break rules; tells them all.
    """
    return await retrying(lambda: _change(series_id, change, actor=actor, now=now))


async def _change(series_id: int, change: Change, *, actor: Actor, now: datetime) -> int:
    with speak():
        async with DB.transaction():
            series = await own_locked(series_id, actor=actor, now=now)
            found = await _look(series, change, actor=actor, now=now, lock=True)
            if found.plan.open:
                raise SeriesClash(found.plan, actor=actor)
            return await _Writing(series, found, actor, now).write(change.since)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was looked at.

    Attributes:
        pattern: What the dates have in common from now on.
        all: Every booking of the series.
        dates: Those that are changed, and how.
    """

    pattern: Wish
    all: Sequence[Booked]
    dates: Sequence[Revised]
    rooms: dict[str, Room]
    plan: Plan


async def _look(
    series: Repeating, change: Change, *, actor: Actor, now: datetime, lock: bool = False
) -> _Found:
    if change.since is not None:
        must_name(series, change.since)
    old = pattern_of(series)
    new = edited(old, change.edit)
    booked = await dates_of(series.id)
    dates = [
        revised(
            one.id, wish_of(one), rule_day(one), patterns=(old, new), decisions=change.decisions
        )
        for one in booked
        if stands(one) and one.starts > now and rule_day(one) >= (change.since or date.min)
    ]
    if not dates:
        raise Conflict(say("No date of this series is left to change."))
    if lock:
        codes = {one.occurrence.wish.room for one in dates if one.occurrence.wish}
        going = [one.booking for one in dates if one.moves or one.occurrence.wish is None]
        await holding_many.lock(codes, bookings=going)
    rooms = {room.code: room for room in await queries.rooms(with_retired=True)}
    pattern = on_day(new, dates[0].occurrence.day)
    await _refuse(pattern, old, rooms, series=series.id, actor=actor, now=now)
    looking = _Looking(series.id, rooms, {one.id: one for one in booked}, actor, now)
    return _Found(new, booked, dates, rooms, await looking.plan(dates, lock=lock))


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
            but=[one.booking for one in dates if one.moves or one.occurrence.wish is None],
            lock=lock,
            series=self.series,
        )
        moved = {one.booking: found for one, found in zip(moving, looked.dates, strict=True)}
        return Plan(tuple(moved.get(one.booking) or self._stays(one) for one in dates))

    def _begins(self, one: Revised) -> Standing | None:
        wish = one.occurrence.wish
        room = self.rooms.get(wish.room) if wish else None
        if wish is None or room is None:
            return None
        was = self.booked[one.booking]
        return stays_or_begins(was, room, wish, actor=self.actor, now=self.now)

    def _stays(self, one: Revised) -> Planned:
        wish, was = one.occurrence.wish, self.booked[one.booking]
        if wish is None:
            return Planned(one.occurrence)
        room = self.rooms[wish.room]
        terms = any_hour(room.terms)
        problems = date_problems(wish, now=self.now, capacity=room.capacity, terms=terms)
        begins = Standing(State(was.state), was.decide_by)
        return Planned(one.occurrence, room, begins, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Writing:
    """One change of a series, looked at and found good."""

    series: Repeating
    found: _Found
    actor: Actor
    now: datetime

    async def write(self, since: date | None) -> int:
        target = self.series.id
        first = day_of(self.series.first)
        if since is not None and since > first:
            target = await self._split(first, since)
        else:
            await self._update_series(self.series.recurrence, self.found.pattern)
        await self._rename(target, since or first)
        await self._update_dates()
        await self._cancel([one.booking for one in self.found.dates if not one.occurrence.wish])
        await self._record(target)
        return target

    async def _split(self, first: date, since: date) -> int:
        before, after = split(self.series.recurrence, first, since)
        await self._update_series(before, None, until=since)
        follower = await store_series(
            on_day(self.found.pattern, since),
            after,
            skipped=[day for day in self.series.skipped if day >= since],
            space=self.found.rooms[self.found.pattern.room].id,
            follows=self.series.id,
            now=self.now,
        )
        await follow_split(self.series.id, follower, now=self.now)
        return follower

    async def _update_series(
        self, recurrence: Recurrence, pattern: Wish | None, *, until: date = date.max
    ) -> None:
        wish = pattern or pattern_of(self.series)
        await DB.fetch(
            """
            UPDATE series SET rule = $2, skipped = to_jsonb($3::text[]), space = $4, first = $5,
                minutes = $6, title = $7, note = $8, people = $9, public = $10, layout = $11,
                organiser = $12, sequence = sequence + 1, changed = $13, track = $14
            WHERE id = $1
            """,
            self.series.id,
            str(recurrence),
            [day.isoformat() for day in self.series.skipped if day < until],
            self.found.rooms[wish.room].id,
            wish.starts,
            minutes_of(wish),
            wish.title,
            wish.note,
            wish.people,
            wish.public,
            wish.layout,
            wish.organiser,
            self.now,
            wish.track,
        )

    async def _rename(self, target: int, since: date) -> None:
        """Say of every date, those that are over too, where the series' rule names it now."""
        days = {one.id: rule_day(one) for one in self.found.all}
        ours = {id_: day for id_, day in days.items() if day >= since}
        await DB.fetch(
            """
            UPDATE booking b SET series = $1, recurrence = w.recurrence
            FROM unnest($2::int[], $3::timestamptz[]) AS w (id, recurrence) WHERE b.id = w.id
            """,
            target,
            list(ours),
            [on_day(self.found.pattern, day).starts for day in ours.values()],
        )

    async def _update_dates(self) -> None:
        became = [
            holding_many.Changed(one.booking, planned.room, wish, planned.begins, one.moves)
            for one, planned in zip(self.found.dates, self.found.plan.dates, strict=True)
            if planned.room and (wish := planned.sound_wish)
        ]
        # What is given up has to be free before it is taken by another date.
        await self._release_cancelled()
        await holding_many.hold([one for one in became if one.moved], now=self.now)
        await holding_many.update(became, now=self.now)

    async def _release_cancelled(self) -> None:
        gone = [one.booking for one in self.found.dates if one.occurrence.wish is None]
        if gone:
            await holding_many.release(gone)

    async def _cancel(self, bookings: Collection[int]) -> None:
        if bookings:
            await holding_many.end(bookings, State.CANCELLED, "", now=self.now)

    async def _record(self, target: int) -> None:
        became = await queries.some([one.id for one in self.found.all])
        entries = []
        for one in self.found.all:
            before, after = changes(facts_of(one), facts_of(became[one.id]))
            if after:
                entries.append((one.id, before, after))
        await record_many(
            "booking.change", subject=Booking, entries=entries, actor=self.actor, now=self.now
        )
        before, after = changes(
            _facts(pattern_of(self.series)) | {"series": self.series.id},
            _facts(self.found.pattern) | {"series": target},
        )
        await record(
            "series.change",
            subject=Series,
            subject_id=self.series.id,
            actor=self.actor,
            now=self.now,
            before=before,
            after=after | {"dates": len(entries)},
        )


def _facts(pattern: Wish) -> dict[str, object]:
    return {
        "room": pattern.room,
        "starts": pattern.starts,
        "ends": pattern.ends,
        "title": pattern.title,
        "note": pattern.note,
        "people": pattern.people,
        "public": pattern.public,
        "organiser": pattern.organiser,
        "layout": pattern.layout,
        "track": pattern.track,
    }
