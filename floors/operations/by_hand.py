"""Stalls given, moved and swapped by hand: one officer proposes, another one approves.

Whatever is approved is listed for everybody, with its reason. The constraint
`by_hand_two_officers` has the last word on who may approve.
"""

from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from floors.domain.reasons import REASON_MOST, check_reason
from floors.domain.tenancies import Span, check_span, may_be_id
from floors.operations import tenancies
from floors.operations.tenancy_rows import (
    Stall,
    insert_tenancy,
    lock_stalls,
    lock_tenancy,
    write_end,
    write_state,
)
from floors.tables import ByHand, Tenancy
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an officer proposes.

    Attributes:
        stall: Code of the stall to give, to move to, or of the other one of a swap.
        tenancy: Which one is moved or swapped; None to give a stall anew.
        enterprise: Who gets the stall anew; None otherwise.
        starts: From when on.
        ends: First day after a tenancy that is given anew; None while no end is agreed.
    """

    kind: str
    stall: str
    starts: date
    reason: str
    tenancy: int | None = None
    enterprise: int | None = None
    ends: date | None = None


async def propose(proposal: Proposal, *, actor: Actor, now: datetime) -> int:
    """Propose a deed for another officer to approve; nothing changes by it.

    Returns:
        The proposal's id.

    Raises:
        Forbidden: Not by somebody's own account.
        Invalid: No reason, a day that nobody can mean, or a part is missing.
        NotFound: No such stall, tenancy or enterprise.
        Conflict: The other stall of a swap has no holder then.
    """
    _must_be_somebody(actor)
    reason = check_reason(proposal.reason)
    check_span(Span(proposal.starts, proposal.ends), today=today(now))
    async with DB.transaction():
        [stall] = await lock_stalls(proposal.stall)
        enterprise, other = await _parts(proposal, stall)
        [row] = await DB.fetch(
            """
            INSERT INTO by_hand (kind, enterprise, tenancy, other, space, starts, ends, reason,
                state, proposed_by, answer, created)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, '', $10) RETURNING id
            """,
            proposal.kind,
            enterprise,
            proposal.tenancy,
            other,
            stall.id,
            proposal.starts,
            proposal.ends,
            reason,
            actor.account,
            now,
        )
        number: int = row["id"]
        await record(
            "by_hand.propose",
            subject=ByHand,
            subject_id=number,
            actor=actor,
            now=now,
            after={"kind": proposal.kind, "stall": stall.code, "starts": proposal.starts},
            note=reason,
        )
        return number


async def approve(number: int, *, actor: Actor, now: datetime) -> None:
    """Do what another officer proposed.

    Raises:
        Forbidden: By whoever proposed it, or not by somebody's own account.
        Conflict: It is decided, or cannot be done any more: the reason says why.
        NotFound: There is no such proposal.
    """
    _must_be_somebody(actor)

    async def once() -> None:
        async with DB.transaction():
            row = await _lock(number)
            if row["proposed_by"] == actor.account:
                raise Forbidden(say("Another officer has to approve what you proposed."))
            await _do(row, actor=actor, now=now)
            await _decide(row, "approved", "", actor=actor, now=now)

    await retrying(once)


async def reject(number: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Refuse a proposal, or take one's own back; nothing changes by it.

    Raises:
        Conflict: It is decided.
        Invalid: No reason is given to the colleague.
        NotFound: There is no such proposal.
    """
    _must_be_somebody(actor)
    async with DB.transaction():
        row = await _lock(number)
        own = row["proposed_by"] == actor.account
        answer = reason.replace("\0", "").strip()[:REASON_MOST] if own else check_reason(reason)
        await _decide(row, "withdrawn" if own else "rejected", answer, actor=actor, now=now)


