"""Reads for calendar feeds: whose address it is, and what may be followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from bookings.domain.feeds import FeedKind, may_follow
from bookings.domain.tracks import Track
from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source
from sentra.i18n import Locale, is_locale

MOST_ID = 2**31 - 1
"""PostgreSQL's integer; a larger number names nothing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a calendar can be of. `id` is None for the centre; `cooperative` an enterprise's own."""

    kind: FeedKind
    id: int | None
    name: str
    cooperative: int | None = None
    track: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One address of a calendar, and who reads it."""

    id: int
    kind: FeedKind
    subject: int | None
    key: str
    """What people call the subject: a floor's level, a room's code, else an id; as `subject()`."""
    label: str
    locale: Locale
    track: str | None
    """Of a track: which one."""
    busy: bool
    """Whether it tells only when, and never what."""
    created: datetime
    revoked: datetime | None
    last_used: date | None
    last_client: str
    reader: Actor
    lives: bool
    """Not revoked, its account open, and the calendar still its reader's to follow."""


_SUBSCRIPTION = """
    SELECT f.id, f.secret, f.kind, f.subject, f.label, f.locale, f.track, f.busy, f.created,
           f.revoked, f.last_used, f.last_client, a.id AS account, a.name, a.role,
           a.enterprise, a.cooperative, a.active, e.cooperative AS enterprises_cooperative,
           coalesce(fl.level::text, s.code, f.track, f.subject::text, '') AS key
    FROM feed f
    JOIN account a ON a.id = f.account
    LEFT JOIN enterprise e ON f.kind = 'enterprise' AND e.id = f.subject
    LEFT JOIN floor fl ON f.kind = 'floor' AND fl.id = f.subject
    LEFT JOIN space s ON f.kind = 'room' AND s.id = f.subject
"""
_CENTRE = """
    SELECT NULL::int AS id, name, NULL::int AS cooperative FROM site
    WHERE kind = 'centre' AND $1 = '' ORDER BY id LIMIT 1
"""
_SUBJECTS = {
    FeedKind.CENTRE: _CENTRE,
    FeedKind.CLOSURES: _CENTRE,
    FeedKind.ROUNDS: _CENTRE,
    FeedKind.FLOOR: """
        SELECT f.id, f.name, NULL::int AS cooperative FROM floor f JOIN site s ON s.id = f.site
        WHERE s.kind = 'centre' AND f.active AND f.level::text = $1
    """,
    FeedKind.ROOM: """
        SELECT id, name, NULL::int AS cooperative FROM space
        WHERE kind = 'room' AND active AND code = $1
    """,
    FeedKind.TRAINER: """
        SELECT id, name, NULL::int AS cooperative FROM account
        WHERE role = 'trainer' AND active AND (id::text = $1 OR email = lower($1))
    """,
    FeedKind.ENTERPRISE: """
        SELECT id, name, cooperative FROM enterprise WHERE id::text = $1 OR nib = $1
    """,
}


async def subject(kind: FeedKind, key: str) -> Subject | None:
    """What a key means: a floor's level, a room's code, an id, an e-mail, a NIB, or a track."""
    if kind is FeedKind.TRACK:
        return Subject(kind, None, key, track=key) if key in list(Track) else None
    rows = await DB.fetch(_SUBJECTS[kind], key) if key.isprintable() else ()
    return Subject(kind, rows[0]["id"], rows[0]["name"], rows[0]["cooperative"]) if rows else None


async def subscription(secret: bytes) -> Subscription | None:
    """The subscription behind an address, by the digest of its secret; also a revoked one."""
    rows = await DB.fetch(f"{_SUBSCRIPTION} WHERE f.secret = $1", secret)
    return _subscription(rows[0]) if rows else None


async def subscription_by_id(feed: int) -> Subscription | None:
    rows = await DB.fetch(f"{_SUBSCRIPTION} WHERE f.id = $1", feed) if feed <= MOST_ID else ()
    return _subscription(rows[0]) if rows else None


async def living(secrets: Sequence[bytes]) -> set[bytes]:
    """Which of these digests are of addresses that live."""
    rows = await DB.fetch(f"{_SUBSCRIPTION} WHERE f.secret = ANY($1::bytea[])", secrets)
    return {row["secret"] for row in rows if _subscription(row).lives}


async def subscriptions(account: int | None = None) -> list[Subscription]:
    """All that are not revoked, newest first: an account's own, or everybody's."""
    rows = await DB.fetch(
        f"{_SUBSCRIPTION} WHERE f.revoked IS NULL AND ($1::int IS NULL OR f.account = $1)"
        " ORDER BY f.created DESC, f.id DESC",
        account,
    )
    return [_subscription(row) for row in rows]


async def account_of(email: str) -> Actor | None:
    """Somebody with an open account, to make an address for."""
    rows = await DB.fetch(
        "SELECT id AS account, name, role, locale, enterprise, cooperative FROM account"
        " WHERE email = lower($1) AND active",
        email,
    )
    return _reader(rows[0]) if rows else None


async def trainers() -> list[Subject]:
    """Everybody who trains, for the manager who may follow them all."""
    rows = await DB.fetch(
        "SELECT id, name FROM account WHERE role = 'trainer' AND active ORDER BY name, id"
    )
    return [Subject(FeedKind.TRAINER, row["id"], row["name"]) for row in rows]


async def choices() -> Sequence[asyncpg.Record]:
    """Floors and rooms of the centre (`kind`, `key`, `name`), from the ground up."""
    return await DB.fetch(
        """
        SELECT 'floor' AS kind, f.level::text AS key, f.name, f.level, 0 AS place
        FROM floor f JOIN site s ON s.id = f.site WHERE s.kind = 'centre' AND f.active
        UNION ALL
        SELECT 'room', r.code, r.name, f.level, 1
        FROM space r JOIN floor f ON f.id = r.floor JOIN site s ON s.id = f.site
        WHERE s.kind = 'centre' AND r.kind = 'room' AND r.active
        ORDER BY place, level, name
        """
    )


def _subscription(row: asyncpg.Record) -> Subscription:
    reader, kind = _reader(row), FeedKind(row["kind"])
    return Subscription(
        id=row["id"],
        kind=kind,
        subject=row["subject"],
        key=row["key"],
        label=row["label"],
        locale=row["locale"] if is_locale(row["locale"]) else "id",
        track=row["track"],
        busy=row["busy"],
        created=row["created"],
        revoked=row["revoked"],
        last_used=row["last_used"],
        last_client=row["last_client"],
        reader=reader,
        lives=row["revoked"] is None
        and row["active"]
        and may_follow(reader, kind, row["subject"], cooperative=row["enterprises_cooperative"]),
    )


def _reader(row: asyncpg.Record) -> Actor:
    return Actor(
        role=Role(row["role"]),
        source=Source.SYSTEM,
        name=row["name"],
        account=row["account"],
        enterprise=row["enterprise"],
        cooperative=row["cooperative"],
        locale=row["locale"],
    )
