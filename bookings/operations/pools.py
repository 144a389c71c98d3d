"""Keeping the building's equipment: what there is, and how many of it."""

from collections.abc import Sequence
from datetime import datetime

from bookings.domain.equipment import pool_problems
from bookings.operations.equipment import regive
from bookings.queries import is_id
from bookings.queries.equipment import Pool, pool
from bookings.tables import Equipment
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import on_violation, speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import changes, record


def _name_taken() -> Invalid:
    rule = say("There is equipment of this name already.")
    return Invalid(Problem("name", rule, None, say("Change its number instead.")))


on_violation("equipment_name_key", _name_taken)


async def add_pool(name: str, number: int, *, actor: Actor, now: datetime) -> Pool:
    """Bring a kind of equipment into use.

    Raises:
        Forbidden: The actor is no manager.
        Invalid: Name or number are wrong, or there is one of this name.
    """
    _must_manage(actor)
    name = " ".join(name.split())
    _check(name, number)
    with speak():
        async with DB.transaction():
            [row] = await DB.fetch(
                "INSERT INTO equipment (name, active) VALUES ($1, true) RETURNING id", name
            )
            await _use(row["id"], [], range(1, number + 1))
            made = await _stored(row["id"])
            await record(
                "equipment.add",
                subject=Equipment,
                subject_id=made.id,
                actor=actor,
                now=now,
                after=_facts(made),
            )
    return made


async def change_pool(
    kind: int,
    *,
    actor: Actor,
    now: datetime,
    name: str | None = None,
    number: int | None = None,
    active: bool | None = None,
) -> Pool:
    """Name a kind anew, say how many there are, or take it out of use and back.

    Fewer are fine as long as the reservations that stand can make do with them.

    Raises:
        Forbidden: The actor is no manager.
        NotFound: There is no such equipment.
        Invalid: Name or number are wrong.
        Conflict: More are reserved, or out at this moment, than would be left.
    """
    _must_manage(actor)

    async def work() -> Pool:
        with speak():
            async with DB.transaction():
                return await _change(
                    kind, name=name, number=number, active=active, actor=actor, now=now
                )

    return await retrying(work)


async def _change(
    kind: int,
    *,
    name: str | None,
    number: int | None,
    active: bool | None,
    actor: Actor,
    now: datetime,
) -> Pool:
    if is_id(kind):
        await DB.fetch("SELECT id FROM equipment WHERE id = $1 FOR NO KEY UPDATE", kind)
    was = await _stored(kind)
    name = was.name if name is None else " ".join(name.split())
    number = was.number if number is None else number
    active = was.active if active is None else active
    _check(name, number)
    if was.active and not active and await _out(kind, since=now):
        raise Conflict(say("%(name)s is reserved: cancel the reservations first.", name=was.name))
    if number != was.number:
        await _resize(was, number, now=now)
    await DB.fetch("UPDATE equipment SET name = $2, active = $3 WHERE id = $1", kind, name, active)
    became = await _stored(kind)
    before, after = changes(_facts(was), _facts(became))
    if after:
        await record(
            "equipment.change",
            subject=Equipment,
            subject_id=kind,
            actor=actor,
            now=now,
            before=before,
            after=after,
        )
    return became


async def _resize(pool: Pool, number: int, *, now: datetime) -> None:
    """Use so many units: those in hand stay, then those of the lowest numbers."""
    rows = await DB.fetch(
        "SELECT number, active FROM equipment_unit WHERE equipment = $1 ORDER BY number", pool.id
    )
    in_hand = await _out(pool.id, since=now, until=now)
    used = [row["number"] for row in rows if row["active"]]
    spare = [one for one in range(1, len(rows) + number + 1) if one not in used]
    kept = sorted(used, key=lambda one: (one not in in_hand, one))[:number]
    chosen = sorted([*kept, *spare[: number - len(kept)]])
    left = await _use(pool.id, [row["number"] for row in rows], chosen)
    if set(in_hand) - set(chosen) or not await regive(left, pool.id, now=now):
        raise Conflict(
            say(
                "More than %(number)d of %(name)s are reserved at a time. Cancel some first.",
                number=number,
                name=pool.name,
            )
        )


async def _out(kind: int, *, since: datetime, until: datetime | None = None) -> list[int]:
    """Numbers of the units that are reserved from an instant on, or until another."""
    rows = await DB.fetch(
        """
        SELECT DISTINCT u.number FROM equipment_hold h JOIN equipment_unit u ON u.id = h.unit
        WHERE u.equipment = $1 AND h.ends > $2 AND ($3::timestamptz IS NULL OR h.starts <= $3)
        """,
        kind,
        since,
        until,
    )
    return [row["number"] for row in rows]


async def _use(kind: int, known: Sequence[int], chosen: Sequence[int]) -> list[int]:
    """Have the units of these numbers in use and no others; their ids, by number."""
    await DB.fetch(
        "UPDATE equipment_unit SET active = number = ANY ($2) WHERE equipment = $1", kind, chosen
    )
    await DB.fetch(
        """
        INSERT INTO equipment_unit (equipment, number, active)
        SELECT $1, number, true FROM unnest($2::int[]) AS number
        """,
        kind,
        [one for one in chosen if one not in known],
    )
    rows = await DB.fetch(
        "SELECT id FROM equipment_unit WHERE equipment = $1 AND active ORDER BY number", kind
    )
    return [row["id"] for row in rows]


def _must_manage(actor: Actor) -> None:
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager keeps the equipment."))


def _check(name: str, number: int) -> None:
    problems = list(pool_problems(name, number))
    if problems:
        raise Invalid(*problems)


async def _stored(kind: int) -> Pool:
    found = await pool(kind)
    if found is None:
        raise NotFound(say("There is no such equipment."))
    return found


def _facts(pool: Pool) -> dict[str, object]:
    return {"name": pool.name, "number": pool.number, "active": pool.active}
