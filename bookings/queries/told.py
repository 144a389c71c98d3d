"""Reads what calendars tell of: each kind of event by the ids of its rows."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

import asyncpg

from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.told import Place, Told
from bookings.domain.told_bookings import (
    BOOKING,
    SERIES,
    Booked,
    Occurrence,
    Repeated,
    booking_told,
    series_told,
)
from bookings.domain.told_closures import CLOSURE, Shut, closure_told
from bookings.domain.told_rounds import ROUND, Allotting, round_told
from bookings.domain.told_tenancies import TENANCY, Held, tenancy_told
from floors.domain.rounds import SCHEDULE_NAMES, Schedule
from sentra.database.engine import DB

Reader = Callable[[Sequence[int], datetime], Awaitable[list[Told]]]
"""Reads events by the ids of their rows, as they are on the day that began at this midnight."""

PLACE = """
    s.name AS space_name, s.code AS space_code, fl.name AS floor_name, si.name AS site_name,
    si.address, si.latitude::float8 AS latitude, si.longitude::float8 AS longitude
"""
AT = "JOIN floor fl ON fl.id = s.floor JOIN site si ON si.id = fl.site"
DIFFERS = """
    (b.starts, b.ends, b.space, b.organiser, b.title, b.public, b.track) IS DISTINCT FROM
    (b.recurrence, b.recurrence + make_interval(mins => r.minutes), r.space, r.organiser, r.title,
     r.public, r.track)
