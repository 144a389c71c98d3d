"""Who applies in the demo centre's rounds, and what the office makes of the applications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Self

from floors.domain.applying import State, papers_due
from floors.operations.rounds.applying import choose, hand_in
from floors.operations.rounds.papers import attach
from floors.operations.rounds.verifying import decide
from floors.queries.rounds import one_round, programmes_of
from floors.queries.rounds.applications import queue
from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source

_NIK = 3674990101800000
"""Of no region: nobody real has one of these."""
_PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c494441"
    "54789c6338b1a00200041401e15eaa74270000000049454e44ae426082"
)
"""A PNG of one pixel."""
_AFFIRMATIVE = 0.3
_REASONS = (
    "Foto produk terlalu gelap. Kirim foto yang terang, ya.",
    "NIB di berkas berbeda dengan NIB di data UKM.",
)


@dataclass(slots=True)
class Applicants:
    """Enterprises that hold and have held no stall, by category; each applies in one round."""

    waiting: Mapping[str, list[int]]

    @classmethod
    async def find(cls) -> Self:
        rows = await DB.fetch(
            """
            SELECT e.category, (array_agg(e.id ORDER BY e.id))[1:60] AS ids FROM enterprise e
            WHERE e.active AND NOT EXISTS (SELECT FROM tenancy t WHERE t.enterprise = e.id)
                AND NOT EXISTS (SELECT FROM account a WHERE a.enterprise = e.id)
            GROUP BY e.category
            """
        )
        return cls({row["category"]: list(row["ids"]) for row in rows})

    def next(self, category: str) -> int | None:
        ids = self.waiting.get(category)
        return ids.pop(0) if ids else None


async def apply_some(
    code: str,
    applicants: Applicants,
    random: Random,
    *,
    each: int,
    now: datetime,
    unfinished: int = 0,
) -> None:
    """Let so many enterprises of each category of a round apply.

    Args:
        unfinished: How many of them have not handed in yet.
    """
    round_ = await one_round(code, now=now)
    offered: dict[str, list[str]] = {}
    for programme in await programmes_of(round_.id):
        offered.setdefault(programme.category, []).append(programme.code)
    left = unfinished
    for category, codes in sorted(offered.items()):
        for _ in range(each):
            enterprise = applicants.next(category)
            if enterprise is None:
                break
            moment = now + timedelta(minutes=random.randint(0, 1200))
            await _apply(code, enterprise, category, codes, random, whole=left <= 0, now=moment)
            left -= 1


async def _apply(
    code: str,
    enterprise: int,
    category: str,
    programmes: Sequence[str],
    random: Random,
    *,
    whole: bool,
    now: datetime,
) -> None:
    owner = Actor(Role.ENTERPRISE, Source.PAGE, enterprise=enterprise)
    claims = random.random() < _AFFIRMATIVE
    choices = random.sample(programmes, random.randint(1, len(programmes)))
    await choose(
        code, enterprise=enterprise, choices=choices, affirmative=claims, actor=owner, now=now
    )
    if not whole:
        return
    for kind in papers_due(category, affirmative=claims):
        await attach(
            code,
            enterprise=enterprise,
            kind=kind,
            filename=f"{kind}.png",
            content=_PHOTO,
            actor=owner,
            now=now,
        )
    await hand_in(code, enterprise=enterprise, nik=str(_NIK + enterprise), actor=owner, now=now)


async def look_through(
    code: str,
    random: Random,
    officers: Sequence[Actor],
    *,
    refused: int,
    left: int = 0,
    now: datetime,
) -> None:
    """Decide about what is handed in.

    Args:
        refused: How many are not accepted: the first is asked for something again while there is
            time for it, the others are refused.
        left: How many nobody has looked at yet.
    """
    round_ = await one_round(code, now=now)
    lines, _ = await queue(round_.id, state=State.SUBMITTED, limit=1000, offset=0)
    for at, line in enumerate(lines[: max(0, len(lines) - left)]):
        verdict = State.ACCEPTED
        if at < refused:
            verdict = State.RETURNED if left and at == 0 else State.REFUSED
        await decide(
            code,
            line.id,
            verdict,
            reason="" if verdict is State.ACCEPTED else _REASONS[at % 2],
            actor=random.choice(officers),
            now=now + timedelta(minutes=5 * at),
        )
