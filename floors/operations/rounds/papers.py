"""Papers of an application: added and taken out until the office has decided about it."""

from datetime import datetime

import asyncpg

from floors.domain.applying import MOST_PAPERS, check_number, check_paper
from floors.domain.round_terms import Paper
from floors.domain.rounds import Deed
from floors.operations.rounds.locking import lock_round
from floors.operations.rounds.own_application import (
    lock_own,
    must_be_open_to_change,
    must_speak_for,
    note,
)
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import Actor

_NAME_MOST = 120


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
        own = await lock_own(round_, enterprise)
        must_be_open_to_change(round_, own)
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
        await note(own, "application.attach", actor=actor, now=now, after={"kind": kind.value})
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
        own = await lock_own(round_, enterprise)
        must_be_open_to_change(round_, own)
        rows = await DB.fetch(
            "DELETE FROM application_file WHERE application = $1 AND id = $2 RETURNING kind",
            own["id"],
            paper,
        )
        if not rows:
            raise NotFound(say("There is no such file."))
        await _touch(own, now=now)
        await note(
            own, "application.detach", actor=actor, now=now, before={"kind": rows[0]["kind"]}
        )


async def _touch(own: asyncpg.Record, *, now: datetime) -> None:
    """Let no officer decide about papers other than those she has seen."""
    await DB.fetch("UPDATE application SET changed = $2 WHERE id = $1", own["id"], now)


def _name_of(kind: Paper, filename: str, media_type: str) -> str:
    """What a file is called where it is listed: its last part, without what no name has.

    A proof for the affirmative class loses its own name, which may say the ground.
    """
    if kind is Paper.AFFIRMATIVE:
        return f"bukti.{media_type.rpartition('/')[2]}"
    last = filename.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    return shown[-_NAME_MOST:] or "berkas"
