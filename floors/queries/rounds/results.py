"""Reads of a result: who has what, by pseudonym; and the draw itself, to explain it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from floors.domain.draw import record as public
from floors.domain.draw.explain import Refused, asked_for, refusals
from floors.domain.draw.outcome import draw
from floors.queries.rounds.record import record_files
from sentra.database.engine import DB

_KEPT = 2
"""Runs that a process keeps: they are large, and one round at a time is asked about."""
_TOLD = 5000
"""Applicants of a run whose reasons are remembered."""
_kept: "OrderedDict[str, Explained]" = OrderedDict()
_coming: "dict[str, asyncio.Task[Explained]]" = {}


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
        AND ($3 = '' OR starts_with(a.pseudonym, $3) OR a.number::varchar = $3)
"""


async def results(
    round_id: int, *, programme: str | None, q: str, limit: int | None, offset: int
) -> tuple[list[ResultLine], int]:
    """Applicants in lottery order, and how many there are in all.

    Args:
        programme: Only those with a place there.
        q: The beginning of a pseudonym, or a number.
        limit: None for all.
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


async def winners_counted(round_id: int) -> tuple[int, int]:
    """How many have a place by the draw, and how many took part."""
    [counted] = await DB.fetch(
        f"SELECT count(p.id) AS won, count(*) AS n {_RESULTS}",
        round_id,
        None,
        "",
    )
    return counted["won"], counted["n"]


class Explained:
    """A run of the draw, recomputed, that tells each applicant why; it remembers what it told."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        rules, programmes, applications = public.read_committed(files)
        self.outcome = draw(
            rules=rules,
            programmes=programmes,
            applications=applications,
            seed=public.read_seed(files[public.SEED]).seed,
            changes=public.read_changes(files[public.CHANGES]),
        )
        self.applicants = asked_for(self.outcome)
        """How many ask for each programme."""
        self.refusals = lru_cache(_TOLD)(self._refusals)
        """Every wish dearer than what somebody got, by pseudonym, in her order."""

    def _refusals(self, pseudonym: str) -> tuple[Refused, ...]:
        return refusals(self.outcome, pseudonym, asked=self.applicants)


async def explained(round_id: int) -> Explained | None:
    """The latest run of the draw; None before there is one.

    Recomputed from the public record once a process, in half a second for 20,000 applicants who
    rank 40 programmes each; nothing the next time.
    """
    [last] = await DB.fetch(
        "SELECT max(digest) FILTER (WHERE name = 'manifest.json') AS digest FROM record_file"
        " WHERE draw = (SELECT id FROM draw WHERE round = $1 ORDER BY number DESC LIMIT 1)",
        round_id,
    )
    digest: str | None = last["digest"]
    if digest is None:
        return None
    if digest in _kept:
        _kept.move_to_end(digest)
        return _kept[digest]
    if digest not in _coming:
        # Whoever comes meanwhile, as all do after a draw, waits for the same one.
        _coming[digest] = asyncio.create_task(_recompute(round_id, digest))
    return await asyncio.shield(_coming[digest])


async def _recompute(round_id: int, digest: str) -> Explained:
    try:
        made = await asyncio.to_thread(Explained, await record_files(round_id))
    finally:
        del _coming[digest]
    _kept[digest] = made
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return made
