"""Deciding requests: approving, refusing, and letting those expire that nobody decided.

A request is locked while it is decided, and its room held before it is given: of two that overlap
the second one meets the first one's hold, whether or not requests hold the room themselves.
"""

from datetime import datetime

from bookings import queries
from bookings.domain.standing import State
from bookings.operations import holding
from bookings.operations.checks import not_over, own
from bookings.operations.clashes import Taken, explain
from bookings.operations.records import become, check_reason, stored
from bookings.queries import Booked
from bookings.queries.requests import overdue
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, Problem
from sentra.domain.roles import SYSTEM, Actor, Role


async def approve(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    """Give a request its room.

    Raises:
        NotFound: There is no such booking, or the actor may not know of it.
        Forbidden: The actor is no manager.
        Conflict: It is no open request any more, or over.
        Clash: Another booking holds the room.
    """
    return await retrying(lambda: _approve(booking_id, actor=actor, now=now))


async def _approve(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await _open_request(booking_id, actor=actor, now=now)
        await holding.lock_joined(codes=[was.room], bookings=[was.id])
        room = await queries.room(was.room)
        if room is None or not room.active:
            raise Conflict(say("This room is no longer in use."))
        if not await holding.is_free(room, was.span, but=was.id):
            clash = await explain(
                room, was.span, actor=actor, now=now, people=was.people, but=was.id
            )
            raise clash or Taken(say("This room has just been taken."))
        with speak():
            await holding.hold(was.id, room, was.span)
        return await become(was, State.CONFIRMED, "booking.approve", actor=actor, now=now)


async def refuse(booking_id: int, *, actor: Actor, now: datetime, reason: str) -> Booked:
    """Refuse a request, with a reason that its trainer reads; its room is free again.

    Raises:
        NotFound, Forbidden, Conflict: As for `approve`.
        Invalid: The reason is missing or too long.
    """
    check_reason(reason)
    if not reason.strip():
        rule = say("A refusal needs a reason.")
        raise Invalid(Problem("reason", rule, None, say("Say what the trainer can do instead.")))
    return await retrying(lambda: _refuse(booking_id, reason.strip(), actor=actor, now=now))


async def _refuse(booking_id: int, reason: str, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await _open_request(booking_id, actor=actor, now=now)
        await holding.release(was.id)
        return await become(
            was, State.REFUSED, "booking.refuse", actor=actor, now=now, reason=reason
        )


async def expire(now: datetime) -> int:
    """Let every request expire that has waited too long; how many there were."""
    expired = 0
    for booking_id in await overdue(now):
        expired += await retrying(lambda one=booking_id: _expire(one, now))  # type: ignore[misc]
    return expired


async def _expire(booking_id: int, now: datetime) -> bool:
    async with DB.transaction():
        await DB.fetch("SELECT id FROM booking WHERE id = $1 FOR NO KEY UPDATE", booking_id)
        was = await stored(booking_id)
        if not was.requested or was.decide_by is None or was.decide_by > now:
            return False  # decided, or asked for anew, since it was found
        await holding.release(was.id)
        await become(was, State.EXPIRED, "booking.expire", actor=SYSTEM, now=now)
    return True


async def _open_request(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    """The request, locked, if it is the actor's to decide.

    Raises:
        NotFound, Forbidden, Conflict: As for `approve`.
    """
    was = await own(booking_id, actor=actor)
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager decides requests."))
    if not was.requested:
        raise Conflict(say("This request has been decided already, or withdrawn."))
    not_over(was, now)
    return was
