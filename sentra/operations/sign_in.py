"""Signing in and out, and changing the pass phrase."""

from datetime import datetime

from sentra.database.engine import DB
from sentra.domain.accounts import NotRecognised
from sentra.domain.messages import say
from sentra.domain.passwords import check_pass_phrase, normal_form
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import Actor, Role, Source
from sentra.operations import attempts
from sentra.operations.audit import record
from sentra.operations.hashing import hasher
from sentra.operations.sessions import close_sessions, open_session
from sentra.tables import Account


async def sign_in(
    *,
    email: str,
    pass_phrase: str,
    now: datetime,
    hours: int,
    address: str | None = None,
    client: str = "",
    replaces: bytes | None = None,
) -> str:
    """Open a session for whoever knows the pass phrase.

    An unknown address, one without a pass phrase and a closed account take the same way, and the
    same work, as a wrong pass phrase.

    Args:
        hours: How long the session lasts without use.
        address: Where the request came from (IP), for counting tries.
        replaces: Digest of the session this browser had.

    Returns:
        The secret of the new session.

    Raises:
        NotRecognised: Address and pass phrase do not go together.
        TooMany: There were too many tries; nothing was compared.
    """
    email = email.strip().lower()
    phrase = normal_form(pass_phrase)
    attempt = await attempts.begin(email=email, address=address, now=now)
    rows = await DB.fetch(
        "SELECT id, name, role, password FROM account WHERE email = $1 AND active", email
    )
    known: str | None = rows[0]["password"] if rows else None
    if not await hasher().verify(phrase, known) or known is None:
        raise NotRecognised
    person = rows[0]
    renewed = await hasher().hash(phrase) if hasher().is_dated(known) else known
    async with DB.transaction():
        # The row is locked, so that a pass phrase or state changed since is not overlooked.
        still = await DB.fetch(
            "UPDATE account SET last_sign_in = $2, password = $3 "
            "WHERE id = $1 AND active AND password = $4 RETURNING id",
            person["id"],
            now,
            renewed,
            known,
        )
        if not still:
            raise NotRecognised
        await attempts.succeeded(attempt)
        await attempts.forget_old(now=now)
        await record(
            "account.sign-in",
            subject=Account,
            subject_id=person["id"],
            actor=Actor(
                role=Role(person["role"]),
                source=Source.PAGE,
                name=person["name"],
                account=person["id"],
                address=address,
            ),
            now=now,
        )
        return await open_session(
            account=person["id"], now=now, hours=hours, client=client, replaces=replaces
        )


async def change_pass_phrase(
    *,
    current: str,
    new: str,
    actor: Actor,
    now: datetime,
    hours: int,
    client: str = "",
) -> str:
    """Choose another pass phrase. All browsers are signed out; the asking one goes on.

    Returns:
        The secret of the asking browser's new session.

    Raises:
        Invalid: The current pass phrase is wrong, or the new one is not good enough.
        TooMany: The current one was tried too often.
    """
    rows = await DB.fetch("SELECT email, name, password FROM account WHERE id = $1", actor.account)
    person = rows[0]
    attempt = await attempts.begin(email=person["email"], address=actor.address, now=now)
    if not await hasher().verify(normal_form(current), person["password"]):
        raise Invalid(Problem("current", say("This is not your present pass phrase.")))
    await attempts.succeeded(attempt)
    phrase = check_pass_phrase(new, email=person["email"], name=person["name"], field="new")
    hashed = await hasher().hash(phrase)
    account = actor.account or 0
    async with DB.transaction():
        await DB.fetch("UPDATE account SET password = $2 WHERE id = $1", account, hashed)
        await close_sessions(account=account)
        await record(
            "account.pass-phrase", subject=Account, subject_id=account, actor=actor, now=now
        )
        return await open_session(account=account, now=now, hours=hours, client=client)


async def sign_out_everywhere(*, actor: Actor, now: datetime, but: bytes | None = None) -> int:
    """End all sessions of the actor's account, but the one with digest `but`; how many."""
    async with DB.transaction():
        ended = await close_sessions(account=actor.account or 0, but=but)
        await record(
            "account.sign-out-everywhere",
            subject=Account,
            subject_id=actor.account,
            actor=actor,
            now=now,
        )
    return ended
