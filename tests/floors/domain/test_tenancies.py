"""Spans against a brute-force twin that counts day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floors.domain.tenancies import (
    Place,
    Span,
    StallState,
    check_end,
    check_note,
    check_span,
    first_free,
    held_message,
    nearest,
    state_on,
    years_after,
)
from sentra.domain.refusals import Invalid

FIRST = date(2027, 12, 20)
HORIZON = 60
TODAY = date(2026, 11, 24)


def day(number: int) -> date:
    return FIRST + timedelta(number)


numbers = st.integers(0, HORIZON - 1)
spans = st.builds(
    lambda start, length: Span(day(start), None if length is None else day(start + length)),
    numbers,
    st.one_of(st.none(), st.integers(1, 20)),
)


def days_of(span: Span) -> set[int]:
    """Every day of a span, as numbers; one without end goes on past the horizon."""
    until = HORIZON + 40 if span.ends is None else (span.ends - FIRST).days
    return set(range((span.starts - FIRST).days, until))


@given(spans, spans)
def test_spans_overlap_when_they_share_a_day(one: Span, other: Span) -> None:
    shared = bool(days_of(one) & days_of(other))
    assert (one.overlaps(other), other.overlaps(one)) == (shared, shared)


@given(spans, numbers)
def test_a_span_has_its_days_and_no_other(span: Span, number: int) -> None:
    assert span.has(day(number)) == (number in days_of(span))


@given(st.lists(spans, max_size=8), numbers)
def test_it_finds_the_first_free_days(candidates: list[Span], number: int) -> None:
    taken: list[Span] = []
    for span in candidates:
        if not any(span.overlaps(other) for other in taken):
            taken.append(span)
    busy = set().union(*(days_of(span) for span in taken))
    horizon = HORIZON + 30
    free = [n for n in range(number, horizon) if n not in busy]
    found = first_free(day(number), taken)
    if not free:
        assert found is None
        return
    after = [n for n in range(free[0], horizon) if n in busy]
    assert found == Span(day(free[0]), day(after[0]) if after else None)


def test_the_last_day_is_the_one_before_the_end() -> None:
    assert Span(date(2027, 12, 1), date(2028, 1, 1)).last == date(2027, 12, 31)
    assert Span(date(2028, 2, 1), date(2028, 3, 1)).last == date(2028, 2, 29)
    assert Span(date(2028, 2, 1)).last is None


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (None, StallState.HELD),
        (TODAY + timedelta(31), StallState.HELD),
        (TODAY + timedelta(30), StallState.ENDING),
        (TODAY + timedelta(1), StallState.ENDING),
    ],
)
def test_a_stall_ends_soon_within_thirty_days(ends: date | None, expected: StallState) -> None:
    assert state_on(TODAY, in_use=True, ends=ends, held=True) is expected
    assert state_on(TODAY, in_use=False, ends=ends, held=True) is expected


def test_a_stall_that_nobody_holds_is_free_or_closed() -> None:
    assert state_on(TODAY, in_use=True, ends=None, held=False) is StallState.FREE
    assert state_on(TODAY, in_use=False, ends=None, held=False) is StallState.CLOSED


def test_a_leap_day_of_another_year_is_the_28th() -> None:
    assert years_after(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)


def fields_refused(span: Span) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        check_span(span, today=TODAY)
    return [problem.field for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("span", "field"),
    [
        (Span(TODAY, TODAY), "ends"),
        (Span(TODAY, TODAY - timedelta(1)), "ends"),
        (Span(TODAY, date(2031, 11, 25)), "ends"),
        (Span(TODAY, date.max), "ends"),
        (Span(date.max), "starts"),
        (Span(date.max, date.max), "starts"),
        (Span(date.min), "starts"),
        (Span(date(2016, 11, 23)), "starts"),
        (Span(date(2028, 11, 25)), "starts"),
    ],
)
def test_it_refuses_days_nobody_can_mean(span: Span, field: str) -> None:
    assert fields_refused(span) == [field]


@pytest.mark.parametrize(
    "span",
    [
        Span(TODAY),
        Span(TODAY, TODAY + timedelta(1)),
        Span(TODAY, date(2031, 11, 24)),
        Span(date(2016, 11, 24)),
        Span(date(2028, 11, 24)),
    ],
)
def test_it_lets_sensible_days_through(span: Span) -> None:
    check_span(span, today=TODAY)


def test_a_new_end_counts_five_years_from_today() -> None:
    began = date(2019, 1, 1)
    check_end(Span(began), today=TODAY)
    check_end(Span(began, date(2031, 11, 24)), today=TODAY)
    for wrong in (date(2031, 11, 25), began, date.max, date.min):
        with pytest.raises(Invalid):
            check_end(Span(began, wrong), today=TODAY)


def test_a_reason_has_words() -> None:
    assert check_note("  salah ketik ", required=True) == "salah ketik"
    assert check_note(" ") == ""
    for wrong in ("", "  ", "x" * 301, "a\0b"):
        with pytest.raises(Invalid):
            check_note(wrong, required=True)


def test_a_clash_says_who_and_until_when() -> None:
    asked = Span(date(2026, 12, 1))
    held = held_message(
        stall="1-A07",
        holder="Kopi Tangsel",
        clash=Span(date(2026, 1, 1), date(2027, 1, 1)),
        asked=asked,
    )
    assert str(held) == ("Stall 1-A07 is held by Kopi Tangsel from 2026-01-01 to 2026-12-31.")
    promised = held_message(
        stall="1-A07", holder="Kopi Tangsel", clash=Span(date(2027, 1, 1)), asked=asked
    )
    assert str(promised) == "Stall 1-A07 is promised to Kopi Tangsel from 2027-01-01 on."


def test_the_nearest_are_on_the_same_floor_first() -> None:
    here = Place("1-A01", 1, 0, 0)
    near, far, above = Place("1-A02", 1, 2, 0), Place("1-B09", 1, 20, 9), Place("2-A01", 2, 0, 0)
    assert nearest(here, [above, far, near], most=2) == [near, far]
    assert nearest(here, []) == []
