"""What calendar programs compare: DTSTAMP and SEQUENCE."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.stamps import Shown, Source, shown_next

FIRST = datetime(2026, 11, 24, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOMENTS = st.integers(0, 3_000).map(lambda tenths: FIRST + timedelta(seconds=tenths / 10))
SOURCES = st.builds(
    Source,
    changed=MOMENTS,
    noticed=st.none() | MOMENTS,
    sequence=st.integers(0, 3),
    digest=st.sampled_from([b"a", b"b", b"c"]),
    timing=st.sampled_from([b"x", b"y"]),
)


def source(**changes: object) -> Source:
    facts = {"changed": FIRST, "noticed": None, "sequence": 0, "digest": b"a", "timing": b"x"}
    return Source(**{**facts, **changes})  # type: ignore[arg-type] # by name, as the class has them


@given(st.lists(SOURCES, min_size=2, max_size=8))
def test_every_change_is_a_second_later_and_no_count_falls(history: list[Source]) -> None:
    told = [shown_next(None, history[0])]
    for one in history[1:]:
        told.append(shown_next(told[-1], one))
    for (was, now), one in zip(pairwise(told), history[1:], strict=True):
        assert now.stamp.microsecond == 0
        assert now.sequence >= max(was.sequence, one.sequence)
        assert (now.digest, now.timing) == (one.digest, one.timing)
        different = (was.digest, was.sequence) != (now.digest, now.sequence)
        assert now.stamp >= was.stamp + SECOND if different else now == was
        if was.timing != now.timing:
            assert now.sequence > was.sequence


def test_a_change_is_told_with_its_own_moment() -> None:
    was = shown_next(None, source())
    later = FIRST + timedelta(minutes=3, microseconds=5)
    now = shown_next(was, source(changed=later, digest=b"b", noticed=FIRST + timedelta(days=1)))
    assert now == Shown(FIRST + timedelta(minutes=3), 0, b"b", b"x")


def test_a_renaming_is_told_with_the_moment_it_was_noticed() -> None:
    was = shown_next(None, source())
    noticed = FIRST + timedelta(hours=3)
    now = shown_next(was, source(digest=b"b", noticed=noticed))
    assert now == Shown(noticed, 0, b"b", b"x")


def test_two_changes_in_one_second_are_two_seconds() -> None:
    one = shown_next(None, source())
    two = shown_next(one, source(digest=b"b"))
    three = shown_next(two, source(digest=b"c", timing=b"y", sequence=1))
    assert [told.stamp - FIRST for told in (one, two, three)] == [0 * SECOND, SECOND, 2 * SECOND]
    assert [told.sequence for told in (one, two, three)] == [0, 0, 1]
