"""Undoing the last change of a tenancy, as the audit trail has it."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from floors.domain.tenancies import Span, may_be_id
from floors.operations.tenancy_checks import check_free, check_one_stall, refuse_moved_on
from floors.operations.tenancy_rows import (
    Stall,
    follow,
    lock_enterprise,
    lock_tenancy,
    write_end,
    write_state,
)
from floors.tables import Tenancy
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Actor
from sentra.operations.audit import record

UNDO_WITHIN = timedelta(days=1)


class _Change(Struct, frozen=True):
    verb: str
    before: Mapping[str, Any]


async def undo(*, tenancy: int, actor: Actor, now: datetime) -> str:
    """Undo the last thing done to a tenancy: given, ended, moved here, or taken back.

    Returns:
        The code of the stall where the holder is looked for now.

    Raises:
        NotFound: No such tenancy.
        Conflict: It was done more than a day ago or is undone, or the holder has moved on.
        OutOfUse: The stall has been closed or the enterprise retired meanwhile.
        Held: Somebody else has been given the stall meanwhile.
        HoldsAnother: The enterprise has been given another stall meanwhile.
    """
    async with DB.transaction():
        row, stalls = await lock_tenancy(
            tenancy, *await _stall_before(tenancy), even_cancelled=True
        )
        await refuse_moved_on(tenancy)
        change = await _last_change(tenancy, now)
        here = next(stall for stall in stalls if stall.id == row["space"])
        if change.verb == "tenancy.give":
            await write_state(tenancy, active=False, now=now)
        elif change.verb == "tenancy.move":
            here = next(stall for stall in stalls if stall.code == change.before["stall"])
            await _move_back(tenancy, here, change.before, now)
        elif change.verb == "tenancy.end":
            await _change_end_back(tenancy, row, here, _day(change.before["ends"]), now)
        else:
            span = Span(row["starts"], row["ends"])
            await _check_return(tenancy, row["enterprise"], here, span)
            await write_state(tenancy, active=True, now=now)
        await record(
            "tenancy.undo",
            subject=Tenancy,
            subject_id=tenancy,
            actor=actor,
            now=now,
            before={"done": change.verb},
            after={"stall": here.code},
        )
    return here.code


async def _move_back(tenancy: int, there: Stall, before: Mapping[str, Any], now: datetime) -> None:
    old, ends = int(before["tenancy"]), _day(before["ends"])
    await write_state(tenancy, active=False, now=now)
    [was] = await DB.fetch("SELECT starts FROM tenancy WHERE id = $1", old)
    await check_free(there, Span(was["starts"], ends), but=old)
    await write_end(old, ends, now)
    await write_state(old, active=True, now=now)
    await follow(tenancy, old, now=now)


async def _change_end_back(
    tenancy: int, row: Any, here: Stall, ends: date | None, now: datetime
) -> None:
    present: date | None = row["ends"]
    if present is not None and (ends is None or ends > present):
        await _check_return(tenancy, row["enterprise"], here, Span(present, ends))
    await write_end(tenancy, ends, now)


async def _check_return(tenancy: int, enterprise: int, here: Stall, span: Span) -> None:
    holder = await lock_enterprise(enterprise)
    await check_free(here, span, but=tenancy)
    await check_one_stall(
        enterprise=enterprise, holder=holder, span=span, allowed=False, but=[tenancy]
    )


async def _stall_before(tenancy: int) -> list[str]:
    """The stall its holder came from, which a move's undoing gives back; never changes."""
    if not may_be_id(tenancy):
        return []
    rows = await DB.fetch(
        """
        SELECT s.code FROM tenancy t JOIN tenancy m ON m.id = t.moved_from
        JOIN space s ON s.id = m.space WHERE t.id = $1
        """,
        tenancy,
    )
    return [row["code"] for row in rows]


async def _last_change(tenancy: int, now: datetime) -> _Change:
    rows = await DB.fetch(
        """
        SELECT verb, before, at FROM audit_entry
        WHERE subject = 'tenancy' AND subject_id = $1 ORDER BY id DESC LIMIT 1
        """,
        tenancy,
    )
    verbs = {"tenancy.give", "tenancy.end", "tenancy.move", "tenancy.cancel"}
    if not rows or rows[0]["verb"] not in verbs or now - rows[0]["at"] > UNDO_WITHIN:
        raise Conflict(say("There is nothing to undo any more; please change the tenancy itself."))
    return _Change(rows[0]["verb"], json.loads(rows[0]["before"] or "{}"))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
