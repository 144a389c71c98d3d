"""Freezing, the seed, the draw, and drawing again: all of it published, none of it changed."""

import subprocess
import sys
from pathlib import Path

import pytest

from floors.domain.applying import State
from floors.domain.draw.market import Change
from floors.domain.rounds import OutOfPhase, Phase
from floors.operations.rounds.applying import withdraw
from floors.operations.rounds.drawing import Tampered, draw_round, rerun
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.locking import lock_round
from floors.operations.rounds.seeding import Typed, paste_beacon, type_values
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import application_of
from floors.queries.rounds.record import editions, record_files
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid
from sentra.domain.roles import COMMAND_LINE
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    DAY,
    VALUES,
    WHEN,
    accept_all,
    announced_round,
    applied,
    drawn_round,
    officers,
    seeded,
)

pytestmark = pytest.mark.usefixtures("db")
VERIFIER = Path("floors/data/verify_sentra_round.py")
FROZEN, DRAWN = WHEN[Phase.FROZEN], WHEN[Phase.DRAWN]


async def ready(applicants: int = 3, stalls: int = 2) -> None:
    """Applications are closed and all accepted."""
    await announced_round(stalls)
    for one in await make_enterprises(applicants):
        await applied(CODE, one.id)
    await accept_all(CODE)


