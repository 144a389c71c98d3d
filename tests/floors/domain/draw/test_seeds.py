"""A seed that nobody could know, and that anybody can check."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from floors.domain.draw.drand import QUICKNET, Beacon, read_beacon
from floors.domain.draw.seeds import (
    DrandPlan,
    DrandSeed,
    WitnessedPlan,
    drand_seed,
    plan_drand,
    plan_witnessed,
    witnessed_seed,
)
from sentra.domain.refusals import Invalid

SIGNATURE = (
    "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
    "e342b73a8dd2bacbe47e4b6b63ed5e39"
)
"""Round 1000 of drand's quicknet, as the network published it."""
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"

NOON = datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
DIGITS = (3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4)
PLAN = WitnessedPlan(values=20, faces=10)


def pasted(number: int = 1000, **other: str) -> str:
    return json.dumps({"round": number, "signature": SIGNATURE, **other})


def test_it_reads_a_round_that_the_network_signed() -> None:
    seen = read_beacon(pasted(randomness=RANDOMNESS.upper()), chain=QUICKNET, expected=1000)
    assert seen == Beacon(round=1000, signature=SIGNATURE, randomness=RANDOMNESS)
    assert read_beacon(pasted(), chain=QUICKNET, expected=1000) == seen
    assert drand_seed(
        round_code="2027-1", commitment="c", chain=QUICKNET, beacon=seen
    ) == DrandSeed(
        round="2027-1",
        commitment="c",
        chain=QUICKNET.hash,
        beacon=1000,
        signature=SIGNATURE,
        seed=RANDOMNESS,
    )


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Round 1000", 1000, "not the JSON"),
        ("\ud800", 1000, "not the JSON"),
        ('{"round": 1000, "signature": "xyz"}', 1000, "not the JSON"),
        (pasted(), 1001, "round 1000 of the drand network; announced was round 1001"),
        (pasted(1001), 1001, "did not sign"),
        (pasted(randomness="0" * 64), 1000, "does not belong"),
        (pasted(signature=SIGNATURE[:-2]), 1000, "did not sign"),
        (pasted(signature="c0" + "00" * 47), 1000, "did not sign"),
        (pasted(signature=SIGNATURE[:-1] + "8"), 1000, "did not sign"),
    ],
)
def test_it_refuses_what_the_network_did_not_sign(text: str, expected: int, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_beacon(text, chain=QUICKNET, expected=expected)
    assert why in str(refused.value.problems[0].rule)


def test_rounds_come_every_three_seconds() -> None:
    first = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
    assert QUICKNET.moment(1000) == first + timedelta(seconds=2997)
    assert QUICKNET.round_at(first + timedelta(seconds=2997)) == 1000
    assert QUICKNET.round_at(first + timedelta(seconds=2998)) == 1001
    assert QUICKNET.round_at(first - timedelta(days=1)) == 1


def test_the_round_is_a_day_ahead() -> None:
    day = timedelta(hours=24)
    plan = plan_drand(moment=NOON + day, committed=NOON)
    assert plan == DrandPlan(chain=QUICKNET.hash, beacon=QUICKNET.round_at(NOON + day))
    with pytest.raises(Invalid):
        plan_drand(moment=NOON + day - timedelta(seconds=1), committed=NOON)


def test_a_witnessed_draw_is_what_two_officers_saw() -> None:
    seed = witnessed_seed(
        round_code="2027-1", commitment="c", plan=PLAN, first=DIGITS, second=DIGITS
    )
    said = b"sentra-witnessed/1\n2027-1\nc\n3 1 4 1 5 9 2 6 5 3 5 8 9 7 9 3 2 3 8 4"
    assert (seed.values, seed.seed) == (DIGITS, sha256(said).hexdigest())


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (DIGITS, (*DIGITS[:6], 3, *DIGITS[7:]), "the first is value 7"),
        (DIGITS, DIGITS[:-1], "the first is value 20"),
        (DIGITS[:-1], DIGITS[:-1], "20 values of 0 to 9"),
        ((*DIGITS[:-1], 10), (*DIGITS[:-1], 10), "20 values of 0 to 9"),
    ],
)
def test_it_refuses_what_they_did_not_both_see(
    first: tuple[int, ...], second: tuple[int, ...], why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        witnessed_seed(round_code="r", commitment="c", plan=PLAN, first=first, second=second)
    assert why in str(refused.value.problems[0].rule)


@pytest.mark.parametrize(("values", "faces"), [(19, 10), (0, 10), (64, 1), (63, 2)])
def test_it_refuses_draws_that_could_be_tried_out(values: int, faces: int) -> None:
    assert plan_witnessed(values=20, faces=10) == PLAN
    with pytest.raises(Invalid):
        plan_witnessed(values=values, faces=faces)
