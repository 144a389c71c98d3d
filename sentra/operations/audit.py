"""The audit trail: one entry per change, written in the change's own transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from piccolo.table import Table

from sentra.database.engine import DB
from sentra.domain.roles import Actor

_INSERT = """
    INSERT INTO audit_entry
        (at, account, actor, source, address, verb, subject, subject_id, before, after, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""


async def record(
    verb: str,
    *,
    subject: type[Table] | str,
    subject_id: int | None,
    actor: Actor,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    note: str | None = None,
) -> None:
    """Write down one change. Belongs inside the transaction that makes it.

    Args:
        verb: Subject and deed, such as `booking.cancel`.
        subject: The table of the thing changed, or its name.
        before: The values that changed, as they were; None where the thing is new.
        after: The same values as they are now; None where the thing is gone.
    """
    values = _values(verb, subject, (subject_id, before, after), actor=actor, now=now, note=note)
    await DB.fetch(_INSERT, *values)


async def record_many(
    verb: str,
    *,
    subject: type[Table] | str,
    entries: Sequence[tuple[int, Mapping[str, object] | None, Mapping[str, object] | None]],
    actor: Actor,
    now: datetime,
) -> None:
    """Write down the same deed on many subjects; `entries` hold the id, before and after of each.

    Belongs inside the transaction that makes the changes.
    """
    if entries:
        await DB.execute_many(
            _INSERT, [_values(verb, subject, entry, actor=actor, now=now) for entry in entries]
        )


def _values(
    verb: str,
    subject: type[Table] | str,
    entry: tuple[int | None, Mapping[str, object] | None, Mapping[str, object] | None],
    *,
    actor: Actor,
    now: datetime,
    note: str | None = None,
) -> tuple[object, ...]:
    subject_id, before, after = entry
    return (
        now,
        actor.account,
        actor.name or actor.role.value,
        actor.source.value,
        actor.address,
        verb,
        subject if isinstance(subject, str) else subject._meta.tablename,  # noqa: SLF001 - Piccolo's own way
        subject_id,
        _as_json(before),
        _as_json(after),
        note,
    )


def changes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Only what differs between two states of a row, old and new."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def _as_json(values: Mapping[str, object] | None) -> str | None:
    if values is None:
        return None
    return msgspec.json.encode(dict(values), enc_hook=_plain).decode()


def _plain(value: object) -> object:
    if isinstance(value, (Decimal, UUID, date)):
        return str(value)
    raise NotImplementedError(type(value).__name__)
