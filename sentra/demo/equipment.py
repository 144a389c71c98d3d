"""The demo centre's equipment, and bookings that have some of it."""

from collections import defaultdict
from datetime import datetime
from random import Random

from bookings.domain.equipment import Reserved, fill
from bookings.domain.spans import Span
from bookings.operations.pools import add_pool
from bookings.queries.equipment import Pool
from sentra.database.engine import DB
from sentra.domain.roles import SYSTEM

POOLS = {
    "Proyektor": 6,
    "Oven": 8,
    "Mesin jahit": 20,
    "Kamera": 4,
    "Lampu foto": 4,
    "Pengeras suara": 3,
}
_FITTING = {
    "Oven": ("kue", "roti", "resep", "pangan", "singkong"),
    "Mesin jahit": ("jahit", "bordir", "busana"),
    "Kamera": ("foto", "video", "siaran"),
    "Lampu foto": ("foto", "katalog"),
}
"""Words of a title that call for a kind; the others go with anything."""
_MOST = {"Oven": 4, "Mesin jahit": 10}


async def store_equipment(*, seed: int, now: datetime) -> None:
    """Bring the pools into use and let some bookings have of them, as far as they go."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    pools = [await add_pool(name, number, actor=SYSTEM, now=now) for name, number in POOLS.items()]
    bookings = await DB.fetch(
        "SELECT id, title, starts, ends FROM booking WHERE state = 'confirmed' ORDER BY uid"
    )
    for pool in pools:
        chosen = [
            (
                row["id"],
                Span(row["starts"], row["ends"]),
                random.randint(1, _MOST.get(pool.name, 1)),
            )
            for row in bookings
            if _calls_for(pool.name, row["title"]) and random.random() < _share(pool.name)
        ]
        await _lend(pool, chosen)


def _calls_for(name: str, title: str) -> bool:
    words = _FITTING.get(name)
    return words is None or any(word in title.lower() for word in words)


def _share(name: str) -> float:
    return 0.6 if name in _FITTING else 0.15


async def _lend(pool: Pool, chosen: list[tuple[int, Span, int]]) -> None:
    rows = await DB.fetch(
        "SELECT id FROM equipment_unit WHERE equipment = $1 ORDER BY number", pool.id
    )
    units = [row["id"] for row in rows]
    standing: list[Reserved] = []
    numbers: dict[int, int] = defaultdict(int)
    for booking, span, number in chosen:
        made = fill(units, standing, [(booking, span, number)])
        if made is not None:
            standing += made
            numbers[booking] = number
    await DB.fetch(
        """
        INSERT INTO equipment_wish (booking, equipment, number)
        SELECT t.booking, $1, t.number FROM unnest($2::int[], $3::int[]) AS t (booking, number)
        """,
        pool.id,
        list(numbers),
        list(numbers.values()),
    )
    await DB.fetch(
        """
        INSERT INTO equipment_hold (booking, unit, starts, ends)
        SELECT * FROM unnest($1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[])
        """,
        [one.booking for one in standing],
        [one.unit for one in standing],
        [one.span.starts for one in standing],
        [one.span.ends for one in standing],
    )
