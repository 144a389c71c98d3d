"""What a search for a room has to know: rooms, and in one statement all that is taken."""

import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bookings.domain.finding import Diary, Pool
from bookings.domain.policies import Rule, binding
from bookings.domain.ranking import NEAR_DAYS, Found, find
from bookings.domain.rooms import Room
from bookings.domain.search import Search, check_search
from bookings.domain.starts import Pairs, Ruler
from bookings.queries.policies import all_rules
from bookings.queries.rooms import rooms
from sentra.database.engine import DB
from sentra.domain.roles import BOOKERS, Role

# Thousands of instants as one string of bytes, PostgreSQL's own way of sending them (microseconds
# since 2000, eight bytes each): reading them one by one would take longer than all the rest.
_PACKED = "string_agg(timestamptz_send(h.starts) || timestamptz_send(h.ends), '')"
_TAKEN = f"""
    SELECT h.space, {_PACKED} AS packed
    FROM hold h
    WHERE h.space = ANY ($3) AND tstzrange(h.starts, h.ends, '[)') && tstzrange($1, $2, '[)')
    GROUP BY h.space
"""  # noqa: S608 - made of constants
_RESERVED = f"""
    SELECT u.equipment, count(DISTINCT u.id) FILTER (WHERE u.active)::int AS units,
           {_PACKED} FILTER (WHERE h.id IS NOT NULL) AS packed
    FROM equipment_unit u
    LEFT JOIN equipment_hold h
      ON h.unit = u.id AND tstzrange(h.starts, h.ends, '[)') && tstzrange($1, $2, '[)')
    WHERE u.equipment = ANY ($3)
    GROUP BY u.equipment
"""  # noqa: S608 - made of constants


async def search_rooms(search: Search, *, role: Role, now: datetime) -> Found:
    """Find a room that somebody of this role may book; to who books none, all are shown.

    Raises:
        Invalid: Nothing could answer the search.
    """
    check_search(search, now=now)
    first = search.days[0] - timedelta(days=NEAR_DAYS)
    last = search.days[-1] + timedelta(days=NEAR_DAYS)
    ruler = Ruler(first, (last - first).days + 1)
    known = await _rooms_for(role)
    rules = await _rules_for(role, known)
    held = sorted({part for room in known for part in room.held})
    span = ruler.around
    taken = {
        row["space"]: _unpacked(row["packed"])
        for row in await DB.fetch(_TAKEN, span.starts, span.ends, held)
    }
    pools = {}
    if search.equipment:
        kinds = list(search.equipment)
        pools = {
            row["equipment"]: Pool(row["units"], _unpacked(row["packed"]))
            for row in await DB.fetch(_RESERVED, span.starts, span.ends, kinds)
        }
    return find(search, known, Diary(ruler, taken, pools), now=now, rules=rules)


async def _rooms_for(role: Role) -> list[Room]:
    """Every room; to a manager, who asks nobody, without the need for approval."""
    known = await rooms()
    if role is not Role.MANAGER:
        return known
    return [
        replace(room, terms=replace(room.terms, approval=False)) if room.terms.approval else room
        for room in known
    ]


async def _rules_for(role: Role, known: Sequence[Room]) -> Mapping[int, Sequence[Rule]]:
    if role not in BOOKERS:
        return {}
    rules = await all_rules()
    return {room.id: binding(rules, space=room.id, role=role) for room in known} if rules else {}


def _unpacked(packed: bytes | None) -> Pairs:
    instants = array("q", packed or b"")
    if sys.byteorder == "little":
        instants.byteswap()
    return Pairs(instants)
