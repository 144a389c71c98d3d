"""What every deed of an applicant begins with: whose application it is, and whether it is open."""

from datetime import datetime

import asyncpg

from floors.domain.applying import State
from floors.domain.rounds import Deed, Phase, may
from floors.operations.rounds.locking import LockedRound
from floors.tables import Application
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Problem
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record


def must_speak_for(actor: Actor, enterprise: int) -> None:
    own = actor.role is Role.ENTERPRISE and actor.enterprise == enterprise
    if not own and actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the enterprise itself or the office may do this."))


async def lock_own(round_: LockedRound, enterprise: int) -> asyncpg.Record:
    rows = await DB.fetch(
        """
        SELECT id, state, affirmative, pseudonym, enterprise FROM application
        WHERE round = $1 AND enterprise = $2 FOR NO KEY UPDATE
        """,
        round_.id,
        enterprise,
    )
    if not rows:
        raise Conflict(
            say("There is no application yet."),
            problems=[Problem("choices", say("Choose at least one programme."))],
        )
    return rows[0]


def must_be_open_to_change(round_: LockedRound, own: asyncpg.Record) -> None:
    """After the close only what was asked for again may come in."""
    state = State(own["state"])
    if state in {State.ACCEPTED, State.REFUSED}:
        raise Conflict(say("The office has decided about this application already."))
    if not may(Deed.PREFER, round_.phase) and state is not State.RETURNED:
        raise Conflict(
            say("Applications are closed; only what the office asks for again comes in now."),
            extra={"phase": Phase(round_.phase).value},
        )


async def note(
    own: asyncpg.Record,
    verb: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    await record(
        verb,
        subject=Application,
        subject_id=own["id"],
        actor=actor,
        now=now,
        before=before,
        after=after,
    )
