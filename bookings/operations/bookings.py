"""Booking a room, changing a booking, cancelling it and taking that back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypedDict
from uuid import uuid4

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, problems_of, terms_problems
from bookings.domain.standing import Standing, State, standing
from bookings.operations import holding
from bookings.operations.checks import (
    allow_change,
    broken_rules,
    may_book,
    not_over,
    own,
    stays_or_begins,
    why_not,
)
from bookings.operations.clashes import Taken, explain
from bookings.operations.equipment import reserve, wanted_by
from bookings.operations.offers import offer_next
from bookings.operations.records import become, check_reason, facts, note, stored, wish_of
from bookings.queries import Booked
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import Actor
from sentra.operations.audit import record

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
    track: str | None
    equipment: Mapping[int, int]


async def book(wish: Wish, *, actor: Actor, now: datetime) -> Booked:
    """Book a room: one transaction that holds it, or nothing.

    Raises:
        Forbidden: Somebody who may not book, or may not book for this trainer.
        Invalid: The wish breaks rules, all of which are told.
        Clash: The room is taken; tells by what, and what is free instead.
        Shortage: Too little of the equipment is free.
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
            begins = standing(locked.terms, starts=wish.starts, actor=actor, now=now)
            if locked.rules and any(
                await broken_rules(wish, locked, standing=begins, actor=actor, now=now)
            ):
                raise Taken(say("This room has just been taken."))
            row = await holding.insert(
                wish,
                uid=uuid4(),
                locked=locked,
                now=now,
                booked_by=actor.account,
                standing=begins,
            )
            if row is None:
                raise Taken(say("This room has just been taken."))
            booked = Booked(**row)
            await record(
                "booking.request" if booked.requested else "booking.book",
                subject=Booking,
                subject_id=booked.id,
                actor=actor,
                now=now,
                after=facts(booked),
            )
            if wish.equipment:
                await reserve(booked.id, wish.equipment, wish.span, actor=actor, now=now)
    return booked


async def change(booking_id: int, edit: Edit, *, actor: Actor, now: datetime) -> Booked:
    """Change a booking's room, time or words. Its sequence rises with room or time.

    Raises:
        NotFound: There is no such booking, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: It is cancelled or over.
        Invalid: What it would become breaks rules.
        Clash: The room is taken.
        Shortage: Too little of its equipment is free.
    """
    with speak():
        return await retrying(lambda: _change(booking_id, edit, actor=actor, now=now))


async def _change(booking_id: int, edit: Edit, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await own(booking_id, actor=actor)
        if was.cancelled:
            raise Conflict(say("This booking is cancelled: restore it before changing it."))
        if not was.alive:
            raise Conflict(say("This booking has come to nothing: please make a new one."))
        not_over(was, now)
        wish = replace(wish_of(was), **edit)
        wish = replace(wish, title=wish.title.strip(), note=wish.note.strip())
        room = await queries.room(wish.room)
        await allow_change(wish, was, room, actor=actor, now=now)
        moved = (wish.room, wish.starts, wish.ends) != (was.room, was.starts, was.ends)
        begins = Standing(State(was.state), was.decide_by)
        if moved and room is not None:
            begins = stays_or_begins(was, room, wish, actor=actor, now=now)
            await _take(was, room, wish, begins, actor=actor, now=now)
        await DB.fetch(
            """
            UPDATE booking SET space = (SELECT id FROM space WHERE code = $2), starts = $3,
                ends = $4, title = $5, note = $6, people = $7, public = $8, organiser = $9,
                sequence = sequence + $10, changed = $11, layout = $12, state = $13,
                decide_by = $14, track = $15
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
            begins.state,
            begins.decide_by,
            wish.track,
        )
        if "equipment" in edit or moved:
            wanted = edit.get("equipment", await wanted_by(booking_id))
            await reserve(booking_id, wanted, wish.span, actor=actor, now=now)
        became = await stored(booking_id)
        await note("booking.change", was, became, actor=actor, now=now)
        if moved:
            await offer_next([(was.space, was.span)], now=now)
    return became


async def cancel(booking_id: int, *, actor: Actor, now: datetime, reason: str = "") -> Booked:
    """Cancel a booking: it stays, with its reason, and gives its room back.

    Raises:
        NotFound: There is no such booking, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: It is cancelled already, or over.
        Invalid: The reason is too long.
    """
    check_reason(reason)
    return await retrying(lambda: _cancel(booking_id, reason.strip(), actor=actor, now=now))


async def _cancel(booking_id: int, reason: str, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await own(booking_id, actor=actor)
        if was.cancelled:
            raise Conflict(say("This booking is cancelled already."))
        if not was.alive:
            raise Conflict(say("This booking has come to nothing already."))
        not_over(was, now)
        await holding.release(booking_id)
        return await become(
            was, State.CANCELLED, "booking.cancel", actor=actor, now=now, reason=reason
        )


async def restore(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    """Take a cancellation back, if the room is still free; where it needs approval, by request.

    Raises:
        NotFound, Forbidden: As for `cancel`.
        Conflict: It is not cancelled, or over.
        Clash: The room has been given to another booking since.
        Shortage: Its equipment has.
    """
    with speak():
        return await retrying(lambda: _restore(booking_id, actor=actor, now=now))


async def _restore(booking_id: int, *, actor: Actor, now: datetime) -> Booked:
    async with DB.transaction():
        was = await own(booking_id, actor=actor)
        if not was.cancelled:
            raise Conflict(say("This booking is not cancelled."))
        not_over(was, now)
        room = await queries.room(was.room)
        if room is None or not room.active:
            raise Conflict(say("This room is no longer in use."))
        begins = standing(room.terms, starts=was.starts, actor=actor, now=now)
        await _take(was, room, wish_of(was), begins, actor=actor, now=now)
        await reserve(booking_id, await wanted_by(booking_id), was.span, actor=actor, now=now)
        return await become(
            was,
            begins.state,
            "booking.restore",
            actor=actor,
            now=now,
            decide_by=begins.decide_by,
        )


async def _take(
    was: Booked, room: Room, wish: Wish, begins: Standing, *, actor: Actor, now: datetime
) -> None:
    """Hold the room of a wish for a booking that exists, unless it is a request that holds nothing.

    Raises:
        Clash: Another booking holds it.
    """
    await holding.lock_also(was.id, room.held)
    if not await holding.is_free(room, wish.span, but=was.id):
        clash = await explain(
            room,
            wish.span,
            actor=actor,
            now=now,
            people=wish.people,
            layout=wish.layout,
            but=was.id,
        )
        raise clash or Taken(say("This room has just been taken."))
    if not begins.holds:
        await holding.release(was.id)
        return
    with speak():
        await holding.hold(was.id, room, wish.span)
