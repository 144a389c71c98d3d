"""Thousands of enterprises in one statement; belongs inside a transaction, beside its trail."""

from collections.abc import Sequence
from datetime import datetime

from sentra.database.engine import DB
from sentra.domain.enterprises import EnterpriseData
from sentra.operations.enterprises import columns_of

_COLUMNS = (
    "nib", "name", "owner", "nik", "phone", "email", "address", "kecamatan", "kelurahan",
    "scale", "category", "product",
)  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_LISTS = ", ".join(f"${place}::text[]" for place in range(1, len(_COLUMNS) + 1))
_NOW = f"${len(_COLUMNS) + 1}"
_COOPERATIVES = f"${len(_COLUMNS) + 2}::int[]"
_INSERT = f"""
    INSERT INTO enterprise ({_NAMES}, cooperative, created, changed, active)
    SELECT u.*, {_NOW}, {_NOW}, true FROM unnest({_LISTS}, {_COOPERATIVES}) AS u
    RETURNING id
"""  # noqa: S608 - words of this module only
_UPDATE = f"""
    UPDATE enterprise SET changed = {_NOW}, {", ".join(f"{name} = u.{name}" for name in _COLUMNS)}
    FROM unnest({_LISTS}) AS u ({_NAMES}) WHERE enterprise.nib = u.nib
"""  # noqa: S608 - words of this module only


async def insert_enterprises(
    rows: Sequence[EnterpriseData],
    *,
    now: datetime,
    cooperatives: Sequence[int | None] | None = None,
) -> list[int]:
    """Add them all, each with its cooperative where these are given; returns the ids in order."""
    members = list(cooperatives) if cooperatives else [None] * len(rows)
    made = await DB.fetch(_INSERT, *_lists(rows), now, members)
    return [row["id"] for row in made]


async def update_enterprises(rows: Sequence[EnterpriseData], *, now: datetime) -> None:
    """Give the enterprises with these NIBs these facts; membership stays."""
    await DB.fetch(_UPDATE, *_lists(rows), now)


def _lists(rows: Sequence[EnterpriseData]) -> list[list[object]]:
    """The rows column by column, as `unnest` takes them."""
    columns = [columns_of(data) for data in rows]
    return [[row[name] for row in columns] for name in _COLUMNS]
