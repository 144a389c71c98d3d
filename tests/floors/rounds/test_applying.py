"""Applying, sending papers, handing in, withdrawing; and the office's decision."""

import asyncio
from datetime import date, timedelta

import pytest

from floors.domain.applying import LARGEST_PAPER, State
from floors.domain.round_terms import Paper
from floors.domain.rounds import OutOfPhase, Phase
from floors.operations.rounds.applying import AppliedAlready, choose, hand_in, withdraw
from floors.operations.rounds.papers import attach
from floors.operations.rounds.verifying import decide
from floors.operations.tenancies import give
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import ApplicationView, application_of, queue
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, Refusal
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    PNG,
    WHEN,
    accept_all,
    announced_round,
    applied,
    nik,
)

OPEN = WHEN[Phase.OPEN]
LATER = WHEN[Phase.VERIFICATION]


async def seen(enterprise: int) -> ApplicationView:
    round_ = await one_round(CODE, now=OPEN)
    found = await application_of(round_.id, enterprise)
    assert found is not None
    return found


@pytest.mark.usefixtures("db")
class TestApplying:
    async def test_it_is_handed_in_with_its_papers_and_choices(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id)
        found = await seen(one.id)
        assert (found.state, found.choices) == (State.SUBMITTED, ("L1-FOOD-6",))
        assert {paper.kind for paper in found.papers} == {
            Paper.NIB,
            Paper.PHOTO,
            Paper.PIRT,
            Paper.HALAL,
        }

    async def test_what_is_missing_is_named_all_at_once(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        with pytest.raises(Conflict):
            await hand_in(CODE, enterprise=one.id, actor=COMMAND_LINE, now=OPEN)
        await choose(
            CODE, enterprise=one.id, choices=(), affirmative=True, actor=COMMAND_LINE, now=OPEN
        )
        with pytest.raises(Invalid) as refused:
            await hand_in(CODE, enterprise=one.id, nik="12", actor=COMMAND_LINE, now=OPEN)
        assert [problem.field for problem in refused.value.problems] == [
            "paper-nib",
            "paper-photo",
            "paper-pirt",
            "paper-halal",
            "paper-affirmative",
            "choices",
            "nik",
        ]

    async def test_only_before_the_close_and_only_for_ones_own(self) -> None:
        await announced_round()
        one, other = await make_enterprises(2)
        stranger = Actor(Role.ENTERPRISE, Source.PAGE, "Lain", account=None, enterprise=other.id)
        for actor, now, refusal in (
            (stranger, OPEN, Forbidden),
            (COMMAND_LINE, LATER, OutOfPhase),
            (COMMAND_LINE, WHEN[Phase.ANNOUNCED], OutOfPhase),
        ):
            with pytest.raises(refusal):
                await choose(
                    CODE,
                    enterprise=one.id,
                    choices=["L1-FOOD-6"],
                    affirmative=False,
                    actor=actor,
                    now=now,
                )

    @pytest.mark.parametrize(
        "choices", [["L1-FOOD-6", "L1-FOOD-6"], ["L9-NONE-1"]], ids=["twice", "unknown"]
    )
    async def test_it_refuses_choices_that_cannot_be(self, choices: list[str]) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        with pytest.raises(Invalid):
            await choose(
                CODE,
                enterprise=one.id,
                choices=choices,
                affirmative=False,
                actor=COMMAND_LINE,
                now=OPEN,
            )

    @pytest.mark.parametrize("content", [b"", b"MZ\x90", PNG + bytes(LARGEST_PAPER)])
    async def test_it_takes_only_pictures_and_pdf_of_some_size(self, content: bytes) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        with pytest.raises(Invalid):
            await attach(
                CODE,
                enterprise=one.id,
                kind=Paper.NIB,
                filename="nib.png",
                content=content,
                actor=COMMAND_LINE,
                now=OPEN,
            )

    async def test_who_applies_anew_keeps_the_pseudonym(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id)
        first = await seen(one.id)
        await withdraw(CODE, enterprise=one.id, actor=COMMAND_LINE, now=OPEN)
        assert (await seen(one.id)).state is State.WITHDRAWN
        await applied(CODE, one.id)
        again = await seen(one.id)
        assert (again.pseudonym, again.state) == (first.pseudonym, State.SUBMITTED)

    async def test_one_owner_applies_once(self) -> None:
        await announced_round()
        one, other = await make_enterprises(2)
        await applied(CODE, one.id, person=7)
        with pytest.raises(AppliedAlready):
            await applied(CODE, other.id, person=7)
        await withdraw(CODE, enterprise=one.id, actor=COMMAND_LINE, now=OPEN)
        await applied(CODE, other.id, person=7)
        with pytest.raises(AppliedAlready):
            await applied(CODE, one.id, person=7)

    async def test_no_name_of_a_file_tells_the_affirmative_ground(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id)
        await attach(
            CODE,
            enterprise=one.id,
            kind=Paper.AFFIRMATIVE,
            filename="kartu disabilitas.png",
            content=PNG,
            actor=COMMAND_LINE,
            now=OPEN,
        )
        [proof] = [p for p in (await seen(one.id)).papers if p.kind is Paper.AFFIRMATIVE]
        assert proof.filename == "bukti.png"

    async def test_who_still_holds_a_stall_does_not_take_part(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await DB.fetch("UPDATE space SET active = TRUE")
        await DB.fetch("DELETE FROM programme_stall WHERE space = (SELECT min(id) FROM space)")
        await give(
            stall="1-A01",
            enterprise=one.id,
            starts=date(2026, 11, 24),
            ends=None,
            actor=COMMAND_LINE,
            now=WHEN[Phase.DRAFT],
        )
        with pytest.raises(Conflict, match="still holds"):
            await applied(CODE, one.id)


@pytest.mark.usefixtures("db")
class TestVerifying:
    async def test_asked_again_it_comes_in_after_the_close(self) -> None:
        await announced_round()
        one, other = await make_enterprises(2)
        await applied(CODE, one.id)
        await applied(CODE, other.id)
        found = await seen(one.id)
        await decide(
            CODE,
            found.id,
            State.RETURNED,
            reason="Foto NIB buram",
            actor=COMMAND_LINE,
            now=LATER,
        )
        paper = {
            "kind": Paper.NIB,
            "filename": "../x\x00/nib.png",
            "content": PNG,
            "actor": COMMAND_LINE,
            "now": LATER,
        }
        await attach(CODE, enterprise=one.id, **paper)  # type: ignore[arg-type]
        await hand_in(CODE, enterprise=one.id, nik=nik(one.id), actor=COMMAND_LINE, now=LATER)
        found = await seen(one.id)
        assert (found.state, found.reason) == (State.SUBMITTED, "")
        assert {paper.filename for paper in found.papers if paper.kind is Paper.NIB} == {"nib.png"}
        with pytest.raises(Conflict):
            await attach(CODE, enterprise=other.id, **paper)  # type: ignore[arg-type]

    async def test_a_refusal_needs_a_reason_and_a_decision_what_was_seen(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id)
        found = await seen(one.id)
        with pytest.raises(Invalid):
            await decide(CODE, found.id, State.REFUSED, actor=COMMAND_LINE, now=LATER)
        with pytest.raises(Conflict, match="changed meanwhile"):
            await decide(CODE, found.id, State.ACCEPTED, seen=LATER, actor=COMMAND_LINE, now=LATER)
        await decide(
            CODE, found.id, State.ACCEPTED, seen=found.changed, actor=COMMAND_LINE, now=LATER
        )
        assert (await seen(one.id)).state is State.ACCEPTED
        with pytest.raises(OutOfPhase):
            await decide(
                CODE,
                found.id,
                State.REFUSED,
                reason="x",
                actor=COMMAND_LINE,
                now=WHEN[Phase.ANNOUNCED],
            )

    async def test_the_affirmative_class_is_granted_apart(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id, affirmative=True)
        found = await seen(one.id)
        await decide(
            CODE, found.id, State.ACCEPTED, affirmative=False, actor=COMMAND_LINE, now=LATER
        )
        assert (await seen(one.id)).affirmative is False
        await decide(
            CODE, found.id, State.ACCEPTED, affirmative=True, actor=COMMAND_LINE, now=LATER
        )
        assert (await seen(one.id)).affirmative is True

    async def test_nobody_decides_about_a_paper_that_was_replaced_meanwhile(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id)
        before = await seen(one.id)
        await attach(
            CODE,
            enterprise=one.id,
            kind=Paper.NIB,
            filename="lain.png",
            content=PNG,
            actor=COMMAND_LINE,
            now=OPEN + timedelta(minutes=1),
        )
        with pytest.raises(Conflict, match="changed meanwhile"):
            await decide(
                CODE,
                before.id,
                State.ACCEPTED,
                seen=before.changed,
                actor=COMMAND_LINE,
                now=LATER,
            )

    async def test_a_proof_goes_with_its_claim(self) -> None:
        await announced_round()
        [one] = await make_enterprises(1)
        await applied(CODE, one.id, affirmative=True)
        await choose(
            CODE,
            enterprise=one.id,
            choices=["L1-FOOD-6"],
            affirmative=False,
            actor=COMMAND_LINE,
            now=OPEN,
        )
        found = await seen(one.id)
        assert (found.affirmative, found.claims_affirmative) == (False, False)

    async def test_the_queue_is_in_the_order_of_coming(self) -> None:
        await announced_round()
        for one in await make_enterprises(3):
            await applied(CODE, one.id)
        round_ = await one_round(CODE, now=OPEN)
        lines, total = await queue(round_.id, state=State.SUBMITTED, limit=2, offset=0)
        assert ([line.holder for line in lines], total) == (["UKM 0", "UKM 1"], 3)
        assert (await queue(round_.id, state=None, q="ukm 2", limit=9, offset=0))[1] == 1
        await accept_all(CODE)
        assert (await queue(round_.id, state=State.SUBMITTED, limit=2, offset=0))[1] == 0


@pytest.mark.usefixtures("committed")
async def test_of_two_enterprises_of_one_owner_at_once_one_is_taken() -> None:
    await announced_round()
    made = await make_enterprises(4)

    async def try_(enterprise: int) -> bool:
        try:
            await applied(CODE, enterprise, person=7)
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(*(try_(one.id) for one in made))) == [
        False,
        False,
        False,
        True,
    ]
