"""Rendering what calendars tell, once for all who read it, when it has changed.

A reader who finds events that are new or marked renders just these and keeps their bytes, in one
transaction: it locks their rows first and reads what they tell of after that, so that whoever
changes it meanwhile marks them once more. See docs/decisions/0023-calendar-stamps.md.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from bookings.domain import ical
from bookings.domain.feeds import Window
from bookings.domain.stamps import Shown, Source, shown_next
from bookings.domain.told import Key, Speak, Told
from bookings.queries.told import read_told
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import Message
from sentra.i18n import LOCALES, Locale, translate

_FORM = 2
"""Rises when the same event is written in other bytes than before."""
PATIENCE = "2s"
"""How long a reader waits for whoever changes what it would render, and keeps a connection."""
_COLUMNS = (
    ("form", "text"),
    ("turns", "timestamptz"),
    ("until", "timestamptz"),
    ("space", "int"),
    ("stamp", "timestamptz"),
    ("sequence", "int"),
    ("digest", "bytea"),
    ("timing", "bytea"),
    ("opening", "bytea"),
    ("member", "bytea"),
    ("middle", "bytea"),
    *((f"words_{locale}", "bytea") for locale in LOCALES),
    *((f"taken_{locale}", "bytea") for locale in LOCALES),
    ("closing", "bytea"),
)
_ARRAYS = ", ".join(f"${place}::{kind}[]" for place, (_, kind) in enumerate(_COLUMNS, 2))
_KEEP = f"""
    UPDATE calendar_event e
    SET marked = NULL, {", ".join(f"{name} = w.{name}" for name, _ in _COLUMNS)}
    FROM unnest($1::int[], {_ARRAYS})
        AS w (id, {", ".join(name for name, _ in _COLUMNS)})
    WHERE e.id = w.id
"""  # noqa: S608 - made of constants


def form_of(base_url: str) -> str:
    """What renders: these bytes, for an installation at this address."""
    return hashlib.sha256(f"{_FORM} {base_url}".encode()).hexdigest()[:32]


async def keep(keys: Collection[Key], *, window: Window, base_url: str) -> int:
    """Render these events, those that have changed, and keep their bytes; how many that were.

    Waits for whoever changes or renders one of them at this moment, but not for long.

    Raises:
        asyncpg.LockNotAvailableError: That takes longer than a reader has patience.
    """
    if not keys:
        return 0
    return await retrying(lambda: _keep(sorted(keys), window=window, base_url=base_url))


async def _keep(keys: Sequence[Key], *, window: Window, base_url: str) -> int:
    form = form_of(base_url)
    async with DB.transaction():
        await DB.fetch(
            "SELECT set_config('lock_timeout', $1, TRUE),"
            " pg_advisory_xact_lock_shared(hashtext('calendar places'))",
            PATIENCE,
        )
        locked = await _lock(keys, form=form, midnight=window.today)
        wanted: dict[str, list[int]] = defaultdict(list)
        for kind, source, _ in locked:
            wanted[kind].append(source)
        told = await read_told(wanted, midnight=window.today)
        rows = [
            _rendered(one, locked[one.key], base_url=base_url) for one in told if one.key in locked
        ]
        columns = list(zip(*((row[0], form, *row[1:]) for row in rows), strict=True))
        if columns:
            await DB.fetch(_KEEP, *columns)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Locked:
    """A row that is ours to render."""

    id: int
    noticed: datetime | None
    shown: Shown | None


async def _lock(keys: Sequence[Key], *, form: str, midnight: datetime) -> dict[Key, _Locked]:
    """The rows of these events that are not fresh; made where they are not there yet."""
    kinds, sources, parts = zip(*keys, strict=True)
    await DB.fetch(
        """
        INSERT INTO calendar_event (kind, source, part)
        SELECT w.* FROM unnest($1::text[], $2::int[], $3::text[]) AS w (kind, source, part)
        WHERE NOT EXISTS (
            SELECT FROM calendar_event e
            WHERE e.kind = w.kind AND e.source = w.source AND e.part = w.part)
        ORDER BY w.kind, w.source, w.part
        ON CONFLICT DO NOTHING
        """,
        kinds,
        sources,
        parts,
    )
    rows = await DB.fetch(
        """
        SELECT e.id, e.kind, e.source, e.part, e.marked, e.stamp, e.sequence, e.digest, e.timing
        FROM calendar_event e
        JOIN unnest($1::text[], $2::int[], $3::text[]) AS w (kind, source, part)
            ON e.kind = w.kind AND e.source = w.source AND e.part = w.part
        WHERE e.marked IS NOT NULL OR e.form <> $4 OR e.turns <= $5
        ORDER BY e.kind, e.source, e.part
        FOR UPDATE OF e
        """,
        kinds,
        sources,
        parts,
        form,
        midnight,
    )
    return {
        Key(row["kind"], row["source"], row["part"]): _Locked(
            row["id"], row["marked"], _shown(row) if row["stamp"] else None
        )
        for row in rows
    }


def _shown(row: asyncpg.Record) -> Shown:
    return Shown(row["stamp"], row["sequence"], row["digest"], row["timing"])


def _rendered(told: Told, was: _Locked, *, base_url: str) -> tuple[object, ...]:
    """The row's values: its id, and what `_COLUMNS` names but for the form."""
    event = told.event(_SPEAK["en"], base_url=base_url)
    times, closing = ical.times(event), ical.closing(event)
    opening = ical.opening(told.uid)
    member = b"" if told.member is None else ical.opening(*told.member)
    said = [
        ical.words(told.summary(speak, readable=readable), told.sort(speak, readable=readable))
        for readable in (True, False)
        for speak in _SPEAK.values()
    ]
    timing = _digest(times, told.cancelled, told.space, told.elsewhere)
    digest = _digest(
        opening, member, told.created, times, *said, closing, told.elsewhere, told.besides
    )
    shown = shown_next(was.shown, Source(told.changed, was.noticed, told.sequence, digest, timing))
    stamps = ical.stamps(created=told.created, stamp=shown.stamp, sequence=shown.sequence)
    return (
        was.id,
        told.turns,
        told.until,
        told.space,
        shown.stamp,
        shown.sequence,
        digest,
        timing,
        opening,
        member,
        stamps + times,
        *said,
        closing,
    )


def _digest(*facts: object) -> bytes:
    return hashlib.sha256(repr(facts).encode()).digest()[:16]


def _speaker(locale: Locale) -> Speak:
    known: dict[str, str] = {}

    def speak(message: Message) -> str:
        if message.values:
            return translate(message, locale)
        if message.id not in known:
            known[message.id] = translate(message, locale)
        return known[message.id]

    return speak


_SPEAK: Mapping[Locale, Speak] = {locale: _speaker(locale) for locale in LOCALES}


async def sweep(now: datetime) -> int:
    """Forget events that stand in no calendar any more; how many that were.

    What may be told again, a date of a series that goes on, keeps its stamp.
    """
    rows = await DB.fetch(
        """
        DELETE FROM calendar_event e
        WHERE coalesce(e.until, e.marked) < $1
          AND NOT EXISTS (
            SELECT FROM booking b JOIN booking other ON other.series = b.series
            WHERE e.kind = 'booking' AND b.id = e.source AND other.ends >= $1)
        RETURNING e.id
        """,
        opens := Window.at(now).opens,
    )
    await DB.fetch("DELETE FROM calendar_left WHERE at < $1", opens)
    return len(rows)
