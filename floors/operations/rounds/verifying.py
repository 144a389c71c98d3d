"""Looking through applications: accept, refuse with the reason, or ask again."""

from datetime import datetime

from floors.domain.applying import State
from floors.domain.reasons import check_reason
from floors.domain.rounds import Deed
from floors.operations.rounds.locking import lock_round
from floors.queries.rounds.applications import FREE_TO_LOOK_AT, LOOKED_AT_FOR
from floors.tables import Application
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record

VERDICTS = frozenset({State.ACCEPTED, State.REFUSED, State.RETURNED})
_LOOKED_AT = frozenset({State.SUBMITTED, *VERDICTS})


async def decide(
    code: str,
    application: int,
    verdict: State,
    *,
    reason: str = "",
    affirmative: bool | None = None,
    seen: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Accept an application, refuse it, or ask for something again; until all is frozen.

    Args:
        reason: For the applicant; needed unless it is accepted.
        affirmative: Whether the affirmative class is granted, where it is claimed and a proof of it
            was sent; None leaves it as it is.
        seen: When the application was last changed as the officer saw it.

    Raises:
        Conflict: It was changed since, or there is nothing to decide about.
        Invalid: The reason is missing.
        NotFound: The round has no such application.
        OutOfPhase: All is frozen.
    """
    reason = reason.strip()
    if verdict not in VERDICTS:
        raise Invalid(Problem("verdict", say("Please choose one of the list."), verdict.value))
    if reason or verdict is not State.ACCEPTED:
        reason = check_reason(reason)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.VERIFY, share=True)
        rows = await DB.fetch(
            """
            SELECT id, state, affirmative, changed, affirmative OR EXISTS (
                SELECT FROM application_file f WHERE f.application = a.id AND f.kind = 'affirmative'
            ) AS claimed
            FROM application a WHERE round = $1 AND id = $2 FOR NO KEY UPDATE
            """,
            round_.id,
            application,
        )
        if not rows:
            raise NotFound(say("There is no such application."))
        [row] = rows
        if row["state"] not in _LOOKED_AT:
            raise Conflict(say("The application is not handed in."))
        if seen is not None and row["changed"] != seen:
            raise Conflict(say("The application was changed meanwhile. Look at it again."))
        granted = row["affirmative"] if affirmative is None else row["claimed"] and affirmative
        await DB.fetch(
            """
            UPDATE application SET state = $2, reason = $3, affirmative = $4, decided = $5,
                decided_by = $6, changed = $5, untold = TRUE
            WHERE id = $1
            """,
            application,
            verdict,
            reason,
            granted,
            now,
            actor.account,
        )
        await record(
            f"application.{verdict.value}",
            subject=Application,
            subject_id=application,
            actor=actor,
            now=now,
            before={"state": row["state"]},
            after={"state": verdict.value},
            note=reason or None,
        )


async def take_next(code: str, *, actor: Actor, now: datetime) -> int | None:
    """Put before an officer the application that has waited longest; None where all is done.

    For a while nobody else is given the same one; who opens it all the same may still decide.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, share=True)
        rows = await DB.fetch(
            f"""
            UPDATE application SET looked_by = $2, looked_at = $4 WHERE id = (
                SELECT a.id FROM application a WHERE {FREE_TO_LOOK_AT}
                LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
            ) RETURNING id
            """,  # noqa: S608 - a constant
            round_.id,
            actor.account,
            now - LOOKED_AT_FOR,
            now,
        )
        return rows[0]["id"] if rows else None
