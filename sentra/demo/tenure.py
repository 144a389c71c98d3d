"""How tenancies of the demo centre go on: rent paid or owed, stalls looked after or not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from floors.operations.attendance import note_attendance
from floors.operations.rent import make_due, pay
from sentra.database.engine import DB
from sentra.domain.roles import Actor
from sentra.i18n import today

_WEEKS_NOTED = 4
_PRESENT = 0.9


async def store_tenure(officers: Sequence[Actor], random: Random, *, now: datetime) -> None:
    """Let rent fall due and be paid but for one month, and note who was there on four days."""
    await make_due(now)
    rents = await DB.fetch(
        "SELECT id, tenancy, month FROM rent WHERE due < $1 ORDER BY tenancy, month", today(now)
    )
    for row in rents[:-1]:
        paid = row["month"] + timedelta(days=random.randint(2, 9))
        await pay(
            row["id"],
            on=paid,
            receipt=f"RTB-{row['month']:%Y%m}-{row['id']:04}",
            actor=random.choice(officers),
            now=now,
        )
    for week in range(_WEEKS_NOTED):
        day = today(now) - timedelta(days=7 * week + 1)
        held = await DB.fetch(
            """
            SELECT t.id FROM tenancy t JOIN space s ON s.id = t.space
            WHERE t.state = 'active' AND daterange(t.starts, t.ends) @> $1::date ORDER BY t.id
            """,
            day,
        )
        present = {row["id"]: random.random() < _PRESENT for row in held}
        await note_attendance(day, present, actor=officers[0], now=now)
