"""What an enterprise does in a round: choosing, sending papers, handing in, withdrawing.

An officer at the counter does the same on its behalf; the audit trail tells the two apart.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from floors.domain.applying import (
    State,
    check_choices,
    papers_due,
)
from floors.domain.draw.lottery import pseudonym
from floors.domain.rounds import Deed
from floors.domain.tenure import standing
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.own_application import (
    lock_own,
    must_be_open_to_change,
    must_speak_for,
    note,
)
from floors.queries.rounds.facts import facts_of
from floors.tables import Application
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record

_NIK_DIGITS = 16


class AppliedAlready(Conflict):
    """The same person applies with another enterprise."""

    code = "applied-already"


on_violation(
    "application_once_per_person",
    lambda: AppliedAlready(
        say("Another enterprise of the same owner (NIK) applies in this round already."),
        problems=[Problem("nik", say("One owner applies once in a round."))],
    ),
)


async def choose(
    code: str,
    *,
    enterprise: int,
    choices: Sequence[str],
    affirmative: bool,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep what an enterprise wishes for, the dearest first; nothing is handed in by it.

    Returns:
        The application's id.

    Raises:
        Forbidden: It is somebody else's enterprise.
        Invalid: A programme twice, of another round, or for other goods.
        OutOfPhase: The round is not open.
    """
    must_speak_for(actor, enterprise)

    async def once() -> int:
        async with DB.transaction():
            round_ = await lock_round(code, now=now, deed=Deed.PREFER, share=True)
            return await _choose(
                round_, enterprise, choices, affirmative=affirmative, actor=actor, now=now
            )

    return await retrying(once)


async def _choose(
    round_: LockedRound,
    enterprise: int,
    choices: Sequence[str],
    *,
    affirmative: bool,
    actor: Actor,
    now: datetime,
) -> int:
    holder = await _holder(enterprise)
    programmes = {
        row["code"]: row
        for row in await DB.fetch(
            "SELECT id, code, category FROM programme WHERE round = $1", round_.id
        )
    }
    check_choices(
        choices,
        {name: row["category"] for name, row in programmes.items()},
        category=holder["category"],
    )
    # Whoever asks for the affirmative class anew is looked at anew.
    [row] = await DB.fetch(
        """
        INSERT INTO application (round, enterprise, pseudonym, state, affirmative, classes, reason,
            preferences_changed, created, changed)
        VALUES ($1, $2, $3, 'draft', $4, '[]', '', $5, $5, $5)
        ON CONFLICT (round, enterprise) DO UPDATE SET
            affirmative = excluded.affirmative, preferences_changed = excluded.preferences_changed,
            changed = excluded.changed,
            state = CASE
                WHEN application.state = 'withdrawn' THEN 'draft'
                WHEN application.state = 'accepted' AND excluded.affirmative
                    AND NOT application.affirmative THEN 'submitted'
                ELSE application.state END
        RETURNING id
        """,
        round_.id,
        enterprise,
        pseudonym(salt=bytes(round_.row["salt"]), round_code=round_.code, enterprise=enterprise),
        affirmative,
        now,
    )
    number: int = row["id"]
    if not affirmative:
        # A proof says more about somebody than is needed once nothing is claimed by it.
        await DB.fetch(
            "DELETE FROM application_file WHERE application = $1 AND kind = 'affirmative'", number
        )
    await DB.fetch("DELETE FROM preference WHERE application = $1", number)
    await DB.fetch(
        """
        INSERT INTO preference (application, programme, rank)
        SELECT $1, one.programme, one.rank FROM unnest($2::int[]) WITH ORDINALITY
            AS one(programme, rank)
        """,
        number,
        [programmes[choice]["id"] for choice in choices],
    )
    await record(
        "application.choose",
        subject=Application,
        subject_id=number,
        actor=actor,
        now=now,
        after={"round": round_.code, "enterprise": enterprise, "choices": list(choices)},
    )
    return number


