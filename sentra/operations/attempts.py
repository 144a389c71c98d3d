"""Slowing guesses down: how many tries an e-mail address and a place have left.

A try is written down before its pass phrase is looked at, so that many at once count as many.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import TooMany

_FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so long, for one `kind` of thing guessed at."""

    kind: str
    tries: int
    within: timedelta


HERE = Limit("here", 8, timedelta(minutes=15))
"""One e-mail address from one place. Low: and it locks nobody out who signs in from elsewhere."""
ANYWHERE = Limit("e-mail", 60, timedelta(hours=1))
"""One e-mail address from all places together."""
PLACE = Limit("place", 100, timedelta(hours=1))
"""One place, all e-mail addresses: an office behind one address fits in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, until it is known to be right."""

    rows: tuple[int, ...]
    own: tuple[bytes, ...]


async def begin(*, email: str, address: str | None, now: datetime) -> Attempt:
    """Write a try down.

    Raises:
        TooMany: There were too many before; this one does not count.
    """
    place = place_of(address)
    here, anywhere = _mark(HERE, f"{email} {place}"), _mark(ANYWHERE, email)
    counted = ((HERE, here), (ANYWHERE, anywhere), (PLACE, _mark(PLACE, place)))
    written = await DB.fetch(
        "INSERT INTO sign_in_attempt (who, at) SELECT unnest($1::bytea[]), $2 RETURNING id",
        [who for _, who in counted],
        now,
    )
    attempt = Attempt(tuple(row["id"] for row in written), (here, anywhere))
    for limit, who in counted:
        await _check(limit, who, attempt, now=now)
    return attempt


async def _check(limit: Limit, who: bytes, attempt: Attempt, *, now: datetime) -> None:
    rows = await DB.fetch(
        "SELECT count(*) AS n, min(at) AS first FROM sign_in_attempt WHERE who = $1 AND at > $2",
        who,
        now - limit.within,
    )
    if rows[0]["n"] <= limit.tries:
        return
    await DB.fetch("DELETE FROM sign_in_attempt WHERE id = ANY($1)", list(attempt.rows))
    free: datetime = rows[0]["first"] + limit.within
    minutes = max(1, -int((now - free).total_seconds() // 60))
    raise TooMany(
        say(
            "There were too many tries to sign in. Please try again in %(minutes)d minutes.",
            minutes=minutes,
        ),
        extra={"retry_after": minutes * 60},
    )


async def succeeded(attempt: Attempt) -> None:
    """The try was right: it and the failures before it are forgotten.

    The place keeps its failures, or whoever has an account could wipe them between guesses.
    """
    await DB.fetch(
        "DELETE FROM sign_in_attempt WHERE id IN (SELECT id FROM sign_in_attempt "
        "WHERE id = ANY($1) OR who = ANY($2) FOR UPDATE SKIP LOCKED)",
        list(attempt.rows),
        list(attempt.own),
    )


async def forget_old(*, now: datetime) -> None:
    await DB.fetch(
        "DELETE FROM sign_in_attempt WHERE id IN "
        "(SELECT id FROM sign_in_attempt WHERE at < $1 FOR UPDATE SKIP LOCKED)",
        now - _FORGOTTEN_AFTER,
    )


def place_of(address: str | None) -> str:
    """What somebody can't easily change: an IPv4 address, or the network half of an IPv6 one."""
    try:
        number = ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped is not None:
            return str(number.ipv4_mapped)
        return number.packed[:8].hex()
    return str(number)


def _mark(limit: Limit, who: str) -> bytes:
    return sha256(f"{limit.kind} {who}".encode()).digest()
