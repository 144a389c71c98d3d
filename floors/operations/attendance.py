"""Whether stalls are looked after: noted by whoever walks the floor, a day at a time."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from floors.tables import StallDay
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record

LATEST = timedelta(days=31)
"""How long afterwards a day can be noted or corrected."""


async def note_attendance(
    day: date, present: Mapping[int, bool], *, actor: Actor, now: datetime
) -> int:
    """Note of some tenancies whether their stalls were looked after; what was noted is corrected.

    Returns:
        How many notes changed.

    Raises:
        Conflict: One of them does not run on the day.
        Invalid: The day has not come, or is too long ago.
    """
    current = today(now)
    if not current - LATEST <= day <= current:
        rule = say("Only the last %(days)d days can be noted.", days=LATEST.days)
        raise Invalid(Problem("date", rule, str(day)))
    async with DB.transaction():
        rows = await DB.fetch(
            """
            SELECT id FROM tenancy WHERE id = ANY($1::int[]) AND state = 'active'
                AND daterange(starts, ends) @> $2::date
            """,
            list(present),
            day,
        )
        if len(rows) < len(present):
            raise Conflict(say("A stall changed hands meanwhile. Look at the list again."))
        changed = await DB.fetch(
            """
            INSERT INTO stall_day (tenancy, day, present, noted_by, created)
            SELECT n.tenancy, $3, n.present, $4, $5
            FROM unnest($1::int[], $2::bool[]) AS n(tenancy, present)
            ON CONFLICT (tenancy, day) DO UPDATE
                SET present = excluded.present, noted_by = excluded.noted_by,
                    created = excluded.created
                WHERE stall_day.present <> excluded.present
            RETURNING id
            """,
            list(present),
            list(present.values()),
            day,
            actor.account,
            now,
        )
        if changed:
            await record(
                "attendance.note",
                subject=StallDay,
                subject_id=None,
                actor=actor,
                now=now,
                after={
                    "day": day,
                    "present": sum(present.values()),
                    "absent": len(present) - sum(present.values()),
                },
            )
        return len(changed)
