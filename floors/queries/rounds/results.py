"""Reads of a result: who has what, by pseudonym; and the draw itself, to explain it."""

import asyncio
from collections import OrderedDict
from hashlib import sha256

from msgspec import Struct

from floors.domain.draw import record as public
from floors.domain.draw.outcome import Outcome, draw
from floors.queries.rounds.record import record_files
from sentra.database.engine import DB

_KEPT = 2
"""Outcomes that a process keeps: they are large, and one round at a time is asked about."""
_outcomes: OrderedDict[str, Outcome] = OrderedDict()


class ResultLine(Struct, frozen=True, kw_only=True):
    """An applicant in the result, as everybody may see her.

    Attributes:
        programme: What she holds a place of; None for none.
        seat: The class of the seat.
    """

    number: int
    pseudonym: str
    programme: str | None
    programme_name: str | None
    seat: str | None


_RESULTS = """
    FROM application a
    LEFT JOIN allotment m ON m.application = a.id
        AND m.state IN ('offered', 'accepted', 'moved_in') AND m.draw IS NOT NULL
    LEFT JOIN programme p ON p.id = m.programme
    WHERE a.round = $1 AND a.number IS NOT NULL
        AND ($2::varchar IS NULL OR p.code = $2)
        AND ($3 = '' OR a.pseudonym LIKE $3 || '%' OR a.number::varchar = $3)
"""


async def results(
    round_id: int, *, programme: str | None, q: str, limit: int, offset: int
) -> tuple[list[ResultLine], int]:
    """Applicants in lottery order, and how many there are in all.

    Args:
        programme: Only those with a place there.
        q: The beginning of a pseudonym, or a number.
    """
    rows = await DB.fetch(
        "SELECT a.number, a.pseudonym, p.code AS programme, p.name AS programme_name, m.seat"
        f" {_RESULTS} ORDER BY a.number LIMIT $4 OFFSET $5",
        round_id,
        programme,
        q.lower(),
        limit,
        offset,
    )
    [counted] = await DB.fetch(
        f"SELECT count(*) AS n {_RESULTS}",
        round_id,
        programme,
        q.lower(),
    )
    return [ResultLine(**dict(row)) for row in rows], counted["n"]


async def outcome_of(round_id: int) -> Outcome | None:
    """The latest run of the draw, recomputed from the public record; None before there is one.

    It takes a tenth of a second for 20,000 applicants, and nothing the next time.
    """
    [last] = await DB.fetch(
        "SELECT max(digest) FILTER (WHERE name = 'manifest.json') AS digest FROM record_file"
        " WHERE draw = (SELECT id FROM draw WHERE round = $1 ORDER BY number DESC LIMIT 1)",
        round_id,
    )
    digest: str | None = last["digest"]
    if digest is None:
        return None
    if digest not in _outcomes:
        files = await record_files(round_id)
        _outcomes[digest] = await asyncio.to_thread(_recompute, files)
        while len(_outcomes) > _KEPT:
            _outcomes.popitem(last=False)
    _outcomes.move_to_end(digest)
    return _outcomes[digest]


def _recompute(files: dict[str, bytes]) -> Outcome:
    rules, programmes, applications = public.read_committed(files)
    return draw(
        rules=rules,
        programmes=programmes,
        applications=applications,
        seed=public.read_seed(files[public.SEED]).seed,
        changes=public.read_changes(files[public.CHANGES]),
    )


def zip_tag(files: dict[str, bytes]) -> str:
    """A digest of all files together."""
    whole = sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + sha256(files[name]).digest())
    return whole.hexdigest()
