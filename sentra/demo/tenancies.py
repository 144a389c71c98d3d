"""Who holds the stalls of the demo centre: most are taken, all have a past, some a future."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from msgspec import Struct, structs

from floors.domain.tenure import months_after
from floors.tables import Tenancy
from sentra.database.engine import DB
from sentra.domain.categories import Category
from sentra.domain.roles import SYSTEM
from sentra.i18n import today
from sentra.operations.audit import record

HELD = 0.86
ENDING_SOON = 0.1
OPEN_END = 0.08
PROMISED = 0.35
_TERMS = (6, 12, 12, 12, 24)
"""Months; a year is usual."""
_MONTHS_BACK = 42


class DemoTenancy(Struct, frozen=True):
    """One tenancy to be; `moved_from` is the space its holder came from on its first day."""

    space: int
    enterprise: int
    starts: date
    ends: date | None
    moved_from: int | None = None


def make_tenancies(
    *,
    seed: int,
    on: date,
    stalls: Sequence[tuple[int, Category]],
    enterprises: Mapping[Category, Sequence[int]],
) -> list[DemoTenancy]:
    """Tenancies around the day `on`: no stall is held twice, no enterprise holds two at a time.

    Args:
        stalls: Space id and category of each.
        enterprises: Ids by category; tenancies are left out where they run short.
    """
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    waiting = {kind: list(ids) for kind, ids in enterprises.items()}
    for ids in waiting.values():
        random.shuffle(ids)
    made: dict[int, list[DemoTenancy]] = {}
    for space, category in stalls:
        spans = _spans(random, on)
        queue = waiting.get(category, [])
        made[space] = [
            DemoTenancy(space, queue.pop(), starts, ends) for starts, ends in spans if queue
        ]
    _move_some(made, dict(stalls), on)
    return [tenancy for mine in made.values() for tenancy in mine]


def _spans(random: Random, on: date) -> Iterator[tuple[date, date | None]]:
    """The spans of one stall, from the past into the future."""
    this_month = on.replace(day=1)
    present = _present(random, on) if random.random() < HELD else None
    cursor = months_after(this_month, -random.randint(12, _MONTHS_BACK))
    until = present[0] if present else this_month
    while True:
        ends = months_after(cursor, random.choice(_TERMS))
        if ends > until:
            break
        yield cursor, ends
        cursor = months_after(ends, random.choice((0, 0, 1, 2)))
    if present is None:
        if random.random() < PROMISED:
            yield months_after(this_month, random.randint(1, 2)), None
        return
    yield present
    if present[1] and present[1] - on < timedelta(days=60) and random.random() < PROMISED:
        yield present[1], months_after(present[1], 12)


def _present(random: Random, on: date) -> tuple[date, date | None]:
    """A span that has the day `on`."""
    this_month = on.replace(day=1)
    luck = random.random()
    if luck < ENDING_SOON:
        ends = on + timedelta(days=random.randint(2, 29))
        return months_after(ends, -random.choice(_TERMS)), ends
    starts = months_after(this_month, -random.randint(0, 10))
    if luck < ENDING_SOON + OPEN_END:
        return starts, None
    return starts, months_after(starts, random.choice(_TERMS[1:]))


def _move_some(made: dict[int, list[DemoTenancy]], kinds: Mapping[int, Category], on: date) -> None:
    """Let the holders of a few stalls have come from one of the same category that is free now."""
    free = [space for space, mine in made.items() if not any(_has(one, on) for one in mine)]
    for space in free[::2]:
        mover = next(
            (
                one
                for other, mine in made.items()
                for one in mine
                if kinds[other] is kinds[space] and _has(one, on) and one.moved_from is None
            ),
            None,
        )
        if mover is None:
            continue
        came = months_after(mover.starts, -12)
        before = DemoTenancy(space, mover.enterprise, came, mover.starts)
        others = [one for one in made[space] if (one.ends and one.ends <= came) or one.starts > on]
        made[space] = sorted([*others, before], key=lambda one: one.starts)
        there = made[mover.space]
        there[there.index(mover)] = structs.replace(mover, moved_from=space)


def _has(tenancy: DemoTenancy, on: date) -> bool:
    return tenancy.starts <= on and (tenancy.ends is None or tenancy.ends > on)


async def store_tenancies(*, seed: int, now: datetime) -> int:
    """Fill the stalls that are in the database with its enterprises, in one transaction.

    Returns:
        The number of tenancies.
    """
    stalls = await DB.fetch(
        "SELECT id, category FROM space WHERE kind = 'stall' AND active ORDER BY code"
    )
    members = await DB.fetch(
        "SELECT category, array_agg(id ORDER BY id) AS ids FROM enterprise"
        " WHERE active GROUP BY category"
    )
    made = make_tenancies(
        seed=seed,
        on=today(now),
        stalls=[(row["id"], Category(row["category"])) for row in stalls if row["category"]],
        enterprises={Category(row["category"]): row["ids"] for row in members},
    )
    async with DB.transaction():
        await DB.execute_many(
            """
            INSERT INTO tenancy (space, enterprise, starts, ends, state, note, created, changed)
            VALUES ($1, $2, $3, $4, 'active', '', $5, $5)
            """,
            [(one.space, one.enterprise, one.starts, one.ends, now) for one in made],
        )
        await DB.execute_many(
            """
            UPDATE tenancy t SET moved_from = m.id FROM tenancy m
            WHERE t.space = $1 AND t.starts = $2 AND m.space = $3 AND m.ends = $2
                AND m.enterprise = t.enterprise
            """,
            [(one.space, one.starts, one.moved_from) for one in made if one.moved_from],
        )
        await record(
            "demo.tenancies",
            subject=Tenancy,
            subject_id=None,
            actor=SYSTEM,
            now=now,
            after={"seed": seed, "tenancies": len(made)},
        )
    return len(made)
