"""The rules of offers: what may be answered when, and that a rerun takes nothing from anybody."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floors.domain.draw.market import Change
from floors.domain.draw.outcome import Place, draw
from floors.domain.offers import (
    Answered,
    Holding,
    Matching,
    Offer,
    OfferState,
    check_answer,
    leaving,
    match,
    offer_ends,
    staying,
)
from tests.floors.domain.draw.markets import RULES, TRIALS, Market, markets

NOW = datetime(2026, 12, 15, 2, tzinfo=UTC)
ALLOWED = {
    Offer.ACCEPT: {OfferState.OFFERED},
    Offer.STAY: {OfferState.OFFERED, OfferState.ACCEPTED},
    Offer.DECLINE: {OfferState.OFFERED, OfferState.ACCEPTED},
    Offer.MOVE_IN: {OfferState.ACCEPTED},
    Offer.LEAVE: {OfferState.ACCEPTED, OfferState.MOVED_IN},
}


@pytest.mark.parametrize("deed", Offer)
def test_each_answer_fits_some_states_only(deed: Offer) -> None:
    for state in OfferState:
        if state in ALLOWED[deed]:
            check_answer(deed, state, ends=None, now=NOW)
            continue
        with pytest.raises(Answered) as refused:
            check_answer(deed, state, ends=None, now=NOW)
        assert refused.value.extra == {"state": state.value}


@pytest.mark.parametrize("deed", [Offer.ACCEPT, Offer.STAY])
def test_the_deadline_itself_is_too_late(deed: Offer) -> None:
    check_answer(deed, OfferState.OFFERED, ends=NOW + timedelta(seconds=1), now=NOW)
    with pytest.raises(Answered):
        check_answer(deed, OfferState.OFFERED, ends=NOW, now=NOW)


def test_later_offers_have_three_whole_days_in_jakarta() -> None:
    first = NOW + timedelta(days=6)
    assert offer_ends(accept_by=first, now=NOW) == first
    # 15 December 09.00 in Jakarta: until the end of the 18th.
    assert offer_ends(accept_by=NOW, now=NOW) == datetime(2026, 12, 18, 17, tzinfo=UTC)


def test_a_result_is_compared_with_what_is_held() -> None:
    held = {
        "a": Holding("P1", "open", 2, OfferState.ACCEPTED),
        "b": Holding("P1", "open", 1, OfferState.OFFERED),
    }
    places = {
        "a": Place("P2", "open", 1),
        "b": Place("P1", "newcomer", 1),
        "c": Place("P1", "open", 3),
    }
    assert match(held, places) == Matching(
        new={"c": places["c"]}, moved={"a": places["a"]}, seats={"b": places["b"]}
    )
    with pytest.raises(ValueError, match="takes from"):
        match(held, {"a": places["a"]})


@settings(max_examples=TRIALS)
@given(markets(), st.data())
def test_whoever_leaves_or_stays_a_rerun_takes_nothing_from_others(
    market: Market, data: st.DataObject
) -> None:
    seed = data.draw(st.text("0123456789abcdef", min_size=8, max_size=8))
    again = partial(
        draw,
        rules=RULES,
        programmes=market.programmes,
        applications=market.applications,
        seed=seed,
    )
    held = _held(again().places)
    changes: list[Change] = []
    for _ in range(3):
        if not held:
            return
        who = data.draw(st.sampled_from(sorted(held)))
        stays = data.draw(st.booleans())
        further = staying({who: held[who]}) if stays else leaving([who])
        changes += further
        if not stays:
            del held[who]
        places = again(changes=changes).places
        match(held, places)
        held = _held(places)


def _held(places: dict[str, Place]) -> dict[str, Holding]:
    return {
        who: Holding(place.programme, place.seat, place.choice, OfferState.ACCEPTED)
        for who, place in places.items()
    }
