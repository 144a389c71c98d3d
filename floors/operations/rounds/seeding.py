"""The seed of a draw: witnessed by two officers, or drand's; written down once, in its time."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from floors.domain.draw import record as public
from floors.domain.draw.drand import QUICKNET, read_beacon
from floors.domain.draw.seeds import Seed, WitnessedPlan, drand_seed, witnessed_seed
from floors.domain.rounds import Deed, Phase
from floors.operations.rounds.announcing import publish_file
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.phases import advance
from floors.tables import Round
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record


class Typed(StrEnum):
    """What an officer's entry came to."""

    WAITING = "waiting"
    """It is sealed until a second officer types the same."""
    DIFFERENT = "different"
    """It is not what the first one typed: both entries are gone, and both type again."""
    SEEDED = "seeded"


async def type_values(code: str, values: Sequence[int], *, actor: Actor, now: datetime) -> Typed:
    """Write down what an officer saw of the public draw.

    The first entry is kept as a keyed digest that nobody can read; the second, another officer's,
    has to be the same.

    Raises:
        Conflict: It is not time yet; this officer has typed already; the seed is drand's.
        Forbidden: Not by somebody's own account.
        Invalid: Not as many values as announced, or others than can be drawn.
        OutOfPhase: Nothing is frozen, or the seed is known.
    """
    if actor.account is None:
        raise Forbidden(say("Two officers type the seed, each under her own name."))
    async with DB.transaction():
        round_ = await _lock_in_time(code, kind="witnessed", now=now)
        plan = WitnessedPlan(values=round_.terms.values, faces=round_.terms.faces)
        # Of the right number and range? The seed itself is made of it only when both agree.
        made = _witnessed(round_, plan, values)
        sealed = _sealed(round_, values)
        entries = await DB.fetch(
            "SELECT account, sealed FROM seed_entry WHERE round = $1", round_.id
        )
        if any(entry["account"] == actor.account for entry in entries):
            raise Conflict(say("You have typed the values. Another officer types them next."))
        if not entries:
            await DB.fetch(
                "INSERT INTO seed_entry (round, account, sealed, created) VALUES ($1, $2, $3, $4)",
                round_.id,
                actor.account,
                sealed,
                now,
            )
            await _note(round_, "round.seed-typed", actor=actor, now=now)
            return Typed.WAITING
        if not hmac.compare_digest(bytes(entries[0]["sealed"]), sealed):
            await DB.fetch("DELETE FROM seed_entry WHERE round = $1", round_.id)
            await _note(round_, "round.seed-differs", actor=actor, now=now)
            return Typed.DIFFERENT
        await _keep(round_, made, actor=actor, now=now)
        return Typed.SEEDED


async def paste_beacon(code: str, pasted: str, *, actor: Actor, now: datetime) -> None:
    """Take the announced round of the drand network as the seed, checked without internet.

    Args:
        pasted: The JSON that any of drand's relays answers.

    Raises:
        Conflict: It is not time yet, or the seed is a witnessed draw.
        Invalid: It is no beacon, another round's, or the network did not sign it.
        OutOfPhase: Nothing is frozen, or the seed is known.
    """
    async with DB.transaction():
        round_ = await _lock_in_time(code, kind="drand", now=now)
        beacon = read_beacon(pasted, chain=QUICKNET, expected=round_.row["drand_round"])
        made = drand_seed(
            round_code=round_.code,
            commitment=round_.row["commitment"],
            chain=QUICKNET,
            beacon=beacon,
        )
        await _keep(round_, made, actor=actor, now=now)


async def _lock_in_time(code: str, *, kind: str, now: datetime) -> LockedRound:
    round_ = await lock_round(code, now=now, deed=Deed.SEED)
    if round_.row["seed_kind"] != kind:
        raise Conflict(say("The seed of this round was announced to come from elsewhere."))
    if now < round_.schedule.draw_at:
        raise Conflict(
            say("The seed can't be written down before the moment announced for the draw.")
        )
    return round_


def _witnessed(round_: LockedRound, plan: WitnessedPlan, values: Sequence[int]) -> Seed:
    if len(values) > plan.values * 2:
        raise Invalid(Problem("values", say("These are too many values."), str(len(values))))
    return witnessed_seed(
        round_code=round_.code,
        commitment=round_.row["commitment"],
        plan=plan,
        first=values,
        second=values,
    )


def _sealed(round_: LockedRound, values: Sequence[int]) -> bytes:
    said = f"sentra-sealed/1\n{round_.code}\n{' '.join(map(str, values))}"
    return hmac.digest(bytes(round_.row["salt"]), said.encode(), "sha256")


async def _keep(round_: LockedRound, seed: Seed, *, actor: Actor, now: datetime) -> None:
    await DB.fetch(
        "UPDATE round SET seed = $2 WHERE id = $1",
        round_.id,
        msgspec.json.encode(seed).decode(),
    )
    await publish_file(round_.id, public.SEED, public.seed_file(seed), now=now)
    await advance(round_, Phase.SEEDED, actor=actor, now=now, details={"seed": seed.seed})


async def _note(round_: LockedRound, verb: str, *, actor: Actor, now: datetime) -> None:
    await record(
        verb,
        subject=Round,
        subject_id=round_.id,
        actor=actor,
        now=now,
        after={"code": round_.code},
    )
