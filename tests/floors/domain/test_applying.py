"""Which papers are due, what a file is, and which choices can be."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floors.domain.applying import check_choices, check_number, media_type_of, papers_due
from floors.domain.round_terms import Paper
from sentra.domain.categories import Category
from sentra.domain.refusals import Invalid

PROGRAMMES = {"A": "food", "B": "food", "C": "craft", "D": "drink"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<!doctype html>%PDF-", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_octets_say(content: bytes, expected: str | None) -> None:
    assert media_type_of(content) == expected


@given(st.sampled_from(Category), st.booleans())
def test_food_and_drink_need_permits_and_a_claim_its_proof(
    category: Category,
    affirmative: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    due = set(papers_due(category, affirmative=affirmative))
    assert {Paper.NIB, Paper.PHOTO} <= due
    assert ({Paper.PIRT, Paper.HALAL} <= due) is (category in {Category.FOOD, Category.DRINK})
    assert (Paper.AFFIRMATIVE in due) is affirmative


@given(st.lists(st.sampled_from(["A", "B", "C", "D", "E"]), max_size=6))
def test_choices_are_programmes_of_ones_own_goods_each_once(choices: list[str]) -> None:
    good = set(choices) <= {"A", "B"}
    once = all(len(list(same)) == 1 for _, same in groupby(sorted(choices)))
    if good and once:
        check_choices(choices, PROGRAMMES, category="food")
        return
    with pytest.raises(Invalid) as refused:
        check_choices(choices, PROGRAMMES, category="food")
    wrong = [one for one in dict.fromkeys(choices) if one not in {"A", "B"}]
    assert [p.value for p in refused.value.problems] == wrong + [None] * (not once)


@pytest.mark.parametrize(
    ("kind", "number", "good"),
    [
        (Paper.NIB, "", True),
        (Paper.NIB, "1234567890123", True),
        (Paper.NIB, "123456789012", False),
        (Paper.PIRT, "P-IRT No. 2063674010101-27", True),
        (Paper.PIRT, "20636740101", False),
        (Paper.HALAL, "ID36110000123456789", True),
        (Paper.HALAL, "x" * 41, False),
    ],
)
def test_a_papers_number_is_as_long_as_such_numbers_are(
    kind: Paper,
    number: str,
    good: bool,  # noqa: FBT001 - a parameter of the table above
) -> None:
    if good:
        check_number(kind, number)
        return
    with pytest.raises(Invalid) as refused:
        check_number(kind, number)
    assert [problem.field for problem in refused.value.problems] == ["number"]
