"""Saying what the hire of a room costs."""

from dataclasses import asdict
from datetime import datetime

import msgspec

from bookings.domain.tariffs import Tariff, check_tariff
from bookings.operations.holding import lock_spaces
from bookings.queries import hires as queries
from bookings.queries import room as room_of
from bookings.queries.hires import Priced
from bookings.tables import RoomTerms
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, NotFound
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import record


async def set_tariff(code: str, tariff: Tariff | None, *, actor: Actor, now: datetime) -> Priced:
    """Say what a room costs from now on; None takes it out of hire. Quotations keep their price.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such room.
        Invalid: It can't be charged.
    """
    for_managers(actor)
    if tariff is not None:
        check_tariff(tariff)
    return await retrying(lambda: _set_tariff(code, tariff, actor=actor, now=now))


async def _set_tariff(code: str, tariff: Tariff | None, *, actor: Actor, now: datetime) -> Priced:
    async with DB.transaction():
        was, room = await queries.price(code), await room_of(code)
        if was is None or room is None:
            raise NotFound(say("There is no such room."))
        await lock_spaces([room.id])
        await DB.fetch(
            """
            INSERT INTO room_terms (space, layouts, tariff, changed) VALUES ($1, '{}', $2, $3)
            ON CONFLICT (space) DO UPDATE SET tariff = excluded.tariff, changed = excluded.changed
            """,
            room.id,
            None if tariff is None else msgspec.json.encode(tariff).decode(),
            now,
        )
        became = Priced(was.code, was.name, was.floor, was.capacity, tariff)
        await record(
            "tariff.set",
            subject=RoomTerms,
            subject_id=room.id,
            actor=actor,
            now=now,
            before=asdict(was.tariff) if was.tariff else None,
            after={"room": code} | (asdict(tariff) if tariff else {}),
        )
    return became


def for_managers(actor: Actor) -> None:
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager lets rooms to people from outside."))
