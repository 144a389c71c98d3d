"""Choosing a stall within a programme: winners list what they would like, while there is time."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from floors.domain.offers import Answered
from floors.domain.rounds import Deed
from floors.operations.rounds.locking import lock_round
from floors.operations.rounds.offer_rows import own_offer
from floors.queries.rounds.offers import free_in_programmes
from floors.tables import Allotment
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record


async def wish_for(
    code: str, *, enterprise: int, stalls: Sequence[str], actor: Actor, now: datetime
) -> None:
    """List the stalls that a winner would like, the dearest first; an empty list takes it back.

    Nothing is taken from anybody by this: the stalls are given at once when the time to choose is
    over, in lottery order, so neither haste nor another's list changes what one can get.

    Raises:
        NotFound: The enterprise has no offer, or the actor does not speak for it.
        Answered: The offer is not open any more.
        Invalid: A stall is not of the programme, is given already, or is listed twice.
        OutOfPhase: It is not the time to choose.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now, deed=Deed.CHOOSE)
        offer = await own_offer(round_, enterprise, actor)
        late = offer.ends is not None and offer.ends <= now
        if not offer.live or offer.stall is not None or late:
            raise Answered(say("Stalls can be chosen only while the offer stands."))
        free = await free_in_programmes(
            round_.id, starts=round_.row["starts"], ends=round_.row["ends"]
        )
        _check(stalls, free.get(offer.programme, []))
        await DB.fetch(
            "UPDATE allotment SET wishes = $2::jsonb, changed = $3 WHERE id = $1",
            offer.id,
            msgspec.json.encode(list(stalls)).decode(),
            now,
        )
        await record(
            "offer.wish",
            subject=Allotment,
            subject_id=offer.id,
            actor=actor,
            now=now,
            before={"wishes": ", ".join(offer.wishes)},
            after={"wishes": ", ".join(stalls), "holder": offer.holder},
        )


def _check(stalls: Sequence[str], free: Sequence[str]) -> None:
    for at, stall in enumerate(stalls):
        if stall not in free:
            rule = say("Stall %(stall)s cannot be chosen here.", stall=stall[:20])
            raise Invalid(Problem("stalls", rule, stall))
        if stall in stalls[:at]:
            raise Invalid(Problem("stalls", say("List each stall once."), stall))
