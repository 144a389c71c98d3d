"""Stalls by hand: one officer proposes, another approves, everybody reads it."""

import asyncio
from datetime import date
from http import HTTPStatus

import httpx
import pytest
from litestar import Litestar

from floors.operations.by_hand import Proposal, approve, propose, reject
from floors.operations.tenancies import cancel, end, give
from floors.queries.by_hand import done_by_hand, proposed_by_hand
from floors.queries.tenancies import tenancies_of_stall
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from sentra.domain.roles import COMMAND_LINE, Role
from tests.conftest import NOW, Person, person
from tests.floors.pages.test_floors import page
from tests.floors.places import make_enterprises, make_floor, make_stall
from tests.floors.rounds.casts import officers

DAY = date(2026, 12, 1)


async def holder(stall: str, enterprise: int) -> int:
    return await give(
        stall=stall,
        enterprise=enterprise,
        starts=date(2026, 11, 24),
        ends=date(2027, 11, 24),
        actor=COMMAND_LINE,
        now=NOW,
    )


async def holders(stall: str) -> list[tuple[str, date, date | None]]:
    return [
        (row.holder, row.starts, row.ends) for row in await tenancies_of_stall(stall) if row.active
    ]


async def test_it_takes_two_to_give_a_stall(stalls: list[Space]) -> None:
    ani, beni = await officers()
    [one] = await make_enterprises(1)
    proposal = Proposal(
        kind="give", stall="1-A01", starts=DAY, reason="Kebakaran pasar", enterprise=one.id
    )
    number = await propose(proposal, actor=ani, now=NOW)
    assert await holders("1-A01") == []
    with pytest.raises(Forbidden):
        await approve(number, actor=ani, now=NOW)
    with pytest.raises(Forbidden):
        await approve(number, actor=COMMAND_LINE, now=NOW)
    await approve(number, actor=beni, now=NOW)
    assert await holders("1-A01") == [("UKM 0", DAY, None)]
    [line], total = await done_by_hand(limit=9, offset=0)
    assert (line.reason, line.proposed_by, line.decided_by, total) == (
        "Kebakaran pasar",
        "Ani",
        "Beni",
        1,
    )
    with pytest.raises(Conflict):
        await approve(number, actor=beni, now=NOW)


async def test_two_holders_swap_on_one_day(stalls: list[Space]) -> None:
    ani, beni = await officers()
    one, other = await make_enterprises(2)
    first = await holder("1-A01", one.id)
    await holder("1-A02", other.id)
    number = await propose(
        Proposal(kind="swap", stall="1-A02", starts=DAY, reason="Kursi roda", tenancy=first),
        actor=ani,
        now=NOW,
    )
    await approve(number, actor=beni, now=NOW)
    ends = date(2027, 11, 24)
    begun = date(2026, 11, 24)
    assert await holders("1-A01") == [("UKM 1", DAY, ends), ("UKM 0", begun, DAY)]
    assert await holders("1-A02") == [("UKM 0", DAY, ends), ("UKM 1", begun, DAY)]


async def test_what_cannot_be_done_any_more_says_so_and_changes_nothing(
    stalls: list[Space],
) -> None:
    ani, beni = await officers()
    one, other = await make_enterprises(2)
    first = await holder("1-A01", one.id)
    second = await holder("1-A02", other.id)
    swap = await propose(
        Proposal(kind="swap", stall="1-A02", starts=DAY, reason="Kursi roda", tenancy=first),
        actor=ani,
        now=NOW,
    )
    move = await propose(
        Proposal(kind="move", stall="1-A03", starts=DAY, reason="Bocor", tenancy=first),
        actor=ani,
        now=NOW,
    )
    gift = Proposal(kind="give", stall="1-A01", starts=DAY, reason="Dini", enterprise=other.id)
    assert [line.obstacle for line in await proposed_by_hand()] == ["", ""]
    await cancel(tenancy=second, reason="Salah", actor=COMMAND_LINE, now=NOW)
    early = await propose(gift, actor=ani, now=NOW)
    assert [line.obstacle for line in await proposed_by_hand()] == ["ended", "", "held"]
    with pytest.raises(Conflict):
        await approve(swap, actor=beni, now=NOW)
    await approve(move, actor=beni, now=NOW)
    assert [name for name, *_ in await holders("1-A03")] == ["UKM 0"]
    with pytest.raises(Invalid):
        await reject(swap, reason="", actor=beni, now=NOW)
    await reject(swap, reason="Sudah pindah", actor=beni, now=NOW)
    await reject(early, reason="", actor=ani, now=NOW)
    assert await proposed_by_hand() == []


