"""Reads of applications: one's own, the office's queue, papers without their contents."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from floors.domain.applying import State
from floors.domain.round_terms import Paper
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound


class PaperView(Struct, frozen=True, kw_only=True):
    """A paper, without its content."""

    id: int
    kind: Paper
    number: str
    filename: str
    media_type: str
    size: int
    created: datetime


class ApplicationView(Struct, frozen=True, kw_only=True):
    """An application as its owner and the office see it.

    Attributes:
        enterprise: Its id in the register.
        choices: Codes of programmes, the dearest first.
        has_person: Whether the owner's NIK is known.
        classes: As found eligible for when it was frozen.
        looked_by: The officer who has it before her, or had it last.
    """

    id: int
    enterprise: int
    holder: str
    owner: str
    nib: str
    category: str
    kecamatan: str
    pseudonym: str
    state: State
    affirmative: bool
    reason: str
    has_person: bool
    classes: tuple[str, ...]
    choices: tuple[str, ...]
    papers: tuple[PaperView, ...]
    submitted: datetime | None
    decided: datetime | None
    decided_by: str | None
    looked_by: str | None
    looked_at: datetime | None
    withdrawn: datetime | None
    changed: datetime

    @property
    def claims_affirmative(self) -> bool:
        """Whether an officer may grant the class, or grant it again after a slip."""
        return self.affirmative or any(one.kind is Paper.AFFIRMATIVE for one in self.papers)


class QueueLine(Struct, frozen=True, kw_only=True):
    """An application in the office's list."""

    id: int
    enterprise: int
    holder: str
    category: str
    kecamatan: str
    state: State
    choices: int
    papers: int
    submitted: datetime | None


class RoundOfEnterprise(Struct, frozen=True, kw_only=True):
    """A round as one enterprise stands in it.

    Attributes:
        state: Of its application; None where there is none.
    """

    code: str
    name: str
    state: State | None


LOOKED_AT_FOR = timedelta(minutes=10)
"""How long an officer is left alone with an application."""
FREE_TO_LOOK_AT = """
    a.round = $1 AND a.state = 'submitted'
    AND (a.looked_by IS NULL OR a.looked_by = $2 OR a.looked_at < $3)
    ORDER BY a.submitted, a.id
"""
"""The first of those that an officer ($2) may be given, past `LOOKED_AT_FOR` ($3)."""

_APPLICATIONS = """
    SELECT a.id, a.enterprise, e.name AS holder, e.owner, e.nib, e.category, e.kecamatan,
        a.pseudonym, a.state, a.affirmative, a.reason,
        a.person IS NOT NULL OR e.nik IS NOT NULL AS has_person, a.classes, a.submitted, a.decided,
        d.name AS decided_by, l.name AS looked_by, a.looked_at, a.withdrawn, a.changed,
        ARRAY(SELECT p.code FROM preference f JOIN programme p ON p.id = f.programme
            WHERE f.application = a.id ORDER BY f.rank) AS choices
    FROM application a
    JOIN enterprise e ON e.id = a.enterprise
    LEFT JOIN account d ON d.id = a.decided_by
    LEFT JOIN account l ON l.id = a.looked_by
"""


async def application_of(round_id: int, enterprise: int) -> ApplicationView | None:
    """An enterprise's application in a round."""
    rows = await DB.fetch(
        f"{_APPLICATIONS} WHERE a.round = $1 AND a.enterprise = $2", round_id, enterprise
    )
    return await _view(rows[0]) if rows else None


async def rounds_of(enterprise: int, *, now: datetime) -> list[RoundOfEnterprise]:
    """The rounds that an enterprise applied to or may apply to now, the newest first."""
    rows = await DB.fetch(
        """
        SELECT r.code, r.name, a.state FROM round r
        LEFT JOIN application a ON a.round = r.id AND a.enterprise = $1
        WHERE r.announced IS NOT NULL AND (a.id IS NOT NULL
            OR r.state IN ('announced', 'open') AND r.opens <= $2 AND r.closes > $2)
        ORDER BY r.starts DESC, r.id DESC
        """,
        enterprise,
        now,
    )
    return [
        RoundOfEnterprise(
            code=row["code"],
            name=row["name"],
            state=State(row["state"]) if row["state"] else None,
        )
        for row in rows
    ]


