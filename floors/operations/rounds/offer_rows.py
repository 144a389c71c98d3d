"""The rows behind an offer: finding the one that somebody may answer, and writing the answer."""

from collections.abc import Collection
from datetime import datetime

from floors.domain.offers import OfferState
from floors.operations.rounds.locking import LockedRound
from floors.queries.rounds.offers import Offered, offer_of
from floors.tables import Allotment
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record


async def own_offer(round_: LockedRound, enterprise: int, actor: Actor) -> Offered:
    """The offer of an enterprise to whoever may answer for it: itself, or the office.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    mine = actor.role is Role.MANAGER or actor.enterprise == enterprise
    found = await offer_of(round_.id, enterprise) if mine else None
    if found is None:
        raise NotFound(say("There is no such offer."))
    return found


async def write_offer(
    offer: Offered,
    state: OfferState,
    verb: str,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Write what has become of an offer, and the audit trail with it."""
    await DB.fetch(
        """
        UPDATE allotment SET state = $2::varchar, changed = $3,
            offer_ends = CASE WHEN $2::varchar IN ('offered', 'lapsed') THEN offer_ends END
        WHERE id = $1
        """,
        offer.id,
        state.value,
        now,
    )
    await record(
        verb,
        subject=Allotment,
        subject_id=offer.id,
        actor=actor,
        now=now,
        before={"state": offer.state.value},
        after={"state": state.value, "programme": offer.programme, "holder": offer.holder},
        note=note or None,
    )


async def tell(round_id: int, pseudonyms: Collection[str]) -> None:
    """Let letters tell these applicants where their places stand; the keeper writes them."""
    await DB.fetch(
        """
        UPDATE application SET untold = TRUE WHERE round = $1 AND pseudonym = ANY($2::varchar[])
        """,
        round_id,
        list(pseudonyms),
    )
