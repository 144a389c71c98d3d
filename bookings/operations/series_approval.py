"""Deciding all open requests of a series at once."""

from datetime import datetime

from bookings import queries
from bookings.domain.series import in_each_others_way
from bookings.domain.standing import Standing, State
from bookings.operations import holding_many
from bookings.operations.records import check_reason, wish_of
from bookings.operations.series_own import own_locked, record_deed
from bookings.queries import Booked
from bookings.queries.series import Repeating, dates_of, obstacles
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, Problem
from sentra.domain.roles import Actor, Role


async def approve_series(series_id: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Give every open request of a series its room, where nothing else holds it.

    Returns:
        How many are approved, and how many can't be: those stay open.

    Raises:
        NotFound: There is no such series.
        Forbidden: The actor is no manager.
        Conflict: It has no open request.
    """
    return await retrying(lambda: _approve(series_id, actor=actor, now=now))


async def _approve(series_id: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    with speak():
        async with DB.transaction():
            series, asked = await _open(series_id, actor=actor, now=now)
            ids = [one.id for one in asked]
            await holding_many.lock({one.room for one in asked}, bookings=ids)
            rooms = {room.code: room for room in await queries.rooms()}
            wanted = [(rooms[one.room], one.span) if one.room in rooms else None for one in asked]
            taken = {*await obstacles(wanted, but=ids), *in_each_others_way(wanted)}
            given = [
                holding_many.Changed(
                    one.id,
                    place[0],
                    wish_of(one),
                    # It stays known that it was once asked for.
                    Standing(State.CONFIRMED, one.decide_by),
                    moved=True,
                )
                for number, (one, place) in enumerate(zip(asked, wanted, strict=True))
                if place is not None and number not in taken
            ]
            await holding_many.hold(given, now=now)
            await holding_many.update(given, now=now)
            done = {one.id for one in given}
            was = [one for one in asked if one.id in done]
            await record_deed("approve", series, was, actor=actor, now=now)
            return len(given), len(asked) - len(given)


async def refuse_series(series_id: int, *, reason: str, actor: Actor, now: datetime) -> int:
    """Refuse every open request of a series, with a reason that its trainer reads; how many.

    Raises:
        NotFound, Forbidden, Conflict: As for `approve_series`.
        Invalid: The reason is missing or too long.
    """
    check_reason(reason)
    if not reason.strip():
        rule = say("A refusal needs a reason.")
        raise Invalid(Problem("reason", rule, None, say("Say what the trainer can do instead.")))
    return await retrying(lambda: _refuse(series_id, reason.strip(), actor=actor, now=now))


async def _refuse(series_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    async with DB.transaction():
        series, asked = await _open(series_id, actor=actor, now=now)
        ids = [one.id for one in asked]
        await holding_many.lock((), bookings=ids)
        await holding_many.release(ids)
        await holding_many.end(ids, State.REFUSED, reason, now=now)
        await record_deed("refuse", series, asked, actor=actor, now=now)
        return len(ids)


async def _open(series_id: int, *, actor: Actor, now: datetime) -> tuple[Repeating, list[Booked]]:
    """The series, locked, and its requests that can still be decided."""
    series = await own_locked(series_id, actor=actor, now=now)
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager decides requests."))
    asked = [one for one in await dates_of(series_id) if one.requested and one.ends > now]
    if not asked:
        raise Conflict(say("This series has no open request."))
    return series, asked
