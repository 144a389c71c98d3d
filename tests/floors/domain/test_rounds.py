"""The life of a round: what comes after what, which dates make sense, what is refused when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from floors.domain.rounds import (
    Deed,
    OutOfPhase,
    Phase,
    Schedule,
    allow,
    check_schedule,
    due,
    following,
    may,
)
from sentra.domain.refusals import Invalid

OPENS = datetime(2027, 1, 4, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SCHEDULE = Schedule(
    opens=OPENS,
    closes=OPENS + 14 * DAY,
    verify_by=OPENS + 28 * DAY,
    draw_at=OPENS + 30 * DAY,
    object_by=OPENS + 37 * DAY,
    accept_by=OPENS + 44 * DAY,
)
TERM = {"starts": date(2027, 4, 1), "ends": date(2028, 4, 1), "move_in_by": date(2027, 4, 14)}


def fields_of(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def test_a_round_lives_through_its_phases_in_order() -> None:
    life = [Phase.DRAFT]
    while after := following(life[-1]):
        life.append(after)
    assert life == [phase for phase in Phase if phase is not Phase.CANCELLED]
    assert following(Phase.CANCELLED) is None


def test_sensible_dates_are_taken() -> None:
    check_schedule(SCHEDULE, **TERM)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("opens", "closes"),
        ("closes", "verify_by"),
        ("verify_by", "draw_at"),
        ("draw_at", "object_by"),
        ("object_by", "accept_by"),
    ],
)
def test_it_refuses_a_date_that_is_not_after_the_one_before(before: str, after: str) -> None:
    schedule = replace(SCHEDULE, **{after: getattr(SCHEDULE, before)})
    with pytest.raises(Invalid) as refused:
        check_schedule(schedule, **TERM)
    assert after in fields_of(refused)


def test_the_seed_can_not_be_known_within_a_day_of_freezing() -> None:
    soon = replace(SCHEDULE, draw_at=SCHEDULE.verify_by + DAY - timedelta(seconds=1))
    with pytest.raises(Invalid) as refused:
        check_schedule(soon, **TERM)
    assert fields_of(refused) == ["draw_at"]
    check_schedule(replace(SCHEDULE, draw_at=SCHEDULE.verify_by + DAY), **TERM)


@pytest.mark.parametrize(
    ("term", "field"),
    [
        ({"ends": date(2027, 4, 1)}, "ends"),
        ({"ends": date(2032, 4, 2)}, "ends"),
        (
            {"starts": date(2031, 1, 1), "ends": date(2032, 1, 1), "move_in_by": date(2031, 2, 1)},
            "starts",
        ),
        ({"move_in_by": date(2027, 3, 31)}, "move_in_by"),
    ],
)
def test_it_refuses_a_term_that_nobody_can_mean(term: dict[str, date], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_schedule(SCHEDULE, **{**TERM, **term})
    assert fields_of(refused) == [field]


def test_nothing_that_the_draw_is_made_of_changes_after_freezing() -> None:
    for phase in (Phase.FROZEN, Phase.SEEDED, Phase.DRAWN, Phase.OBJECTIONS, Phase.DECREED):
        for deed in (Deed.EDIT, Deed.APPLY, Deed.PREFER, Deed.VERIFY):
            assert not may(deed, phase)
            with pytest.raises(OutOfPhase) as refused:
                allow(deed, phase)
            assert refused.value.extra == {"phase": phase.value}


def test_the_seed_is_taken_once() -> None:
    assert [phase for phase in Phase if may(Deed.SEED, phase)] == [Phase.FROZEN]
    assert [phase for phase in Phase if may(Deed.DRAW, phase)] == [Phase.SEEDED]


@pytest.mark.parametrize(
    ("phase", "now", "then"),
    [
        (Phase.DRAFT, SCHEDULE.closes, Phase.DRAFT),
        (Phase.ANNOUNCED, OPENS - timedelta(seconds=1), Phase.ANNOUNCED),
        (Phase.ANNOUNCED, OPENS, Phase.OPEN),
        (Phase.OPEN, SCHEDULE.closes - timedelta(seconds=1), Phase.OPEN),
        (Phase.OPEN, SCHEDULE.closes, Phase.VERIFICATION),
        (Phase.ANNOUNCED, SCHEDULE.closes, Phase.VERIFICATION),
        (Phase.CANCELLED, SCHEDULE.closes, Phase.CANCELLED),
        (Phase.VERIFICATION, SCHEDULE.accept_by, Phase.VERIFICATION),
    ],
)
def test_the_clock_alone_opens_and_closes_applications(
    phase: Phase, now: datetime, then: Phase
) -> None:
    assert due(phase, SCHEDULE, now) is then
