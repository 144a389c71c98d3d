import pytest

from sentra.domain.passwords import LEAST, MOST, check_pass_phrase
from sentra.domain.refusals import Invalid

GOOD = "jendela biru di tepi sawah"


def rule_for(phrase: str) -> str:
    with pytest.raises(Invalid) as refused:
        check_pass_phrase(phrase, email="dewi.anggraini@example.org", name="Dewi Anggraini")
    (problem,) = refused.value.problems
    assert (problem.field, problem.value) == ("pass_phrase", None)
    return str(problem.rule)


@pytest.mark.parametrize(
    "phrase", [GOOD, "x7!kQ2#mv9$L", "b" * 100 + "acdef" * 5, "日本語の合言葉は長いですよ"]
)
def test_it_takes_what_is_long_and_not_obvious(phrase: str) -> None:
    assert check_pass_phrase(phrase, email="dewi@example.org", name="Dewi") == phrase


def test_it_takes_a_letter_however_a_keyboard_composes_it() -> None:
    composed, apart = "caf\u00e9 di ujung jalan", "cafe\u0301 di ujung jalan"
    assert check_pass_phrase(apart, email="a@example.org", name="A") == composed


@pytest.mark.parametrize("length", [0, LEAST - 1])
def test_it_refuses_what_is_short(length: int) -> None:
    phrase = "jendela biru"[:length]
    assert rule_for(phrase) == f"At least 12 characters are needed; these are {length}."


def test_it_refuses_what_is_endless() -> None:
    assert rule_for("abcde" * 26) == f"At most {MOST} characters fit here."


@pytest.mark.parametrize(
    "phrase",
    [
        "Password2026!",
        "rahasia123456",
        "123456789012",
        "987654321098",
        "Tangerang-Selatan",
        "Qwertyuiop12",
    ],
)
def test_it_refuses_what_everybody_tries_first(phrase: str) -> None:
    assert rule_for(phrase) == "This is among the first that anybody would guess."


@pytest.mark.parametrize("phrase", ["abababababab", "aaaaaaaaaaaaaaaa", "112211221122"])
def test_it_refuses_a_few_characters_over_and_over(phrase: str) -> None:
    assert rule_for(phrase) == "This repeats the same few characters."


@pytest.mark.parametrize(
    "phrase", ["dewianggraini1", "Dewi.Anggraini", "anggraini2026", "dewi.anggraini@example.org"]
)
def test_it_refuses_her_own_name_and_address(phrase: str) -> None:
    assert rule_for(phrase) == "This is your own name or e-mail address."
