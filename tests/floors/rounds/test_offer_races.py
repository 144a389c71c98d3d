"""Several at once, on connections of their own."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from floors.domain.offers import Answered, OfferState
from floors.domain.rounds import OutOfPhase, Phase
from floors.operations.rounds.choosing import wish_for
from floors.operations.rounds.moving_in import let_move_in
from floors.operations.rounds.offering import accept, let_lapse
from floors.queries.rounds import one_round
from floors.queries.rounds.offers import offer_of
from floors.queries.tenancies import tenancies_of_enterprise
from sentra.domain.roles import COMMAND_LINE
from tests.floors.rounds.casts import CODE, SCHEDULE, WHEN, decreed_round

pytestmark = pytest.mark.usefixtures("committed")
DECREED, OVER = WHEN[Phase.DECREED], SCHEDULE.accept_by
BY: Any = {"actor": COMMAND_LINE}


async def test_two_who_want_one_stall_at_once_get_it_by_their_numbers() -> None:
    first, second = await decreed_round(2, 2)
    await asyncio.gather(
        *(accept(CODE, enterprise=one.id, now=DECREED, **BY) for one in (first, second))
    )
    await asyncio.gather(
        *(
            wish_for(CODE, enterprise=one.id, stalls=["1-A02"], now=DECREED, **BY)
            for one in (second, first)
        )
    )
    done = await asyncio.gather(
        *(let_move_in(CODE, now=OVER, **BY) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(one, OutOfPhase) for one in done) == 1
    [mine], [hers] = [await tenancies_of_enterprise(one.id) for one in (first, second)]
    assert (mine.stall, hers.stall) == ("1-A02", "1-A01")


async def test_an_offer_is_accepted_or_lapses_and_never_both() -> None:
    first, second = await decreed_round(1, 2)
    accepted, _ = await asyncio.gather(
        accept(CODE, enterprise=first.id, now=OVER - timedelta(seconds=1), **BY),
        let_lapse(OVER),
        return_exceptions=True,
    )
    round_ = await one_round(CODE, now=OVER)
    hers, next_ = [await offer_of(round_.id, one.id) for one in (first, second)]
    assert hers is not None
    if accepted is None:
        assert (hers.state, next_) == (OfferState.ACCEPTED, None)
    else:
        assert isinstance(accepted, Answered)
        assert next_ is not None
        assert (hers.state, next_.state) == (OfferState.LAPSED, OfferState.OFFERED)
