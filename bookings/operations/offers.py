"""Offering what has become free to those who wait for it, in the order in which they came.

An offer holds the room, so nobody else can book it meanwhile; it lapses after a while and passes on
to the next. Rooms are locked before places in the line, by whoever changes either.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.operations import holding
from bookings.operations.checks import problems_with
from bookings.operations.holding_closed import Freed, fill
from bookings.queries.waiting import (
    Waited,
    overdue_offers,
    waited,
    waiting_for,
    waiting_in_vain,
)
from bookings.tables import Waiting
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.roles import SYSTEM, Actor
from sentra.operations.audit import record, record_many

LASTS = timedelta(hours=2)
"""How long an offer stands, if what is offered does not begin sooner."""


async def offer_next(freed: Sequence[Freed], *, now: datetime) -> None:
    """Offer what has been let go of to the first who waits for it and now could book it.

    She whom a rule forbids it keeps her place, and it passes to the next.

    Belongs inside the transaction that let go, once the rooms are locked (`holding.lock_joined`):
    so nobody comes in between.

    Args:
        freed: Rooms, or halls made of several, and when they have been let go of.
        now: Nothing is offered that has begun.
    """
    candidates = await waiting_for(freed, now=now) if freed else []
    if not candidates:
        return
    rooms = {room.id: room for room in await queries.rooms()}
    wanted = [(one, rooms[one.space]) for one in candidates if one.space in rooms]
    await holding.lock_spaces(sorted({part for _, room in wanted for part in room.held}))
    for one, room in wanted:
        await _offer(one, room, now=now)


async def _offer(one: Waited, room: Room, *, now: datetime) -> None:
    """Offer it, if it is free and hers to book."""
    if not await holding.is_free(room, one.span, but=0):
        return
    if await problems_with(one.wish, room, actor=one.actor, now=now):
        return
    ends = min(now + LASTS, one.starts)
    rows = await DB.fetch(
        "UPDATE waiting SET state = 'offered', offer_ends = $2"
        " WHERE id = $1 AND state = 'waiting' RETURNING id",
        one.id,
        ends,
    )
    if not rows:
        return  # withdrawn meanwhile
    held = room.terms.held(one.span)
    await DB.fetch(
        "INSERT INTO hold (waiting, space, starts, ends) SELECT $1, unnest($2::int[]), $3, $4",
        one.id,
        room.held,
        held.starts,
        held.ends,
    )
    await record(
        "waiting.offer",
        subject=Waiting,
        subject_id=one.id,
        actor=SYSTEM,
        now=now,
        before={"state": "waiting"},
        after={"state": "offered", "offer_ends": ends},
    )


async def close(one: Waited, state: str, verb: str, *, actor: Actor, now: datetime) -> None:
    """Let a place in the line go, and what was offered to it pass on. Its rooms are locked."""
    freed = await let_go(one.id)
    await DB.fetch("UPDATE waiting SET state = $2 WHERE id = $1", one.id, state)
    await record(
        verb,
        subject=Waiting,
        subject_id=one.id,
        actor=actor,
        now=now,
        before={"state": one.state},
        after={"state": state},
    )
    await fill(freed)
    await offer_next(freed, now=now)


async def take_back(
    spaces: Sequence[int], spans: Sequence[Span], *, actor: Actor, now: datetime
) -> list[Freed]:
    """Take back what is offered of these rooms at these times; who had it waits again.

    Returns:
        All that the offers held. Offer it anew once it is settled who has these rooms.
    """
    rows = await DB.fetch(
        """
        WITH met AS (
            SELECT DISTINCT h.waiting
            FROM hold h
            JOIN unnest($2::timestamptz[], $3::timestamptz[]) AS t (starts, ends)
                ON tstzrange(h.starts, h.ends, '[)') && tstzrange(t.starts, t.ends, '[)')
            WHERE h.waiting IS NOT NULL AND h.space = ANY ($1)
        ), again AS (
            UPDATE waiting SET state = 'waiting', offer_ends = NULL
            WHERE id IN (SELECT waiting FROM met)
        )
        DELETE FROM hold WHERE waiting IN (SELECT waiting FROM met)
        RETURNING waiting, space, starts, ends
        """,
        spaces,
        [one.starts for one in spans],
        [one.ends for one in spans],
    )
    await record_many(
        "waiting.take_back",
        subject=Waiting,
        entries=[
            (one, {"state": "offered"}, {"state": "waiting"})
            for one in sorted({row["waiting"] for row in rows})
        ],
        actor=actor,
        now=now,
    )
    return [(row["space"], Span(row["starts"], row["ends"])) for row in rows]


async def let_go(waiting_id: int) -> list[Freed]:
    """Hold nothing for a place in the line any more; what it held."""
    rows = await DB.fetch(
        "DELETE FROM hold WHERE waiting = $1 RETURNING space, starts, ends", waiting_id
    )
    return [(row["space"], Span(row["starts"], row["ends"])) for row in rows]


async def locked(waiting_id: int, space: int) -> Waited | None:
    """A place in the line that nobody else changes until commit, nor the rooms it is for."""
    await holding.lock_joined([space])
    await DB.fetch("SELECT id FROM waiting WHERE id = $1 FOR NO KEY UPDATE", waiting_id)
    return await waited(waiting_id)


async def keep(now: datetime) -> None:
    """Do what is due: let offers lapse that nobody took, and pass on what became free.

    What is let go of is offered at once; whatever let go of it without saying so is found here.
    """
    for waiting_id in await overdue_offers(now=now):
        await retrying(lambda one=waiting_id: _lapse(one, now))  # type: ignore[misc]
    await _give_up(now)
    for one in await waiting_in_vain(now=now):
        await retrying(lambda one=one: _offer_late(one, now))  # type: ignore[misc]


async def _lapse(waiting_id: int, now: datetime) -> None:
    async with DB.transaction():
        found = await waited(waiting_id)
        one = await locked(waiting_id, found.space) if found else None
        if one is None or one.state != "offered" or one.is_offered(now):
            return  # taken or withdrawn since it was found
        await close(one, "lapsed", "waiting.lapse", actor=SYSTEM, now=now)


async def _give_up(now: datetime) -> None:
    """Nobody waits any more for what has begun."""
    async with DB.transaction():
        rows = await DB.fetch(
            "UPDATE waiting SET state = 'lapsed' WHERE state = 'waiting' AND starts <= $1"
            " RETURNING id",
            now,
        )
        await record_many(
            "waiting.lapse",
            subject=Waiting,
            entries=[(row["id"], {"state": "waiting"}, {"state": "lapsed"}) for row in rows],
            actor=SYSTEM,
            now=now,
        )


async def _offer_late(one: Waited, now: datetime) -> None:
    async with DB.transaction():
        await holding.lock_joined([one.space])
        room = await queries.room(one.room)
        if room is not None and room.active:
            await _offer(one, room, now=now)