def verify(files: dict[str, bytes], folder: Path) -> tuple[int, str]:
    """What the program for everybody says of a record."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, VERIFIER, folder], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


async def test_freezing_wants_every_application_decided() -> None:
    await announced_round()
    one, other = await make_enterprises(2)
    await applied(CODE, one.id)
    with pytest.raises(OutOfPhase):
        await freeze(CODE, actor=COMMAND_LINE, now=WHEN[Phase.OPEN])
    await accept_all(CODE)
    await applied(CODE, other.id)
    with pytest.raises(Conflict) as refused:
        await freeze(CODE, actor=COMMAND_LINE, now=FROZEN)
    assert refused.value.extra == {"undecided": 1}
    frozen = await freeze(CODE, refuse_rest=True, actor=COMMAND_LINE, now=FROZEN)
    assert (frozen.taking_part, frozen.refused) == (1, 1)
    round_ = await one_round(CODE, now=FROZEN)
    assert (round_.phase, round_.commitment) == (Phase.FROZEN, frozen.commitment)
    left = await application_of(round_.id, other.id)
    assert left is not None
    assert (left.state, left.reason) == (
        State.REFUSED,
        "Berkas belum lengkap ketika semuanya dibekukan.",
    )
    taken = await application_of(round_.id, one.id)
    assert taken is not None
    assert taken.classes == ("36.74.01", "newcomer")


async def test_the_seed_waits_for_its_time_and_for_two_officers_who_agree() -> None:
    await ready()
    await freeze(CODE, actor=COMMAND_LINE, now=FROZEN)
    ani, beni = await officers()
    with pytest.raises(Conflict):
        await type_values(CODE, VALUES, actor=ani, now=FROZEN)
    with pytest.raises(Forbidden):
        await type_values(CODE, VALUES, actor=COMMAND_LINE, now=DRAWN)
    with pytest.raises(Invalid):
        await type_values(CODE, VALUES[1:], actor=ani, now=DRAWN)
    assert await type_values(CODE, VALUES, actor=ani, now=DRAWN) is Typed.WAITING
    with pytest.raises(Conflict):
        await type_values(CODE, VALUES, actor=ani, now=DRAWN)
    # Nobody reads what the first one typed: it is not in the database, nor in the trail.
    [sealed] = await DB.fetch("SELECT sealed FROM seed_entry")
    assert len(bytes(sealed["sealed"])) == 32
    assert not await DB.fetch("SELECT FROM audit_entry WHERE after::text LIKE '%3, 1, 4%'")
    other = [0, *VALUES[1:]]
    assert await type_values(CODE, other, actor=beni, now=DRAWN) is Typed.DIFFERENT
    assert await type_values(CODE, VALUES, actor=beni, now=DRAWN) is Typed.WAITING
    assert await type_values(CODE, VALUES, actor=ani, now=DRAWN) is Typed.SEEDED
    with pytest.raises(OutOfPhase):
        await type_values(CODE, VALUES, actor=ani, now=DRAWN)


async def test_the_database_lets_nobody_change_a_seed() -> None:
    await ready()
    await seeded(CODE)
    with pytest.raises(Exception, match="what a draw is made of stands"):
        async with DB.transaction():
            await DB.fetch("UPDATE round SET seed = '{}' WHERE code = $1", CODE)


async def test_a_drand_seed_has_to_be_the_announced_one() -> None:
    await announced_round(2, seed_kind="drand")
    with pytest.raises(Invalid):
        await freeze(CODE, actor=COMMAND_LINE, now=WHEN[Phase.DRAWN] - DAY / 2)
    await freeze(CODE, actor=COMMAND_LINE, now=FROZEN)
    [row] = await DB.fetch("SELECT drand_round FROM round")
    assert row["drand_round"] > 0
    with pytest.raises(Conflict):
        await type_values(CODE, VALUES, actor=(await officers())[0], now=DRAWN)
    with pytest.raises(Invalid, match="attention"):
        await paste_beacon(CODE, '{"round": 1, "signature": "00"}', actor=COMMAND_LINE, now=DRAWN)


async def test_the_draw_is_published_and_anybody_can_recompute_it(tmp_path: Path) -> None:
    await drawn_round(2, 4)
    round_ = await one_round(CODE, now=DRAWN)
    assert round_.phase is Phase.DRAWN
    rows = await DB.fetch("SELECT number, seat, state FROM allotment ORDER BY number")
    assert [tuple(row) for row in rows] == [(1, "open", "offered"), (2, "open", "offered")]
    numbers = await DB.fetch("SELECT number FROM application ORDER BY number")
    assert [row["number"] for row in numbers] == [1, 2, 3, 4]
    files = await record_files(round_.id)
    assert len(files) == 8
    code, said = verify(files, tmp_path)
    assert code == 0, said
    with pytest.raises(OutOfPhase):
        await draw_round(CODE, actor=COMMAND_LINE, now=DRAWN)


async def test_who_withdraws_before_the_draw_is_left_out_of_it(tmp_path: Path) -> None:
    await ready(3, stalls=3)
    await seeded(CODE)
    [first] = await DB.fetch("SELECT min(enterprise) AS id FROM application")
    await withdraw(CODE, enterprise=first["id"], actor=COMMAND_LINE, now=DRAWN)
    run = await draw_round(CODE, actor=COMMAND_LINE, now=DRAWN)
    assert len(run.outcome.places) == 2
    round_ = await one_round(CODE, now=DRAWN)
    assert verify(await record_files(round_.id), tmp_path)[0] == 0


async def test_drawn_again_after_a_withdrawal_the_next_one_moves_in(tmp_path: Path) -> None:
    await drawn_round(2, 4)
    rows = await DB.fetch("SELECT pseudonym, number FROM application ORDER BY number")
    async with DB.transaction():
        round_ = await lock_round(CODE, now=DRAWN)
        run = await rerun(
            round_,
            [Change(pseudonym=rows[0]["pseudonym"])],
            reason="Satu pemenang mundur",
            actor=COMMAND_LINE,
            now=DRAWN,
        )
    assert (run.number, run.gained, run.lost) == (
        2,
        (rows[2]["pseudonym"],),
        (rows[0]["pseudonym"],),
    )
    assert [one.number for one in await editions(round_.id)] == [2, 1]
    assert verify(await record_files(round_.id), tmp_path)[0] == 0
    assert verify(await record_files(round_.id, edition=1), tmp_path)[0] == 0


async def test_what_was_changed_behind_its_back_is_not_drawn() -> None:
    await ready()
    await seeded(CODE)
    # A superuser gets past the triggers; the hash does not let it pass.
    await DB.fetch("SET LOCAL session_replication_role = replica")
    await DB.fetch("UPDATE record_file SET content = content || ' ' WHERE name = 'commitment.json'")
    await DB.fetch("SET LOCAL session_replication_role = origin")
    with pytest.raises(Tampered):
        await draw_round(CODE, actor=COMMAND_LINE, now=DRAWN)
