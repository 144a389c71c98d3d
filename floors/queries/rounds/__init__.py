"""Reads of rounds: one, all, and the stalls that they offer."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from floors.domain.draw import market
from floors.domain.plan import Label
from floors.domain.round_terms import Terms
from floors.domain.rounds import Phase, Schedule, due
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound


class RoundView(Struct, frozen=True, kw_only=True):
    """A round as everybody may see it, its phase as the clock has it.

    Attributes:
        stalls: How many it offers.
        applications: How many were handed in and not withdrawn.
    """

    id: int
    code: str
    name: str
    about: str
    phase: Phase
    schedule: Schedule
    starts: date
    ends: date
    move_in_by: date
    terms: Terms
    seed_kind: str
    drand_round: int | None
    seeded: bool
    commitment: str | None
    decree: dict[str, Any] | None
    announced: datetime | None
    frozen: datetime | None
    drawn: datetime | None
    cancelled_because: str
    stalls: int
    applications: int
    changed: datetime

    @property
    def last(self) -> date:
        """The last day of its tenancies."""
        return self.ends - timedelta(days=1)


class ProgrammeView(Struct, frozen=True, kw_only=True):
    """A programme with the codes of its stalls.

    Attributes:
        seats: Of the classes, in no order; what is left is open.
        rent: Rupiah per month.
    """

    id: int
    code: str
    name: str
    level: int
    category: str
    area: float
    rent: int
    seats: dict[str, int]
    stalls: tuple[str, ...]

    @property
    def open_seats(self) -> int:
        return len(self.stalls) - sum(self.seats.values())


_ROUNDS = """
    SELECT r.id, r.code, r.name, r.about, r.state, r.starts, r.ends, r.move_in_by, r.opens,
        r.closes, r.verify_by, r.draw_at, r.object_by, r.accept_by, r.rules, r.seed_kind,
        r.drand_round, r.seed IS NOT NULL AS seeded, r.commitment, r.decree, r.announced, r.frozen,
        r.drawn, r.cancelled_because, r.changed,
        (SELECT count(*) FROM programme_stall p WHERE p.round = r.id) AS stalls,
        (SELECT count(*) FROM application a WHERE a.round = r.id
            AND a.state IN ('submitted', 'returned', 'accepted', 'refused')) AS applications
    FROM round r
"""


async def one_round(code: str, *, now: datetime, drafts: bool = False) -> RoundView:
    """The round of this code.

    Args:
        drafts: Whether the reader may see what is not announced yet.

    Raises:
        NotFound: There is none, or it is a draft.
    """
    rows = await DB.fetch(
        f"{_ROUNDS} WHERE r.code = $1 AND ($2 OR r.announced IS NOT NULL)", code, drafts
    )
    if not rows:
        raise NotFound(say("There is no such round."))
    return _row(rows[0], now)


async def all_rounds(*, now: datetime, drafts: bool = False, over: bool = True) -> list[RoundView]:
    """Every round that the reader may see, the newest first.

    Args:
        drafts: Whether the reader may see what is not announced yet.
        over: Also those that are closed or given up.
    """
    rows = await DB.fetch(
        f"""
        {_ROUNDS} WHERE ($1 OR r.announced IS NOT NULL)
            AND ($2 OR r.state NOT IN ('closed', 'cancelled'))
        ORDER BY r.starts DESC, r.id DESC
        """,
        drafts,
        over,
    )
    return [_row(row, now) for row in rows]


async def programmes_of(round_id: int) -> list[ProgrammeView]:
    """What a round offers, floor by floor."""
    rows = await DB.fetch(
        """
        SELECT p.id, p.code, p.name, f.level, p.category, p.area::float AS area, p.rent, p.classes,
            ARRAY(SELECT s.code FROM programme_stall o JOIN space s ON s.id = o.space
                WHERE o.programme = p.id ORDER BY s.code) AS stalls
        FROM programme p JOIN floor f ON f.id = p.floor
        WHERE p.round = $1 ORDER BY f.level, p.code
        """,
        round_id,
    )
    return [
        ProgrammeView(
            **{
                name: row[name]
                for name in ("id", "code", "name", "level", "category", "area", "rent")
            },
            seats={one["class"]: one["seats"] for one in msgspec.json.decode(row["classes"])},
            stalls=tuple(row["stalls"]),
        )
        for row in rows
    ]


def for_the_draw(programmes: Sequence[ProgrammeView]) -> tuple[market.Programme, ...]:
    """The same as the public record has them."""
    return tuple(
        market.Programme(
            code=one.code,
            name=Label(id=one.name, en=one.name),
            stalls=one.stalls,
            categories=(one.category,),
            seats=one.seats,
        )
        for one in programmes
    )


def _row(row: Any, now: datetime) -> RoundView:
    schedule = Schedule(
        **{
            name: row[name]
            for name in ("opens", "closes", "verify_by", "draw_at", "object_by", "accept_by")
        }
    )
    same = (
        "id code name about starts ends move_in_by seed_kind drand_round seeded commitment"
        " announced frozen drawn cancelled_because stalls applications changed"
    )
    return RoundView(
        **{name: row[name] for name in same.split()},
        phase=due(Phase(row["state"]), schedule, now),
        schedule=schedule,
        terms=msgspec.json.decode(row["rules"], type=Terms),
        decree=msgspec.json.decode(row["decree"]) if row["decree"] else None,
    )
