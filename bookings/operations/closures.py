"""Lifting a closure, and taking the lifting back."""

from dataclasses import replace
from datetime import datetime

from bookings.domain.spans import Span
from bookings.operations.closing import grounds_of, may_close, take
from bookings.operations.holding import lock_joined, lock_spaces
from bookings.operations.holding_closed import fill
from bookings.operations.offers import offer_next
from bookings.queries import closures as queries
from bookings.queries import is_id
from bookings.queries.closures import Closed
from bookings.tables import Closure
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import Actor
from sentra.operations.audit import record


async def lift(closure_id: int, *, actor: Actor, now: datetime) -> Closed:
    """End a closure: what is left of it can be booked.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such closure.
        Conflict: It is lifted already, or over.
    """
    may_close(actor)
    return await retrying(lambda: _lift(closure_id, actor=actor, now=now))


async def restore(closure_id: int, *, actor: Actor, now: datetime) -> Closed:
    """Take the lifting of a closure back; what was booked since then stays.

    Raises:
        Forbidden, NotFound: As for `lift`.
        Conflict: It is not lifted, or over.
    """
    may_close(actor)
    return await retrying(lambda: _restore(closure_id, actor=actor, now=now))


async def extend(now: datetime) -> int:
    """Close rooms that came to the building later than the closures that stand over it.

    Returns:
        How many closures were extended.
    """
    if not await queries.rooms_left_open(now):
        return 0
    return await retrying(lambda: _extend(now))


async def _extend(now: datetime) -> int:
    async with DB.transaction():
        left = await queries.rooms_left_open(now)
        await lock_spaces(sorted({room for room, _ in left}))
        await fill([(room, span) for room, closed in left for span in closed.spans])
    return len({closed.id for _, closed in left})


async def _own(closure_id: int, *, now: datetime) -> Closed:
    if is_id(closure_id):
        await DB.fetch("SELECT id FROM closure WHERE id = $1 FOR NO KEY UPDATE", closure_id)
    found = await queries.closure(closure_id)
    if found is None:
        raise NotFound(say("There is no such closure."))
    if found.ends <= now:
        raise Conflict(say("This closure is over and stays as it was."))
    return found


async def _lift(closure_id: int, *, actor: Actor, now: datetime) -> Closed:
    async with DB.transaction():
        found = await _own(closure_id, now=now)
        if not found.active:
            raise Conflict(say("This closure is lifted already."))
        held = await DB.fetch("SELECT DISTINCT space FROM hold WHERE closure = $1", closure_id)
        spaces = [row["space"] for row in held]
        await lock_joined(spaces)
        await DB.fetch("UPDATE closure SET active = false WHERE id = $1", closure_id)
        rows = await DB.fetch(
            "DELETE FROM hold WHERE closure = $1 RETURNING space, starts, ends", closure_id
        )
        await fill([(row["space"], Span(row["starts"], row["ends"])) for row in rows])
        await offer_next([(space, found.span) for space in spaces], now=now)
        await _record_state("closure.lift", found, actor=actor, now=now)
    return replace(found, active=False)


async def _restore(closure_id: int, *, actor: Actor, now: datetime) -> Closed:
    async with DB.transaction():
        found = await _own(closure_id, now=now)
        if found.active:
            raise Conflict(say("This closure is not lifted."))
        [ground] = (await grounds_of([found.where])).values()
        await lock_joined(ground.rooms)
        await DB.fetch("UPDATE closure SET active = true WHERE id = $1", closure_id)
        freed = await take(ground.rooms, found.spans, actor=actor, now=now)
        await offer_next(freed, now=now)
        await _record_state("closure.restore", found, actor=actor, now=now)
    return replace(found, active=True)


async def _record_state(verb: str, was: Closed, *, actor: Actor, now: datetime) -> None:
    await record(
        verb,
        subject=Closure,
        subject_id=was.id,
        actor=actor,
        now=now,
        before={"active": was.active},
        after={"active": not was.active},
    )
