"""Reads of the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from sentra.database.engine import DB
from sentra.domain.roles import Source

PAGE = 50


class TrailFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are wanted; all of them by default.

    Attributes:
        subject: Table of the thing changed, such as `booking`.
        subject_id: One thing of that table.
        account: Who did it.
        person: Words of the name of who did it.
        verb: Subject and deed, such as `booking.cancel`.
        since: The first moment wanted.
        until: The first moment not wanted any more.
    """

    subject: str | None = None
    subject_id: int | None = None
    account: int | None = None
    person: str = ""
    verb: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class TrailEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One change: who, what, when, from where, before and after.

    Attributes:
        before: The values that changed, as they were; None where the thing was new.
        after: The same values as they became; None where the thing is gone.
    """

    id: int
    at: datetime
    account: int | None
    actor: str
    source: Source
    address: str | None
    verb: str
    subject: str
    subject_id: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    note: str | None


async def list_trail(
    wanted: TrailFilter, *, older_than: int | None = None, size: int = PAGE
) -> list[TrailEntry]:
    """The newest entries that are wanted, of those with a smaller id than `older_than`."""
    rows = await DB.fetch(
        """
        SELECT id, at, account, actor, source, address, verb, subject, subject_id, before, after,
            note
        FROM audit_entry
        WHERE ($1::text IS NULL OR subject = $1)
            AND ($2::int IS NULL OR subject_id = $2)
            AND ($3::int IS NULL OR account = $3)
            AND ($4 = '' OR strpos(lower(actor), lower($4)) > 0)
            AND ($5::text IS NULL OR verb = $5)
            AND ($6::timestamptz IS NULL OR at >= $6)
            AND ($7::timestamptz IS NULL OR at < $7)
            AND ($8::int IS NULL OR id < $8)
        ORDER BY id DESC LIMIT $9
        """,
        wanted.subject,
        wanted.subject_id,
        wanted.account,
        wanted.person,
        wanted.verb,
        wanted.since,
        wanted.until,
        older_than,
        size,
    )
    return [_entry(dict(row)) for row in rows]


def _entry(row: dict[str, Any]) -> TrailEntry:
    for side in ("before", "after"):
        if row[side] is not None:
            row[side] = msgspec.json.decode(row[side])
    return msgspec.convert(row, TrailEntry)
