"""Reserving equipment with a booking: inside the booking's own transaction, after its room.

Whoever reserves first locks the pools, in order of id; then what is read of them is so until
commit. `equipment_no_overlap` has the last word all the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bookings.domain import equipment as rules
from bookings.domain.equipment import Reserved, Wanted, anew, fill, wanted_problems
from bookings.domain.spans import Span
from bookings.operations.shortages import explain_shortage
from bookings.queries.equipment import Asked, asked_for, pools
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record_many

Units = Mapping[int, Sequence[int]]
"""Ids of the units in use, by kind."""


async def reserve(booking: int, wanted: Wanted, span: Span, *, actor: Actor, now: datetime) -> None:
    """Let a booking have this equipment for its time from now on, and no other.

    Raises:
        Invalid: There is no such equipment, or never as much.
        Shortage: Too little of it is free; says what is, and when enough is.
    """
    await reserve_many([(booking, span)], wanted, actor=actor, now=now)


async def reserve_many(
    places: Sequence[tuple[int, Span]], wanted: Wanted, *, actor: Actor, now: datetime
) -> None:
    """As `reserve`, the same equipment for each of several bookings, or for none of them."""
    bookings = [booking for booking, _ in places]
    before = await asked_for(bookings)
    kinds = {*wanted, *(one.kind for some in before.values() for one in some)}
    if not kinds:
        return
    units = await lock_pools(sorted(kinds))
    known = {kind: len(some) for kind, some in units.items()}
    problems = list(wanted_problems(wanted, known))
    if problems:
        raise Invalid(*problems)
    await DB.fetch("DELETE FROM equipment_hold WHERE booking = ANY ($1)", bookings)
    for kind, number in sorted(wanted.items()):
        asked = [(booking, span, number) for booking, span in places]
        if not await _give(kind, units[kind], asked, now=now):
            raise await _shortage(places, wanted, now=now)
    await _keep(bookings, wanted, before, actor=actor, now=now)


async def unknown_equipment(wanted: Wanted) -> list[Problem]:
    """What is wrong with a wish, whatever is free."""
    known = {one.id: one.number for one in await pools()} if wanted else {}
    return list(wanted_problems(wanted, known))


async def ask(wanted: Mapping[int, Wanted], *, actor: Actor, now: datetime) -> None:
    """Remember other wishes of bookings, by their ids, and take back what they have.

    `follow` gives them what they ask for now.

    Raises:
        Invalid: There is no such equipment, or never as much.
    """
    before = await asked_for(list(wanted))
    kinds = {kind for one in wanted.values() for kind in one}
    kinds |= {one.kind for some in before.values() for one in some}
    if not kinds:
        return
    known = {kind: len(some) for kind, some in (await lock_pools(sorted(kinds))).items()}
    for one in wanted.values():
        problems = list(wanted_problems(one, known))
        if problems:
            raise Invalid(*problems)
    await DB.fetch("DELETE FROM equipment_hold WHERE booking = ANY ($1)", list(wanted))
    alike: dict[frozenset[tuple[int, int]], list[int]] = defaultdict(list)
    for booking, one in wanted.items():
        alike[frozenset(one.items())].append(booking)
    for items, bookings in alike.items():
        await _keep(bookings, dict(items), before, actor=actor, now=now)


async def follow(places: Sequence[tuple[int, Span]], *, now: datetime) -> None:
    """Let bookings that have moved, or are back, have what they asked for at these times.

    Raises:
        Shortage: Too little of it is free.
    """
    asked = await asked_for([booking for booking, _ in places])
    moving = [(booking, span) for booking, span in places if booking in asked]
    if not moving:
        return
    kinds = {one.kind for some in asked.values() for one in some}
    units = await lock_pools(sorted(kinds))
    await DB.fetch(
        "DELETE FROM equipment_hold WHERE booking = ANY ($1)", [booking for booking, _ in moving]
    )
    for booking, span in moving:
        wanted = {one.kind: one.number for one in asked[booking]}
        for kind, number in sorted(wanted.items()):
            asked_now = [(booking, span, number)]
            if not await _give(kind, units.get(kind, ()), asked_now, now=now):
                raise await _shortage([(booking, span)], wanted, now=now)


async def release(bookings: Sequence[int]) -> None:
    """Take the equipment of bookings back; what they asked for is kept, in case they return.

    Locks the pools: a reservation that is about to change its unit would escape otherwise.
    """
    kinds = await DB.fetch(
        """
        SELECT id FROM equipment WHERE id IN (
            SELECT u.equipment FROM equipment_hold h JOIN equipment_unit u ON u.id = h.unit
            WHERE h.booking = ANY ($1))
        ORDER BY id FOR NO KEY UPDATE
        """,
        bookings,
    )
    if kinds:
        await DB.fetch("DELETE FROM equipment_hold WHERE booking = ANY ($1)", bookings)


async def wanted_by(booking: int) -> dict[int, int]:
    """What a booking has asked for, to be given to `reserve` once more."""
    return {one.kind: one.number for one in (await asked_for([booking])).get(booking, ())}


async def lock_pools(kinds: Sequence[int]) -> Units:
    """Lock pools until the end of the transaction; units in use of those that are."""
    await DB.fetch(
        "SELECT id FROM equipment WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", kinds
    )
    rows = await DB.fetch(
        """
        SELECT e.id, coalesce(array_agg(u.id ORDER BY u.number) FILTER (WHERE u.active), '{}')
            AS units
        FROM equipment e LEFT JOIN equipment_unit u ON u.equipment = e.id
        WHERE e.id = ANY ($1) AND e.active GROUP BY e.id
        """,
        kinds,
    )
    return {row["id"]: row["units"] for row in rows}


async def regive(units: Sequence[int], kind: int, *, now: datetime) -> bool:
    """Let the reservations of a pool make do with these units, if they can."""
    made = anew(units, await _standing(kind, since=now), (), now=now)
    if made is not None:
        await _store(made)
    return made is not None


async def _give(kind: int, units: Sequence[int], asked: rules.Asked, *, now: datetime) -> bool:
    made = fill(units, await _overlapping(units, asked), asked)
    if made is None:
        since = min(now, *(span.starts for _, span, _ in asked))
        made = anew(units, await _standing(kind, since=since), asked, now=now)
    if made is not None:
        await _store(made)
    return made is not None


_RESERVED = "SELECT h.id, h.booking, h.unit, h.starts, h.ends FROM equipment_hold h"


async def _overlapping(units: Sequence[int], asked: rules.Asked) -> list[Reserved]:
    rows = await DB.fetch(
        f"""
        {_RESERVED}
        WHERE h.unit = ANY ($1) AND EXISTS (
            SELECT FROM unnest($2::timestamptz[], $3::timestamptz[]) AS t (starts, ends)
            WHERE tstzrange(h.starts, h.ends, '[)') && tstzrange(t.starts, t.ends, '[)'))
        """,
        units,
        [span.starts for _, span, _ in asked],
        [span.ends for _, span, _ in asked],
    )
    return _reserved(rows)


async def _standing(kind: int, *, since: datetime) -> list[Reserved]:
    rows = await DB.fetch(
        f"""
        {_RESERVED} JOIN equipment_unit u ON u.id = h.unit
        WHERE u.equipment = $1 AND h.ends > $2
        """,
        kind,
        since,
    )
    return _reserved(rows)


def _reserved(rows: Sequence[Mapping[str, object]]) -> list[Reserved]:
    return [
        Reserved(row["booking"], row["unit"], Span(row["starts"], row["ends"]), row["id"])  # type: ignore[arg-type]
        for row in rows
    ]


async def _store(made: Sequence[Reserved]) -> None:
    """Store what is new and what has changed its unit, which two may have swapped: out, then in."""
    moved = [one.id for one in made if one.id is not None]
    if moved:
        await DB.fetch("DELETE FROM equipment_hold WHERE id = ANY ($1)", moved)
    await DB.fetch(
        """
        INSERT INTO equipment_hold (booking, unit, starts, ends)
        SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[])
        """,
        [one.booking for one in made],
        [one.unit for one in made],
        [one.span.starts for one in made],
        [one.span.ends for one in made],
    )


async def _shortage(
    places: Sequence[tuple[int, Span]], wanted: Wanted, *, now: datetime
) -> Conflict:
    """The shortage of the first booking that has one.

    Of several that overlap each other, each alone may have none.
    """
    for booking, span in places:
        found = await explain_shortage(wanted, span, now=now, but=booking)
        if found is not None:
            return found
    return Conflict(say("Too little equipment is free for all of these dates."))


async def _keep(
    bookings: Sequence[int],
    wanted: Wanted,
    before: Mapping[int, Sequence[Asked]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Remember what was asked for, and write down where that is news."""
    changed = [
        booking
        for booking in bookings
        if {one.kind: one.number for one in before.get(booking, ())} != dict(wanted)
    ]
    if not changed:
        return
    await DB.fetch("DELETE FROM equipment_wish WHERE booking = ANY ($1)", changed)
    await DB.fetch(
        """
        INSERT INTO equipment_wish (booking, equipment, number)
        SELECT b, t.kind, t.number
        FROM unnest($1::int[]) AS b, unnest($2::int[], $3::int[]) AS t (kind, number)
        """,
        changed,
        list(wanted),
        list(wanted.values()),
    )
    after = await asked_for(changed)
    await record_many(
        "booking.equip",
        subject=Booking,
        entries=[
            (
                booking,
                {"equipment": _listed(before.get(booking, ()))},
                {"equipment": _listed(after.get(booking, ()))},
            )
            for booking in changed
        ],
        actor=actor,
        now=now,
    )


def _listed(asked: Sequence[Asked]) -> list[str]:
    return [f"{one.number} × {one.name}" for one in asked]
