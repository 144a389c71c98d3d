"""Keeping the places that are offered in step with the newest result of the draw."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from floors.domain.draw.market import Change
from floors.domain.draw.outcome import Place
from floors.domain.offers import Matching, OfferState, leaving, match, offer_ends
from floors.domain.rounds import Phase
from floors.operations.rounds.drawing import rerun
from floors.operations.rounds.locking import LockedRound
from floors.operations.rounds.offer_rows import tell
from floors.queries.rounds.offers import changes_so_far, holdings, offers
from sentra.database.engine import DB
from sentra.domain.roles import Actor

NOTHING = Matching({}, {}, {})


async def settle(
    round_: LockedRound,
    *,
    changes: Sequence[Change],
    reason: str,
    actor: Actor,
    now: datetime,
) -> Matching:
    """Draw again after changes, if there are any, and offer what that gives. The round is locked.

    Whoever withdrew meanwhile or was given a stall by hand wants none of the draw, and is taken
    out as well. Who had accepted has accepted what she moves up to.

    Args:
        reason: What brought it about, as the public record says it.
    """
    said = {change.pseudonym for change in changes}
    others = [who for who in await _not_wanting(round_.id) if who not in said]
    await _take_back(round_.id, others, now)
    pending = (*changes, *leaving(others))
    if not pending:
        return NOTHING
    held = holdings(await offers(round_.id, live=True))
    run = await rerun(round_, pending, reason=reason, actor=actor, now=now)
    found = match(held, run.outcome.places)
    accepted = [who for who in found.moved if held[who].state is OfferState.ACCEPTED]
    offered = [who for who in (*found.new, *found.moved) if who not in accepted]
    await _accepted_already(round_.id, accepted, now)
    await give_time(round_, now=now, only=offered)
    await _count_to(round_.id, found.seats, now)
    if round_.phase is not Phase.OBJECTIONS:
        await tell(round_.id, [*found.new, *found.moved])
    return found


async def give_time(
    round_: LockedRound, *, now: datetime, only: Collection[str] | None = None
) -> None:
    """Set the deadline of offers made now.

    Args:
        only: Pseudonyms; all that are offered where nothing is said.
    """
    await DB.fetch(
        """
        UPDATE allotment a SET offer_ends = $3 FROM application p
        WHERE a.round = $1 AND p.id = a.application AND a.state = 'offered'
            AND ($2::varchar[] IS NULL OR p.pseudonym = ANY($2))
        """,
        round_.id,
        None if only is None else list(only),
        offer_ends(accept_by=round_.schedule.accept_by, now=now),
    )


async def _not_wanting(round_id: int) -> list[str]:
    """Who took part in the draw, wants nothing of it any more, and has not been taken out yet."""
    rows = await DB.fetch(
        """
        SELECT p.pseudonym FROM application p
        WHERE p.round = $1 AND p.number IS NOT NULL
            AND (p.state = 'withdrawn' AND NOT EXISTS (SELECT FROM allotment a
                WHERE a.application = p.id AND a.draw IS NOT NULL AND a.tenancy IS NOT NULL
                AND a.state IN ('accepted', 'moved_in'))
            OR EXISTS (SELECT FROM allotment a
                WHERE a.application = p.id AND a.draw IS NULL
                AND a.state IN ('offered', 'accepted', 'moved_in')))
        ORDER BY p.withdrawn NULLS LAST, p.id
        """,
        round_id,
    )
    gone = {one.pseudonym for one in await changes_so_far(round_id) if one.stays is None}
    return [row["pseudonym"] for row in rows if row["pseudonym"] not in gone]


async def _take_back(round_id: int, who: Collection[str], now: datetime) -> None:
    await DB.fetch(
        """
        UPDATE allotment a SET state = 'withdrawn', offer_ends = NULL, changed = $3
        FROM application p
        WHERE a.round = $1 AND p.id = a.application AND p.pseudonym = ANY($2::varchar[])
            AND a.draw IS NOT NULL AND a.tenancy IS NULL AND a.state IN ('offered', 'accepted')
        """,
        round_id,
        list(who),
        now,
    )


async def _accepted_already(round_id: int, who: Collection[str], now: datetime) -> None:
    """Whoever accepts without saying that she stays has accepted whatever is dearer to her."""
    await DB.fetch(
        """
        UPDATE allotment a SET state = 'accepted', offer_ends = NULL, changed = $3
        FROM application p
        WHERE a.round = $1 AND p.id = a.application AND p.pseudonym = ANY($2::varchar[])
            AND a.state = 'offered'
        """,
        round_id,
        list(who),
        now,
    )


async def _count_to(round_id: int, seats: Mapping[str, Place], now: datetime) -> None:
    """Note that a place counts to another class now, which changes nothing for its holder."""
    await DB.fetch(
        """
        UPDATE allotment a SET seat = n.seat, changed = $4
        FROM unnest($2::varchar[], $3::varchar[]) n(pseudonym, seat), application p
        WHERE p.round = $1 AND p.pseudonym = n.pseudonym AND a.application = p.id
            AND a.draw IS NOT NULL AND a.state IN ('offered', 'accepted', 'moved_in')
        """,
        round_id,
        list(seats),
        [place.seat for place in seats.values()],
        now,
    )
