"""Accounts: inviting people, letting them in by a one-time link, closing and reopening."""

from dataclasses import dataclass
from datetime import datetime

from sentra.database.engine import DB
from sentra.database.violations import speak
from sentra.domain.accounts import (
    FIRST_EMAIL,
    check_links,
    introduce,
)
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from sentra.domain.roles import SYSTEM, Actor, Role
from sentra.i18n import is_locale
from sentra.operations.audit import changes, record
from sentra.operations.links import FIRST_MANAGER, end_links, new_path
from sentra.operations.sessions import close_sessions
from sentra.queries.accounts import has_manager
from sentra.tables import Account, Cooperative, Enterprise

_MANAGERS = 0x5E27A2
"""Advisory lock: managers are closed one at a time."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account and the path of its one-time link, which nobody can look up again."""

    account: int
    path: str


async def invite(
    *,
    name: str,
    email: str,
    role: Role,
    actor: Actor,
    now: datetime,
    enterprise: int | None = None,
    cooperative: int | None = None,
    locale: str = "id",
) -> Invitation:
    """Open an account for somebody, who chooses a pass phrase by the link.

    Raises:
        Invalid: A field is wrong, or the e-mail address has an account.
        Forbidden: The actor is no manager.
    """
    _managers_only(actor)
    person = introduce(name=name, email=email)
    check_links(role, enterprise=enterprise, cooperative=cooperative)
    async with DB.transaction():
        await _check_exist(enterprise=enterprise, cooperative=cooperative)
        account = Account(
            name=person.name,
            email=person.email,
            role=role.value,
            enterprise=enterprise,
            cooperative=cooperative,
            locale=locale if is_locale(locale) else "id",
            created=now,
        )
        with speak():
            await account.save()
        await record(
            "account.invite",
            subject=Account,
            subject_id=account.id,
            actor=actor,
            now=now,
            after={
                "name": person.name,
                "role": role.value,
                "enterprise": enterprise,
                "cooperative": cooperative,
            },
        )
        return Invitation(account.id, await new_path(account.id, now=now))


async def new_link(*, account: int, actor: Actor, now: datetime) -> Invitation:
    """A fresh one-time link for somebody who lost hers or her pass phrase; older ones end.

    Raises:
        NotFound: There is no such account.
        Conflict: It is closed.
        Forbidden: The actor is no manager.
    """
    _managers_only(actor)
    async with DB.transaction():
        found = await _locked(account)
        if not found["active"]:
            raise Conflict(say("This account is closed. Reopen it first."))
        path = await new_path(account, now=now)
        await record("account.link", subject=Account, subject_id=account, actor=actor, now=now)
    return Invitation(account, path)


async def first_sign_in_link(*, now: datetime) -> str | None:
    """The path of the link for the first manager, while there is none who can sign in.

    Each call ends the link of the call before, so that only the latest start's is good.
    """
    async with DB.transaction():
        await DB.fetch("SELECT pg_advisory_xact_lock($1)", FIRST_MANAGER)
        if await has_manager():
            return None
        rows = await DB.fetch("SELECT id FROM account WHERE email = $1", FIRST_EMAIL)
        if rows:
            return await new_path(rows[0]["id"], now=now)
        account = Account(name="Pengelola", email=FIRST_EMAIL, role=Role.MANAGER.value, created=now)
        await account.save()
        await record(
            "account.invite",
            subject=Account,
            subject_id=account.id,
            actor=SYSTEM,
            now=now,
            after={"name": account.name, "role": account.role},
        )
        return await new_path(account.id, now=now)


