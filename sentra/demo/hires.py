"""Tariffs of the demo centre, and a few who have hired rooms: one has paid, one has not yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bookings.domain.hours import at, day_of
from bookings.domain.rules import Wish
from bookings.domain.tariffs import Tariff
from bookings.operations.clashes import Taken
from bookings.operations.hires import HireWish, invoice, pay, quote
from bookings.operations.tariffs import set_tariff
from bookings.queries.hires import Hired, prices
from sentra.database.engine import DB
from sentra.demo.people_rows import MANAGER
from sentra.domain.refusals import Invalid
from sentra.domain.roles import SYSTEM

_DAYS = 60
"""So far ahead a free day is looked for."""
_TARIFFS: Mapping[str, Tariff] = {
    "R401": Tariff(hour=500_000, half_day=1_750_000, weekend_percent=25),
    "R401A": Tariff(hour=275_000, half_day=950_000, weekend_percent=25),
    "R401B": Tariff(hour=275_000, half_day=950_000, weekend_percent=25),
    "R403": Tariff(hour=125_000, half_day=450_000, weekend_percent=20),
    "R501": Tariff(half_day=600_000, weekend_percent=20),
    "R502": Tariff(hour=75_000, half_day=250_000),
}
_HIRES = (
    ("R401", 13, 18, "Wisuda kursus menjahit", "LKP Jarum Emas (peragaan)", 120),
    ("R403", 9, 12, "Rapat anggota tahunan", "Koperasi Warga Contoh (peragaan)", 40),
    ("R501", 8, 12, "Demo memasak", "Komunitas Dapur Contoh (peragaan)", 15),
    ("R403", 14, 17, "Seminar perpajakan", "Kantor Konsultan Contoh (peragaan)", 30),
)
_INVOICED, _PAID = 2, 1
"""The first so many."""


async def store_hires(*, now: datetime) -> None:
    """Give rooms their tariffs and let them, through the operations that the office uses."""
    known = {one.code for one in await prices()}
    for code, tariff in _TARIFFS.items():
        if code in known:
            await set_tariff(code, tariff, actor=SYSTEM, now=now)
    accounts = await DB.fetch("SELECT id FROM account WHERE email = $1", MANAGER)
    for place, (code, first, last, title, name, people) in enumerate(_HIRES):
        if code not in known:
            continue
        wish = Wish(
            room=code,
            starts=now,
            ends=now,
            title=title,
            organiser=accounts[0]["id"],
            people=people,
            public=False,
        )
        hired = await _on_a_free_day(wish, (time(first), time(last)), name, now=now)
        if hired is not None and place < _INVOICED:
            await invoice(hired.id, actor=SYSTEM, now=now)
        if hired is not None and place < _PAID:
            await pay(hired.id, day_of(now), actor=SYSTEM, now=now)


async def _on_a_free_day(
    wish: Wish, hours: tuple[time, time], name: str, *, now: datetime
) -> Hired | None:
    first, last = hours
    for ahead in range(3, _DAYS):
        day = day_of(now) + timedelta(days=ahead)
        asked = HireWish(
            wish=replace(wish, starts=at(day, first), ends=at(day, last)),
            name=name,
            address="Jl. Contoh, Tangerang Selatan",
            phone="0812-0000-0000",
        )
        try:
            return await quote(asked, actor=SYSTEM, now=now)
        except (Taken, Invalid):
            continue
    return None
