"""How long an enterprise has held stalls, and which classes of seats that leaves it."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floors.domain.draw.market import AFFIRMATIVE, NEWCOMER, RENEWAL
from floors.domain.round_terms import USUAL, Terms
from floors.domain.tenancies import Span
from floors.domain.tenure import Facts, last_run, months_after, months_between, standing

HERE = "36.74.01"
STARTS, ENDS = date(2027, 4, 1), date(2028, 4, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def stood(
    *held: Span,
    affirmative: bool = False,
    attendance: int | None = None,
    arrears: bool = False,
    terms: Terms = USUAL,
) -> tuple[tuple[str, ...], str | None, list[str]]:
    """Classes, why it is barred, and what is against a renewal, in English."""
    facts = Facts(
        kecamatan=HERE,
        affirmative=affirmative,
        held=held,
        attendance=attendance,
        arrears=arrears,
    )
    found = standing(facts, terms, starts=STARTS, ends=ENDS)
    return (
        found.classes,
        str(found.barred) if found.barred else None,
        [str(reason) for reason in found.reasons],
    )


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), 12),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 16), date(2026, 3, 1), 1),
        (date(2026, 1, 1), date(2026, 1, 16), 0),
        (date(2026, 1, 1), date(2026, 1, 17), 1),
        (date(2026, 5, 1), date(2026, 1, 1), 0),
    ],
)
def test_a_begun_month_counts_from_its_sixteenth_day(starts: date, ends: date, months: int) -> None:
    assert months_between(starts, ends) == months


@given(day=DAYS, months=st.integers(0, 240))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])
    assert months_between(day, later) == months


@given(
    held=st.lists(
        st.builds(
            lambda day, length: Span(day, day + timedelta(days=length)), DAYS, st.integers(1, 900)
        ),
        max_size=6,
    ),
    before=DAYS,
)
def test_the_last_run_is_what_walking_back_day_by_day_finds(held: list[Span], before: date) -> None:
    begun = [one for one in held if one.starts < before]
    run = last_run(held, before=before)
    if not begun:
        assert run is None
        return
    last = max(one.ends for one in begun if one.ends)
    first, missing, day = last, 0, last
    while missing <= 62:
        day -= timedelta(days=1)
        if any(one.has(day) for one in begun):
            first, missing = day, 0
        else:
            missing += 1
    assert run == Span(first, last)


def test_who_never_held_a_stall_is_a_newcomer() -> None:
    assert stood() == ((HERE, NEWCOMER), None, [])
    assert stood(affirmative=True) == (tuple(sorted((HERE, NEWCOMER, AFFIRMATIVE))), None, [])
    assert stood(terms=Terms(precedence=(RENEWAL,))) == ((), None, [])


def test_who_holds_a_stall_and_did_well_may_renew() -> None:
    term = Span(date(2026, 4, 1), STARTS)
    assert stood(term, attendance=75) == ((HERE, RENEWAL), None, [])
    classes, barred, reasons = stood(term, attendance=74, arrears=True)
    assert (classes, barred) == ((HERE,), None)
    assert [reason[:30] for reason in reasons] == [
        "No renewal: the stall was look",
        "No renewal: rent is owed.",
    ]


def test_who_gave_the_stall_back_long_ago_applies_like_others() -> None:
    assert stood(Span(date(2025, 4, 1), date(2026, 12, 1))) == ((HERE,), None, [])


@pytest.mark.parametrize("ends", [None, date(2027, 4, 2)])
def test_who_holds_on_cannot_take_part(ends: date | None) -> None:
    classes, barred, _ = stood(Span(date(2026, 4, 1), ends))
    assert classes == ()
    assert barred is not None
    assert "still holds" in barred


def test_the_limit_of_tenure_bars_until_the_wait_is_over() -> None:
    full = Span(date(2024, 4, 1), STARTS)
    classes, barred, _ = stood(full)
    assert classes == ()
    assert barred is not None
    assert barred.startswith("It has held stalls for 36 months in a row.")
    waited = Span(date(2023, 4, 1), date(2026, 4, 1))
    assert stood(waited) == ((HERE,), None, [])
    assert stood(Span(waited.starts, date(2026, 4, 2)))[0] == ()


def test_without_a_wait_the_limit_still_ends_renewals() -> None:
    terms = Terms(precedence=USUAL.precedence, cooling_off=0)
    classes, barred, reasons = stood(Span(date(2024, 4, 1), STARTS), terms=terms)
    assert (classes, barred) == ((HERE,), None)
    assert [reason[:37] for reason in reasons] == ["No renewal: it has held stalls for 36"]