async def close_account(*, account: int, actor: Actor, now: datetime) -> None:
    """Shut somebody out: signed out everywhere, links and tokens without effect; nothing is lost.

    Raises:
        NotFound: There is no such account.
        Conflict: It is the actor's own, the last manager's, or closed already.
        Forbidden: The actor is no manager.
    """
    _managers_only(actor)
    if account == actor.account:
        raise Conflict(say("You can't close your own account. Ask another building manager."))
    async with DB.transaction():
        await DB.fetch("SELECT pg_advisory_xact_lock($1)", _MANAGERS)
        found = await _locked(account)
        if not found["active"]:
            raise Conflict(say("This account is closed already."))
        if found["role"] == Role.MANAGER and found["chosen"] and not await _others(account):
            raise Conflict(
                say("This is the last building manager. Invite another one before closing it.")
            )
        await DB.fetch("UPDATE account SET active = false WHERE id = $1", account)
        await close_sessions(account=account)
        await end_links(account, now=now)
        await _record_state("account.close", account, actor=actor, now=now, active=False)


async def reopen_account(*, account: int, actor: Actor, now: datetime) -> None:
    """Let somebody in again, with the pass phrase and the tokens of before.

    Raises:
        NotFound: There is no such account.
        Conflict: It is open.
        Forbidden: The actor is no manager.
    """
    _managers_only(actor)
    async with DB.transaction():
        if (await _locked(account))["active"]:
            raise Conflict(say("This account is open already."))
        await DB.fetch("UPDATE account SET active = true WHERE id = $1", account)
        await _record_state("account.reopen", account, actor=actor, now=now, active=True)


async def change_profile(*, name: str, locale: str, actor: Actor, now: datetime) -> None:
    """The actor's own name and language.

    Raises:
        Invalid: The name is empty or too long.
    """
    tidy = introduce(name=name, email="somebody@example.org").name
    async with DB.transaction():
        rows = await DB.fetch(
            "SELECT name, locale FROM account WHERE id = $1 FOR UPDATE", actor.account
        )
        old = dict(rows[0])
        new = {"name": tidy, "locale": locale if is_locale(locale) else old["locale"]}
        before, after = changes(old, new)
        if not after:
            return
        await DB.fetch(
            "UPDATE account SET name = $2, locale = $3 WHERE id = $1",
            actor.account,
            new["name"],
            new["locale"],
        )
        await record(
            "account.change",
            subject=Account,
            subject_id=actor.account,
            actor=actor,
            now=now,
            before=before,
            after=after,
        )


async def choose_mail(*, wanted: bool, actor: Actor, now: datetime) -> None:
    """Whether the actor gets invitations and notices by e-mail."""
    async with DB.transaction():
        rows = await DB.fetch(
            "UPDATE account SET mail = $2 WHERE id = $1 AND mail <> $2 RETURNING id",
            actor.account,
            wanted,
        )
        if rows:
            await record(
                "account.change",
                subject=Account,
                subject_id=actor.account,
                actor=actor,
                now=now,
                before={"mail": not wanted},
                after={"mail": wanted},
            )


def _managers_only(actor: Actor) -> None:
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Your account may not do this."))


async def _check_exist(*, enterprise: int | None, cooperative: int | None) -> None:
    if enterprise is not None and not await Enterprise.exists().where(Enterprise.id == enterprise):
        raise Invalid(Problem("enterprise", say("There is no such enterprise."), str(enterprise)))
    if cooperative is not None and not await Cooperative.exists().where(
        Cooperative.id == cooperative
    ):
        raise Invalid(
            Problem("cooperative", say("There is no such cooperative."), str(cooperative))
        )


async def _locked(account: int) -> dict[str, object]:
    rows = await DB.fetch(
        "SELECT role, active, password IS NOT NULL AS chosen FROM account WHERE id = $1 FOR UPDATE",
        account,
    )
    if not rows:
        raise NotFound(say("There is no such account."))
    return dict(rows[0])


async def _others(account: int) -> bool:
    """Whether another manager can sign in."""
    rows = await DB.fetch(
        "SELECT FROM account WHERE role = 'manager' AND active AND password IS NOT NULL "
        "AND id <> $1 LIMIT 1",
        account,
    )
    return bool(rows)


async def _record_state(
    verb: str, account: int, *, actor: Actor, now: datetime, active: bool
) -> None:
    await record(
        verb,
        subject=Account,
        subject_id=account,
        actor=actor,
        now=now,
        before={"active": not active},
        after={"active": active},
    )
