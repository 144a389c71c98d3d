"""What an enterprise does in a round: choosing, sending papers, handing in, withdrawing.

An officer at the counter does the same on its behalf; the audit trail tells the two apart.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from floors.domain.applying import (
    MOST_PAPERS,
    State,
    check_choices,
    check_number,
    check_paper,
    papers_due,
)
from floors.domain.draw.lottery import pseudonym
from floors.domain.round_terms import Paper
from floors.domain.rounds import Deed, Phase, may
from floors.domain.tenure import standing
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.queries.rounds.facts import facts_of
from floors.tables import Application
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from sentra.domain.roles import Actor, Role
from sentra.i18n import today
from sentra.operations.audit import record

_NIK_DIGITS = 16
_NAME_MOST = 120


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


async def attach(
    code: str,
    *,
    enterprise: int,
    kind: Paper,
    filename: str,
    content: bytes,
    number: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Add a paper, until the files have been looked through; a paper of its kind is replaced.

    Photos are kept side by side.

    Returns:
        The paper's id.

    Raises:
        Conflict: There is no application yet, or it was decided; too many photos.
        Invalid: The file is empty, too large, or neither a PDF nor a picture; its number can't be.
        OutOfPhase: Files are not taken any more.
    """
    must_speak_for(actor, enterprise)
    media_type = check_paper(content)
    check_number(kind, number)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.VERIFY, share=True)
        own = await _lock_own(round_, enterprise)
        _must_be_open_to_change(round_, own)
        if kind is not Paper.PHOTO:
            await DB.fetch(
                "DELETE FROM application_file WHERE application = $1 AND kind = $2",
                own["id"],
                kind,
            )
        [held] = await DB.fetch(
            "SELECT count(*) AS n FROM application_file WHERE application = $1", own["id"]
        )
        if held["n"] >= MOST_PAPERS:
            raise Conflict(say("At most %(most)d files fit into an application.", most=MOST_PAPERS))
        [row] = await DB.fetch(
            """
            INSERT INTO application_file
                (application, kind, number, filename, media_type, content, state, reason, created)
            VALUES ($1, $2, $3, $4, $5, $6, 'sent', '', $7) RETURNING id
            """,
            own["id"],
            kind,
            number.strip(),
            _name_of(kind, filename, media_type),
            media_type,
            content,
            now,
        )
        await _touch(own, now=now)
        await _note(own, "application.attach", actor=actor, now=now, after={"kind": kind.value})
        made: int = row["id"]
        return made


async def detach(code: str, *, enterprise: int, paper: int, actor: Actor, now: datetime) -> None:
    """Take a paper out again.

    Raises:
        NotFound: The application has no such paper.
    """
    must_speak_for(actor, enterprise)
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.VERIFY, share=True)
        own = await _lock_own(round_, enterprise)
        _must_be_open_to_change(round_, own)
        rows = await DB.fetch(
            "DELETE FROM application_file WHERE application = $1 AND id = $2 RETURNING kind",
            own["id"],
            paper,
        )
        if not rows:
            raise NotFound(say("There is no such file."))
        await _touch(own, now=now)
        await _note(
            own, "application.detach", actor=actor, now=now, before={"kind": rows[0]["kind"]}
        )


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
            own = await _lock_own(round_, enterprise)
            _must_be_open_to_change(round_, own)
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
            await _note(
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
        own = await _lock_own(round_, enterprise)
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
        await _note(
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


async def _lock_own(round_: LockedRound, enterprise: int) -> asyncpg.Record:
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


def _must_be_open_to_change(round_: LockedRound, own: asyncpg.Record) -> None:
    """After the close only what was asked for again may come in."""
    state = State(own["state"])
    if state in {State.ACCEPTED, State.REFUSED}:
        raise Conflict(say("The office has decided about this application already."))
    if not may(Deed.PREFER, round_.phase) and state is not State.RETURNED:
        raise Conflict(
            say("Applications are closed; only what the office asks for again comes in now."),
            extra={"phase": Phase(round_.phase).value},
        )


async def _holder(enterprise: int) -> asyncpg.Record:
    rows = await DB.fetch(
        "SELECT id, name, category, nik, active FROM enterprise WHERE id = $1", enterprise
    )
    if not rows or not rows[0]["active"]:
        raise NotFound(say("There is no such enterprise in the register."))
    return rows[0]


def must_speak_for(actor: Actor, enterprise: int) -> None:
    own = actor.role is Role.ENTERPRISE and actor.enterprise == enterprise
    if not own and actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the enterprise itself or the office may do this."))


async def _touch(own: asyncpg.Record, *, now: datetime) -> None:
    """Let no officer decide about papers other than those she has seen."""
    await DB.fetch("UPDATE application SET changed = $2 WHERE id = $1", own["id"], now)


async def _note(
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


def _name_of(kind: Paper, filename: str, media_type: str) -> str:
    """What a file is called where it is listed: its last part, without what no name has.

    A proof for the affirmative class loses its own name, which may say the ground.
    """
    if kind is Paper.AFFIRMATIVE:
        return f"bukti.{media_type.rpartition('/')[2]}"
    last = filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-_NAME_MOST:] or "berkas"