async def test_it_refuses_what_names_nothing(stalls: list[Space]) -> None:
    ani, _ = await officers()
    [one] = await make_enterprises(1)
    first = await holder("1-A01", one.id)
    for wrong, refusal in (
        (Proposal(kind="give", stall="1-A02", starts=DAY, reason=" "), Invalid),
        (Proposal(kind="give", stall="1-A02", starts=DAY, reason="x"), NotFound),
        (Proposal(kind="move", stall="9-Z99", starts=DAY, reason="x", tenancy=first), NotFound),
        (Proposal(kind="move", stall="1-A01", starts=DAY, reason="x", tenancy=first), Invalid),
        (Proposal(kind="swap", stall="1-A02", starts=DAY, reason="x", tenancy=first), Conflict),
    ):
        with pytest.raises(refusal):
            await propose(wrong, actor=ani, now=NOW)


async def test_on_the_pages(
    app: Litestar, manager: Person, visitor: httpx.AsyncClient, stalls: list[Space]
) -> None:
    [one] = await make_enterprises(1)
    url = "/penempatan-langsung"
    wrong = await manager.browser.post(f"{url}/baru", data={"kind": "move", "starts": "besok"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    await manager.browser.post(
        f"{url}/baru",
        data={
            "kind": "give",
            "nib": one.nib,
            "stall": "1-A01",
            "starts": "2026-12-01",
            "last": "2027-06-30",
            "reason": "Kebakaran pasar",
        },
    )
    [row] = await DB.fetch("SELECT id FROM by_hand")
    own = await manager.browser.post(f"{url}/{row['id']}/setujui", follow_redirects=True)
    assert "harus disetujui petugas lain" in own.text
    assert "Kebakaran pasar" not in await page(visitor, url)
    colleague = await person(app, Role.MANAGER, "Sari Lestari")
    await colleague.browser.post(f"{url}/{row['id']}/setujui")
    seen = await page(visitor, url)
    assert "Kebakaran pasar" in seen
    assert "Sari Lestari" not in seen
    assert await holders("1-A01") == [("UKM 0", DAY, date(2027, 7, 1))]


@pytest.mark.usefixtures("committed")
async def test_of_two_officers_who_approve_at_once_one_does() -> None:
    floor = await make_floor()
    await make_stall(floor, "1-A01")
    ani, beni = await officers()
    [one] = await make_enterprises(1)
    number = await propose(
        Proposal(kind="give", stall="1-A01", starts=DAY, reason="x", enterprise=one.id),
        actor=ani,
        now=NOW,
    )

    async def try_() -> bool:
        try:
            await approve(number, actor=beni, now=NOW)
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(*(try_() for _ in range(3)))) == [False, False, True]
    assert len(await holders("1-A01")) == 1


@pytest.mark.usefixtures("committed")
async def test_a_swap_keeps_an_end_that_was_agreed_on_meanwhile() -> None:
    floor = await make_floor()
    for code in ("1-A01", "1-A02"):
        await make_stall(floor, code)
    ani, beni = await officers()
    one, other = await make_enterprises(2)
    first = await holder("1-A01", one.id)
    await holder("1-A02", other.id)
    number = await propose(
        Proposal(kind="swap", stall="1-A02", starts=DAY, reason="Kursi roda", tenancy=first),
        actor=ani,
        now=NOW,
    )
    sooner = date(2027, 3, 1)
    ended, waited_for = asyncio.Event(), asyncio.Event()

    async def end_it() -> None:
        async with DB.transaction():
            await end(tenancy=first, ends=sooner, actor=COMMAND_LINE, now=NOW)
            ended.set()
            await waited_for.wait()

    ending = asyncio.create_task(end_it())
    await ended.wait()
    swapping = asyncio.create_task(approve(number, actor=beni, now=NOW))
    while not await DB.fetch(  # noqa: ASYNC110 - the database tells nobody who waits for a lock
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    ):
        await asyncio.sleep(0.01)
    waited_for.set()
    await asyncio.gather(ending, swapping)
    assert (await holders("1-A02"))[0] == ("UKM 0", DAY, sooner)
