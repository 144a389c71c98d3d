"""Rent of stalls (retribusi): what falls due each month, and what was paid.

The rent of a tenancy is that of the programme by which it was given. A month that it begins or ends
in counts whole, and is due on its tenth day; the first one on the tenth day of the tenancy.
"""

from datetime import date, datetime

import asyncpg

from floors.domain.tenancies import may_be_id
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

# What a round gave is where its holder is now; the stalls that she moved on from owe their months
# too. Who moves within a month owes it once, for the stall where it began.
_MAKE_DUE = """
    WITH RECURSIVE trail AS (
        SELECT t.id, t.moved_from, t.id AS last, p.rent
        FROM allotment a JOIN programme p ON p.id = a.programme JOIN tenancy t ON t.id = a.tenancy
        WHERE p.rent > 0
        UNION ALL
        SELECT t.id, t.moved_from, trail.last, trail.rent
        FROM trail JOIN tenancy t ON t.id = trail.moved_from
    ), months AS (
        SELECT DISTINCT ON (trail.last, month) t.id, trail.last, trail.rent, month::date AS month,
            greatest(month::date, t.starts) + $2::int AS due
        FROM trail JOIN tenancy t ON t.id = trail.id
        CROSS JOIN LATERAL generate_series(
            date_trunc('month', t.starts::timestamp),
            least($1::date, coalesce(t.ends, $1::date + 1) - 1)::timestamp,
            interval '1 month') AS month
        WHERE t.state = 'active' AND t.starts <= $1
        ORDER BY trail.last, month, t.starts, t.id
    )
    INSERT INTO rent (tenancy, month, amount, due, receipt)
    SELECT m.id, m.month, m.rent, m.due, '' FROM months m
    WHERE NOT EXISTS (
        SELECT FROM rent r JOIN trail ON trail.id = r.tenancy
        WHERE trail.last = m.last AND r.month = m.month)
    ON CONFLICT (tenancy, month) DO NOTHING
    RETURNING id
"""

_FORGET = """
    DELETE FROM rent r USING tenancy t
    WHERE t.id = r.tenancy AND r.paid IS NULL AND (t.ends <= r.month OR t.state <> 'active'
        AND NOT EXISTS (
            SELECT FROM tenancy n WHERE n.moved_from = t.id AND n.state = 'active'))
"""
"""Months that nobody owes: the tenancy was taken back, or is found to have ended before them."""


async def make_due(now: datetime) -> int:
    """Write down the rent of every month that has begun; how many rows are new. Safe to repeat.

    What was written down and is not owed after all goes again, unless it was paid.
    """
    async with DB.transaction():
        await DB.fetch(_FORGET)
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
    if not receipt or len(receipt) > RECEIPT_MOST or "\0" in receipt:
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
    rows = may_be_id(number) and await DB.fetch(
        "SELECT * FROM rent WHERE id = $1 FOR NO KEY UPDATE", number
    )
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
