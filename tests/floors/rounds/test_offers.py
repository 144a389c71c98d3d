"""From the decree to the closed round: offers answered or lapsed, stalls chosen, given and left."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from floors.domain.offers import Answered, OfferState
from floors.domain.rounds import OutOfPhase, Phase
from floors.domain.tenancies import Promised
from floors.operations.by_hand import Proposal, approve, propose
from floors.operations.rent import make_due
from floors.operations.rounds.applying import withdraw
from floors.operations.rounds.choosing import wish_for
from floors.operations.rounds.decreeing import decree
from floors.operations.rounds.drafting import move_dates
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.moving_in import (
    close,
    give_stall,
    leave,
    let_move_in,
    note_moved_in,
)
from floors.operations.rounds.offering import accept, decline, let_lapse, stay
from floors.operations.rounds.phases import hear_objections
from floors.operations.tenancies import end, give, move
from floors.operations.tenancy_undo import undo
from floors.queries.rounds import one_round
from floors.queries.rounds.offers import Offered, offer_of, offers
from floors.queries.rounds.record import editions, record_files
from floors.queries.tenancies import tenancies_of_enterprise
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE, SYSTEM, Actor, Role, Source
from sentra.tables import Enterprise
from tests.conftest import Person
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    DAY,
    DECREE,
    SCHEDULE,
    WHEN,
    accept_all,
    announced_round,
    applied,
    decreed,
    decreed_round,
    drawn_round,
    make_stalls,
    seeded,
)
from tests.floors.rounds.test_drawing import verify

pytestmark = pytest.mark.usefixtures("db")
DECREED = WHEN[Phase.DECREED]
OVER = SCHEDULE.accept_by
MOVING = WHEN[Phase.MOVING_IN]
BY: Any = {"actor": COMMAND_LINE}


async def two_programmes(*wishes: tuple[str, ...]) -> list[Enterprise]:
    """One stall on each of two floors; each applicant with her wishes; drawn."""
    await make_stalls(1, level=2)
    code = await announced_round(1)
    enterprises = await make_enterprises(len(wishes))
    for enterprise, wished in zip(enterprises, wishes, strict=True):
        await applied(code, enterprise.id, *wished)
    await accept_all(code)
    await seeded(code)
    await draw_round(code, actor=COMMAND_LINE, now=WHEN[Phase.DRAWN])
    return enterprises


async def state_of(enterprise: Enterprise) -> Offered | None:
    return await offer_of((await one_round(CODE, now=DECREED)).id, enterprise.id)


async def standing() -> list[tuple[str, str, OfferState]]:
    """Everybody who has an offer, whatever became of it: holder, programme, state."""
    round_ = await one_round(CODE, now=DECREED)
    return [(one.holder, one.programme, one.state) for one in await offers(round_.id)]


async def test_a_decree_waits_for_objections_and_is_written_once() -> None:
    await drawn_round()
    with pytest.raises(OutOfPhase):
        await decree(CODE, DECREE, now=DECREED, **BY)
    await hear_objections(CODE, now=WHEN[Phase.OBJECTIONS], **BY)
    with pytest.raises(Conflict):
        await decree(CODE, DECREE, now=WHEN[Phase.OBJECTIONS], **BY)
    with pytest.raises(Conflict):
        await decree(CODE, DECREE, now=OVER, **BY)
    await decree(CODE, DECREE, now=DECREED, **BY)
    round_ = await one_round(CODE, now=DECREED)
    assert round_.phase is Phase.DECREED
    assert round_.decree == {
        "number": "500.3/17/DKUKM/2026",
        "date": "2026-12-15",
        "name": "Dra. Sri Lestari, M.Si.",
        "title": "Kepala Dinas Koperasi dan UKM Kota Tangerang Selatan",
        "nip": "197001011990032001",
        "edition": 1,
    }
    with pytest.raises(OutOfPhase):
        await decree(CODE, DECREE, now=DECREED, **BY)


async def test_an_unanswered_objection_stands_against_a_decree() -> None:
    await drawn_round()
    await hear_objections(CODE, now=WHEN[Phase.OBJECTIONS], **BY)
    await DB.fetch(
        "INSERT INTO objection (round, application, text, answer, created)"
        " SELECT round, id, 'Kenapa?', '', $1 FROM application LIMIT 1",
        DECREED,
    )
    with pytest.raises(Conflict, match="1 objections"):
        await decree(CODE, DECREE, now=DECREED, **BY)


async def test_who_withdraws_before_the_decree_is_not_in_it() -> None:
    await drawn_round(1, 2)
    round_ = await one_round(CODE, now=DECREED)
    [winner] = await offers(round_.id, live=True)
    await withdraw(CODE, enterprise=winner.enterprise, now=WHEN[Phase.DRAWN], **BY)
    await hear_objections(CODE, now=WHEN[Phase.OBJECTIONS], **BY)
    await decree(CODE, DECREE, now=DECREED, **BY)
    first, second = await offers(round_.id)
    assert (first.state, second.state) == (OfferState.WITHDRAWN, OfferState.OFFERED)
    round_ = await one_round(CODE, now=DECREED)
    assert round_.decree is not None
    assert round_.decree["edition"] == 2


async def test_declining_gives_the_place_to_the_next_number() -> None:
    first, second, third = await decreed_round(2, 3)
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    await decline(CODE, enterprise=second.id, now=DECREED, **BY)
    assert await standing() == [
        (first.name, "L1-FOOD-6", OfferState.ACCEPTED),
        (second.name, "L1-FOOD-6", OfferState.DECLINED),
        (third.name, "L1-FOOD-6", OfferState.OFFERED),
    ]
    with pytest.raises(Answered):
        await accept(CODE, enterprise=second.id, now=DECREED, **BY)
    with pytest.raises(Answered):
        await accept(CODE, enterprise=first.id, now=DECREED, **BY)


async def test_only_its_owner_and_the_office_answer_an_offer(
    owner: Person, trainer: Person
) -> None:
    first, *_ = await decreed_round()
    for stranger in (owner, trainer):
        with pytest.raises(NotFound):
            await accept(CODE, enterprise=first.id, actor=stranger.actor, now=DECREED)


async def test_a_lapse_passes_the_place_on_with_time_to_answer() -> None:
    first, second = await decreed_round(1, 2)
    assert await let_lapse(OVER - timedelta(seconds=1)) == 0
    with pytest.raises(Answered):
        await accept(CODE, enterprise=first.id, now=OVER, **BY)
    assert await let_lapse(OVER) == 1
    assert await let_lapse(OVER) == 0
    late, given = await state_of(first), await state_of(second)
    assert late is not None
    assert given is not None
    assert (late.state, given.state) == (OfferState.LAPSED, OfferState.OFFERED)
    assert given.ends is not None
    assert timedelta(days=3) <= given.ends - OVER <= timedelta(days=4)
    await accept(CODE, enterprise=second.id, now=OVER + DAY, **BY)


async def test_who_withdraws_after_the_decree_makes_room() -> None:
    first, second = await decreed_round(1, 2)
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    await withdraw(CODE, enterprise=first.id, now=DECREED, **BY)
    await let_lapse(DECREED)
    assert await standing() == [
        (first.name, "L1-FOOD-6", OfferState.WITHDRAWN),
        (second.name, "L1-FOOD-6", OfferState.OFFERED),
    ]


async def test_who_accepted_moves_up_unless_she_stays() -> None:
    """Both like floor 2 best; the better number has it, and gives it up."""
    both = ("L2-FOOD-6", "L1-FOOD-6")
    first, second = await decreed(await two_programmes(both, both))
    await accept(CODE, enterprise=second.id, now=DECREED, **BY)
    await decline(CODE, enterprise=first.id, now=DECREED, **BY)
    assert await standing() == [
        (first.name, "L2-FOOD-6", OfferState.DECLINED),
        (second.name, "L1-FOOD-6", OfferState.REPLACED),
        (second.name, "L2-FOOD-6", OfferState.ACCEPTED),
    ]


async def test_staying_leaves_the_dearer_place_to_others(tmp_path: Path) -> None:
    both = ("L2-FOOD-6", "L1-FOOD-6")
    first, second, third = await decreed(await two_programmes(both, both, both))
    await stay(CODE, enterprise=second.id, now=DECREED, **BY)
    with pytest.raises(Conflict):
        await stay(CODE, enterprise=second.id, now=DECREED, **BY)
    await decline(CODE, enterprise=first.id, now=DECREED, **BY)
    assert await standing() == [
        (first.name, "L2-FOOD-6", OfferState.DECLINED),
        (second.name, "L1-FOOD-6", OfferState.ACCEPTED),
        (third.name, "L2-FOOD-6", OfferState.OFFERED),
    ]
    # Whoever doubts it recomputes the third edition with the program for everybody.
    files = await record_files((await one_round(CODE, now=DECREED)).id)
    assert verify(files, tmp_path)[0] == 0


async def test_stalls_are_given_by_wish_in_lottery_order_else_assigned() -> None:
    first, second, third = await decreed_round(3, 3)
    for one in (first, second, third):
        await accept(CODE, enterprise=one.id, now=DECREED, **BY)
    with pytest.raises(Invalid):
        await wish_for(CODE, enterprise=first.id, stalls=["1-A09"], now=DECREED, **BY)
    with pytest.raises(Invalid):
        await wish_for(CODE, enterprise=first.id, stalls=["1-A03"] * 2, now=DECREED, **BY)
    await wish_for(CODE, enterprise=second.id, stalls=["1-A03", "1-A02"], now=DECREED, **BY)
    await wish_for(CODE, enterprise=first.id, stalls=["1-A03"], now=DECREED, **BY)
    given = await let_move_in(CODE, now=OVER, **BY)
    assert given.held_up == {}
    held = {}
    for one in (first, second, third):
        [tenancy] = await tenancies_of_enterprise(one.id)
        held[one.id] = (tenancy.stall, tenancy.starts, tenancy.ends)
    term = date(2027, 1, 1), date(2028, 1, 1)
    assert held == {
        first.id: ("1-A03", *term),
        second.id: ("1-A02", *term),
        third.id: ("1-A01", *term),
    }


async def test_nobody_moves_in_while_an_offer_is_open() -> None:
    await decreed_round(1, 1)
    with pytest.raises(Conflict, match="1 offers"):
        await let_move_in(CODE, now=DECREED, **BY)


async def test_who_holds_another_stall_is_left_to_the_office() -> None:
    [first] = await decreed_round(1, 1)
    [other] = await make_stalls(1, level=3)
    held = date(2026, 12, 1), date(2027, 6, 1)
    await give(
        stall=other.code, enterprise=first.id, starts=held[0], ends=held[1], now=DECREED, **BY
    )
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    given = await let_move_in(CODE, now=OVER, **BY)
    assert (given.stalls, len(given.held_up)) == ({}, 1)
    with pytest.raises(Conflict):
        await give_stall(CODE, enterprise=first.id, now=MOVING, **BY)
    with pytest.raises(Conflict):
        await note_moved_in(CODE, enterprise=first.id, now=MOVING, **BY)
    await DB.fetch("UPDATE tenancy SET ends = '2027-01-01' WHERE enterprise = $1", first.id)
    assert await give_stall(CODE, enterprise=first.id, now=MOVING, **BY) == "1-A01"


async def test_a_freed_stall_goes_down_the_waiting_list_even_after_the_closing() -> None:
    first, second = await decreed_round(1, 2)
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    await let_move_in(CODE, now=OVER, **BY)
    with pytest.raises(Conflict):
        await close(CODE, now=MOVING, **BY)
    await note_moved_in(CODE, enterprise=first.id, now=MOVING, **BY)
    await close(CODE, now=MOVING, **BY)
    march = MOVING + 75 * DAY
    leaving = date(2027, 3, 10)
    await leave(CODE, enterprise=first.id, on=leaving, reason="Usaha tutup", now=march, **BY)
    given = await state_of(second)
    assert given is not None
    assert given.state is OfferState.OFFERED
    await accept(CODE, enterprise=second.id, now=march, **BY)
    [old], [new] = [await tenancies_of_enterprise(one.id) for one in (first, second)]
    assert (old.stall, old.ends) == (new.stall, new.starts) == ("1-A01", leaving)


async def test_a_stall_that_is_given_is_not_withdrawn_but_left() -> None:
    first, _ = await decreed_round(1, 2)
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    await let_move_in(CODE, now=OVER, **BY)
    with pytest.raises(Conflict):
        await withdraw(CODE, enterprise=first.id, now=MOVING, **BY)
    leaving: Any = {"on": date(2027, 1, 1), "reason": "Tidak datang"}
    await leave(CODE, enterprise=first.id, now=MOVING, **leaving, **BY)
    assert await tenancies_of_enterprise(first.id) == []
    assert [state for _, _, state in await standing()] == [
        OfferState.LAPSED,
        OfferState.OFFERED,
    ]


async def test_nobody_gives_by_favour_what_a_round_has_announced() -> None:
    first, second = await decreed_round(1, 2)
    with pytest.raises(Promised) as refused:
        await give(
            stall="1-A01",
            enterprise=second.id,
            starts=date(2027, 6, 1),
            ends=None,
            now=DECREED,
            **BY,
        )
    assert refused.value.extra == {"stall": "1-A01", "round": CODE}
    before = await give(
        stall="1-A01",
        enterprise=second.id,
        starts=date(2026, 12, 16),
        ends=date(2027, 1, 1),
        now=DECREED,
        **BY,
    )
    with pytest.raises(Promised):
        await end(tenancy=before, ends=None, now=DECREED, **BY)
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    assert (await let_move_in(CODE, now=OVER, **BY)).held_up == {}


async def test_what_a_round_gave_goes_along_when_its_holder_moves() -> None:
    first, second = await decreed_round(1, 2)
    [elsewhere] = await make_stalls(1, level=3)
    await accept(CODE, enterprise=first.id, now=DECREED, **BY)
    await let_move_in(CODE, now=OVER, **BY)
    await note_moved_in(CODE, enterprise=first.id, now=MOVING, **BY)
    given = await state_of(first)
    assert given is not None
    march, may_day = date(2027, 3, 15), MOVING + 130 * DAY
    await make_due(MOVING + 60 * DAY)
    moved = await move(
        tenancy=given.tenancy or 0, stall=elsewhere.code, on=march, now=may_day, **BY
    )
    now_ = await state_of(first)
    assert now_ is not None
    assert (now_.tenancy, now_.stall) == (moved, elsewhere.code)
    # March is owed once, though two tenancies were in it.
    await make_due(may_day)
    rows = await DB.fetch("SELECT month FROM rent ORDER BY month")
    assert [row["month"].month for row in rows] == [1, 2, 3, 4, 5]
    await undo(tenancy=moved, now=may_day, **BY)
    back = await state_of(first)
    assert back is not None
    assert (back.tenancy, back.stall) == (given.tenancy, "1-A01")
    await leave(CODE, enterprise=first.id, on=date(2027, 6, 1), reason="Tutup", now=may_day, **BY)
    await accept(CODE, enterprise=second.id, now=may_day, **BY)
    [new] = await tenancies_of_enterprise(second.id)
    assert (new.stall, new.starts) == ("1-A01", date(2027, 6, 1))


async def test_two_winners_may_swap_by_hand() -> None:
    pair = await decreed_round(2, 2)
    for one in pair:
        await accept(CODE, enterprise=one.id, now=DECREED, **BY)
    await let_move_in(CODE, now=OVER, **BY)
    ani, beni = [
        Actor(Role.MANAGER, Source.PAGE, row["name"], account=row["id"])
        for row in await DB.fetch("SELECT id, name FROM account ORDER BY id")
    ]
    mine = await state_of(pair[0])
    assert mine is not None
    swap = Proposal(
        kind="swap",
        stall="1-A02",
        starts=date(2027, 2, 1),
        reason="Kursi roda",
        tenancy=mine.tenancy,
    )
    await approve(await propose(swap, actor=ani, now=MOVING), actor=beni, now=MOVING)
    after = [await state_of(one) for one in pair]
    assert [one and one.stall for one in after] == ["1-A02", "1-A01"]


async def test_every_answer_is_in_the_audit_trail() -> None:
    first, second = await decreed_round(1, 2)
    await decline(CODE, enterprise=first.id, reason="Pindah kota", now=DECREED, **BY)
    await accept(CODE, enterprise=second.id, now=DECREED, **BY)
    rows = await DB.fetch(
        "SELECT verb, note FROM audit_entry WHERE verb LIKE 'offer.%' ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        ("offer.decline", "Pindah kota"),
        ("offer.accept", None),
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_others_answer_nobody_gets_worse(seed: int) -> None:
    """Random wishes, random answers: a place is only ever left for a dearer one, or given up."""
    rng = random.Random(seed)
    floors = ("L1-FOOD-6", "L2-FOOD-6")
    wishes = [tuple(rng.sample(floors, rng.randint(1, 2))) for _ in range(5)]
    await decreed(await two_programmes(*wishes))
    round_ = await one_round(CODE, now=DECREED)
    for _ in range(6):
        live = await offers(round_.id, live=True)
        open_ = [one for one in live if one.state is OfferState.OFFERED]
        if not open_:
            break
        chosen = rng.choice(open_)
        deed = rng.choice((accept, decline, stay))
        try:
            await deed(CODE, enterprise=chosen.enterprise, now=DECREED, **BY)
        except Conflict:
            await accept(CODE, enterprise=chosen.enterprise, now=DECREED, **BY)
        after = {one.enterprise: one for one in await offers(round_.id, live=True)}
        for one in live:
            if deed is decline and one.enterprise == chosen.enterprise:
                continue
            assert (after[one.enterprise].choice or 9) <= (one.choice or 9)
            assert one.state is OfferState.OFFERED or after[one.enterprise].state is one.state
    assert [one.number for one in await editions(round_.id)][-1] == 1


async def test_the_keeper_acts_as_sentra_itself() -> None:
    await decreed_round(1, 1)
    await let_lapse(OVER)
    [row] = await DB.fetch("SELECT actor FROM audit_entry WHERE verb = 'offer.lapse'")
    assert row["actor"] == SYSTEM.name


async def test_moving_the_rounds_deadline_moves_that_of_its_offers() -> None:
    [first] = await decreed_round(1, 1)
    later = SCHEDULE.accept_by + DAY
    await move_dates(
        CODE,
        schedule=replace(SCHEDULE, accept_by=later),
        move_in_by=date(2027, 1, 15),
        reason="Libur bersama",
        now=DECREED,
        **BY,
    )
    offer = await state_of(first)
    assert offer is not None
    assert offer.ends == later
