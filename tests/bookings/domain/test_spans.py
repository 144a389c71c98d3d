from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.spans import Relation, Span, relation

START = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
"""An hour before the year ends in Jakarta."""


def span(first: int, last: int) -> Span:
    return Span(START + timedelta(hours=first), START + timedelta(hours=last))


WORDS = [
    ("ends some time before the other starts", (0, 1), False),
    ("ends just when the other starts", (0, 2), False),
    ("starts first and ends inside the other", (0, 3), True),
    ("starts first and ends with the other", (0, 6), True),
    ("has the other inside", (0, 7), True),
    ("starts with the other and ends first", (2, 3), True),
    ("is the same span", (2, 6), True),
    ("starts with the other and ends later", (2, 7), True),
    ("lies inside the other", (3, 5), True),
    ("starts inside the other and ends with it", (3, 6), True),
    ("starts inside the other and ends later", (3, 7), True),
    ("starts just when the other ends", (6, 7), False),
    ("starts some time after the other ended", (7, 8), False),
]
"""Allen's thirteen relations of a span to the one from 2 to 6."""


@pytest.mark.parametrize(("words", "hours", "shares"), WORDS, ids=[words for words, *_ in WORDS])
def test_each_relation_has_its_words(words: str, hours: tuple[int, int], *, shares: bool) -> None:
    one, other = span(*hours), span(2, 6)
    found = relation(one, other)
    assert (found, found.shares_time, one.overlaps(other)) == (Relation(words), shares, shares)


def test_there_are_thirteen_and_every_pair_of_spans_has_one_and_its_mirror() -> None:
    spans = [span(*hours) for hours in combinations(range(5), 2)]
    found = {relation(one, other) for one in spans for other in spans}
    assert found == set(Relation)
    mirror = dict(zip(Relation, reversed(Relation), strict=True))
    for one in spans:
        for other in spans:
            assert relation(other, one) == mirror[relation(one, other)]


@given(*[st.tuples(st.integers(0, 30), st.integers(1, 30))] * 2)
def test_spans_overlap_exactly_when_they_share_a_minute(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    minutes = [set(range(first, first + length)) for first, length in (one, other)]
    spans = [span(first, first + length) for first, length in (one, other)]
    assert spans[0].overlaps(spans[1]) == bool(minutes[0] & minutes[1])


@pytest.mark.parametrize("hours", [(1, 1), (2, 1)])
def test_it_refuses_an_empty_or_backward_span(hours: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        span(*hours)


def test_it_refuses_a_naive_end() -> None:
    with pytest.raises(ValueError, match="naive"):
        Span(START, START.replace(tzinfo=None) + timedelta(hours=1))
