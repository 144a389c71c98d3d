"""Rent of stalls (retribusi): what falls due each month, and what was paid.

The rent of a tenancy is that of the programme by which it was given. A month that it begins or ends
in counts whole, and is due on its tenth day.
"""

from datetime import date, datetime

import asyncpg

from floors.tables import Rent
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record

DUE_DAY = 10
"""Of its month."""
RECEIPT_MOST = 40

_MAKE_DUE = """
    INSERT INTO rent (tenancy, month, amount, due, receipt)
    SELECT t.id, month::date, p.rent, month::date + $2::int, ''
    FROM tenancy t
    JOIN allotment a ON a.tenancy = t.id
    JOIN programme p ON p.id = a.programme
    CROSS JOIN LATERAL generate_series(
        date_trunc('month', t.starts::timestamp),
        least($1::date, coalesce(t.ends, $1::date + 1) - 1)::timestamp,
        interval '1 month') AS month
    WHERE t.state = 'active' AND p.rent > 0 AND t.starts <= $1
        -- Who moves within a month owes it once, for the stall where it began.
        AND NOT EXISTS (SELECT FROM rent r
            WHERE r.tenancy = t.moved_from AND r.month = month.month::date)
    ON CONFLICT (tenancy, month) DO NOTHING
    RETURNING id
"""


async def make_due(now: datetime) -> int:
    """Write down the rent of every month that has begun; how many rows are new. Safe to repeat."""
    rows = await DB.fetch(_MAKE_DUE, today(now), DUE_DAY - 1)
    return len(rows)


async def pay(number: int, *, on: date, receipt: str, actor: Actor, now: datetime) -> None:
    """Write down that a month's rent was paid.

    Args:
        on: The day of the payment, not after today.
        receipt: The number of the receipt.

    Raises:
        Conflict: It is paid.
        Invalid: No receipt, or a day that has not come.
        NotFound: There is no such rent.
    """
    receipt = receipt.strip()
    problems = []
    if not receipt or len(receipt) > RECEIPT_MOST:
        rule = say("A receipt number of at most %(most)d characters is needed.", most=RECEIPT_MOST)
        problems.append(Problem("receipt", rule))
    if on > today(now):
        problems.append(Problem("on", say("This day has not come yet."), str(on)))
    if problems:
        raise Invalid(*problems)
    async with DB.transaction():
        row = await _lock(number)
        if row["paid"] is not None:
            raise Conflict(say("This month is paid already."))
        await DB.fetch("UPDATE rent SET paid = $2, receipt = $3 WHERE id = $1", number, on, receipt)
        await _note("rent.pay", row, {"paid": on, "receipt": receipt}, actor=actor, now=now)


async def undo_payment(number: int, *, actor: Actor, now: datetime) -> None:
    """Take back a payment that was written down by mistake.

    Raises:
        Conflict: It is not paid.
        NotFound: There is no such rent.
    """
    async with DB.transaction():
        row = await _lock(number)
        if row["paid"] is None:
            raise Conflict(say("This month is not paid."))
        await DB.fetch("UPDATE rent SET paid = NULL, receipt = '' WHERE id = $1", number)
        await _note("rent.unpay", row, {"paid": None, "receipt": ""}, actor=actor, now=now)


async def _lock(number: int) -> asyncpg.Record:
    rows = await DB.fetch("SELECT * FROM rent WHERE id = $1 FOR NO KEY UPDATE", number)
    if not rows:
        raise NotFound(say("There is no such rent."))
    return rows[0]


async def _note(
    verb: str, row: asyncpg.Record, after: dict[str, object], *, actor: Actor, now: datetime
) -> None:
    await record(
        verb,
        subject=Rent,
        subject_id=row["id"],
        actor=actor,
        now=now,
        before={"paid": row["paid"], "receipt": row["receipt"]},
        after=after | {"month": row["month"]},
    )
