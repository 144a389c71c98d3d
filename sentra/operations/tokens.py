"""Secrets with which programs speak for an account."""

from dataclasses import dataclass
from datetime import datetime

from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Problem
from sentra.domain.roles import Actor
from sentra.domain.secrets import digest, new_secret
from sentra.operations.audit import record
from sentra.tables import ApiToken

PREFIX = "sentra_"
"""By which programs that look for leaked secrets know one of ours."""

LONGEST_LABEL = 60
MOST_TOKENS = 20
"""Per account."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token; its secret is seen this once."""

    id: int
    label: str
    secret: str


async def create_token(
    *, label: str, actor: Actor, now: datetime, account: int | None = None
) -> NewToken:
    """A token that may do what the account may.

    Args:
        account: For whom, where the command line makes it; the actor's own by default.

    Raises:
        Invalid: The label is missing or too long.
        Conflict: The account has `MOST_TOKENS` already.
        NotFound: There is no such account.
    """
    label = " ".join(label.split())
    if not label:
        raise Invalid(Problem("label", say("This is needed.")))
    if len(label) > LONGEST_LABEL or not label.isprintable():
        rule = say("At most %(most)d characters fit here.", most=LONGEST_LABEL)
        raise Invalid(Problem("label", rule))
    owner = account or actor.account
    secret = PREFIX + new_secret()
    async with DB.transaction():
        if not await DB.fetch("SELECT FROM account WHERE id = $1 AND active FOR UPDATE", owner):
            raise NotFound(say("There is no such account."))
        count = await DB.fetch(
            "SELECT count(*) AS n FROM api_token WHERE account = $1 AND revoked IS NULL", owner
        )
        if count[0]["n"] >= MOST_TOKENS:
            raise Conflict(
                say("An account has at most %(most)d tokens. Revoke one first.", most=MOST_TOKENS)
            )
        token = ApiToken(secret=digest(secret), account=owner, label=label, created=now)
        await token.save()
        await record(
            "token.create",
            subject=ApiToken,
            subject_id=token.id,
            actor=actor,
            now=now,
            after={"account": owner, "label": label},
        )
    return NewToken(token.id, label, secret)


async def revoke_token(token: int, *, actor: Actor, now: datetime) -> None:
    """The actor's own token has no effect from now on.

    Raises:
        NotFound: The actor has no such token, or it is revoked already.
    """
    async with DB.transaction():
        rows = await DB.fetch(
            "UPDATE api_token SET revoked = $3 "
            "WHERE id = $1 AND account = $2 AND revoked IS NULL RETURNING label",
            token,
            actor.account,
            now,
        )
        if not rows:
            raise NotFound(say("There is no such token."))
        await record(
            "token.revoke",
            subject=ApiToken,
            subject_id=token,
            actor=actor,
            now=now,
            before={"label": rows[0]["label"]},
        )


async def note_use(*, secret: bytes, now: datetime) -> None:
    """Remember the day, not the moment: enough to see which tokens are still needed."""
    await DB.fetch(
        "UPDATE api_token SET last_used = $2 "
        "WHERE secret = $1 AND (last_used IS NULL OR last_used < $2)",
        secret,
        now.date(),
    )
