"""Reads of a result, from the public record: who has what, by pseudonym, and why."""

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
    seat: str | None


async def winners_counted(round_id: int) -> tuple[int, int]:
    """How many have a place by the draw, and how many took part."""
    [counted] = await DB.fetch(
        """
        SELECT count(number) AS applicants, (
            SELECT count(*) FROM allotment WHERE round = $1 AND draw IS NOT NULL
                AND state IN ('offered', 'accepted', 'moved_in')
        ) AS won
        FROM application WHERE round = $1
        """,
        round_id,
    )
    return counted["won"], counted["applicants"]


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

    def lines(
        self, *, programme: str | None = None, q: str = "", limit: int | None, offset: int = 0
    ) -> tuple[list[ResultLine], int]:
        """Applicants in lottery order, and how many there are in all.

        Args:
            programme: Only those with a place there.
            q: The beginning of a pseudonym, or a number.
            limit: None for all.
        """
        q = q.lower()
        places = self.outcome.places
        found = [
            (number, name)
            for name, number in self.outcome.numbers.items()
            if (not q or name.startswith(q) or str(number) == q)
            and (programme is None or (name in places and places[name].programme == programme))
        ]
        chosen = found[offset:] if limit is None else found[offset : offset + limit]
        return [self._line(number, name) for number, name in chosen], len(found)

    def _line(self, number: int, name: str) -> ResultLine:
        place = self.outcome.places.get(name)
        return ResultLine(
            number=number,
            pseudonym=name,
            programme=place.programme if place else None,
            seat=place.seat if place else None,
        )

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
