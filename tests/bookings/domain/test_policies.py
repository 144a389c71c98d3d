"""The office's rules: which of them count, what each says, and when it is broken."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.hours import at, day_of
from bookings.domain.policies import (
    BOUNDS,
    COUNTING,
    Case,
    Kind,
    Rule,
    Usage,
    binding,
    broken,
    judge,
    rule_problems,
    rule_words,
    week_of,
)
from bookings.domain.spans import Span
from sentra.domain.roles import Role
from sentra.i18n import translate

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
ROOM, OTHER = 1, 2


def span(first: int = 9, last: int = 11, *, day: int = 25) -> Span:
    on = date(2026, 11, day)
    return Span(at(on, time(first)), at(on, time(last)))


def said(*rules: Rule, case: Case) -> list[tuple[str, str]]:
    """Field and remedy of each broken rule, in English."""
    return [
        (problem.field, translate(problem.remedy or "", "en"))
        for problem in broken(judge(case, rules))
    ]


@pytest.mark.parametrize(
    ("rule", "case", "expected"),
    [
        (
            Rule(Kind.LEAD, 48),
            Case(span(), NOW),
            [
                (
                    "starts",
                    (
                        "Choose a time from Thursday, 26 November 2026 09:00 WIB on, "
                        "or ask the manager."
                    ),
                )
            ],
        ),
        (Rule(Kind.LEAD, 24), Case(span(), NOW), []),
        (
            Rule(Kind.HORIZON, 3),
            Case(span(day=28), NOW),
            [("starts", "Choose a date until Friday, 27 November 2026.")],
        ),
        (Rule(Kind.HORIZON, 3), Case(span(20, 21, day=27), NOW), []),
        (Rule(Kind.SHORTEST, 180), Case(span(), NOW), [("ends", "Choose a later end.")]),
        (Rule(Kind.SHORTEST, 120), Case(span(), NOW), []),
        (
            Rule(Kind.LONGEST, 60),
            Case(span(), NOW),
            [("ends", "Choose an earlier end, or ask the manager.")],
        ),
        (Rule(Kind.LONGEST, 120), Case(span(), NOW), []),
        (
            Rule(Kind.CLOSED_TO, 1),
            Case(span(), NOW),
            [("room", "Choose another room, or ask the manager.")],
        ),
        (Rule(Kind.CLOSED_TO, 0), Case(span(), NOW), []),
        (
            Rule(Kind.WEEKLY, 8),
            Case(span(), NOW, usage=Usage(booked={None: timedelta(hours=6, minutes=15)})),
            [("starts", "105 minutes are left in that week: take less, or another week.")],
        ),
        (
            Rule(Kind.WEEKLY, 8, ROOM),
            Case(span(), NOW, usage=Usage(booked={ROOM: timedelta(hours=9)})),
            [("starts", "Nothing is left in that week: choose another one, or ask the manager.")],
        ),
        (
            Rule(Kind.WEEKLY, 8),
            Case(span(), NOW, usage=Usage(booked={None: timedelta(hours=6)})),
            [],
        ),
        (
            Rule(Kind.REQUESTS, 2),
            Case(span(), NOW, request=True, usage=Usage(requests={None: 2})),
            [("room", "Wait for an answer, or withdraw one of your 2.")],
        ),
        (
            Rule(Kind.REQUESTS, 2),
            Case(span(), NOW, request=False, usage=Usage(requests={None: 2})),
            [],
        ),
        (
            Rule(Kind.REQUESTS, 2),
            Case(span(), NOW, request=True, usage=Usage(requests={None: 1})),
            [],
        ),
    ],
    ids=lambda value: f"{value.kind} {value.value}" if isinstance(value, Rule) else "",
)
def test_a_rule_is_kept_or_says_what_to_do(
    rule: Rule, case: Case, expected: list[tuple[str, str]]
) -> None:
    assert said(rule, case=case) == expected


def test_all_that_is_broken_is_said_at_once() -> None:
    rules = binding(
        [Rule(Kind.LEAD, 72), Rule(Kind.LONGEST, 30), Rule(Kind.HORIZON, 90)],
        space=ROOM,
        role=Role.TRAINER,
    )
    assert [field for field, _ in said(*rules, case=Case(span(), NOW))] == ["starts", "ends"]


def test_the_rule_made_for_the_case_counts() -> None:
    rules = [
        Rule(Kind.LEAD, 1),
        Rule(Kind.LEAD, 2, role=Role.TRAINER),
        Rule(Kind.LEAD, 3, space=ROOM),
        Rule(Kind.LEAD, 4, space=ROOM, role=Role.TRAINER),
    ]

    def value(space: int, role: Role) -> list[int]:
        return [rule.value for rule in binding(rules, space=space, role=role)]

    assert [value(ROOM, Role.TRAINER), value(ROOM, Role.MANAGER)] == [[4], [3]]
    assert [value(OTHER, Role.TRAINER), value(OTHER, Role.MANAGER)] == [[2], [1]]


def test_limits_that_count_hold_in_the_room_and_in_the_house() -> None:
    rules = [Rule(Kind.WEEKLY, 10), Rule(Kind.WEEKLY, 4, ROOM), Rule(Kind.WEEKLY, 2, OTHER)]
    found = binding(rules, space=ROOM, role=Role.TRAINER)
    assert [(rule.space, rule.value) for rule in found] == [(None, 10), (ROOM, 4)]


def test_a_week_begins_on_monday_in_jakarta() -> None:
    """Monday 00.30 in Jakarta is still Sunday in Greenwich."""
    on = date(2026, 11, 23)
    night = Span(at(on, time(0, 30)), at(on, time(1)))
    assert week_of(night) == Span(at(on, time()), at(date(2026, 11, 30), time()))


def test_rules_are_whole_sentences_in_both_languages() -> None:
    rules = [Rule(kind, 1, space) for kind in Kind for space in (None, ROOM)]
    sentences = {
        locale: [translate(rule_words(r), locale) for r in rules] for locale in ("id", "en")
    }
    assert all(text.endswith(".") for texts in sentences.values() for text in texts)
    assert all(i != e for i, e in zip(sentences["id"], sentences["en"], strict=True))


def test_it_refuses_rules_that_make_no_sense() -> None:
    def problems(kind: Kind, value: int, **more: Role | Iterable[Rule]) -> list[str]:
        role, rules = more.get("role"), more.get("rules", ())
        assert role is None or isinstance(role, Role)
        assert not isinstance(rules, Role)
        return [p.field for p in rule_problems(kind, value, role=role, rules=rules)]

    assert problems(Kind.HORIZON, 0) == ["value"]
    assert problems(Kind.HORIZON, 401) == ["value"]
    assert problems(Kind.LEAD, 1, role=Role.ENTERPRISE) == ["role"]
    assert problems(Kind.SHORTEST, 90, rules=[Rule(Kind.LONGEST, 60)]) == ["value"]
    assert problems(Kind.SHORTEST, 90, rules=[Rule(Kind.LONGEST, 60, ROOM)]) == []
    assert problems(Kind.SHORTEST, 60, rules=[Rule(Kind.LONGEST, 60)]) == []


# -- properties -------------------------------------------------------------------------------

roles = st.sampled_from([None, Role.TRAINER, Role.MANAGER])
some_rules = st.lists(
    st.builds(
        lambda kind, space, role, share: Rule(kind, _within(kind, share), space, role),
        st.sampled_from(Kind),
        st.sampled_from([None, ROOM, OTHER]),
        roles,
        st.floats(0, 1),
    ),
    max_size=20,
    unique_by=lambda rule: (rule.kind, rule.space, rule.role),
)


def _within(kind: Kind, share: float) -> int:
    least, most = BOUNDS[kind]
    return least + round(share * (most - least))


@given(some_rules, st.sampled_from([ROOM, OTHER]), st.sampled_from([Role.TRAINER, Role.MANAGER]))
def test_of_each_kind_and_scope_the_closest_rule_counts(
    rules: list[Rule], space: int, role: Role
) -> None:
    """Against the plain reading: nobody closer has a say on the same."""
    found = binding(rules, space=space, role=role)
    applying = [r for r in rules if r.space in {None, space} and r.role in {None, role}]
    expected = {
        rule
        for rule in applying
        if not any(
            other.kind is rule.kind
            and (rule.kind not in COUNTING or other.space == rule.space)
            and other.closeness > rule.closeness
            for other in applying
        )
    }
    assert set(found) == expected
    assert len(found) == len(expected)


minutes = st.integers(0, 60 * 24 * 30)


@given(some_rules, minutes, st.integers(5, 720), st.integers(0, 200), st.integers(0, 120))
def test_what_is_refused_is_what_each_rule_forbids(
    rules: list[Rule], ahead: int, length: int, hours: int, requests: int
) -> None:
    """Against a twin that knows each kind by itself."""
    starts = NOW + timedelta(minutes=ahead)
    wanted = Span(starts, starts + timedelta(minutes=length))
    scopes = (None, ROOM, OTHER)
    usage = Usage(
        booked=dict.fromkeys(scopes, timedelta(hours=hours)),
        requests=dict.fromkeys(scopes, requests),
    )
    case = Case(wanted, NOW, request=True, usage=usage)
    forbidden: dict[Kind, Callable[[int], bool]] = {
        Kind.LEAD: lambda value: ahead < value * 60,
        Kind.HORIZON: lambda value: (day_of(starts) - day_of(NOW)).days > value,
        Kind.SHORTEST: lambda value: length < value,
        Kind.LONGEST: lambda value: length > value,
        Kind.WEEKLY: lambda value: hours * 60 + length > value * 60,
        Kind.REQUESTS: lambda value: requests + 1 > value,
        Kind.CLOSED_TO: bool,
        Kind.RECONFIRM: lambda _: False,
    }
    expected = [bool(forbidden[rule.kind](rule.value)) for rule in rules]
    assert [found.problem is not None for found in judge(case, rules)] == expected
