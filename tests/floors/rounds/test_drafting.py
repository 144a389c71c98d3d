"""Drafting a round, announcing it, moving its dates, giving it up."""

import json
from dataclasses import replace
from datetime import date

import pytest

from floors.domain.round_terms import USUAL
from floors.domain.rounds import OutOfPhase, Phase
from floors.operations.rounds.announcing import announce
from floors.operations.rounds.drafting import draft_round, edit_draft, move_dates
from floors.operations.rounds.phases import cancel, note_due
from floors.operations.rounds.programmes import remove_programme, set_programme, suggest
from floors.operations.tenancies import give
from floors.queries.rounds import all_rounds, one_round, programmes_of
from floors.tables import Round
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE
from tests.conftest import NOW
from tests.floors.places import make_enterprises, make_floor, make_stall
from tests.floors.rounds.casts import (
    CODE,
    DAY,
    SCHEDULE,
    announced_round,
    draft_of,
    make_stalls,
    put_in_phase,
)

pytestmark = pytest.mark.usefixtures("db")


async def drafted() -> int:
    return await draft_round(draft_of(), actor=COMMAND_LINE, now=NOW)


async def test_a_draft_is_the_offices_own() -> None:
    made = await drafted()
    seen = await one_round(CODE, now=NOW, drafts=True)
    assert (seen.id, seen.phase, seen.terms) == (made, Phase.DRAFT, USUAL)
    assert await all_rounds(now=NOW) == []
    with pytest.raises(NotFound):
        await one_round(CODE, now=NOW)


async def test_everything_wrong_is_said_at_once() -> None:
    wrong = draft_of(
        code="a b",
        name=" ",
        schedule=replace(SCHEDULE, closes=NOW),
        terms=changed_terms(tenure=0, precedence=("renewal",), values=3),
        seed_kind="guess",
    )
    with pytest.raises(Invalid) as refused:
        await draft_round(wrong, actor=COMMAND_LINE, now=NOW)
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"code", "name", "seed_kind", "closes", "tenure", "precedence", "values"}


def changed_terms(**changed: object) -> object:
    import msgspec  # noqa: PLC0415

    return msgspec.structs.replace(USUAL, **changed)


async def test_a_code_is_used_once() -> None:
    await drafted()
    with pytest.raises(Conflict):
        await drafted()


async def test_it_suggests_free_stalls_by_floor_zone_and_size() -> None:
    floor = await make_floor()
    for code, category in (("1-A01", "food"), ("1-A02", "food"), ("1-B01", "craft")):
        await make_stall(floor, code, category=category)
    await make_stall(floor, "1-C01", active=False)
    held = await make_stall(floor, "1-D01")
    [enterprise] = await make_enterprises(1)
    await give(
        stall=held.code,
        enterprise=enterprise.id,
        starts=date(2027, 6, 1),
        ends=date(2027, 7, 1),
        actor=COMMAND_LINE,
        now=NOW,
    )
    made = await drafted()
    assert await suggest(CODE, actor=COMMAND_LINE, now=NOW) == 2
    found = {one.code: one.stalls for one in await programmes_of(made)}
    assert found == {"L1-CRAFT-6": ("1-B01",), "L1-FOOD-6": ("1-A01", "1-A02")}


async def test_the_classes_have_no_more_seats_than_there_are_stalls() -> None:
    stalls = await make_stalls(3)
    made = await drafted()
    await suggest(CODE, actor=COMMAND_LINE, now=NOW)
    with pytest.raises(Invalid) as refused:
        await set_programme(
            CODE,
            "L1-FOOD-6",
            name="",
            rent=-1,
            seats={"newcomer": 2, "renewal": 2, "open": 1},
            stalls=[stalls[0].code, "9-Z99"],
            actor=COMMAND_LINE,
            now=NOW,
        )
    fields = sorted(problem.field for problem in refused.value.problems)
    assert fields == ["name", "rent", "seats", "seats", "stalls"]
    await remove_programme(CODE, "L1-FOOD-6", actor=COMMAND_LINE, now=NOW)
    assert await programmes_of(made) == []
    with pytest.raises(Invalid):
        await announce(CODE, actor=COMMAND_LINE, now=NOW)


