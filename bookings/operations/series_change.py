"""Changing a series: all of it, or one date and those that follow."""

from datetime import datetime

from bookings.domain.series_edit import Change
from bookings.operations.series_dates import Plan
from bookings.operations.series_look import look_at_change
from bookings.operations.series_own import must_own, own_locked
from bookings.operations.series_plan import SeriesClash
from bookings.operations.series_write import Writing
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.roles import Actor

__all__ = ["Change", "change_series", "preview_change"]


async def preview_change(series_id: int, change: Change, *, actor: Actor, now: datetime) -> Plan:
    """What would become of each date that has not begun; nothing is stored.

    Raises:
        NotFound, Forbidden, Conflict, Invalid: As for `change_series`.
    """
    series = await must_own(series_id, actor=actor, now=now)
    return (await look_at_change(series, change, actor=actor, now=now)).plan


async def change_series(series_id: int, change: Change, *, actor: Actor, now: datetime) -> int:
    """Change the dates that have not begun; the id of the series that they are of from now on.

    From one date on they become a series that follows this one. What was changed on one date alone
    stays as it is there. With another rule, so do those of it that are past: see `series_repeat`.

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
            found = await look_at_change(series, change, actor=actor, now=now, lock=True)
            if found.plan.open:
                raise SeriesClash(found.plan, actor=actor)
            return await Writing(series, found, actor, now).write(change.since)
