"""Booking a room, changing a booking, cancelling it and taking that back."""

from dataclasses import replace
from datetime import datetime
from typing import TypedDict
from uuid import uuid4

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, problems_of, terms_problems
from bookings.operations import holding
from bookings.operations.checks import allow_change, may_book, not_over, own, why_not
from bookings.operations.clashes import Taken, explain
from bookings.queries import Booked
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record

REASON_MOST = 200
_TRIES = 3


class Edit(TypedDict, total=False):
    """What to change of a booking; what is left out stays."""

    room: str
    starts: datetime
    ends: datetime
    title: str
    note: str
    people: int | None
    public: bool
    organiser: int
    layout: str | None


async def book(wish: Wish, *, actor: Actor, now: datetime) -> Booked:
    """Book a room: one transaction that holds it, or nothing.

    Raises:
        Forbidden: Somebody who may not book, or may not book for this trainer.
        Invalid: The wish breaks rules, all of which are told.
        Clash: The room is taken; tells by what, and what is free instead.
    """
    may_book(actor, wish.organiser)
    wish = replace(wish, title=wish.title.strip(), note=wish.note.strip())
    if problems_of(wish, now=now):
        raise await why_not(wish, actor=actor, now=now) or Invalid()
    for _ in range(_TRIES):
        try:
            return await retrying(lambda: _insert(wish, actor=actor, now=now))
        except Taken:
            refusal = await why_not(wish, actor=actor, now=now)
            if refusal is not None:
                raise refusal from None
    raise Taken(say("This room has just been taken."))


async def _insert(wish: Wish, *, actor: Actor, now: datetime) -> Booked:
    with speak():
        async with DB.transaction():
            locked = await holding.lock_room(wish.room)
            if locked is None or any(terms_problems(wish, locked.terms)):
                raise Taken(say("This room has just been taken."))
            row = await holding.insert(
                wish, uid=uuid4(), locked=locked, now=now, booked_by=actor.account
            )
            if row is None:
                raise Taken(say("This room has just been taken."))
            booked = Booked(**row)
            await record(
                "booking.book",
                subject=Booking,
                subject_id=booked.id,
                actor=actor,
                now=now,
                after=_facts(booked),
            )
    return booked


async def change(booking_id: int, edit: Edit, *, actor: Actor, now: datetime) -> Booked:
    """Change a booking's room, time or words. Its sequence rises with room or time.

    Raises:
        NotFound: There is no such booking, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: It is cancelled or over.
        Invalid: What it would become breaks rules.
        Clash: The room is taken.
    """
    return await retrying(lambda: _change(booking_id, edit, actor=actor, now=now))


async def _change(booking_id: int, edit: Edit, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await own(booking_id, actor=actor)
        if was.cancelled:
            raise Conflict(say("This booking is cancelled: restore it before changing it."))
        not_over(was, now)
        wish = replace(_wish_of(was), **edit)
        wish = replace(wish, title=wish.title.strip(), note=wish.note.strip())
        room = await queries.room(wish.room)
        await allow_change(wish, was, room, actor=actor, now=now)
        moved = (wish.room, wish.starts, wish.ends) != (was.room, was.starts, was.ends)
        if moved and room is not None:
            await _take(was, room, wish, actor=actor, now=now)
        await DB.fetch(
            """
            UPDATE booking SET space = (SELECT id FROM space WHERE code = $2), starts = $3,
                ends = $4, title = $5, note = $6, people = $7, public = $8, organiser = $9,
                sequence = sequence + $10, changed = $11, layout = $12
            WHERE id = $1
            """,
            booking_id,
            wish.room,
            wish.starts,
            wish.ends,
            wish.title,
            wish.note,
            wish.people,
            wish.public,
            wish.organiser,
            int(moved),
            now,
            wish.layout,
        )
        became = await _stored(booking_id)
        await _record("booking.change", was, became, actor=actor, now=now)
    return became


async def cancel(booking_id: int, *, actor: Actor, now: datetime, reason: str = "") -> Booked:
    """Cancel a booking: it stays, with its reason, and gives its room back.

    Raises:
        NotFound: There is no such booking, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: It is cancelled already, or over.
        Invalid: The reason is too long.
    """
    if len(reason) > REASON_MOST or not reason.replace("\n", " ").isprintable():
        rule = say("At most %(most)d characters fit here.", most=REASON_MOST)
        raise Invalid(Problem("reason", rule))
    return await retrying(
        lambda: _set_state(booking_id, "cancelled", reason.strip(), actor=actor, now=now)
    )


async def restore(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    """Take a cancellation back, if the room is still free.

    Raises:
        NotFound, Forbidden: As for `cancel`.
        Conflict: It is not cancelled, or over.
        Clash: The room has been given to another booking since.
    """
    return await retrying(lambda: _set_state(booking_id, "confirmed", "", actor=actor, now=now))


async def _set_state(
    booking_id: int, state: str, reason: str, *, actor: Actor, now: datetime
) -> Booked:
    async with DB.transaction():
        was = await own(booking_id, actor=actor)
        if was.state == state:
            raise Conflict(
                say("This booking is cancelled already.")
                if was.cancelled
                else say("This booking is not cancelled.")
            )
        not_over(was, now)
        if state == "cancelled":
            await holding.release(booking_id)
        else:
            room = await queries.room(was.room)
            if room is None or not room.active:
                raise Conflict(say("This room is no longer in use."))
            await _take(was, room, _wish_of(was), actor=actor, now=now)
        await DB.fetch(
            """
            UPDATE booking SET state = $2, reason = $3, sequence = sequence + 1, changed = $4
            WHERE id = $1
            """,
            booking_id,
            state,
            reason,
            now,
        )
        became = await _stored(booking_id)
        verb = "booking.cancel" if state == "cancelled" else "booking.restore"
        await _record(verb, was, became, actor=actor, now=now)
    return became


async def _take(was: Booked, room: Room, wish: Wish, *, actor: Actor, now: datetime) -> None:
    """Hold the room of a wish for a booking that exists.

    Raises:
        Clash: Another booking holds it.
    """
    await holding.lock_also(was.id, room.held)
    if not await holding.is_free(room, wish.span, but=was.id):
        clash = await explain(room, wish.span, actor=actor, now=now, people=wish.people, but=was.id)
        raise clash or Taken(say("This room has just been taken."))
    with speak():
        await holding.hold(was.id, room, wish.span)


async def _stored(booking_id: int) -> Booked:
    found = await queries.booking(booking_id)
    if found is None:
        raise NotFound(say("There is no such booking."))
    return found


def _wish_of(booking: Booked) -> Wish:
    return Wish(
        room=booking.room,
        starts=booking.starts,
        ends=booking.ends,
        title=booking.title,
        organiser=booking.organiser,
        note=booking.note,
        people=booking.people,
        public=booking.public,
        layout=booking.layout,
    )


def _facts(booking: Booked) -> dict[str, object]:
    """What the audit trail keeps of a booking."""
    return {
        "room": booking.room,
        "starts": booking.starts,
        "ends": booking.ends,
        "title": booking.title,
        "note": booking.note,
        "people": booking.people,
        "public": booking.public,
        "organiser": booking.organiser,
        "layout": booking.layout,
        "state": booking.state,
        "reason": booking.reason,
    }


async def _record(verb: str, was: Booked, became: Booked, *, actor: Actor, now: datetime) -> None:
    before, after = changes(_facts(was), _facts(became))
    await record(
        verb,
        subject=Booking,
        subject_id=became.id,
        actor=actor,
        now=now,
        before=before,
        after=after,
    )
