"""Long random histories of a few stalls beside a twin that counts day by day."""

from collections.abc import Awaitable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from floors.domain.tenancies import Held, HoldsAnother
from floors.operations.tenancies import cancel, end, give, move
from floors.operations.tenancy_undo import undo
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import SYSTEM
from tests.conftest import NOW
from tests.floors.places import make_enterprises

FIRST = date(2026, 12, 15)
DAYS = 40
BY: dict[str, Any] = {"actor": SYSTEM, "now": NOW}

Row = tuple[int, str, int, set[int]]
"""Id, stall, enterprise, and the days (counted from FIRST) of an active tenancy."""


def day(number: int) -> date:
    return FIRST + timedelta(number)


async def stored() -> list[Row]:
    rows = await DB.fetch(
        """
        SELECT t.id, s.code, t.enterprise, t.starts, t.ends
        FROM tenancy t JOIN space s ON s.id = t.space WHERE t.state = 'active' ORDER BY t.id
        """
    )
    return [
        (
            row["id"],
            row["code"],
            row["enterprise"],
            set(range((row["starts"] - FIRST).days, (row["ends"] - FIRST).days)),
        )
        for row in rows
    ]


def expected(
    rows: list[Row], stall: str, enterprise: int, days: set[int], but: int = 0
) -> type[Refusal] | None:
    """What the twin says of a stall for an enterprise on some days."""
    others = [row for row in rows if row[0] != but]
    if any(row[1] == stall and row[3] & days for row in others):
        return Held
    if any(row[2] == enterprise and row[3] & days for row in others):
        return HoldsAnother
    return None


async def outcome(attempt: Awaitable[object]) -> type[Refusal] | None:
    try:
        await attempt
    except Refusal as refusal:
        return type(refusal)
    return None


class Twin:
    """Does something at random, and says what should have come of it."""

    def __init__(self, seed: int, enterprises: list[int], stalls: list[str]) -> None:
        self.random = Random(seed)
        self.enterprises = enterprises
        self.stalls = stalls

    async def give(self, rows: list[Row]) -> None:
        stall, enterprise = self.random.choice(self.stalls), self.random.choice(self.enterprises)
        start = self.random.randrange(DAYS)
        stop = start + self.random.randint(1, 15)
        attempt = give(stall=stall, enterprise=enterprise, starts=day(start), ends=day(stop), **BY)
        wanted = expected(rows, stall, enterprise, set(range(start, stop)))
        assert await outcome(attempt) is wanted

    async def end(self, rows: list[Row]) -> None:
        identity, stall, enterprise, days = self.random.choice(rows)
        stop = self.random.randrange(min(days) - 2, max(days) + 10)
        wanted: type[Refusal] | None
        if stop <= min(days):
            wanted = Invalid
        elif stop == max(days) + 1:
            wanted = Conflict
        else:
            added = set(range(max(days) + 1, stop))
            wanted = expected(rows, stall, enterprise, added, identity)
        assert await outcome(end(tenancy=identity, ends=day(stop), **BY)) is wanted

    async def move(self, rows: list[Row]) -> None:
        identity, stall, _enterprise, days = self.random.choice(rows)
        new, on = self.random.choice(self.stalls), self.random.randrange(DAYS + 10)
        wanted: type[Refusal] | None
        if new == stall or on not in days:
            wanted = Invalid
        else:
            rest = {number for number in days if number >= on}
            blocked = any(row[1] == new and row[3] & rest for row in rows)
            wanted = Held if blocked else None
        assert await outcome(move(tenancy=identity, stall=new, on=day(on), **BY)) is wanted

    async def cancel(self, rows: list[Row]) -> None:
        identity = self.random.choice(rows)[0]
        found = await outcome(cancel(tenancy=identity, reason="Salah", **BY))
        assert found in {None, Conflict}

    async def undo(self, rows: list[Row]) -> None:
        """Any answer will do, as long as what holds always still holds."""
        await outcome(undo(tenancy=self.random.choice(rows)[0], **BY))


def check(rows: list[Row]) -> None:
    """No stall is held twice on a day, and no enterprise holds two stalls on a day."""
    for place in (1, 2):
        seen: set[tuple[object, int]] = set()
        for row in rows:
            theirs = {(row[place], number) for number in row[3]}
            assert not seen & theirs
            seen |= theirs


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_done_no_day_is_given_twice(seed: int, stalls: list[Space]) -> None:
    enterprises = [enterprise.id for enterprise in await make_enterprises(4)]
    twin = Twin(seed, enterprises, [stall.code for stall in stalls])
    for _ in range(80):
        rows = await stored()
        verbs = [twin.give, twin.give, twin.end, twin.move, twin.cancel, twin.undo]
        await (twin.random.choice(verbs) if rows else twin.give)(rows)
        check(await stored())
