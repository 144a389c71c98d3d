"""One-time links: how somebody invited, or who lost a pass phrase, comes in."""

from datetime import datetime, timedelta

from sentra.database.engine import DB
from sentra.database.violations import on_violation, speak
from sentra.domain.accounts import FIRST_EMAIL, Introduction, LinkSpent, introduce
from sentra.domain.messages import say
from sentra.domain.passwords import check_pass_phrase
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import Actor, Role, Source
from sentra.domain.secrets import digest, new_secret
from sentra.operations.audit import changes, record
from sentra.operations.hashing import hasher
from sentra.operations.sessions import close_sessions, open_session
from sentra.queries.accounts import LinkOwner, has_manager, owner_of_link
from sentra.tables import Account

LINK_LASTS = timedelta(days=7)
FIRST_MANAGER = 0x5E27A1
"""Advisory lock: whether there is a manager yet is found out by one at a time."""


def _email_taken() -> Invalid:
    return Invalid(Problem("email", say("There is an account with this e-mail address already.")))


on_violation("account_email_key", _email_taken)


async def new_path(account: int, *, now: datetime) -> str:
    """A fresh link; those before it end."""
    await end_links(account, now=now)
    secret = new_secret()
    await DB.fetch(
        "INSERT INTO sign_in_link (secret, account, created, expires) VALUES ($1, $2, $3, $4)",
        digest(secret),
        account,
        now,
        now + LINK_LASTS,
    )
    return f"/mulai/{secret}"


async def end_links(account: int, *, now: datetime) -> None:
    await DB.fetch(
        "UPDATE sign_in_link SET expires = least(expires, $2) WHERE account = $1 AND used IS NULL",
        account,
        now,
    )


async def use_link(
    *,
    secret: str,
    pass_phrase: str,
    now: datetime,
    hours: int,
    address: str | None = None,
    client: str = "",
    replaces: bytes | None = None,
    introduction: tuple[str, str] | None = None,
) -> str:
    """Choose a pass phrase by a one-time link and sign in; of several at once one gets through.

    Every browser signed in before is signed out: a link is also how a lost account comes back.

    Args:
        hours: How long the new session lasts without use.
        replaces: Digest of the session this browser had.
        introduction: Name and e-mail address of the first manager; ignored for anybody else.

    Returns:
        The secret of the new session.

    Raises:
        LinkSpent: The link is unknown, used or too old.
        Invalid: The pass phrase (or the introduction) is not good enough; the link stays good.
    """
    owner = await owner_of_link(digest(secret), now=now)
    if owner is None:
        raise LinkSpent
    person, phrase = _checked(owner, pass_phrase, introduction or ("", ""))
    hashed = await hasher().hash(phrase)
    async with DB.transaction():
        if owner.role is Role.MANAGER:
            # So that of the first manager's link and another manager's one only sees none yet.
            await DB.fetch("SELECT pg_advisory_xact_lock($1)", FIRST_MANAGER)
        await _claim(digest(secret), account=owner.account, now=now)
        with speak():
            await DB.fetch(
                "UPDATE account SET password = $2, name = $3, email = $4, last_sign_in = $5 "
                "WHERE id = $1",
                owner.account,
                hashed,
                person.name,
                person.email,
                now,
            )
        await close_sessions(account=owner.account)
        before, after = changes({"name": owner.name}, {"name": person.name})
        await record(
            "account.enter",
            subject=Account,
            subject_id=owner.account,
            actor=Actor(
                role=owner.role,
                source=Source.PAGE,
                name=person.name,
                account=owner.account,
                address=address,
            ),
            now=now,
            before=before or None,
            after=after or None,
        )
        return await open_session(
            account=owner.account, now=now, hours=hours, client=client, replaces=replaces
        )


def _checked(
    owner: LinkOwner, pass_phrase: str, introduction: tuple[str, str]
) -> tuple[Introduction, str]:
    """Who comes in and her pass phrase; all that is wrong with them is said at once."""
    person = Introduction(owner.name, owner.email)
    problems: list[Problem] = []
    if owner.is_first:
        name, email = introduction
        try:
            person = introduce(name=name, email=email)
        except Invalid as refusal:
            problems.extend(refusal.problems)
    try:
        phrase = check_pass_phrase(pass_phrase, email=person.email, name=person.name)
    except Invalid as refusal:
        problems.extend(refusal.problems)
    if problems:
        raise Invalid(*problems)
    return person, phrase


async def _claim(secret: bytes, *, account: int, now: datetime) -> None:
    """Use the link up. Others who try wait for the account's row and then find the link used.

    The account may have been closed meanwhile, or stand for a first manager who has come since.
    """
    rows = await DB.fetch("SELECT email, active FROM account WHERE id = $1 FOR UPDATE", account)
    if not rows[0]["active"] or (rows[0]["email"] == FIRST_EMAIL and await has_manager()):
        raise LinkSpent
    used = await DB.fetch(
        "UPDATE sign_in_link SET used = $2 WHERE secret = $1 AND used IS NULL AND expires > $2 "
        "RETURNING id",
        secret,
        now,
    )
    if not used:
        raise LinkSpent
    await end_links(account, now=now)