async def test_announced_it_stands_and_is_published() -> None:
    await announced_round(3, seats={"newcomer": 1})
    files = {
        row["name"]: json.loads(row["content"])
        for row in await DB.fetch("SELECT name, content FROM record_file")
    }
    assert sorted(files) == ["programmes.json", "rules.json"]
    assert files["programmes.json"]["programmes"][0]["seats"] == {"newcomer": 1}
    assert files["rules.json"]["tenancy"] == ["2027-01-01", "2028-01-01"]
    with pytest.raises(OutOfPhase):
        await edit_draft(CODE, draft_of(name="Lain"), actor=COMMAND_LINE, now=NOW)
    with pytest.raises(OutOfPhase):
        await suggest(CODE, actor=COMMAND_LINE, now=NOW)


async def test_a_stall_given_away_meanwhile_is_named() -> None:
    [stall] = await make_stalls(1)
    await drafted()
    await suggest(CODE, actor=COMMAND_LINE, now=NOW)
    [enterprise] = await make_enterprises(1)
    await give(
        stall=stall.code,
        enterprise=enterprise.id,
        starts=date(2027, 1, 1),
        ends=None,
        actor=COMMAND_LINE,
        now=NOW,
    )
    with pytest.raises(Conflict, match=stall.code):
        await announce(CODE, actor=COMMAND_LINE, now=NOW)


async def test_it_opens_and_closes_by_the_clock() -> None:
    await announced_round()
    assert [
        await note_due(NOW),
        await note_due(SCHEDULE.opens),
        await note_due(SCHEDULE.opens),
    ] == [
        0,
        1,
        0,
    ]
    assert (await one_round(CODE, now=SCHEDULE.opens)).phase is Phase.OPEN
    await note_due(SCHEDULE.closes)
    [state] = await Round.select(Round.state).output(as_list=True)
    assert state == "verification"
    rows = await DB.fetch("SELECT verb FROM audit_entry WHERE verb LIKE 'round.%' ORDER BY id DESC")
    assert [row["verb"] for row in rows[:3]] == [
        "round.verification",
        "round.open",
        "round.announced",
    ]


async def test_what_the_clock_did_is_in_the_trail_though_nobody_came_by_meanwhile() -> None:
    await announced_round()
    await cancel(CODE, reason="Banjir", actor=COMMAND_LINE, now=SCHEDULE.closes)
    rows = await DB.fetch("SELECT verb FROM audit_entry WHERE subject = 'round' ORDER BY id")
    assert [row["verb"] for row in rows][-4:] == [
        "round.announced",
        "round.open",
        "round.verification",
        "round.cancelled",
    ]


async def test_what_has_passed_keeps_its_date() -> None:
    await announced_round()
    now = SCHEDULE.opens + DAY
    later = replace(SCHEDULE, closes=SCHEDULE.closes + DAY)
    for reason, schedule in (("", later), ("Libur", replace(later, opens=NOW))):
        with pytest.raises(Invalid):
            await move_dates(
                CODE,
                schedule,
                move_in_by=date(2027, 1, 15),
                reason=reason,
                actor=COMMAND_LINE,
                now=now,
            )
    await move_dates(
        CODE, later, move_in_by=date(2027, 1, 15), reason="Libur", actor=COMMAND_LINE, now=now
    )
    assert (await one_round(CODE, now=now)).schedule == later


async def test_a_round_given_up_says_why_and_frees_its_stalls() -> None:
    await announced_round(1)
    with pytest.raises(Invalid):
        await cancel(CODE, reason=" ", actor=COMMAND_LINE, now=NOW)
    await cancel(CODE, reason="Gedung direnovasi", actor=COMMAND_LINE, now=NOW)
    seen = await one_round(CODE, now=NOW)
    assert (seen.phase, seen.cancelled_because) == (Phase.CANCELLED, "Gedung direnovasi")
    await draft_round(draft_of("2027-2"), actor=COMMAND_LINE, now=NOW)
    assert await suggest("2027-2", actor=COMMAND_LINE, now=NOW) == 1


async def test_nobody_gives_up_a_round_in_which_people_move_in() -> None:
    await announced_round(1)
    now = await put_in_phase(CODE, Phase.MOVING_IN)
    with pytest.raises(OutOfPhase):
        await cancel(CODE, reason="Salah", actor=COMMAND_LINE, now=now)
