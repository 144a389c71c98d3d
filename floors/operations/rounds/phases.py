"""From one phase of a round to the next: by the clock, or by an officer's word."""

from datetime import datetime

from floors.domain.reasons import check_reason
from floors.domain.rounds import PHASE_NAMES, Deed, OutOfPhase, Phase, following
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.tables import Round
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.roles import SYSTEM, Actor
from sentra.operations.audit import record


async def advance(
    round_: LockedRound,
    to: Phase,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Write the phase that follows; the one place that writes it. The round's row is locked.

    Args:
        details: What else is worth keeping in the audit trail.

    Raises:
        OutOfPhase: `to` does not follow the present phase.
    """
    if to is not Phase.CANCELLED and following(round_.phase) is not to:
        raise OutOfPhase(
            say(
                "“%(next)s” does not follow “%(phase)s”.",
                next=PHASE_NAMES[to],
                phase=PHASE_NAMES[round_.phase],
            ),
            extra={"phase": round_.phase.value},
        )
    await _record_due(round_, now)
    await DB.fetch("UPDATE round SET state = $2, changed = $3 WHERE id = $1", round_.id, to, now)
    await record(
        f"round.{to.value}",
        subject=Round,
        subject_id=round_.id,
        actor=actor,
        now=now,
        before={"state": round_.phase.value},
        after={"state": to.value, "code": round_.code, **(details or {})},
        note=note or None,
    )


async def note_due(now: datetime) -> int:
    """Write down what the clock has brought about; how many rounds changed. Safe to repeat."""
    codes = await DB.fetch(
        """
        SELECT code FROM round
        WHERE state = 'announced' AND opens <= $1 OR state = 'open' AND closes <= $1
        ORDER BY id
        """,
        now,
    )
    for row in codes:
        await retrying(lambda code=row["code"]: _note_due(code, now))  # type: ignore[misc]
    return len(codes)


async def _note_due(code: str, now: datetime) -> None:
    async with DB.transaction():
        round_ = await lock_round(code, now=now)
        if round_.phase is round_.written:
            return
        await DB.fetch(
            "UPDATE round SET state = $2, changed = $3 WHERE id = $1", round_.id, round_.phase, now
        )
        await _record_due(round_, now)


async def _record_due(round_: LockedRound, now: datetime) -> None:
    """Each phase that the clock has brought since the last was written, whoever comes by first."""
    before = round_.written
    while before is not round_.phase and (after := following(before)) is not None:
        await record(
            f"round.{after.value}",
            subject=Round,
            subject_id=round_.id,
            actor=SYSTEM,
            now=now,
            before={"state": before.value},
            after={"state": after.value, "code": round_.code},
        )
        before = after


async def cancel(code: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """Give a round up for good, saying why; everybody reads it, and applicants are written to.

    Raises:
        Invalid: No reason, or one that is too long.
        OutOfPhase: It is over.
    """
    reason = check_reason(reason)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.CANCEL)
        await advance(round_, Phase.CANCELLED, actor=actor, now=now, note=reason)
        await DB.fetch("UPDATE round SET cancelled_because = $2 WHERE id = $1", round_.id, reason)
        await DB.fetch(
            """
            UPDATE application SET untold = TRUE
            WHERE round = $1 AND state IN ('draft', 'submitted', 'returned', 'accepted')
            """,
            round_.id,
        )


async def hear_objections(code: str, *, actor: Actor, now: datetime) -> None:
    """Open the days in which anybody who applied may object to the result.

    Raises:
        OutOfPhase: The draw is not made yet, or this is behind us.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now)
        await advance(round_, Phase.OBJECTIONS, actor=actor, now=now)
