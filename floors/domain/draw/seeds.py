"""The seed of a draw: announced how it will come about before anybody can know it.

Either a round of the drand network at least a day away, or a physical draw before witnesses. Both
are named in the commitment together with the hashes of rules, programmes and applications, so that
none of these can be fitted to the seed, nor the seed to them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec import Struct

from floors.domain.draw.drand import QUICKNET, Beacon, Chain
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem

WITNESSED_TAG = "sentra-witnessed/1"
LEAST_NOTICE = timedelta(hours=24)
LEAST_BITS = 64
"""A physical draw has at least 2^64 results: twenty digits of 0 to 9 are enough."""


class DrandPlan(Struct, frozen=True, kw_only=True, tag_field="kind", tag="drand"):
    """The seed will be the randomness of this round."""

    chain: str
    beacon: int


class WitnessedPlan(Struct, frozen=True, kw_only=True, tag_field="kind", tag="witnessed"):
    """The seed will be made of so many values of 0 to `faces` - 1, drawn one by one in public."""

    values: int
    faces: int


SeedPlan = DrandPlan | WitnessedPlan


class DrandSeed(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="drand", forbid_unknown_fields=True
):
    """The seed as it came, as published."""

    round: str
    commitment: str
    chain: str
    beacon: int
    signature: str
    seed: str
    format: str = "sentra-seed/1"


class WitnessedSeed(
    Struct, frozen=True, kw_only=True, tag_field="kind", tag="witnessed", forbid_unknown_fields=True
):
    round: str
    commitment: str
    values: tuple[int, ...]
    seed: str
    format: str = "sentra-seed/1"


Seed = DrandSeed | WitnessedSeed


def plan_drand(*, moment: datetime, committed: datetime, chain: Chain = QUICKNET) -> DrandPlan:
    """The drand round of a moment.

    Raises:
        Invalid: The moment is less than a day after the commitment is published.
    """
    if moment - committed < LEAST_NOTICE:
        rule = say("The seed comes at least 24 hours after the applications are frozen.")
        raise Invalid(Problem("moment", rule))
    return DrandPlan(chain=chain.hash, beacon=chain.round_at(moment))


def plan_witnessed(*, values: int, faces: int) -> WitnessedPlan:
    """A physical draw of so many values, each one of `faces`.

    Raises:
        Invalid: So few values could be tried out one by one.
    """
    if faces < 2 or values < 1 or faces**values < 2**LEAST_BITS:  # noqa: PLR2004 (a coin has two)
        rule = say("Draw more values: twenty digits of 0 to 9 are enough.")
        raise Invalid(Problem("values", rule))
    return WitnessedPlan(values=values, faces=faces)


def drand_seed(*, round_code: str, commitment: str, chain: Chain, beacon: Beacon) -> DrandSeed:
    """The seed of a beacon that `read_beacon` found good."""
    return DrandSeed(
        round=round_code,
        commitment=commitment,
        chain=chain.hash,
        beacon=beacon.round,
        signature=beacon.signature,
        seed=beacon.randomness,
    )


def witnessed_seed(
    *,
    round_code: str,
    commitment: str,
    plan: WitnessedPlan,
    first: Sequence[int],
    second: Sequence[int],
) -> WitnessedSeed:
    """The seed of a physical draw that two officers typed, each without seeing the other's.

    SHA-256 of tag, round, commitment and the values with a space between, a line each.

    Raises:
        Invalid: They typed different values, or other ones than the plan says.
    """
    if tuple(first) != tuple(second):
        at = next(
            (at for at, (one, two) in enumerate(zip(first, second, strict=False), 1) if one != two),
            min(len(first), len(second)) + 1,
        )
        rule = say("The two officers typed different values; the first is value %(at)s.", at=at)
        raise Invalid(Problem("values", rule))
    if len(first) != plan.values or not all(0 <= value < plan.faces for value in first):
        rule = say(
            "This draw has %(values)s values of 0 to %(most)s.",
            values=plan.values,
            most=plan.faces - 1,
        )
        raise Invalid(Problem("values", rule))
    drawn = " ".join(str(value) for value in first)
    said = f"{WITNESSED_TAG}\n{round_code}\n{commitment}\n{drawn}"
    return WitnessedSeed(
        round=round_code,
        commitment=commitment,
        values=tuple(first),
        seed=sha256(said.encode()).hexdigest(),
    )
