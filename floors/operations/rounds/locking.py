"""Every change of a round begins here: its row is locked, and its phase lets it be done."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg
import msgspec

from floors.domain.round_terms import Terms
from floors.domain.rounds import Deed, Phase, Schedule, allow, due
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound


@dataclass(frozen=True, slots=True)
class LockedRound:
    """A round whose row is locked until the transaction ends.

    Attributes:
        written: The phase as the database has it; `phase` is what the clock makes of it.
        row: All its columns.
    """

    id: int
    code: str
    name: str
    phase: Phase
    written: Phase
    schedule: Schedule
    terms: Terms
    row: asyncpg.Record


async def lock_round(
    code: str, *, now: datetime, deed: Deed | None = None, share: bool = False
) -> LockedRound:
    """Lock a round for a deed.

    Args:
        deed: What is about to be done; None where the caller looks at the phase itself.
        share: Let others do the same at once, as when thousands apply; nobody then changes the
            round's own row, nor does its phase change meanwhile.

    Raises:
        NotFound: There is no such round.
        OutOfPhase: The deed is not of this phase.
    """
    lock = "SHARE" if share else "NO KEY UPDATE"
    rows = await DB.fetch(f"SELECT * FROM round WHERE code = $1 FOR {lock}", code)  # noqa: S608 - one of two words
    if not rows:
        raise NotFound(say("There is no such round."))
    [row] = rows
    schedule = schedule_of(row)
    written = Phase(row["state"])
    phase = due(written, schedule, now)
    if deed is not None:
        allow(deed, phase)
    return LockedRound(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        phase=phase,
        written=written,
        schedule=schedule,
        terms=msgspec.json.decode(row["rules"], type=Terms),
        row=row,
    )


def schedule_of(row: asyncpg.Record) -> Schedule:
    return Schedule(
        opens=row["opens"],
        closes=row["closes"],
        verify_by=row["verify_by"],
        draw_at=row["draw_at"],
        object_by=row["object_by"],
        accept_by=row["accept_by"],
    )
