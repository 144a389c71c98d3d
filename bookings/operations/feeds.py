"""Following a calendar: an address of one's own, taken back or exchanged at will."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bookings.domain import feeds as rules
from bookings.domain.feeds import FeedKind, may_follow
from bookings.queries import feeds as queries
from bookings.queries.feeds import Subject, Subscription
from bookings.tables import Feed
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor, Source
from sentra.domain.secrets import digest, new_secret
from sentra.i18n import Locale, translate
from sentra.operations.audit import record

MOST_LIVE = 50
"""Addresses that one account may have at a time."""
LABEL_MOST = 80


class Copies(Protocol):
    """What is kept of calendars outside of the database, to be sent while that is away."""

    def forget(self, secret: bytes) -> None:
        """Never again send what was kept of the address whose secret has this digest."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A new address, at the only moment that its secret is known."""

    feed: int
    kind: FeedKind
    label: str
    secret: str = field(repr=False)


async def subscribe(
    *,
    kind: FeedKind,
    key: str = "",
    label: str = "",
    locale: Locale,
    actor: Actor,
    now: datetime,
    owner: Actor | None = None,
    busy: bool = False,
) -> Handed:
    """Make an address under which `owner` (who is `actor`, unless said) follows a calendar.

    Args:
        key: A floor's level, a room's code, the id of a trainer or an enterprise, or a track.
        busy: Whether it is to tell only when, and never what.
        label: What the calendar is called in its reader's program; its subject's name if empty.

    Raises:
        NotFound: There is no such calendar, or it is not the owner's to follow.
        Invalid: The label is too long or cannot be stored.
        Conflict: The owner has as many addresses as one account may have.
    """
    owner = owner or actor
    label = _checked(label)
    subject = await queries.subject(kind, key.strip())
    if (
        subject is None
        or owner.account is None
        or not may_follow(owner, kind, subject.id, cooperative=subject.cooperative)
    ):
        raise NotFound(say("There is no such calendar, or it is not yours to follow."))
    if len(await queries.subscriptions(owner.account)) >= MOST_LIVE:
        raise Conflict(
            say(
                "You have %(most)d calendar addresses. Revoke one that you do not use.",
                most=MOST_LIVE,
            )
        )
    label = label or translate(rules.label_of(kind, subject.name), locale)
    what = _What(subject, label, locale, busy=busy)
    return await _hand_out(what, owner=owner, actor=actor, now=now)


async def revoke(*, feed: int, copies: Copies, actor: Actor, now: datetime) -> None:
    """Close an address for good; whoever still asks is told that it is gone. Safe to repeat.

    Args:
        copies: What was kept of it for when the database is away, and goes with it.

    Raises:
        NotFound: There is no such address, or it is somebody else's.
    """
    async with DB.transaction():
        await _revoke(await _own(feed, actor), copies=copies, actor=actor, now=now)


async def regenerate(*, feed: int, copies: Copies, actor: Actor, now: datetime) -> Handed:
    """Exchange an address for a new one of the same calendar; the old one is gone.

    Args:
        copies: As in `revoke`.

    Raises:
        NotFound: There is no such address, it is revoked, or it is somebody else's.
    """
    found = await _own(feed, actor)
    if not found.lives:
        raise _no_such_address()
    subject = Subject(found.kind, found.subject, found.label, track=found.track)
    what = _What(subject, found.label, found.locale, busy=found.busy)
    async with DB.transaction():
        if not await _revoke(found, copies=copies, actor=actor, now=now):
            raise _no_such_address()
        return await _hand_out(what, owner=found.reader, actor=actor, now=now)


async def note_uses(uses: Sequence[tuple[int, date, str]]) -> None:
    """Remember which addresses (by id) are in use, on which day and by what program.

    Of a day the first use is kept. No entry of the audit trail: nobody decided anything.
    """
    await DB.fetch(
        "UPDATE feed f SET last_used = u.day, last_client = u.client"
        " FROM unnest($1::int[], $2::date[], $3::text[]) u (feed, day, client)"
        " WHERE f.id = u.feed AND (f.last_used IS NULL OR f.last_used < u.day)",
        *(list(column) for column in zip(*uses, strict=True)),
    )


async def must_own(feed: int, *, actor: Actor) -> Subscription:
    """A living address of the actor's own.

    Raises:
        NotFound: There is no such address, it is revoked, or it is somebody else's.
    """
    found = await _own(feed, actor)
    if found.revoked is not None:
        raise _no_such_address()
    return found


def _checked(label: str) -> str:
    label = " ".join(label.split())
    if len(label) > LABEL_MOST:
        rule = say("At most %(most)d characters fit here.", most=LABEL_MOST)
        raise Invalid(Problem("label", rule, label))
    if not label.isprintable():
        raise Invalid(Problem("label", say("This has a character that can't be stored.")))
    return label


def _no_such_address() -> NotFound:
    return NotFound(say("There is no such calendar address."))


async def _own(feed: int, actor: Actor) -> Subscription:
    """The subscription, if it is the actor's own; the command line may do it for anybody."""
    found = await queries.subscription_by_id(feed)
    own = found is not None and found.reader.account == actor.account
    if found is None or not (own or actor.source is Source.CLI):
        raise _no_such_address()
    return found


async def _revoke(found: Subscription, *, copies: Copies, actor: Actor, now: datetime) -> bool:
    """Whether it was still open; belongs inside a transaction."""
    rows = await DB.fetch(
        "UPDATE feed SET revoked = $2 WHERE id = $1 AND revoked IS NULL RETURNING secret",
        found.id,
        now,
    )
    if rows:
        # Before it is committed: at worst a living address has no copy for a while.
        copies.forget(rows[0]["secret"])
        await record(
            "calendar.revoke",
            subject=Feed,
            subject_id=found.id,
            actor=actor,
            now=now,
            before={"revoked": None},
            after={"revoked": now},
        )
    return bool(rows)


@dataclass(frozen=True, slots=True)
class _What:
    """What an address is of."""

    subject: Subject
    label: str
    locale: Locale
    busy: bool


async def _hand_out(
    what: _What,
    *,
    owner: Actor,
    actor: Actor,
    now: datetime,
) -> Handed:
    secret, subject, label = new_secret(), what.subject, what.label[:LABEL_MOST]
    facts = {
        "account": owner.account,
        "kind": subject.kind.value,
        "subject": subject.id,
        "label": label,
        "locale": what.locale,
        "created": now,
        "track": subject.track,
        "busy": what.busy,
    }
    async with DB.transaction():
        [row] = await DB.fetch(
            "INSERT INTO feed (account, kind, subject, label, locale, created, track, busy, secret,"
            " last_client) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') RETURNING id",
            *facts.values(),
            digest(secret),
        )
        await record(
            "calendar.subscribe",
            subject=Feed,
            subject_id=row["id"],
            actor=actor,
            now=now,
            after=facts,
        )
    return Handed(row["id"], subject.kind, label, secret)