async def _parts(proposal: Proposal, stall: Stall) -> tuple[int, int | None]:
    """The enterprise it is about, and the other tenancy of a swap."""
    if proposal.kind == "give":
        rows = await DB.fetch(
            "SELECT id FROM enterprise WHERE id = $1 AND active", proposal.enterprise
        )
        if not rows:
            raise NotFound(
                say("There is no such enterprise in the register."),
                problems=[Problem("enterprise", say("Choose an enterprise from the registry."))],
            )
        return rows[0]["id"], None
    rows = await DB.fetch(
        "SELECT enterprise, space FROM tenancy WHERE id = $1 AND state = 'active'",
        proposal.tenancy,
    )
    if not rows:
        raise NotFound(say("There is no such tenancy."))
    if rows[0]["space"] == stall.id:
        raise Invalid(Problem("stall", say("Choose another stall than the present one.")))
    if proposal.kind == "move":
        return rows[0]["enterprise"], None
    others = await DB.fetch(
        """
        SELECT id FROM tenancy WHERE space = $1 AND state = 'active'
            AND daterange(starts, ends) @> $2::date
        """,
        stall.id,
        proposal.starts,
    )
    if not others:
        raise Conflict(
            say("Nobody holds %(stall)s then: move instead of swapping.", stall=stall.code)
        )
    return rows[0]["enterprise"], others[0]["id"]


async def _do(row: asyncpg.Record, *, actor: Actor, now: datetime) -> None:
    if row["kind"] == "give":
        await tenancies.give(
            stall=row["code"],
            enterprise=row["enterprise"],
            starts=row["starts"],
            ends=row["ends"],
            actor=actor,
            now=now,
            note=row["reason"],
        )
    elif row["kind"] == "move":
        await tenancies.move(
            tenancy=row["tenancy"], stall=row["code"], on=row["starts"], actor=actor, now=now
        )
    else:
        await _swap(row, actor=actor, now=now)


async def _swap(row: asyncpg.Record, *, actor: Actor, now: datetime) -> None:
    """Both end, and both begin anew in the other's stall, at the same day's start."""
    day: date = row["starts"]
    _, places = await lock_tenancy(row["tenancy"], row["code"])
    stalls = {stall.id: stall for stall in places}
    held = await DB.fetch(
        """
        SELECT t.id, t.space, t.enterprise, t.starts, t.ends, s.code FROM tenancy t
        JOIN space s ON s.id = t.space
        WHERE t.id = ANY($1::int[]) AND t.state = 'active'
            AND daterange(t.starts, t.ends) @> $2::date
        ORDER BY t.space
        """,
        [row["tenancy"], row["other"]],
        day,
    )
    if len(held) != 2:  # noqa: PLR2004 - a swap is of two
        raise Conflict(say("One of the two has ended meanwhile: there is nothing to swap."))
    for one in held:
        if day == one["starts"]:
            await write_state(one["id"], active=False, now=now)
        else:
            await write_end(one["id"], day, now)
    for one, other in (held, reversed(held)):
        made = await insert_tenancy(
            stalls[other["space"]],
            one["enterprise"],
            Span(day, one["ends"]),
            note=row["reason"],
            actor=actor,
            now=now,
            moved_from=one["id"],
        )
        await record(
            "tenancy.move",
            subject=Tenancy,
            subject_id=made,
            actor=actor,
            now=now,
            before={"tenancy": one["id"], "stall": one["code"], "ends": one["ends"]},
            after={"stall": other["code"], "starts": day, "ends": one["ends"]},
            note=row["reason"],
        )


async def _decide(
    row: asyncpg.Record, state: str, answer: str, *, actor: Actor, now: datetime
) -> None:
    await DB.fetch(
        """
        UPDATE by_hand SET state = $2, answer = $3, decided_by = $4, decided = $5 WHERE id = $1
        """,
        row["id"],
        state,
        answer,
        actor.account,
        now,
    )
    await record(
        f"by_hand.{state}",
        subject=ByHand,
        subject_id=row["id"],
        actor=actor,
        now=now,
        before={"state": "proposed"},
        after={"state": state, "kind": row["kind"], "stall": row["code"]},
        note=answer or row["reason"],
    )


async def _lock(number: int) -> asyncpg.Record:
    rows = may_be_id(number) and await DB.fetch(
        """
        SELECT h.*, s.code FROM by_hand h JOIN space s ON s.id = h.space
        WHERE h.id = $1 FOR NO KEY UPDATE OF h
        """,
        number,
    )
    if not rows:
        raise NotFound(say("There is no such proposal."))
    if rows[0]["state"] != "proposed":
        raise Conflict(say("This proposal is decided already."))
    return rows[0]


def _must_be_somebody(actor: Actor) -> None:
    if actor.account is None:
        raise Forbidden(say("Two officers do this, each under her own name."))
