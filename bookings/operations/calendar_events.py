"""Rendering what calendars tell, once for all who read it, when it has changed.

A reader who finds events that are new or marked renders just these and keeps their bytes, in one
transaction: it locks their rows first and reads what they tell of after that, so that whoever
changes it meanwhile marks them once more; rows that are not there yet, it adds only where nobody
has made and marked one meanwhile. See docs/decisions/0023-calendar-stamps.md.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter

import asyncpg

from bookings.domain import ical
from bookings.domain.feeds import Window
from bookings.domain.stamps import Shown, Source, shown_next
from bookings.domain.told import Key, Told
from bookings.queries.told import read_told
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import Message
from sentra.i18n import LOCALES, translate

_FORM = 2
"""Rises when the same event is written in other bytes than before."""
PATIENCE = "2s"
"""How long a reader waits for whoever changes what it would render, and keeps a connection."""
_FEW = 8
"""Up to as many new rows one statement is quicker than a COPY."""
_COLUMNS = (
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
_NAMES = tuple(name for name, _ in _COLUMNS)
_ARRAYS = ", ".join(f"${n}::{kind}[]" for n, (_, kind) in enumerate(_COLUMNS, 3))
_KEEP = f"""
    UPDATE calendar_event e
    SET marked = NULL, form = $1, {", ".join(f"{name} = w.{name}" for name in _NAMES)}
    FROM unnest($2::int[], {_ARRAYS}) AS w (id, {", ".join(_NAMES)})
    WHERE e.id = w.id
"""  # noqa: S608 - made of constants
_ALL = (("form", "text"), ("kind", "text"), ("source", "int"), ("part", "text"), *_COLUMNS)
_ALL_NAMES = tuple(name for name, _ in _ALL)
_ALL_ARRAYS = ", ".join(f"${n}::{kind}[]" for n, (_, kind) in enumerate(_ALL, 1))
_MAKE = f"""
    INSERT INTO calendar_event ({", ".join(_ALL_NAMES)})
    SELECT * FROM unnest({_ALL_ARRAYS}) ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants

Values = tuple[object, ...]
"""What `_COLUMNS` names."""


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
        known = await _lock(keys, form=form, midnight=window.today)
        wanted: dict[str, list[int]] = defaultdict(list)
        for key in keys:
            if key not in known or not known[key].fresh:
                wanted[key.kind].append(key.source)
        asked = frozenset(keys)
        kept: list[Values] = []
        made: list[Values] = []
        for told in await read_told(wanted, midnight=window.today):
            was = known.get(told.key)
            if was is None:
                if told.key in asked:
                    made.append((form, *told.key, *_rendered(told, base_url=base_url)))
            elif not was.fresh:
                kept.append((was.id, *_rendered(told, was, base_url=base_url)))
        if kept:
            await DB.fetch(_KEEP, form, *zip(*kept, strict=True))
        if made:
            # In order, so that nobody waits in a circle, as `calendar_mark` does it too.
            await _make(sorted(made, key=itemgetter(1, 2, 3)))
    return len(kept) + len(made)


async def _make(made: Sequence[Values]) -> None:
    """Keep what nobody has kept yet, unless somebody has made a row of it since it was read.

    Then either another reader has kept the same, or it has changed, and whoever changed it marked
    that row.
    """
    if len(made) > _FEW:
        try:
            await DB.copy("calendar_event", _ALL_NAMES, made)
        except asyncpg.UniqueViolationError:
            pass
        else:
            return
    await DB.fetch(_MAKE, *zip(*made, strict=True))


@dataclass(frozen=True, slots=True)
class _Known:
    """A row that is there, and ours until the transaction ends."""

    id: int
    fresh: bool
    noticed: datetime | None
    shown: Shown | None


async def _lock(keys: Sequence[Key], *, form: str, midnight: datetime) -> dict[Key, _Known]:
    """The rows that there are of these events' sources."""
    known = {}
    sources: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        sources[key.kind].append(key.source)
    for kind, ids in sources.items():
        rows = await DB.fetch(
            """
            SELECT e.id, e.kind, e.source, e.part, e.marked, e.stamp, e.sequence, e.digest,
                   e.timing, (e.marked IS NULL AND e.form = $3 AND coalesce(e.turns > $4, TRUE))
                   AS fresh
            FROM calendar_event e
            WHERE e.kind = $1 AND e.source = ANY ($2::int[])
            ORDER BY e.source, e.part
            FOR UPDATE
            """,
            kind,
            ids,
            form,
            midnight,
        )
        for row in rows:
            known[Key(row["kind"], row["source"], row["part"])] = _Known(
                row["id"], row["fresh"], row["marked"], _shown(row) if row["stamp"] else None
            )
    return known


def _shown(row: asyncpg.Record) -> Shown:
    return Shown(row["stamp"], row["sequence"], row["digest"], row["timing"])


def _rendered(told: Told, was: _Known | None = None, *, base_url: str) -> Values:
    """What is kept of it, of which `was` has been kept so far."""
    times = ical.times(told)
    opening = ical.opening(told.uid)
    member = b"" if told.member is None else ical.opening(*told.member)
    closing = ical.closing(
        location=str(told.place),
        geo=told.place.geo,
        url=base_url + told.path,
        cancelled=told.cancelled,
        busy=told.busy,
    )
    said = _said(told)
    elsewhere = repr(told.elsewhere).encode() if told.elsewhere else b""
    timing = _digest(b"%d %d" % (told.cancelled, told.space or 0), times, elsewhere)
    created = ical.utc(told.created)
    besides = f"{created} {told.besides!r}".encode()
    digest = _digest(timing, opening, member, *said, closing, besides)
    shown, noticed = (None, None) if was is None else (was.shown, was.noticed)
    stamp, sequence, _, _ = shown_next(
        shown, Source(told.changed, noticed, told.sequence, digest, timing)
    )
    # Most are as they were made, and to write moments is much of the work.
    as_made = was is None and told.changed == told.created
    changed = created if as_made else ical.utc(stamp)
    middle = ical.stamps(created, changed=changed, sequence=sequence) + times
    return (
        told.turns,
        told.until,
        told.space,
        stamp,
        sequence,
        digest,
        timing,
        opening,
        member,
        middle,
        *said,
        closing,
    )


def _said(told: Told) -> tuple[bytes, ...]:
    """Its words in each language, for those who may read its title, and for the others."""
    taken = _words(told.taken, told.category if told.plainly is None else told.plainly)
    if isinstance(told.title, str):
        title = ical.summary_line(told.title)
        return (*[title + category for category in _categories(told.category.id)], *taken)
    return (*_words(told.title, told.category), *taken)


def _words(title: Message, category: Message) -> tuple[bytes, ...]:
    """In each language."""
    if not title.values:
        return _fixed_words(title.id, category.id)
    return tuple(
        ical.summary_line(translate(title, locale)) + line
        for locale, line in zip(LOCALES, _categories(category.id), strict=True)
    )


@lru_cache(maxsize=64)
def _fixed_words(title: str, category: str) -> tuple[bytes, ...]:
    return tuple(
        ical.summary_line(translate(Message(title), locale)) + line
        for locale, line in zip(LOCALES, _categories(category), strict=True)
    )


@lru_cache(maxsize=64)
def _categories(category: str) -> tuple[bytes, ...]:
    return tuple(ical.category_line(translate(Message(category), locale)) for locale in LOCALES)


def _digest(*facts: bytes) -> bytes:
    """Of facts that have no zero byte in them, but for a digest that comes first."""
    return hashlib.sha256(b"\0".join(facts)).digest()[:16]


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
