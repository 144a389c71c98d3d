"""Giving out the stalls to those who accepted, moving in, leaving again, and closing the round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from floors.domain.draw.stall_choice import choose_stalls
from floors.domain.offers import Offer, OfferState, check_answer, leaving, staying
from floors.domain.rounds import Deed, Phase
from floors.domain.tenancies import Span, check_note
from floors.operations import tenancies
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.offer_rows import own_offer, tell, write_offer
from floors.operations.rounds.phases import advance
from floors.operations.rounds.places import settle
from floors.queries.rounds.offers import (
    Offered,
    free_in_programmes,
    holdings,
    next_free,
    offers,
    stays,
)
from floors.queries.tenancies import tenancy as find_tenancy
from floors.tables import Allotment
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Refusal
from sentra.domain.roles import Actor
from sentra.i18n import today
from sentra.operations.audit import record

SETTLED = "Stalls are given out; nobody moves up any more"
LEFT = "A stall was given up"


@dataclass(frozen=True, slots=True)
class GivenOut:
    """What came of giving out the stalls.

    Attributes:
        stalls: Stall by allotment.
        held_up: Why a stall could not be given, by allotment; the office settles it by hand.
    """

    stalls: Mapping[int, str]
    held_up: Mapping[int, Message]


async def let_move_in(code: str, *, actor: Actor, now: datetime) -> GivenOut:
    """Give every winner who accepted her stall, in lottery order, and let them move in.

    Raises:
        Conflict: Offers are still open, or more have accepted than there are stalls.
        OutOfPhase: The result is not decreed, or this was done before.
    """

    async def once() -> GivenOut:
        async with DB.transaction():
            round_ = await lock_round(code, now=now, deed=Deed.CHOOSE)
            live = await offers(round_.id, live=True)
            _refuse_open(live)
            free = await free_in_programmes(
                round_.id, starts=round_.row["starts"], ends=round_.row["ends"]
            )
            chosen = choose_all(live, free)
            await advance(round_, Phase.MOVING_IN, actor=actor, now=now)
            given, held_up = await _give_all(round_, live, chosen, actor=actor, now=now)
            known = await stays(round_.id)
            remaining = {who: one for who, one in holdings(live).items() if who not in known}
            if changes := staying(remaining):
                await settle(round_, changes=changes, reason=SETTLED, actor=actor, now=now)
            return GivenOut(given, held_up)

    return await retrying(once)


def choose_all(live: Sequence[Offered], free: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Stall by allotment as the wishes stand, of all who have none yet.

    Raises:
        Conflict: A programme has fewer free stalls than winners.
    """
    chosen: dict[int, str] = {}
    for programme in sorted({one.programme for one in live}):
        waiting = [one for one in live if one.programme == programme and one.stall is None]
        stalls = free.get(programme, ())
        if len(waiting) > len(stalls):
            raise Conflict(
                say(
                    "%(programme)s has %(winners)d winners and %(stalls)d free stalls.",
                    programme=programme,
                    winners=len(waiting),
                    stalls=len(stalls),
                )
            )
        made = choose_stalls(
            winners=[str(one.id) for one in waiting],
            stalls=stalls,
            wishes={str(one.id): one.wishes for one in waiting},
        )
        chosen |= {int(allotment): stall for allotment, stall in made.items()}
    return chosen


async def give_stall(code: str, *, enterprise: int, actor: Actor, now: datetime) -> str:
    """Give a stall to somebody who accepted and could not get one at first; its code.

    Raises:
        NotFound: The enterprise has no offer.
        Answered: It is not accepted, or given up.
        Conflict: She has a stall, or it cannot be given.
        OutOfPhase: Stalls are not given out yet.
    """
    async with DB.transaction():
        round_ = await _lock_given_out(code, now)
        offer = await own_offer(round_, enterprise, actor)
        check_answer(Offer.MOVE_IN, offer.state, ends=None, now=now)
        if offer.tenancy is not None:
            raise Conflict(say("The stall is given already. The office ends the tenancy."))
        return await assign(round_, offer, actor=actor, now=now)


async def assign(round_: LockedRound, offer: Offered, *, actor: Actor, now: datetime) -> str:
    """Give one winner the stall that she would like best of those that are free. All is locked.

    Raises:
        Conflict: None is free, the term is over, or the enterprise holds another stall.
    """
    term = Span(_first_day(round_, now), round_.row["ends"])
    free = await next_free(round_.id, offer.programme, term, but=offer.id)
    if not free:
        raise Conflict(say("No stall of this programme is free."))
    soonest = free[0][0]
    stalls = [stall for day, stall in free if day == soonest]
    given = next((stall for stall in offer.wishes if stall in stalls), stalls[0])
    await _give(round_, offer, given, Span(soonest, term.ends), actor=actor, now=now)
    return given


async def note_moved_in(code: str, *, enterprise: int, actor: Actor, now: datetime) -> None:
    """Write down that the enterprise has signed its lease and moved in.

    Raises:
        NotFound: The enterprise has no offer.
        Answered: It is not accepted, or noted already.
        Conflict: It has no stall yet.
        OutOfPhase: Stalls are not given out yet.
    """
    async with DB.transaction():
        round_ = await _lock_given_out(code, now)
        offer = await own_offer(round_, enterprise, actor)
        check_answer(Offer.MOVE_IN, offer.state, ends=None, now=now)
        if offer.tenancy is None:
            raise Conflict(say("It has no stall yet."))
        await write_offer(offer, OfferState.MOVED_IN, "offer.move_in", actor=actor, now=now)


