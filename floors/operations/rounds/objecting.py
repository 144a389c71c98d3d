"""Objections to a result, and what the office answers."""

from datetime import datetime

from floors.domain.applying import State
from floors.domain.rounds import Deed
from floors.domain.tenancies import may_be_id
from floors.operations.rounds.locking import lock_round
from floors.operations.rounds.own_application import must_speak_for
from floors.tables import Objection
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record

TEXT_MOST = 2000
MOST_OBJECTIONS = 3
"""Of one applicant in a round: more is a conversation, for which there is the counter."""


async def object_to(code: str, *, enterprise: int, text: str, actor: Actor, now: datetime) -> int:
    """Say what an applicant holds against the result.

    Returns:
        The objection's id.

    Raises:
        Conflict: The enterprise did not apply, or has objected often enough.
        Invalid: Nothing is said, or too much.
        OutOfPhase: Objections are not heard now.
    """
    must_speak_for(actor, enterprise)
    text = _text(text)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.OBJECT, share=True)
        rows = await DB.fetch(
            """
            SELECT a.id, (SELECT count(*) FROM objection o WHERE o.application = a.id) AS made
            FROM application a
            WHERE a.round = $1 AND a.enterprise = $2 AND a.state <> $3 FOR NO KEY UPDATE
            """,
            round_.id,
            enterprise if may_be_id(enterprise) else 0,
            State.DRAFT,
        )
        if not rows:
            raise Conflict(say("Only who applied in this round can object to its result."))
        if rows[0]["made"] >= MOST_OBJECTIONS:
            raise Conflict(say("At most %(most)d objections can be made.", most=MOST_OBJECTIONS))
        [row] = await DB.fetch(
            "INSERT INTO objection (round, application, text, answer, created)"
            " VALUES ($1, $2, $3, '', $4) RETURNING id",
            round_.id,
            rows[0]["id"],
            text,
            now,
        )
        number: int = row["id"]
        await record(
            "objection.make",
            subject=Objection,
            subject_id=number,
            actor=actor,
            now=now,
            after={"round": code},
        )
        return number


async def answer(
    code: str, objection: int, *, text: str, upheld: bool, actor: Actor, now: datetime
) -> None:
    """Answer an objection, once; until the round is decreed.

    Raises:
        Conflict: It is answered.
        Invalid: Nothing is said, or too much.
        NotFound: The round has no such objection.
        OutOfPhase: The days of objections are over, and the result is decreed.
    """
    text = _text(text)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.OBJECT)
        rows = await DB.fetch(
            "SELECT answered FROM objection WHERE round = $1 AND id = $2 FOR NO KEY UPDATE",
            round_.id,
            objection if may_be_id(objection) else 0,
        )
        if not rows:
            raise NotFound(say("There is no such objection."))
        if rows[0]["answered"] is not None:
            raise Conflict(say("This objection is answered."))
        await DB.fetch(
            """
            UPDATE objection SET answer = $2, upheld = $3, answered = $4, answered_by = $5
            WHERE id = $1
            """,
            objection,
            text,
            upheld,
            now,
            actor.account,
        )
        await record(
            "objection.answer",
            subject=Objection,
            subject_id=objection,
            actor=actor,
            now=now,
            after={"round": code, "upheld": upheld},
        )


def _text(text: str) -> str:
    text = text.strip()
    if not text or len(text) > TEXT_MOST or "\0" in text:
        rule = say("Between 1 and %(most)d characters are needed.", most=TEXT_MOST)
        raise Invalid(Problem("text", rule))
    return text
