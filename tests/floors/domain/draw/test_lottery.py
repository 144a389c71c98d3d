"""One order for all, which nobody can choose."""

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floors.domain.draw.lottery import lottery_order, pseudonym, salt_commitment

SALT = bytes(range(32))


def test_a_pseudonym_is_bound_to_the_enterprise_and_the_round() -> None:
    said = hmac.new(SALT, b"sentra-pseudonym/1\n2027-1\n17", sha256).hexdigest()
    assert pseudonym(salt=SALT, round_code="2027-1", enterprise=17) == said[:32]
    others = {
        pseudonym(salt=SALT, round_code="2027-2", enterprise=17),
        pseudonym(salt=SALT, round_code="2027-1", enterprise=18),
        pseudonym(salt=SALT[::-1], round_code="2027-1", enterprise=17),
    }
    assert len(others | {said[:32]}) == 4
    assert salt_commitment(SALT) == sha256(SALT).hexdigest()


def test_it_refuses_a_salt_that_could_be_tried_out() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym(salt=b"2027", round_code="2027-1", enterprise=17)


def test_the_order_is_that_of_the_published_formula() -> None:
    names = [f"{at:032x}" for at in range(20)]
    by_hand = sorted(
        names,
        key=lambda name: sha256(f"sentra-lottery/1\n2027-1\n{'a' * 64}\n{name}".encode()).digest(),
    )
    assert lottery_order(round_code="2027-1", seed="a" * 64, pseudonyms=names) == by_hand


@given(st.sets(st.integers(0, 99)), st.sets(st.integers(0, 99)))
def test_who_stands_before_whom_depends_on_nobody_else(some: set[int], more: set[int]) -> None:
    few = lottery_order(round_code="r", seed="s", pseudonyms=map(str, some))
    all_ = lottery_order(round_code="r", seed="s", pseudonyms=map(str, some | more))
    assert few == [name for name in all_ if int(name) in some]
