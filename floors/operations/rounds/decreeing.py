"""Decreeing a result: from then on places are offered, each to be answered until its deadline."""

from datetime import datetime
from typing import Any

import msgspec

from floors.domain.decree import Decree, check_decree
from floors.domain.rounds import Phase
from floors.operations.rounds.locking import LockedRound, lock_round
from floors.operations.rounds.offer_rows import tell
from floors.operations.rounds.phases import advance
from floors.operations.rounds.places import give_time, settle
from floors.queries.rounds.offers import offers
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Actor
from sentra.i18n import today

WITHDREW = "Applicants withdrew before the decree"
"""What the public record says of an edition; it names nobody."""


async def decree(code: str, decree: Decree, *, actor: Actor, now: datetime) -> None:
    """Write down the signed decree and offer every winner her place.

    Raises:
        Invalid: A field of the decree is wrong.
        Conflict: Objections may still come or are unanswered, the time to accept is over already,
            or the number was used.
        OutOfPhase: There is no result that could be decreed, or it is decreed already.
    """
    async with DB.transaction():
        round_ = await lock_round(code, now=now)
        await _refuse_too_soon(round_, now)
        drawn = round_.row["drawn"] or round_.schedule.draw_at
        checked = check_decree(decree, drawn=today(drawn), today=today(now))
        await advance(
            round_,
            Phase.DECREED,
            actor=actor,
            now=now,
            details={"decree": checked.number, "signatory": checked.name},
        )
        await _refuse_used(checked.number)
        # Who withdrew since the draw is taken out first, so that the annex lists nobody in vain.
        await settle(round_, changes=(), reason=WITHDREW, actor=actor, now=now)
        await give_time(round_, now=now)
        [last] = await DB.fetch(
            "SELECT max(number) AS number FROM draw WHERE round = $1", round_.id
        )
        written = msgspec.structs.replace(checked, edition=last["number"] or 1)
        await DB.fetch(
            "UPDATE round SET decree = $2::jsonb WHERE id = $1",
            round_.id,
            msgspec.json.encode(written).decode(),
        )
        await tell(round_.id, [one.pseudonym for one in await offers(round_.id, live=True)])


def decree_of(written: Any) -> Decree:
    """A decree as a round's row has it: decoded JSON."""
    return msgspec.convert(written, Decree)


async def _refuse_too_soon(round_: LockedRound, now: datetime) -> None:
    if round_.phase is not Phase.OBJECTIONS:
        return
    if now < round_.schedule.object_by:
        raise Conflict(
            say("Objections may still come until %(day)s.", day=round_.schedule.object_by)
        )
    if round_.schedule.accept_by <= now:
        raise Conflict(
            say("The deadline of the offers has passed already. Move the round's dates first.")
        )
    [left] = await DB.fetch(
        "SELECT count(*) AS number FROM objection WHERE round = $1 AND answered IS NULL", round_.id
    )
    if left["number"]:
        raise Conflict(say("%(number)d objections have no answer yet. Answer them first.", **left))


async def _refuse_used(number: str) -> None:
    if await DB.fetch("SELECT FROM round WHERE decree ->> 'number' = $1", number):
        raise Conflict(say("Another decree has this number: %(number)s.", number=number))
