"""Waiting for a taken room: getting in line, taking an offer, and leaving."""

from dataclasses import replace
from datetime import datetime

from bookings.domain.rules import Wish
from bookings.operations import holding
from bookings.operations.bookings import book
from bookings.operations.checks import may_book, why_not
from bookings.operations.clashes import Clash
from bookings.operations.holding_closed import fill
from bookings.operations.offers import close, let_go, locked, offer_next
from bookings.queries import Booked
from bookings.queries.waiting import Waited, waited
from bookings.tables import Waiting
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, NotFound
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record

on_violation(
    "waiting_once",
    lambda: Conflict(say("You wait for this room at this time already.")),
)


async def join(wish: Wish, *, actor: Actor, now: datetime) -> Waited:
    """Get in line for a room that is taken.

    Equipment is no part of it: it is reserved once the room is booked.

    Raises:
        Forbidden: Somebody who may not book, or may not book for this trainer.
        Invalid: The wish breaks rules, all of which are told.
        Conflict: The room is free, closed, or the trainer waits for it already.
    """
    may_book(actor, wish.organiser)
    wish = replace(wish, title=wish.title.strip(), note=wish.note.strip(), equipment={})
    return await retrying(lambda: _join(wish, actor=actor, now=now))


async def _join(wish: Wish, *, actor: Actor, now: datetime) -> Waited:
    with speak():
        async with DB.transaction():
            await holding.lock_room(wish.room)
            await _must_be_taken(wish, actor=actor, now=now)
            [row] = await DB.fetch(
                """
                INSERT INTO waiting (space, account, starts, ends, title, note, people, public,
                                     layout, state, created, track)
                SELECT s.id, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11
                FROM space s WHERE s.code = $1 RETURNING id
                """,
                wish.room,
                wish.organiser,
                wish.starts,
                wish.ends,
                wish.title,
                wish.note,
                wish.people,
                wish.public,
                wish.layout,
                now,
                wish.track,
            )
            one = await _stored(row["id"])
            await record(
                "waiting.join",
                subject=Waiting,
                subject_id=one.id,
                actor=actor,
                now=now,
                after={
                    "room": one.room,
                    "starts": one.starts,
                    "ends": one.ends,
                    "title": one.title,
                    "organiser": one.account,
                },
            )
    return one


async def _must_be_taken(wish: Wish, *, actor: Actor, now: datetime) -> None:
    """Refuse waiting for what nobody has to wait for, or what nobody will get."""
    refusal = await why_not(wish, actor=actor, now=now)
    if refusal is None:
        raise Conflict(say("This room is free then: book it instead."))
    if not isinstance(refusal, Clash) or refusal.closures:
        raise refusal
    if wish.starts <= now:
        raise Conflict(say("This time has begun: nobody can wait for it any more."))


async def withdraw(waiting_id: int, *, actor: Actor, now: datetime) -> Waited:
    """Leave the line; what was offered passes on to the next.

    Raises:
        NotFound: There is no such place, or it is somebody else's.
        Conflict: It is taken, lapsed or given up already.
    """
    return await retrying(lambda: _withdraw(waiting_id, actor=actor, now=now))


async def _withdraw(waiting_id: int, *, actor: Actor, now: datetime) -> Waited:
    async with DB.transaction():
        one = await _own(waiting_id, actor=actor)
        if not one.is_open:
            raise Conflict(say("This place in the line has been given up or taken already."))
        await close(one, "withdrawn", "waiting.withdraw", actor=actor, now=now)
        return await _stored(waiting_id)


async def claim(waiting_id: int, *, actor: Actor, now: datetime) -> Booked:
    """Take what is offered: it becomes a booking, by the rules of any other.

    Raises:
        NotFound: There is no such place, or it is somebody else's.
        Conflict: Nothing is offered to it, or not any more.
        Invalid: The booking would break a rule.
    """
    return await retrying(lambda: _claim(waiting_id, actor=actor, now=now))


async def _claim(waiting_id: int, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        one = await _own(waiting_id, actor=actor)
        if one.state == "claimed":
            raise Conflict(say("This offer has been taken already."))
        if not one.is_offered(now):
            raise Conflict(
                say("The room is still taken: you will find an offer here once it is free.")
                if one.state == "waiting"
                else say("This offer is over: it has passed on to the next in line.")
            )
        freed = await let_go(one.id)
        booked = await book(one.wish, actor=actor, now=now)
        await DB.fetch(
            "UPDATE waiting SET state = 'claimed', booking = $2 WHERE id = $1", one.id, booked.id
        )
        await record(
            "waiting.claim",
            subject=Waiting,
            subject_id=one.id,
            actor=actor,
            now=now,
            before={"state": one.state},
            after={"state": "claimed", "booking": booked.id},
        )
        # What the booking does not hold as the offer did, such as a request that holds nothing.
        await fill(freed)
        await offer_next(freed, now=now)
    return booked


async def _own(waiting_id: int, *, actor: Actor) -> Waited:
    """A place in the line, locked, if it is the actor's own; managers have them all.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    found = await waited(waiting_id)
    if found is None or not (found.is_own(actor) or actor.role is Role.MANAGER):
        raise NotFound(say("There is no such place in the line."))
    return await locked(waiting_id, found.space) or found


async def _stored(waiting_id: int) -> Waited:
    found = await waited(waiting_id)
    if found is None:
        raise NotFound(say("There is no such place in the line."))
    return found
