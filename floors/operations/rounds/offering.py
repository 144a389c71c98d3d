"""Answering an offer: accept, stay instead of moving up, decline; and letting it lapse."""

from datetime import datetime

from floors.domain.draw.market import Change
from floors.domain.offers import Offer, OfferState, check_answer, leaving
from floors.domain.rounds import Deed, Phase
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.moving_in import assign
from floors.operations.rounds.offer_rows import own_offer, tell, write_offer
from floors.operations.rounds.places import settle
from floors.queries.rounds.offers import Offered, offers, stays
from floors.tables import Allotment
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import SYSTEM, Actor
from sentra.operations.audit import record

LAPSED = "An offer was not answered in time"
DECLINED = "An offer was declined"
STAYED = "A winner stays with what she holds"
"""What the public record says of an edition; it names nobody."""


async def accept(
    code: str, *, enterprise: int, actor: Actor, now: datetime, stay: bool = False
) -> None:
    """Take the place that is offered.

    Where stalls are given out already she gets hers at once and moves up no more; else she may
    choose it first.

    Args:
        stay: Do not move up, even where a dearer wish comes free later.

    Raises:
        NotFound: The enterprise has no offer, or the actor does not speak for it.
        Answered: It was answered before, or its deadline has passed.
        OutOfPhase: Nothing is offered yet.
        Conflict: The stall cannot be given; see `floors.operations.tenancies.give`.
    """

    async def once() -> None:
        async with DB.transaction():
            round_ = await lock_round(code, now=now, deed=Deed.ACCEPT)
            offer = await own_offer(round_, enterprise, actor)
            check_answer(Offer.ACCEPT, offer.state, ends=offer.ends, now=now)
            await write_offer(offer, OfferState.ACCEPTED, "offer.accept", actor=actor, now=now)
            given_out = round_.phase is not Phase.DECREED
            if stay or given_out:
                await _stay(round_, offer, actor=actor, now=now)
            if given_out:
                await assign(round_, offer, actor=actor, now=now)

    await retrying(once)


async def stay(code: str, *, enterprise: int, actor: Actor, now: datetime) -> None:
    """Stay with the place that is held, and accept it where that was not done yet.

    Raises:
        NotFound, Answered, OutOfPhase: As for `accept`.
        Conflict: She stays already.
    """

    async def once() -> None:
        async with DB.transaction():
            round_ = await lock_round(code, now=now, deed=Deed.CHOOSE)
            offer = await own_offer(round_, enterprise, actor)
            check_answer(Offer.STAY, offer.state, ends=offer.ends, now=now)
            if offer.choice == 1 or offer.pseudonym in await stays(round_.id):
                raise Conflict(say("There is nothing to move up to any more."))
            if offer.state is OfferState.OFFERED:
                await write_offer(offer, OfferState.ACCEPTED, "offer.accept", actor=actor, now=now)
            await _stay(round_, offer, actor=actor, now=now)

    await retrying(once)


async def decline(
    code: str, *, enterprise: int, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Give the place up, and all other wishes of this round; it goes to whoever is next.

    Raises:
        NotFound, Answered, OutOfPhase: As for `accept`.
        Conflict: A stall was given already; see `floors.operations.rounds.moving_in.leave`.
    """

    async def once() -> None:
        async with DB.transaction():
            round_ = await lock_round(code, now=now, deed=Deed.ACCEPT)
            offer = await own_offer(round_, enterprise, actor)
            check_answer(Offer.DECLINE, offer.state, ends=offer.ends, now=now)
            if offer.tenancy is not None:
                raise Conflict(say("The stall is given already. The office ends the tenancy."))
            offered = offer.state is OfferState.OFFERED
            after = OfferState.DECLINED if offered else OfferState.WITHDRAWN
            await write_offer(offer, after, "offer.decline", actor=actor, now=now, note=reason)
            await settle(
                round_,
                changes=leaving([offer.pseudonym]),
                reason=DECLINED,
                actor=actor,
                now=now,
            )

    await retrying(once)


async def let_lapse(now: datetime) -> int:
    """Take back offers not answered in time, or whose applicants withdrew, and pass them on.

    Safe to repeat.

    Returns:
        How many were not answered.
    """
    rows = await DB.fetch(
        """
        SELECT r.code FROM round r WHERE r.state IN ('decreed', 'moving_in', 'closed')
            AND EXISTS (SELECT FROM allotment a JOIN application p ON p.id = a.application
                WHERE a.round = r.id AND (a.state = 'offered' AND a.offer_ends <= $1
                OR p.state = 'withdrawn' AND a.draw IS NOT NULL AND a.tenancy IS NULL
                    AND a.state IN ('offered', 'accepted')))
        ORDER BY r.id
        """,
        now,
    )
    lapsed = 0
    for row in rows:
        lapsed += await retrying(lambda code=row["code"]: _let_lapse(code, now))  # type: ignore[misc]
    return lapsed


async def _let_lapse(code: str, now: datetime) -> int:
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.ACCEPT)
        late = [
            one
            for one in await offers(round_.id, live=True)
            if one.state is OfferState.OFFERED and one.ends is not None and one.ends <= now
        ]
        for one in late:
            await write_offer(one, OfferState.LAPSED, "offer.lapse", actor=SYSTEM, now=now)
        await tell(round_.id, [one.pseudonym for one in late])
        drawn = [one.pseudonym for one in late if one.number is not None]
        await settle(round_, changes=leaving(drawn), reason=LAPSED, actor=SYSTEM, now=now)
        return len(late)


async def _stay(round_: LockedRound, offer: Offered, *, actor: Actor, now: datetime) -> None:
    if offer.choice is None or offer.choice == 1:
        return
    await record(
        "offer.stay",
        subject=Allotment,
        subject_id=offer.id,
        actor=actor,
        now=now,
        after={"programme": offer.programme, "holder": offer.holder},
    )
    change = Change(pseudonym=offer.pseudonym, stays=offer.programme)
    await settle(round_, changes=[change], reason=STAYED, actor=actor, now=now)