async def leave(
    code: str, *, enterprise: int, on: date, reason: str, actor: Actor, now: datetime
) -> None:
    """End a tenancy that the round gave, from a day on, and pass its stall down the waiting list.

    Args:
        on: The first day that is not theirs any more; on the first day or before, or where nobody
            has moved in, the tenancy is taken back.
        reason: For the audit trail.

    Raises:
        NotFound: The enterprise has no offer.
        Answered: It is given up already.
        Invalid: No reason, or a day that nobody can mean.
        OutOfPhase: Stalls are not given out yet.
    """
    reason = check_note(reason, required=True)

    async def once() -> None:
        async with DB.transaction():
            round_ = await _lock_given_out(code, now)
            offer = await own_offer(round_, enterprise, actor)
            check_answer(Offer.LEAVE, offer.state, ends=None, now=now)
            if offer.tenancy is not None:
                await _end(offer, on, reason=reason, actor=actor, now=now)
            moved_in = offer.state is OfferState.MOVED_IN
            after = OfferState.WITHDRAWN if moved_in else OfferState.LAPSED
            await write_offer(offer, after, "offer.leave", actor=actor, now=now, note=reason)
            await tell(round_.id, [offer.pseudonym])
            if offer.number is not None and today(now) < round_.row["ends"]:
                await settle(
                    round_, changes=leaving([offer.pseudonym]), reason=LEFT, actor=actor, now=now
                )

    await retrying(once)


async def close(code: str, *, actor: Actor, now: datetime) -> None:
    """Close the round: everybody who accepted has moved in. Its waiting list goes on.

    Raises:
        Conflict: Offers are open, or somebody has not moved in.
        OutOfPhase: Stalls are not given out yet, or it is closed.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now)
        if round_.phase is Phase.MOVING_IN:
            live = await offers(round_.id, live=True)
            _refuse_open(live)
            left = [one.holder for one in live if one.state is OfferState.ACCEPTED]
            if left:
                raise Conflict(
                    say("%(number)d have not moved in: %(who)s.", number=len(left), who=left[0])
                )
        await advance(round_, Phase.CLOSED, actor=actor, now=now)


async def _lock_given_out(code: str, now: datetime) -> LockedRound:
    round_ = await lock_round(code, now=now, deed=Deed.ACCEPT)
    if round_.phase is Phase.DECREED:
        raise Conflict(say("Stalls are not given out yet."))
    return round_


async def _give_all(
    round_: LockedRound,
    live: Sequence[Offered],
    chosen: Mapping[int, str],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[dict[int, str], dict[int, Message]]:
    term = Span(_first_day(round_, now), round_.row["ends"])
    given: dict[int, str] = {}
    held_up: dict[int, Message] = {}
    # By stall, so that nobody who gives stalls at the same time waits for us while we wait for her.
    for offer in sorted((one for one in live if one.id in chosen), key=lambda one: chosen[one.id]):
        try:
            await _give(round_, offer, chosen[offer.id], term, actor=actor, now=now)
            given[offer.id] = chosen[offer.id]
        except Refusal as refusal:
            held_up[offer.id] = refusal.message
    return given, held_up


async def _give(
    round_: LockedRound, offer: Offered, stall: str, span: Span, *, actor: Actor, now: datetime
) -> None:
    async with DB.transaction():
        made = await tenancies.give(
            stall=stall,
            enterprise=offer.enterprise,
            starts=span.starts,
            ends=span.ends,
            actor=actor,
            now=now,
            note=round_.code,
            of_round=round_.id,
        )
        await DB.fetch(
            """
            UPDATE allotment SET tenancy = $2, changed = $3,
                space = (SELECT space FROM tenancy WHERE id = $2)
            WHERE id = $1
            """,
            offer.id,
            made,
            now,
        )
        await tell(round_.id, [offer.pseudonym])
        await record(
            "offer.assign",
            subject=Allotment,
            subject_id=offer.id,
            actor=actor,
            now=now,
            after={"stall": stall, "tenancy": made, "holder": offer.holder},
        )


async def _end(offer: Offered, on: date, *, reason: str, actor: Actor, now: datetime) -> None:
    held = await find_tenancy(offer.tenancy or 0)
    if held is None or not held.active:
        return
    if offer.state is OfferState.ACCEPTED or on <= held.starts:
        await tenancies.cancel(tenancy=held.id, reason=reason, actor=actor, now=now)
    elif held.ends is None or on < held.ends:
        await tenancies.end(tenancy=held.id, ends=on, actor=actor, now=now, note=reason)


def _first_day(round_: LockedRound, now: datetime) -> date:
    starts: date = round_.row["starts"]
    return max(starts, today(now))


def _refuse_open(live: Sequence[Offered]) -> None:
    still = [one for one in live if one.state is OfferState.OFFERED]
    if still:
        raise Conflict(say("%(number)d offers are not answered yet.", number=len(still)))
