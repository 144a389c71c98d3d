"""What happens where two people act on applications at one and the same time."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from floors.domain.applying import State
from floors.domain.draw.record import APPLICATIONS
from floors.domain.rounds import Phase
from floors.operations.rounds.applying import choose, withdraw
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.seeding import type_values
from floors.operations.rounds.verifying import decide, take_next
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import (
    LOOKED_AT_FOR,
    application_of,
    next_to_verify,
)
from floors.queries.rounds.record import record_files
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.roles import COMMAND_LINE
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    VALUES,
    WHEN,
    accept_all,
    announced_round,
    applied,
    officers,
)

pytestmark = pytest.mark.usefixtures("committed")
OPEN, LATER, FROZEN = WHEN[Phase.OPEN], WHEN[Phase.VERIFICATION], WHEN[Phase.FROZEN]


async def done(deed: Awaitable[object]) -> bool:
    """Whether it was done and not refused."""
    try:
        await deed
    except Refusal:
        return False
    return True


async def test_two_officers_at_once_decide_once() -> None:
    await announced_round()
    [one] = await make_enterprises(1)
    await applied(CODE, one.id)
    round_ = await one_round(CODE, now=LATER)
    found = await application_of(round_.id, one.id)
    assert found is not None
    decisions = [
        decide(
            CODE,
            found.id,
            verdict,
            reason=reason,
            seen=found.changed,
            actor=officer,
            now=LATER + timedelta(seconds=second),
        )
        for second, (officer, verdict, reason) in enumerate(
            zip(
                await officers(),
                (State.ACCEPTED, State.REFUSED),
                ("", "Foto bukan dari usaha ini"),
                strict=True,
            )
        )
    ]
    assert sorted(await asyncio.gather(*map(done, decisions))) == [False, True]


async def test_no_two_officers_are_given_the_same_application() -> None:
    await announced_round()
    for one in await make_enterprises(2):
        await applied(CODE, one.id)
    first, second = await officers()
    given = await asyncio.gather(
        *(take_next(CODE, actor=officer, now=LATER) for officer in (first, second))
    )
    assert None not in given
    assert len(set(given)) == 2
    round_ = await one_round(CODE, now=LATER)
    assert await next_to_verify(round_.id, officer=None, now=LATER) is None
    # Whoever went to lunch keeps nobody from it.
    later = LATER + LOOKED_AT_FOR + timedelta(seconds=1)
    assert await next_to_verify(round_.id, officer=None, now=later) is not None
    assert await take_next(CODE, actor=first, now=LATER) == given[0]


async def test_the_same_enterprise_from_two_telephones_is_one_application() -> None:
    await announced_round()
    [one] = await make_enterprises(1)
    wishes = [
        choose(
            CODE,
            enterprise=one.id,
            choices=["L1-FOOD-6"],
            affirmative=False,
            actor=COMMAND_LINE,
            now=OPEN,
        )
        for _ in range(3)
    ]
    assert len(set(await asyncio.gather(*wishes))) == 1
    [counted] = await DB.fetch("SELECT count(*) AS n FROM preference")
    assert counted["n"] == 1


async def test_who_withdraws_while_all_is_frozen_wins_nothing() -> None:
    await announced_round(2)
    stays, leaves = await make_enterprises(2)
    for one in (stays, leaves):
        await applied(CODE, one.id)
    await accept_all(CODE)
    # She clicked a moment before the officer did.
    moment = FROZEN - timedelta(seconds=1)
    await asyncio.gather(
        freeze(CODE, actor=COMMAND_LINE, now=FROZEN),
        withdraw(CODE, enterprise=leaves.id, actor=COMMAND_LINE, now=moment),
    )
    round_ = await one_round(CODE, now=FROZEN)
    files = await record_files(round_.id, names=[APPLICATIONS])
    assert len(files[APPLICATIONS].splitlines()) in {1, 2}
    for officer in await officers():
        await type_values(CODE, VALUES, actor=officer, now=WHEN[Phase.SEEDED])
    await draw_round(CODE, actor=COMMAND_LINE, now=WHEN[Phase.DRAWN])
    winners = await DB.fetch(
        "SELECT a.enterprise FROM allotment m JOIN application a ON a.id = m.application"
    )
    assert [row["enterprise"] for row in winners] == [stays.id]
