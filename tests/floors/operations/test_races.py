"""Many at once for one stall: on connections of their own, with rows that are committed."""

import asyncio
from collections import Counter
from datetime import date

import asyncpg
import pytest

from floors.domain.tenancies import Held, HoldsAnother
from floors.operations.tenancies import end, give, move
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import SYSTEM
from sentra.tables import Enterprise
from tests.conftest import NOW
from tests.floors.places import make_enterprises, make_floor, make_stall

TODAY = date(2026, 11, 24)


@pytest.fixture
async def rivals(committed: None) -> list[Enterprise]:
    """Eight enterprises, and stalls R-01 to R-03, all committed."""
    floor = await make_floor(site="RACE", level=1)
    for number in (1, 2, 3):
        await make_stall(floor, f"R-0{number}", x=2 * number)
    return await make_enterprises(8)


async def outcome(stall: str, enterprise: int) -> str:
    try:
        await give(
            stall=stall, enterprise=enterprise, starts=TODAY, ends=None, actor=SYSTEM, now=NOW
        )
    except Refusal as refusal:
        return refusal.code
    return "given"


async def test_one_of_many_gets_the_stall(rivals: list[Enterprise]) -> None:
    for _trial in range(5):
        answers = await asyncio.gather(*(outcome("R-01", rival.id) for rival in rivals))
        assert Counter(answers) == {"given": 1, "held": 7}
        await DB.fetch("DELETE FROM tenancy")


async def test_one_enterprise_gets_one_of_many_stalls(rivals: list[Enterprise]) -> None:
    for _trial in range(5):
        answers = await asyncio.gather(
            *(outcome(f"R-0{number}", rivals[0].id) for number in (1, 2, 3))
        )
        assert Counter(answers) == {"given": 1, "holds-another": 2}
        await DB.fetch("DELETE FROM tenancy")


async def test_two_who_change_places_do_not_block_each_other(rivals: list[Enterprise]) -> None:
    """Both stalls are held, so neither may move; a dead-lock would raise something else."""
    tenancies = [
        await give(
            stall=f"R-0{number}",
            enterprise=rivals[number].id,
            starts=TODAY,
            ends=None,
            actor=SYSTEM,
            now=NOW,
        )
        for number in (1, 2)
    ]
    later = date(2026, 12, 1)
    swaps = [
        move(tenancy=tenancy, stall=stall, on=later, actor=SYSTEM, now=NOW)
        for tenancy, stall in zip(tenancies, ("R-02", "R-01"), strict=True)
    ]
    answers = await asyncio.gather(*swaps, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Held, Held]


async def test_a_writer_that_asks_nobody_is_refused_by_the_database(
    rivals: list[Enterprise], database: str
) -> None:
    """A connection of its own writes without the lock; ours waits for it and then says why not."""
    [stall] = await Space.select(Space.id).where(Space.code == "R-01")
    other = await asyncpg.connect(database)
    try:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(
            """
            INSERT INTO tenancy (space, enterprise, starts, state, note, created, changed)
            VALUES ($1, $2, $3, 'active', '', $4, $4)
            """,
            stall["id"],
            rivals[0].id,
            TODAY,
            NOW,
        )
        ours = asyncio.create_task(outcome("R-01", rivals[1].id))
        await asyncio.sleep(0.2)
        assert not ours.done()
        await transaction.commit()
        assert await ours == "held"
    finally:
        await other.close()
    [count] = await DB.fetch("SELECT count(*) AS n FROM tenancy")
    assert count["n"] == 1


async def test_a_renewal_and_a_newcomer_do_not_both_win(rivals: list[Enterprise]) -> None:
    first = await give(
        stall="R-01",
        enterprise=rivals[0].id,
        starts=TODAY,
        ends=date(2026, 12, 1),
        actor=SYSTEM,
        now=NOW,
    )
    answers = await asyncio.gather(
        end(tenancy=first, ends=date(2027, 1, 1), actor=SYSTEM, now=NOW),
        give(
            stall="R-01",
            enterprise=rivals[1].id,
            starts=date(2026, 12, 15),
            ends=None,
            actor=SYSTEM,
            now=NOW,
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, Held) for answer in answers) == 1
    assert not any(isinstance(answer, HoldsAnother) for answer in answers)
