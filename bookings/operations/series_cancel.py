"""Cancelling a series, or what of it follows a date; taking that back; giving a date back."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TypedDict
from uuid import uuid4

from bookings.domain.hours import at
from bookings.domain.rules import Wish
from bookings.domain.series import Occurrence, on_day
from bookings.domain.standing import State
from bookings.operations import holding_many
from bookings.operations.equipment import reserve
from bookings.operations.records import check_reason, wish_of
from bookings.operations.series import record_new, rooms_by_code
from bookings.operations.series_look import usual_equipment
from bookings.operations.series_own import (
    must_name,
    own_locked,
    pattern_of,
    record_deed,
    stands,
)
from bookings.operations.series_plan import SeriesClash, look
from bookings.queries import Booked
from bookings.queries.series import dates_of, rule_day
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import Actor


async def cancel_series(
    series_id: int, *, since: date | None = None, reason: str = "", actor: Actor, now: datetime
) -> int:
    """Cancel all dates that are not over, or those from one on; how many that are.

    Raises:
        NotFound: There is no such series, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: None of its dates is left.
        Invalid: The reason is too long, or the series has no such date.
    """
    check_reason(reason)
    return await retrying(lambda: _cancel(series_id, since, reason.strip(), actor=actor, now=now))


async def _cancel(
    series_id: int, since: date | None, reason: str, *, actor: Actor, now: datetime
) -> int:
    async with DB.transaction():
        series = await own_locked(series_id, actor=actor, now=now)
        if since is not None:
            must_name(series, since)
        going = [
            one
            for one in await dates_of(series_id)
            if stands(one) and one.ends > now and rule_day(one) >= (since or date.min)
        ]
        if not going:
            raise Conflict(say("No date of this series is left to cancel."))
        ids = [one.id for one in going]
        await holding_many.lock((), bookings=ids)
        await holding_many.release(ids)
        await holding_many.end(ids, State.CANCELLED, reason, now=now)
        await record_deed("cancel", series, going, actor=actor, now=now)
        return len(ids)


async def restore_series(series_id: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Take the last cancellation back, where the room is still free.

    Returns:
        How many dates take place again, and how many can't any more: their room is taken.

    Raises:
        NotFound, Forbidden: As for `cancel_series`.
        Conflict: Nothing is cancelled that is not over.
    """
    return await retrying(lambda: _restore(series_id, actor=actor, now=now))


async def _restore(series_id: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    with speak():
        async with DB.transaction():
            series = await own_locked(series_id, actor=actor, now=now)
            gone = _last_cancelled(await dates_of(series_id), now)
            if not gone:
                raise Conflict(say("No date of this series is cancelled."))
            await holding_many.lock({one.room for one in gone})
            rooms = await rooms_by_code()
            wanted = [Occurrence(rule_day(one), wish_of(one)) for one in gone]
            plan = await look(
                wanted, rooms=rooms, actor=actor, now=now, lock=True, series=series_id
            )
            back = [
                (one, holding_many.Changed(one.id, found.room, wish, found.begins, moved=True))
                for one, found in zip(gone, plan.dates, strict=True)
                if found.state == "free" and found.room and (wish := found.sound_wish)
            ]
            await holding_many.hold([became for _, became in back], now=now)
            await holding_many.update([became for _, became in back], now=now)
            await record_deed("restore", series, [one for one, _ in back], actor=actor, now=now)
            return len(back), len(gone) - len(back)


def _last_cancelled(dates: Sequence[Booked], now: datetime) -> list[Booked]:
    """What was cancelled in one go, most recently, and can still take place."""
    gone = [one for one in dates if one.cancelled and one.starts > now]
    last = max((one.changed for one in gone), default=None)
    return [one for one in gone if one.changed == last]


class Instead(TypedDict, total=False):
    """Where a date that is given back takes place, if not as all others do."""

    room: str
    day: date
    start: time
    end: time


async def add_date(
    series_id: int, day: date, instead: Instead | None = None, *, actor: Actor, now: datetime
) -> int:
    """Let a date that was skipped take place after all; its booking's id.

    It asks for the equipment that most of the others ask for.

    Raises:
        NotFound, Forbidden: As for `cancel_series`.
        Invalid: The series has no such date, or it breaks rules.
        Conflict: It was not skipped.
        SeriesClash: The room is taken; tells by what, and what is free instead.
        Shortage: Too little of its equipment is free.
    """
    return await retrying(lambda: _add(series_id, day, instead or {}, actor=actor, now=now))


async def _add(series_id: int, day: date, instead: Instead, *, actor: Actor, now: datetime) -> int:
    with speak():
        async with DB.transaction():
            series = await own_locked(series_id, actor=actor, now=now)
            must_name(series, day)
            if day not in series.skipped:
                raise Conflict(say("This date is not skipped."))
            usual = on_day(pattern_of(series), day)
            wish = _instead(usual, day, instead)
            await holding_many.lock({wish.room})
            rooms = await rooms_by_code()
            plan = await look(
                [Occurrence(day, wish)],
                rooms=rooms,
                actor=actor,
                now=now,
                lock=True,
                series=series_id,
            )
            [found] = plan.dates
            if found.problems:
                raise Invalid(*found.problems)
            if plan.open or found.room is None:
                raise SeriesClash(plan, actor=actor)
            wanted = await usual_equipment(await dates_of(series_id), now=now)
            new = holding_many.New(uuid4(), found.room, wish, found.begins, usual.starts)
            ids = await holding_many.insert(
                [new], series=series_id, now=now, booked_by=actor.account
            )
            await DB.fetch(
                "UPDATE series SET skipped = skipped - $2, sequence = sequence + 1, changed = $3"
                " WHERE id = $1",
                series_id,
                day.isoformat(),
                now,
            )
            [booking] = ids.values()
            if wanted:
                await reserve(booking, wanted, wish.span, actor=actor, now=now)
            await record_new([new], ids, series=series_id, actor=actor, now=now)
            return booking


def _instead(usual: Wish, day: date, instead: Instead) -> Wish:
    on = instead.get("day", day)
    moved = on_day(usual, on)
    start, end = instead.get("start"), instead.get("end")
    return Wish(
        room=instead.get("room", usual.room),
        starts=moved.starts if start is None else at(on, start),
        ends=moved.ends if end is None else at(on, end),
        title=usual.title,
        organiser=usual.organiser,
        note=usual.note,
        people=usual.people,
        public=usual.public,
        layout=usual.layout,
        track=usual.track,
    )
