"""Changing the terms of a room."""

from datetime import datetime

import msgspec

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.terms import Terms
from bookings.domain.terms_changes import TermsWish, problems_of, write_hours
from bookings.operations.holding import lock_spaces
from bookings.tables import RoomTerms
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, Invalid, NotFound
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import changes, record


async def set_terms(code: str, wish: TermsWish, *, actor: Actor, now: datetime) -> Room:
    """Say how a room may be used from now on. Bookings that stand keep their time and their room.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such room, or it is out of use.
        Invalid: The terms break rules, all of which are told.
    """
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager changes the terms of rooms."))
    return await retrying(lambda: _set(code, wish, actor=actor, now=now))


async def _set(code: str, wish: TermsWish, *, actor: Actor, now: datetime) -> Room:
    async with DB.transaction():
        was = await queries.room(code)
        if was is None or not was.active:
            raise NotFound(say("There is no such room."))
        problems = problems_of(wish, capacity=was.capacity)
        if problems:
            raise Invalid(*problems)
        # Whoever books the room waits, and then books by the terms that are.
        await lock_spaces([was.id])
        await DB.fetch(
            """
            INSERT INTO room_terms (space, before, after, hours, layouts, changed)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (space) DO UPDATE SET before = excluded.before, after = excluded.after,
                hours = excluded.hours, layouts = excluded.layouts, changed = excluded.changed
            """,
            was.id,
            wish.before,
            wish.after,
            _week_json(wish),
            msgspec.json.encode(dict(wish.layouts)).decode(),
            now,
        )
        became = await queries.room(code)
        assert became is not None  # noqa: S101 - it is locked
        await _record(was, became, actor=actor, now=now)
    return became


def _week_json(wish: TermsWish) -> str | None:
    if wish.week is None:
        return None
    days = [[[f"{hour:%H:%M}" for hour in pair] for pair in day] for day in wish.week]
    return msgspec.json.encode(days).decode()


async def _record(was: Room, became: Room, *, actor: Actor, now: datetime) -> None:
    before, after = changes(_facts(was.terms), _facts(became.terms))
    if not after:
        return
    room = {"room": became.code}
    await record(
        "terms.change",
        subject=RoomTerms,
        subject_id=became.id,
        actor=actor,
        now=now,
        before=before,
        after=after | room,
    )


def _facts(terms: Terms) -> dict[str, object]:
    week = terms.week
    return {
        "before": int(terms.before.total_seconds()) // 60,
        "after": int(terms.after.total_seconds()) // 60,
        "hours": None if week is None else [write_hours(tuple(day)) or "-" for day in week],
        "layouts": {name.value: people for name, people in terms.layouts.items()},
    }
