"""Who holds stalls today, and what each may do in the next round."""

from datetime import date, datetime, timedelta

import asyncpg
from msgspec import Struct

from floors.domain.renewals import USUAL_MONTHS, Chance, chance
from floors.domain.round_terms import USUAL
from floors.domain.rounds import Phase
from floors.domain.tenure import Facts, months_after
from floors.queries.rounds import RoundView, all_rounds, one_round
from floors.queries.rounds.facts import facts_of_all
from sentra.database.engine import DB
from sentra.i18n import today

_BEFORE_THE_DRAW = (Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN, Phase.VERIFICATION)


class Holder(Struct, frozen=True, kw_only=True):
    """A tenancy that runs today, and what its holder may do next.

    Attributes:
        ends: The first day that is not theirs any more.
        attendance: Per cent of the days noted; None where none was noted.
        arrears: Whether rent is late.
    """

    enterprise: int
    name: str
    nib: str
    stall: str
    ends: date | None
    attendance: int | None
    arrears: bool
    chance: Chance

    @property
    def last(self) -> date | None:
        """The last day of the tenancy."""
        return self.ends - timedelta(days=1) if self.ends else None


async def rounds_ahead(now: datetime) -> list[RoundView]:
    """Rounds in which one could still renew, the next one first; drafts too."""
    found = [one for one in await all_rounds(now=now, drafts=True) if one.phase in _BEFORE_THE_DRAW]
    return sorted(found, key=lambda one: one.starts)


async def round_to_renew_in(code: str, *, now: datetime) -> RoundView | None:
    """The round of this code; without one the next one, if there is any.

    Raises:
        NotFound: There is no round of this code.
    """
    if code:
        return await one_round(code, now=now, drafts=True)
    return next(iter(await rounds_ahead(now)), None)


async def renewals(round_: RoundView | None, *, now: datetime) -> list[Holder]:
    """Everybody who holds a stall today, who leaves first on top.

    Args:
        round_: The round that they would renew in; None: a year under usual rules, from the day
            on which each one's tenancy ends.
    """
    day = today(now)
    rows = await DB.fetch(
        """
        SELECT t.enterprise, e.name, e.nib, s.code AS stall, t.ends
        FROM tenancy t JOIN enterprise e ON e.id = t.enterprise JOIN space s ON s.id = t.space
            JOIN floor f ON f.id = s.floor JOIN site c ON c.id = f.site
        WHERE t.state = 'active' AND c.kind = 'centre' AND daterange(t.starts, t.ends) @> $1::date
        ORDER BY t.ends NULLS LAST, s.code
        """,
        day,
    )
    facts = await facts_of_all({row["enterprise"]: False for row in rows}, on=day)
    return [_holder(row, facts[row["enterprise"]], round_, day) for row in rows]


def _holder(row: asyncpg.Record, facts: Facts, round_: RoundView | None, day: date) -> Holder:
    if round_ is not None and round_.starts > day:
        terms, starts, ends = round_.terms, round_.starts, round_.ends
    else:
        terms, starts = USUAL, row["ends"] or day + timedelta(days=1)
        ends = months_after(starts, USUAL_MONTHS)
    return Holder(
        **dict(row),
        attendance=facts.attendance,
        arrears=facts.arrears,
        chance=chance(facts, terms, starts=starts, ends=ends),
    )