async def application(round_id: int, number: int) -> ApplicationView:
    """An application of a round by its id.

    Raises:
        NotFound: The round has none of this id.
    """
    rows = await DB.fetch(f"{_APPLICATIONS} WHERE a.round = $1 AND a.id = $2", round_id, number)
    if not rows:
        raise NotFound(say("There is no such application."))
    return await _view(rows[0])


async def queue(
    round_id: int, *, state: State | None, q: str = "", limit: int, offset: int
) -> tuple[list[QueueLine], int]:
    """Applications in the order they were handed in, and how many there are in all.

    Args:
        q: Part of the enterprise's name, or its NIB.
    """
    # Who it is about is read of those on the page only; a name is looked for where one is given.
    chosen = "a.round = $1 AND a.state <> 'draft' AND ($2::varchar IS NULL OR a.state = $2)"
    named = """
        JOIN enterprise n ON n.id = a.enterprise
            AND (n.name ILIKE '%' || $3::varchar || '%' OR n.nib = $3)
    """
    given = (round_id, state, q) if q else (round_id, state)
    some = f"FROM application a {named if q else ''} WHERE {chosen}"
    rows = await DB.fetch(
        f"""
        WITH page AS MATERIALIZED (
            SELECT a.id {some} ORDER BY a.submitted NULLS LAST, a.id
            LIMIT ${len(given) + 1} OFFSET ${len(given) + 2}
        )
        SELECT a.id, a.enterprise, e.name AS holder, e.category, e.kecamatan, a.state, a.submitted,
            (SELECT count(*) FROM preference f WHERE f.application = a.id) AS choices,
            (SELECT count(*) FROM application_file f WHERE f.application = a.id) AS papers
        FROM page JOIN application a ON a.id = page.id JOIN enterprise e ON e.id = a.enterprise
        ORDER BY a.submitted NULLS LAST, a.id
        """,  # noqa: S608 - put together of constants
        *given,
        limit,
        offset,
    )
    [number] = await DB.fetch(f"SELECT count(*) AS n {some}", *given)
    return [QueueLine(**dict(row) | {"state": State(row["state"])}) for row in rows], number["n"]


async def next_to_verify(round_id: int, *, officer: int | None, now: datetime) -> int | None:
    """The application that has waited longest for a look, and that no other officer looks at."""
    rows = await DB.fetch(
        f"SELECT a.id FROM application a WHERE {FREE_TO_LOOK_AT} LIMIT 1",  # noqa: S608 - a constant
        round_id,
        officer,
        now - LOOKED_AT_FOR,
    )
    return rows[0]["id"] if rows else None


async def states_of(round_id: int) -> Mapping[State, int]:
    """How many applications are in each state."""
    rows = await DB.fetch(
        "SELECT state, count(*) AS n FROM application WHERE round = $1 GROUP BY state", round_id
    )
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state.value, 0) for state in State}


async def paper(round_id: int, number: int) -> tuple[PaperView, bytes, int]:
    """A paper with its content, and whose it is (an enterprise's id).

    Raises:
        NotFound: No application of the round has it.
    """
    rows = await DB.fetch(
        """
        SELECT f.id, f.kind, f.number, f.filename, f.media_type, length(f.content) AS size,
            f.created, f.content, a.enterprise
        FROM application_file f JOIN application a ON a.id = f.application
        WHERE a.round = $1 AND f.id = $2
        """,
        round_id,
        number,
    )
    if not rows:
        raise NotFound(say("There is no such file."))
    [row] = rows
    return _paper(row), bytes(row["content"]), row["enterprise"]


async def _view(row: Any) -> ApplicationView:
    papers = await DB.fetch(
        "SELECT id, kind, number, filename, media_type, length(content) AS size, created"
        " FROM application_file WHERE application = $1 ORDER BY kind, id",
        row["id"],
    )
    values = dict(row)
    return ApplicationView(
        **values
        | {
            "state": State(row["state"]),
            "classes": tuple(msgspec.json.decode(row["classes"])),
            "choices": tuple(row["choices"]),
            "papers": tuple(_paper(one) for one in papers),
        }
    )


def _paper(row: Any) -> PaperView:
    return PaperView(
        id=row["id"],
        kind=Paper(row["kind"]),
        number=row["number"],
        filename=row["filename"],
        media_type=row["media_type"],
        size=row["size"],
        created=row["created"],
    )
