"""Checking in to a booking, and giving back the rooms that nobody came to."""

from datetime import datetime

from bookings.domain.attendance import may_check_in, opens, release_at
from bookings.domain.standing import State
from bookings.operations import holding
from bookings.operations.checks import not_over, own
from bookings.operations.records import become, stored
from bookings.queries import Booked
from bookings.queries.attendance import unchecked, wait_of
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import SYSTEM, Actor
from sentra.operations.audit import record


async def check_in(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    """Say that its people have come. Saying it twice is no mistake.

    Raises:
        NotFound: There is no such booking, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: It does not stand, it is over, or it is too early.
    """
    return await retrying(lambda: _check_in(booking_id, actor=actor, now=now))


async def _check_in(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await own(booking_id, actor=actor)
        if was.checked_in is not None:
            return was
        if was.state == State.RELEASED:
            raise Conflict(
                say("Nobody checked in in time, so the room was released. Please book it anew.")
            )
        if was.state != State.CONFIRMED:
            raise Conflict(say("Only a booking that stands can be checked in to."))
        not_over(was, now)
        if not may_check_in(was.span, now):
            raise Conflict(say("Check-in opens at %(time)s.", time=opens(was.span)))
        await DB.fetch("UPDATE booking SET checked_in = $2 WHERE id = $1", was.id, now)
        await record(
            "booking.check_in",
            subject=Booking,
            subject_id=was.id,
            actor=actor,
            now=now,
            before={"checked_in": None},
            after={"checked_in": now},
        )
        return await stored(was.id)


async def release_unchecked(now: datetime) -> int:
    """Give back every room whose people have not come in time; how many there were."""
    released = 0
    for booking_id in await unchecked(now):
        released += await retrying(lambda one=booking_id: _release(one, now))  # type: ignore[misc]
    return released


async def _release(booking_id: int, now: datetime) -> bool:
    async with DB.transaction():
        await DB.fetch("SELECT id FROM booking WHERE id = $1 FOR NO KEY UPDATE", booking_id)
        was, wait = await stored(booking_id), await wait_of(booking_id)
        if was.state != State.CONFIRMED or was.checked_in is not None or wait is None:
            return False  # somebody came, or it was called off, since it was found
        late = release_at(was.span, minutes=wait.minutes, since=wait.since) <= now
        if not late or was.ends <= now:
            return False  # it was moved
        await holding.release(was.id)
        await become(was, State.RELEASED, "booking.release", actor=SYSTEM, now=now)
    return True
