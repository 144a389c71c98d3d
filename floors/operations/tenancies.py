"""Giving out stalls, ending, moving and taking back: one transaction each."""

from datetime import date, datetime

from floors.domain.tenancies import Span, check_end, check_note, check_span
from floors.operations.tenancy_checks import check_free, check_one_stall, refuse_moved_on
from floors.operations.tenancy_rows import (
    insert_tenancy,
    lock_enterprise,
    lock_stalls,
    lock_tenancy,
    write_end,
    write_state,
)
from floors.tables import Tenancy
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record


async def give(
    *,
    stall: str,
    enterprise: int,
    starts: date,
    ends: date | None,
    actor: Actor,
    now: datetime,
    further: bool = False,
    note: str = "",
    of_round: int | None = None,
) -> int:
    """Give a stall to an enterprise from a day on, up to (and without) another.

    Args:
        further: Whether the enterprise may hold more than one stall; `note` then says why.
        of_round: The round whose draw gives it.

    Returns:
        The new tenancy's id.

    Raises:
        Invalid: Dates that nobody can mean; no reason for a further stall.
        NotFound: No such stall or enterprise.
        OutOfUse: The stall is closed or the enterprise retired.
        Held: Somebody holds the stall on one of the days.
        HoldsAnother: The enterprise holds another stall on one of the days.
        Promised: An announced round offers the stall in this time.
    """
    span = Span(starts, ends)
    check_span(span, today=today(now))
    note = check_note(note, required=further)
    async with DB.transaction():
        [place] = await lock_stalls(stall)
        holder = await lock_enterprise(enterprise)
        await check_free(place, span, of_round=of_round)
        others = await check_one_stall(
            enterprise=enterprise, holder=holder, span=span, allowed=further
        )
        tenancy = await insert_tenancy(place, enterprise, span, note=note, actor=actor, now=now)
        await record(
            "tenancy.give",
            subject=Tenancy,
            subject_id=tenancy,
            actor=actor,
            now=now,
            after={
                "stall": place.code,
                "enterprise": enterprise,
                "holder": holder,
                "starts": starts,
                "ends": ends,
                **({"besides": others} if others else {}),
            },
            note=note or None,
        )
    return tenancy


async def end(
    *,
    tenancy: int,
    ends: date | None,
    actor: Actor,
    now: datetime,
    further: bool = False,
    note: str = "",
) -> None:
    """Agree on another end: sooner, later (a renewal) or, with None, none for the time being.

    Args:
        further: Whether a later end may make the enterprise hold two stalls; `note` then says why.

    Raises:
        Invalid: The end is not after the start, or too far away.
        NotFound: No such tenancy.
        OutOfUse: A later end for a closed stall or a retired enterprise.
        Conflict: It was taken back, or already ends then.
        Held: Somebody else holds the stall on one of the days that come in.
        HoldsAnother: The enterprise holds another stall on one of the days that come in.
    """
    note = check_note(note, required=further)
    async with DB.transaction():
        row, [place] = await lock_tenancy(tenancy)
        check_end(Span(row["starts"], ends), today=today(now))
        before: date | None = row["ends"]
        if ends == before:
            raise Conflict(say("That is the agreed end already."))
        if before is not None and (ends is None or ends > before):
            added = Span(before, ends)
            holder = await lock_enterprise(row["enterprise"])
            await check_free(place, added, but=tenancy)
            await check_one_stall(
                enterprise=row["enterprise"],
                holder=holder,
                span=added,
                allowed=further,
                but=[tenancy],
            )
        await write_end(tenancy, ends, now)
        await record(
            "tenancy.end",
            subject=Tenancy,
            subject_id=tenancy,
            actor=actor,
            now=now,
            before={"ends": before},
            after={"ends": ends},
            note=note or None,
        )


async def move(*, tenancy: int, stall: str, on: date, actor: Actor, now: datetime) -> int:
    """Move the holder to another stall from a day on; the agreed end stays.

    Moved on its first day, the old tenancy never was: it is taken back instead of ended.

    Returns:
        The new tenancy's id.

    Raises:
        Invalid: The day is outside the tenancy, or the stall is the same.
        NotFound: No such tenancy or stall.
        OutOfUse: The stall is closed or the enterprise retired.
        Held: Somebody holds the new stall on one of the days.
    """
    async with DB.transaction():
        row, places = await lock_tenancy(tenancy, stall)
        old = next(place for place in places if place.id == row["space"])
        new = next(place for place in places if place.code == stall)
        held = Span(row["starts"], row["ends"])
        if old.code == new.code:
            raise Invalid(Problem("stall", say("Choose another stall than the present one.")))
        if not held.has(on):
            raise Invalid(
                Problem("on", say("The holder does not hold the stall on that day."), str(on))
            )
        holder = await lock_enterprise(row["enterprise"])
        span = Span(on, held.ends)
        check_span(Span(on), today=today(now))
        await check_free(new, span)
        if on == held.starts:
            await write_state(tenancy, active=False, now=now)
        else:
            await write_end(tenancy, on, now)
        moved = await insert_tenancy(
            new, row["enterprise"], span, note="", actor=actor, now=now, moved_from=tenancy
        )
        await record(
            "tenancy.move",
            subject=Tenancy,
            subject_id=moved,
            actor=actor,
            now=now,
            before={"tenancy": tenancy, "stall": old.code, "ends": held.ends},
            after={"stall": new.code, "holder": holder, "starts": on, "ends": held.ends},
        )
    return moved


async def cancel(*, tenancy: int, reason: str, actor: Actor, now: datetime) -> None:
    """Take back a tenancy that was given by mistake; it stays in the record, with the reason.

    Raises:
        Invalid: No reason is given.
        NotFound: No such tenancy.
        Conflict: It was taken back already, or the holder has moved on from it.
    """
    reason = check_note(reason, required=True)
    async with DB.transaction():
        await lock_tenancy(tenancy)
        await refuse_moved_on(tenancy)
        await write_state(tenancy, active=False, now=now, note=reason)
        await record(
            "tenancy.cancel",
            subject=Tenancy,
            subject_id=tenancy,
            actor=actor,
            now=now,
            before={"state": "active"},
            after={"state": "cancelled"},
            note=reason,
        )
