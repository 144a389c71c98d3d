"""Reads of hires and of what rooms cost."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from bookings.domain.rooms import is_code
from bookings.domain.spans import Span
from bookings.domain.standing import ALIVE
from bookings.domain.tariffs import Line, Tariff
from bookings.queries.bookings import is_id
from sentra.database.engine import DB


@dataclass(frozen=True, slots=True)
class Hired:
    """A hire with its booking; the amounts are rupiah."""

    id: int
    booking: int
    room: str
    room_name: str
    starts: datetime
    ends: datetime
    title: str
    people: int | None
    state: str
    name: str
    address: str
    phone: str | None
    lines: tuple[Line, ...]
    total: int
    quotation: str
    invoice: str | None
    quoted: datetime
    invoiced: datetime | None
    paid: date | None
    credit: str | None
    """Number of the credit note by which the invoice is void."""
    credited: datetime | None
    credit_reason: str

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)

    @property
    def stands(self) -> bool:
        """Whether its booking does."""
        return self.state in ALIVE


@dataclass(frozen=True, slots=True)
class Priced:
    """A room and what it costs."""

    code: str
    name: str
    floor: int
    capacity: int | None
    tariff: Tariff | None


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who lets the rooms."""

    name: str
    address: str


_HIRE = """
    SELECT h.id, h.booking, s.code AS room, s.name AS room_name, b.starts, b.ends, b.title,
           b.people, b.state, h.name, h.address, h.phone, h.lines, h.total, h.quotation, h.invoice,
           h.quoted, h.invoiced, h.paid, h.credit, h.credited, h.credit_reason
    FROM hire h JOIN booking b ON b.id = h.booking JOIN space s ON s.id = b.space
"""
_STAGES = {
    "": "true",
    "quoted": "h.invoice IS NULL",
    "unpaid": "h.invoice IS NOT NULL AND h.paid IS NULL AND h.credit IS NULL",
    "paid": "h.paid IS NOT NULL AND h.credit IS NULL",
    "void": "h.credit IS NOT NULL",
}
STAGES = frozenset(_STAGES) - {""}


async def hire(hire_id: int) -> Hired | None:
    rows = await DB.fetch(f"{_HIRE} WHERE h.id = $1", hire_id) if is_id(hire_id) else ()
    return _hired(rows[0]) if rows else None


async def hires(*, stage: str = "", limit: int = 50, offset: int = 0) -> list[Hired]:
    """Hires, the newest first: all, or those of a stage (quoted, unpaid, paid, void)."""
    sql = f"{_HIRE} WHERE {_STAGES[stage]} ORDER BY h.id DESC LIMIT $1 OFFSET $2"
    return [_hired(row) for row in await DB.fetch(sql, limit, offset)]


async def how_many(stage: str = "") -> int:
    sql = f"SELECT count(*)::int AS number FROM hire h WHERE {_STAGES[stage]}"  # noqa: S608 - constants
    number: int = (await DB.fetch(sql))[0]["number"]
    return number


async def prices() -> list[Priced]:
    """Every room with its tariff, floor by floor."""
    return [_priced(row) for row in await DB.fetch(f"{_PRICE} ORDER BY f.level, s.code")]


async def price(code: str) -> Priced | None:
    rows = await DB.fetch(f"{_PRICE} AND s.code = $1", code) if is_code(code) else ()
    return _priced(rows[0]) if rows else None


_PRICE = """
    SELECT s.code, s.name, f.level AS floor, s.capacity, t.tariff
    FROM space s JOIN floor f ON f.id = s.floor LEFT JOIN room_terms t ON t.space = s.id
    WHERE s.kind = 'room' AND s.active AND f.active
"""


async def issuer() -> Issuer:
    rows = await DB.fetch(
        "SELECT name, address FROM site ORDER BY kind <> 'centre', id LIMIT 1",
    )
    return Issuer(rows[0]["name"], rows[0]["address"]) if rows else Issuer("Sentra UKM", "")


def _hired(row: Any) -> Hired:
    columns = dict(row)
    lines = msgspec.json.decode(columns.pop("lines"), type=tuple[Line, ...])
    return Hired(lines=lines, **columns)


def _priced(row: Any) -> Priced:
    columns = dict(row)
    text = columns.pop("tariff")
    tariff = None if text is None else msgspec.json.decode(text, type=Tariff | None)
    return Priced(tariff=tariff, **columns)
