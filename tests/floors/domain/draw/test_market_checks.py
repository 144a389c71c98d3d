"""Rules, applications and changes that cannot be drawn with are refused before."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from floors.domain.draw.market import Change, Programme
from floors.domain.draw.market_checks import check_applications, check_changes, check_rules
from sentra.domain.refusals import Invalid
from tests.floors.domain.draw.markets import RULES, application, programme

A, B = programme("A", 2, renewal=1), programme("B", 1)
ONE, TWO = "1" * 32, "2" * 32


def faults(check: Callable[[], None]) -> list[tuple[str, str, str | None]]:
    with pytest.raises(Invalid) as refused:
        check()
    return [(each.field, str(each.rule), each.value) for each in refused.value.problems]


def test_good_ones_pass() -> None:
    check_rules(RULES, [A, B])
    applications = [application(ONE, "AB", "36.74.01", "newcomer"), application(TWO, "B")]
    check_applications(RULES, [A, B], applications)
    check_changes(applications, [Change(pseudonym=ONE, stays="B"), Change(pseudonym=TWO)])


@pytest.mark.parametrize(
    ("offered", "field", "rule"),
    [
        ([A, A], "programmes", "Two programmes have this code."),
        ([replace(A, code="A B")], "programmes", "A code is made of letters, digits and hyphens."),
        ([A, replace(B, stalls=A.stalls[:1])], "stalls", "This stall is offered twice."),
        ([replace(B, stalls=())], "stalls", "This programme offers no stall."),
        ([programme("A", 1, k09=1)], "seats", "36.74.09 is no class of these rules."),
        ([programme("A", 2, renewal=-1)], "seats", "A number of seats is 0 or more."),
        (
            [programme("A", 2, renewal=2, newcomer=1)],
            "seats",
            "The classes have 3 seats, but there are only 2 stalls.",
        ),
    ],
)
def test_it_refuses_programmes(offered: list[Programme], field: str, rule: str) -> None:
    assert (field, rule) in [seen[:2] for seen in faults(lambda: check_rules(RULES, offered))]


def test_it_refuses_an_order_with_a_class_twice_or_open() -> None:
    rules = replace(RULES, round="2027/1", precedence=("open", "newcomer", "newcomer"))
    assert faults(lambda: check_rules(rules, [B])) == [
        ("round", "A code is made of letters, digits and hyphens.", "2027/1"),
        ("precedence", "A class stands in the order once.", "newcomer"),
        ("precedence", "Open seats always come last; leave them out.", "open"),
    ]


@pytest.mark.parametrize(
    ("classes", "preferences", "rule"),
    [
        (("weaver",), "A", "Known classes, each once, in order."),
        (("renewal", "affirmative"), "A", "Known classes, each once, in order."),
        (("36.74.01", "36.74.02"), "A", "An enterprise belongs to one kecamatan."),
        (("newcomer", "renewal"), "A", "Who renews a tenancy is no newcomer."),
        ((), "AA", "Programmes of this round, each once."),
        ((), "AC", "Programmes of this round, each once."),
    ],
)
def test_it_refuses_applications(classes: tuple[str, ...], preferences: str, rule: str) -> None:
    rules = replace(RULES, precedence=(*RULES.precedence, "36.74.02"))
    wrong = replace(application(ONE, preferences), classes=classes)
    assert [seen[1:] for seen in faults(lambda: check_applications(rules, [A, B], [wrong]))] == [
        (rule, ONE)
    ]


def test_it_refuses_two_applications_and_an_odd_pseudonym() -> None:
    twice = [application("Kopi", "A"), application("Kopi", "B")]
    assert [seen[1] for seen in faults(lambda: check_applications(RULES, [A, B], twice))] == [
        "An enterprise applies once in a round.",
        *["A pseudonym is 32 hexadecimal digits."] * 2,
    ]


def test_it_refuses_changes_of_nobody_and_staying_where_she_never_asked() -> None:
    changes = [
        Change(pseudonym=TWO),
        Change(pseudonym=ONE, stays="B"),
        Change(pseudonym=ONE, stays="A"),
    ]
    assert faults(lambda: check_changes([application(ONE, "AB")], changes)) == [
        ("pseudonym", "Nobody applied under this.", TWO),
        ("stays", "She did not ask for this programme.", ONE),
    ]
