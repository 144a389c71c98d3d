"""Trial draws, and choosing a stall."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from floors.domain.draw.stall_choice import choose_stalls
from floors.domain.draw.trials import Share, Trial, try_rules
from tests.floors.domain.draw.markets import RULES, application, programme

APPLICATIONS = [
    application(f"{at:032x}", "A", *["newcomer"] * (at == 0), *["affirmative"] * (at < 2))
    for at in range(8)
]


def test_a_trial_counts_winners_and_seats() -> None:
    ticks: list[tuple[int, int]] = []
    offered = [programme("A", 3, newcomer=1)]
    trial = try_rules(
        rules=replace(RULES, precedence=("newcomer", "affirmative")),
        programmes=offered,
        applications=APPLICATIONS,
        seeds=20,
        on_progress=lambda done, all_: ticks.append((done, all_)),
    )
    assert ticks == [(at, 20) for at in range(1, 21)]
    assert trial == Trial(
        seeds=20,
        applicants={"newcomer": 1, "affirmative": 2, "open": 8},
        winners={
            "newcomer": Share(1, 1, 1),
            "affirmative": Share(1, trial.winners["affirmative"].mean, 2),
            "open": Share(3, 3, 3),
        },
        seats={"newcomer": Share(1, 1, 1), "affirmative": Share(0, 0, 0), "open": Share(2, 2, 2)},
    )
    assert 1 < trial.winners["affirmative"].mean < 2


@given(
    st.lists(st.permutations("STUV").map(lambda all_: all_[:2]), min_size=1, max_size=4),
    st.integers(0, 4),
)
def test_nobody_wants_a_stall_that_a_worse_number_has(lists: list[list[str]], silent: int) -> None:
    winners = [f"w{at}" for at in range(len(lists))]
    wishes = dict(zip(winners[silent:], lists[silent:], strict=True))
    given_ = choose_stalls(winners=winners, stalls="STUV", wishes=wishes)
    assert sorted(given_) == winners
    assert len(set(given_.values())) == len(winners)
    for at, who in enumerate(winners):
        listed = wishes.get(who, [])
        liked = listed[: listed.index(given_[who])] if given_[who] in listed else listed
        assert set(liked) <= {given_[better] for better in winners[:at]}


def test_who_does_not_choose_gets_what_is_left() -> None:
    wishes = {"second": ["S", "T"], "third": ["S"]}
    assert choose_stalls(
        winners=["first", "second", "third"], stalls=["S", "T", "U"], wishes=wishes
    ) == {"second": "S", "first": "T", "third": "U"}