async def hand_in(code: str, *, enterprise: int, nik: str = "", actor: Actor, now: datetime) -> str:
    """Hand an application in: from now on the office looks at it. Safe to repeat.

    Args:
        nik: The owner's, where the register has none; only its keyed digest is kept.

    Returns:
        The pseudonym under which the public record will have it.

    Raises:
        AppliedAlready: The owner applies with another enterprise.
        Conflict: There is nothing to hand in, or the enterprise may not take part now.
        Invalid: A paper, a choice or the NIK is missing.
        OutOfPhase: The round is not open (nor was anything asked for again).
    """
    must_speak_for(actor, enterprise)
    with speak():
        async with DB.transaction():
            round_ = await lock_round(code, now=now, deed=Deed.VERIFY, share=True)
            own = await lock_own(round_, enterprise)
            must_be_open_to_change(round_, own)
            if own["state"] == State.SUBMITTED:
                name: str = own["pseudonym"]
                return name
            holder = await _holder(enterprise)
            await _check_whole(own, holder, nik=nik)
            found = standing(
                await facts_of(enterprise, affirmative=own["affirmative"], on=today(now)),
                round_.terms,
                starts=round_.row["starts"],
                ends=round_.row["ends"],
            )
            if found.barred:
                raise Conflict(found.barred)
            await DB.fetch(
                """
                UPDATE application SET state = 'submitted', submitted = $2, changed = $2,
                    person = $3, reason = '', withdrawn = NULL, untold = TRUE
                WHERE id = $1
                """,
                own["id"],
                now,
                person_of(bytes(round_.row["salt"]), holder["nik"] or nik),
            )
            await note(
                own,
                "application.submit",
                actor=actor,
                now=now,
                before={"state": own["state"]},
                after={"state": "submitted"},
            )
            return str(own["pseudonym"])


async def withdraw(code: str, *, enterprise: int, actor: Actor, now: datetime) -> int:
    """Take an application back, in any phase from the opening to the moving in.

    Its owner may then apply with another enterprise, as long as the round is open.

    Returns:
        The application's id.

    Raises:
        Conflict: There is none, it is withdrawn already, or it has become a tenancy.
        OutOfPhase: There is nothing to withdraw from.
    """
    must_speak_for(actor, enterprise)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.WITHDRAW, share=True)
        own = await lock_own(round_, enterprise)
        if own["state"] == State.WITHDRAWN:
            raise Conflict(say("The application is withdrawn already."))
        if await DB.fetch(
            """
            SELECT FROM allotment WHERE application = $1 AND tenancy IS NOT NULL
                AND state IN ('accepted', 'moved_in')
            """,
            own["id"],
        ):
            raise Conflict(say("The stall is given already. The office ends the tenancy."))
        await DB.fetch(
            """
            UPDATE application SET state = 'withdrawn', withdrawn = $2, changed = $2,
                person = NULL, untold = state <> 'draft'
            WHERE id = $1
            """,
            own["id"],
            now,
        )
        await note(
            own,
            "application.withdraw",
            actor=actor,
            now=now,
            before={"state": own["state"]},
            after={"state": "withdrawn"},
        )
        number: int = own["id"]
        return number


def person_of(salt: bytes, nik: str) -> bytes:
    """What stands for an owner within a round, so that one person applies once."""
    return hmac.digest(salt, f"sentra-person/1\n{nik}".encode(), "sha256")


async def _check_whole(own: asyncpg.Record, holder: asyncpg.Record, *, nik: str) -> None:
    rows = await DB.fetch(
        """
        SELECT ARRAY(SELECT kind FROM application_file WHERE application = $1) AS papers,
            (SELECT count(*) FROM preference WHERE application = $1) AS choices
        """,
        own["id"],
    )
    have = set(rows[0]["papers"])
    problems = [
        Problem(f"paper-{kind}", say("This paper is missing."), kind.value)
        for kind in papers_due(holder["category"], affirmative=own["affirmative"])
        if kind not in have
    ]
    if not rows[0]["choices"]:
        problems.append(Problem("choices", say("Choose at least one programme.")))
    if not holder["nik"] and not (nik.isascii() and nik.isdigit() and len(nik) == _NIK_DIGITS):
        rule = say("The owner's NIK is needed: 16 digits.")
        problems.append(Problem("nik", rule))
    if problems:
        raise Invalid(*problems)


async def _holder(enterprise: int) -> asyncpg.Record:
    rows = await DB.fetch(
        "SELECT id, name, category, nik, active FROM enterprise WHERE id = $1", enterprise
    )
    if not rows or not rows[0]["active"]:
        raise NotFound(say("There is no such enterprise in the register."))
    return rows[0]