"""
"""Whether a booking `b` is not as the rule of its series `r` says."""


async def read_told(keys: Mapping[str, Sequence[int]], *, midnight: datetime) -> list[Told]:
    """The events of these rows, by kind; those of rows that are gone are left out."""
    return [told for kind, ids in keys.items() for told in await READERS[kind](ids, midnight)]


async def bookings_told(ids: Sequence[int], _midnight: datetime) -> list[Told]:
    rows = await DB.fetch(
        """
        SELECT b.id, b.uid::text, b.title, b.public, b.organiser, b.starts, b.ends, b.state,
               b.sequence, b.created, b.changed, b.track, b.space, b.recurrence, r.uid::text,
               coalesce(r.sequence, 0)
        FROM booking b LEFT JOIN series r ON r.id = b.series
        WHERE b.id = ANY ($1::int[])
        """,
        ids,
    )
    booked = [Booked(*row) for row in rows]
    places = await _places({one.space for one in booked})
    return [booking_told(one, places[one.space]) for one in booked]


async def _places(spaces: Collection[int]) -> Mapping[int, Place]:
    """Where these rooms are. The same transaction has to keep them from being renamed meanwhile."""
    rows = await DB.fetch(
        f"SELECT s.id, {PLACE} FROM space s {AT} WHERE s.id = ANY ($1::int[])",  # noqa: S608 - made of constants
        list(spaces),
    )
    places = Places()
    return {row["id"]: places.of(row) for row in rows}


async def series_told_of(ids: Sequence[int], midnight: datetime) -> list[Told]:
    rows = await DB.fetch(
        f"""
        SELECT r.id, r.uid, r.title, r.public, r.organiser, r.first, r.minutes, r.rule, r.sequence,
               r.created, r.changed, r.track, r.space, {PLACE}
        FROM series r JOIN space s ON s.id = r.space {AT}
        WHERE r.id = ANY ($1::int[])
        """,  # noqa: S608 - made of constants
        ids,
    )
    dates = await _dates(ids)
    places = Places()
    return [
        series_told(
            Repeated(
                id=row["id"],
                uid=row["uid"],
                title=row["title"],
                public=row["public"],
                organiser=row["organiser"],
                first=row["first"],
                minutes=row["minutes"],
                recurrence=parse_recurrence(row["rule"]),
                sequence=row["sequence"],
                created=row["created"],
                changed=row["changed"],
                track=row["track"],
                space=row["space"],
                place=places.of(row),
                dates=dates[row["id"]],
            ),
            day=midnight,
        )
        for row in rows
    ]


async def _dates(ids: Sequence[int]) -> Mapping[int, Sequence[Occurrence]]:
    """The dates of each series, cancelled ones too, in the order of its rule."""
    rows = await DB.fetch(
        f"""
        SELECT b.series, b.recurrence, b.ends, b.state, b.changed, b.space, b.organiser, b.track,
               {DIFFERS} AS differs
        FROM booking b JOIN series r ON r.id = b.series
        WHERE b.series = ANY ($1::int[]) AND b.recurrence IS NOT NULL
        ORDER BY b.series, b.recurrence
        """,  # noqa: S608 - made of constants
        ids,
    )
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for series, *rest in rows:
        found[series].append(Occurrence(*rest))
    return found


async def tenancies_told(ids: Sequence[int], _midnight: datetime) -> list[Told]:
    rows = await DB.fetch(
        f"""
        SELECT t.id, s.feature AS stall, t.starts, t.ends, t.state, t.created, t.changed, t.space,
               {PLACE}
        FROM tenancy t JOIN space s ON s.id = t.space {AT}
        WHERE t.id = ANY ($1::int[])
        """,  # noqa: S608 - made of constants
        ids,
    )
    places = Places()
    return [told for row in rows for told in tenancy_told(_held(row, places.of(row, by_code=True)))]


async def closures_told(ids: Sequence[int], _midnight: datetime) -> list[Told]:
    rows = await DB.fetch(
        """
        SELECT c.id, c.name, c.estimated, c.starts, c.ends, c.opens, c.closes, c.active, c.created,
               c.space, coalesce(s.name, '') AS space_name, coalesce(s.code, '') AS space_code,
               coalesce(fl.name, '') AS floor_name, si.name AS site_name, si.address,
               si.latitude::float8 AS latitude, si.longitude::float8 AS longitude
        FROM closure c LEFT JOIN space s ON s.id = c.space
        LEFT JOIN floor fl ON fl.id = coalesce(c.floor, s.floor)
        JOIN site si ON si.id = coalesce(c.site, fl.site)
        WHERE c.id = ANY ($1::int[])
        """,
        ids,
    )
    places = Places()
    return [
        closure_told(
            Shut(
                id=row["id"],
                name=row["name"],
                estimated=row["estimated"],
                starts=row["starts"],
                ends=row["ends"],
                opens=row["opens"],
                closes=row["closes"],
                active=row["active"],
                created=row["created"],
                space=row["space"],
                place=places.of(row),
            )
        )
        for row in rows
    ]


async def rounds_told(ids: Sequence[int], _midnight: datetime) -> list[Told]:
    """Rounds that are announced; they take place in the centre, whose stalls they are about."""
    rows = await DB.fetch(
        """
        SELECT r.id, r.code, r.name, r.opens, r.closes, r.verify_by, r.draw_at, r.object_by,
               r.accept_by, r.move_in_by, r.state, r.created, r.changed, '' AS space_name,
               '' AS floor_name, coalesce(si.name, '') AS site_name,
               coalesce(si.address, '') AS address, si.latitude::float8 AS latitude,
               si.longitude::float8 AS longitude
        FROM round r
        LEFT JOIN (SELECT * FROM site WHERE kind = 'centre' ORDER BY id LIMIT 1) si ON TRUE
        WHERE r.id = ANY ($1::int[]) AND r.announced IS NOT NULL
        """,
        ids,
    )
    places = Places()
    return [
        told
        for row in rows
        for told in round_told(
            Allotting(
                id=row["id"],
                code=row["code"],
                name=row["name"],
                schedule=Schedule(**{name: row[name] for name in SCHEDULE_NAMES}),
                move_in_by=row["move_in_by"],
                cancelled=row["state"] == "cancelled",
                created=row["created"],
                changed=row["changed"],
                place=places.of(row),
            )
        )
    ]


def _held(row: asyncpg.Record, place: Place) -> Held:
    return Held(
        id=row["id"],
        stall=row["stall"],
        starts=row["starts"],
        ends=row["ends"],
        cancelled=row["state"] != "active",
        created=row["created"],
        changed=row["changed"],
        space=row["space"],
        place=place,
    )


class Places:
    """Each place once, however many events are there."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Place] = {}

    def of(self, row: asyncpg.Record, *, by_code: bool = False) -> Place:
        """The place of a row that has `PLACE`, called by its name, or, as stalls are, by code."""
        name = row["space_code"] if by_code else row["space_name"]
        key = (name, row["floor_name"], row["site_name"])
        if key not in self._known:
            known = row["latitude"] is not None and row["longitude"] is not None
            geo = (row["latitude"], row["longitude"]) if known else None
            self._known[key] = Place(*key, row["address"], geo)
        return self._known[key]


READERS: Mapping[str, Reader] = {
    BOOKING: bookings_told,
    SERIES: series_told_of,
    TENANCY: tenancies_told,
    CLOSURE: closures_told,
    ROUND: rounds_told,
}
