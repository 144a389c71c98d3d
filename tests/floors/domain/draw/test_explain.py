"""What an applicant reads is true: tried out with every other number she could have had."""

from hypothesis import given, settings
from hypothesis import strategies as st

from floors.domain.draw.explain import Refused, refusals, sentences
from floors.domain.draw.lottery import lottery_order
from floors.domain.draw.market import Application
from floors.domain.draw.outcome import draw
from sentra.i18n import translate
from tests.floors.domain.draw.markets import (
    RULES,
    TRIALS,
    Market,
    application,
    markets,
    programme,
    solve,
)


@settings(max_examples=TRIALS)
@given(markets(most=7), st.data())
def test_what_is_said_to_suffice_does_and_no_worse_number(
    market: Market, data: st.DataObject
) -> None:
    outcome = draw(
        rules=RULES, programmes=market.programmes, applications=market.applications, seed="5"
    )
    who = data.draw(st.sampled_from(outcome.order))
    number = outcome.numbers[who.pseudonym]
    others = [each for each in outcome.order if each is not who]
    for refused in refusals(outcome, who.pseudonym):
        wishes = who.preferences[: refused.choice]
        enough = [at for at in range(1, number) if would_get(market, others, who, at, wishes)]
        assert refused.sufficed == max(enough, default=None)
        assert enough == list(range(1, (refused.sufficed or 0) + 1))


def would_get(
    market: Market,
    others: list[Application],
    who: Application,
    number: int,
    wishes: tuple[str, ...],
) -> bool:
    """Whether with this number she has one of these wishes, by a whole new allotment."""
    order = (*others[: number - 1], who, *others[number - 1 :])
    return solve(Market(market.programmes, order)).get(who.pseudonym) in wishes


def story() -> tuple[Refused, ...]:
    """Four for two stalls, of which one is for newcomers."""
    programmes = (programme("A", 2, newcomer=1), programme("B", 1, renewal=1))
    names = [f"{at:032x}" for at in range(4)]
    applications = [application(name, "A", "newcomer") for name in names]
    first = draw(rules=RULES, programmes=programmes, applications=applications, seed="5")
    last, renewing = first.order[3].pseudonym, first.order[2].pseudonym
    changed = [
        application(name, "BA" if name == last else "B", *["renewal"] * (name == renewing))
        if name in {last, renewing}
        else application(name, "A", *["newcomer"] * (name == first.order[0].pseudonym))
        for name in names
    ]
    outcome = draw(rules=RULES, programmes=programmes, applications=changed, seed="5")
    return refusals(outcome, last)


def test_it_tells_the_numbers() -> None:
    assert story() == (
        Refused(programme="B", choice=1, number=4, stalls=1, applicants=2, last={}, sufficed=None),
        Refused(
            programme="A",
            choice=2,
            number=4,
            stalls=2,
            applicants=3,
            last={"open": 2},
            sufficed=2,
        ),
    )


def test_it_is_said_in_both_languages() -> None:
    renewals, food = story()
    assert [str(each) for each in sentences(renewals, "Weaving")] == [
        "Applicants for Weaving: 2. Stalls: 1. Your number in the draw: 4.",
        "Every stall went to a class of seats, so none was open to all.",
        "No number in the draw would have been enough.",
    ]
    assert [translate(each, "id") for each in sentences(food, "Kuliner")] == [
        "Pendaftar untuk Kuliner: 3. Lapak: 2. Nomor undian Anda: 4.",
        "Nomor terakhir yang diterima untuk jatah terbuka: 2.",
        (
            "Dengan nomor 2 atau lebih kecil, Anda akan mendapatkan ini atau pilihan yang lebih"
            " Anda sukai."
        ),
    ]


def test_a_place_lost_again_would_have_been_kept_with_a_better_number() -> None:
    """Somebody comes back for the seat of her class, and the last in an open one has to go."""
    programmes = (programme("A", 2, renewal=1), programme("B", 1))
    names = lottery_order(
        round_code=RULES.round, seed="5", pseudonyms=[f"{at:032x}" for at in range(4)]
    )
    applications = [
        application(names[0], "A"),
        application(names[1], "A"),
        application(names[2], "AB"),
        application(names[3], "BA", "renewal"),
    ]
    outcome = draw(rules=RULES, programmes=programmes, applications=applications, seed="5")
    assert [places.programme for places in outcome.places.values()] == ["A", "B", "A"]
    (refused,) = refusals(outcome, names[1])
    assert (refused.number, refused.last, refused.sufficed) == (2, {"open": 1}, 1)
