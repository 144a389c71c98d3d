"""Reads of the registry's enterprises."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, convert

from sentra.database.engine import DB
from sentra.domain.categories import Category
from sentra.domain.scales import Scale
from sentra.queries.ids import IDS

_TEXT = "lower(name || ' ' || product)"  # as the index enterprise_search has it
_COLUMNS = (
    "e.id, e.nib, e.name, e.owner, e.nik, e.phone, e.email, e.address, e.kecamatan, e.kelurahan,"
    " e.scale, e.category, e.product, e.cooperative, c.name AS cooperative_name, e.active,"
    " e.created, e.changed"
)
_FROM = "FROM enterprise e LEFT JOIN cooperative c ON c.id = e.cooperative"
_EXPORT_CHUNK = 2_000
_MOST_WORDS = 8


class State(StrEnum):
    """Which enterprises a list shows."""

    ACTIVE = "active"
    RETIRED = "retired"
    ALL = "all"


class EnterpriseFilter(Struct, frozen=True, kw_only=True):
    """What a list of enterprises is narrowed to.

    Attributes:
        q: Words of name and product; where none has them all, those most like them.
        private: Let `q` find owners and NIBs as well; for readers who may see them.
    """

    q: str = ""
    kecamatan: str | None = None
    category: Category | None = None
    scale: Scale | None = None
    cooperative: int | None = None
    state: State = State.ACTIVE
    private: bool = False


class EnterpriseLine(Struct, frozen=True, kw_only=True):
    """One enterprise in a list."""

    id: int
    nib: str
    name: str
    owner: str
    product: str
    category: Category
    kecamatan: str
    scale: Scale
    active: bool


class EnterpriseRecord(Struct, frozen=True, kw_only=True):
    """All that is kept of one enterprise; `kecamatan` and `kelurahan` are codes."""

    id: int
    nib: str
    name: str
    owner: str
    nik: str | None
    phone: str | None
    email: str | None
    address: str
    kecamatan: str
    kelurahan: str | None
    scale: Scale
    category: Category
    product: str
    cooperative: int | None
    cooperative_name: str | None
    active: bool
    created: datetime
    changed: datetime


async def count_enterprises(narrowed: EnterpriseFilter) -> int:
    """How many the filter lets through."""
    where, values, _ = _where(narrowed)
    rows = await DB.fetch(f"SELECT count(*) AS n FROM enterprise WHERE {where}", *values)  # noqa: S608 - words of this module only
    return int(rows[0]["n"])


async def list_enterprises(
    narrowed: EnterpriseFilter, *, limit: int, offset: int = 0
) -> list[EnterpriseLine]:
    """A part of the list: by likeness when something is searched for, else by name."""
    where, values, order = _where(narrowed)
    rows = await DB.fetch(
        "SELECT id, nib, name, owner, product, category, kecamatan, scale, active"  # noqa: S608 - words of this module only
        f" FROM enterprise WHERE {where} ORDER BY {order}lower(name), id"
        f" LIMIT ${len(values) + 1} OFFSET ${len(values) + 2}",
        *values,
        limit,
        offset,
    )
    return [convert(dict(row), EnterpriseLine) for row in rows]


async def find_enterprise(enterprise: int, *, lock: bool = False) -> EnterpriseRecord | None:
    """The enterprise with this id; locked against change until the transaction ends."""
    if enterprise not in IDS:
        return None
    locking = "FOR UPDATE OF e" if lock else ""
    rows = await DB.fetch(f"SELECT {_COLUMNS} {_FROM} WHERE e.id = $1 {locking}", enterprise)
    return convert(dict(rows[0]), EnterpriseRecord) if rows else None


async def find_by_nib(nib: str) -> EnterpriseRecord | None:
    """The enterprise with this NIB."""
    rows = await DB.fetch(f"SELECT {_COLUMNS} {_FROM} WHERE e.nib = $1", nib)
    return convert(dict(rows[0]), EnterpriseRecord) if rows else None


async def by_nib(nibs: Sequence[str], *, lock: bool = False) -> dict[str, EnterpriseRecord]:
    """The enterprises with these NIBs; locked against change until the transaction ends."""
    locking = "ORDER BY e.id FOR UPDATE OF e" if lock else ""
    rows = await DB.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.nib = ANY($1::text[]) {locking}",
        list(nibs),
    )
    return {row["nib"]: convert(dict(row), EnterpriseRecord) for row in rows}


async def every_enterprise() -> AsyncIterator[EnterpriseRecord]:
    """All of them in the order of their NIB, retired ones too, a chunk at a time."""
    after = ""
    while rows := await DB.fetch(
        f"SELECT {_COLUMNS} {_FROM} WHERE e.nib > $1 ORDER BY e.nib LIMIT $2",
        after,
        _EXPORT_CHUNK,
    ):
        for row in rows:
            yield convert(dict(row), EnterpriseRecord)
        after = rows[-1]["nib"]


def _where(narrowed: EnterpriseFilter) -> tuple[str, list[Any], str]:
    """Conditions, their values, and what comes first in the order."""
    values: list[Any] = []

    def place(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    conditions = ["true"]
    if narrowed.state is not State.ALL:
        conditions.append(f"active = {place(narrowed.state is State.ACTIVE)}")
    if narrowed.cooperative is not None and narrowed.cooperative not in IDS:
        return "false", [], ""
    for column in ("kecamatan", "category", "scale", "cooperative"):
        wanted = getattr(narrowed, column)
        if wanted is not None:
            conditions.append(f"{column} = {place(wanted)}")
    base, words = " AND ".join(conditions), narrowed.q.lower().replace("\0", "").split()
    if not words:
        return base, values, ""
    literal = " AND ".join(
        _contains(place("%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"), private=narrowed.private)
        for word in words[:_MOST_WORDS]
    )
    near = place(" ".join(words))
    # Likeness costs a hundred times as much as containing: only where nothing contains the words.
    found = f"SELECT 1 FROM enterprise WHERE {base} AND {literal}"  # noqa: S608 - words of this module only
    forgiving = f"NOT EXISTS ({found}) AND {_TEXT} %> {near}"
    order = f"word_similarity({near}, {_TEXT}) DESC, "
    return f"{base} AND (({literal}) OR ({forgiving}))", values, order


def _contains(pattern: str, *, private: bool) -> str:
    columns = [_TEXT, "lower(owner)", "nib"] if private else [_TEXT]
    return f"({' OR '.join(f'{column} LIKE {pattern}' for column in columns)})"
