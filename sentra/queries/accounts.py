"""Reads of accounts, their sessions, links and tokens."""

from dataclasses import dataclass
from datetime import date, datetime

from sentra.database.engine import DB
from sentra.domain.accounts import FIRST_EMAIL, AccountState, state_of
from sentra.domain.roles import Role

PAGE = 50


@dataclass(frozen=True, slots=True)
class LinkOwner:
    """Whose one-time link it is; `is_first` where the first manager introduces herself."""

    account: int
    name: str
    email: str
    role: Role
    locale: str
    is_first: bool
    expires: datetime


async def owner_of_link(secret: bytes, *, now: datetime) -> LinkOwner | None:
    """Who may use the link with this digest now; None when it is unknown, used, over or void.

    The very first link is void once there is a manager who signs in.
    """
    rows = await DB.fetch(
        """
        SELECT a.id, a.name, a.email, a.role, a.locale, l.expires
        FROM sign_in_link l JOIN account a ON a.id = l.account
        WHERE l.secret = $1 AND l.used IS NULL AND l.expires > $2 AND a.active
            AND (a.email <> $3 OR NOT EXISTS (
                SELECT FROM account WHERE role = 'manager' AND active AND password IS NOT NULL))
        """,
        secret,
        now,
        FIRST_EMAIL,
    )
    if not rows:
        return None
    row = rows[0]
    return LinkOwner(
        account=row["id"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        locale=row["locale"],
        is_first=row["email"] == FIRST_EMAIL,
        expires=row["expires"],
    )


async def has_manager() -> bool:
    """Whether there is a building manager who can sign in."""
    rows = await DB.fetch(
        "SELECT FROM account WHERE role = 'manager' AND active AND password IS NOT NULL LIMIT 1"
    )
    return bool(rows)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account, as a manager sees it."""

    id: int
    name: str
    email: str
    role: Role
    state: AccountState
    enterprise: int | None
    enterprise_name: str | None
    cooperative: int | None
    cooperative_name: str | None
    created: datetime
    last_sign_in: datetime | None
    mail: bool
    """Whether she gets letters."""


_ACCOUNTS = """
    SELECT a.id, a.name, a.email, a.role, a.active, a.password IS NOT NULL AS chosen,
        a.enterprise, e.name AS enterprise_name, a.cooperative, c.name AS cooperative_name,
        a.created, a.last_sign_in, a.mail, count(*) OVER () AS total
    FROM account a
    LEFT JOIN enterprise e ON e.id = a.enterprise
    LEFT JOIN cooperative c ON c.id = a.cooperative
"""
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


async def list_accounts(
    *,
    words: str = "",
    role: Role | None = None,
    state: AccountState | None = None,
    page: int = 1,
    size: int = PAGE,
) -> tuple[list[AccountRow], int]:
    """One page of the accounts whose name or e-mail address holds `words`, and how many in all."""
    rows = await DB.fetch(
        _ACCOUNTS
        + r"""
        WHERE ($1 = '' OR a.name ILIKE $2 OR a.email ILIKE $2 OR e.name ILIKE $2)
            AND ($3::text IS NULL OR a.role = $3)
            AND CASE $4::text
                WHEN 'open' THEN a.active AND a.password IS NOT NULL
                WHEN 'invited' THEN a.active AND a.password IS NULL
                WHEN 'closed' THEN NOT a.active
                ELSE true END
        ORDER BY lower(a.name), a.id LIMIT $5 OFFSET $6
        """,
        words,
        f"%{words.translate(_LIKE)}%",
        role,
        state,
        size,
        (page - 1) * size,
    )
    return [_account(row) for row in rows], rows[0]["total"] if rows else 0


async def find_account(account: int) -> AccountRow | None:
    rows = await DB.fetch(f"{_ACCOUNTS} WHERE a.id = $1", account)
    return _account(rows[0]) if rows else None


async def account_of_email(email: str) -> AccountRow | None:
    """The account with this e-mail address, in whatever letters it is written."""
    rows = await DB.fetch(f"{_ACCOUNTS} WHERE a.email = $1", email.strip().lower())
    return _account(rows[0]) if rows else None


def _account(row: object) -> AccountRow:
    fields: dict[str, object] = dict(row)  # type: ignore[call-overload] # an asyncpg.Record
    fields.pop("total")
    fields["role"] = Role(str(fields["role"]))
    fields["state"] = state_of(active=bool(fields.pop("active")), chosen=bool(fields.pop("chosen")))
    return AccountRow(**fields)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser of an account."""

    id: int
    client: str
    created: datetime
    seen: datetime
    own: bool


async def sessions_of(account: int, *, own: bytes | None, now: datetime) -> list[SessionRow]:
    """The live sessions; `own` is the digest of the one that asks."""
    rows = await DB.fetch(
        """
        SELECT id, client, created, seen, secret IS NOT DISTINCT FROM $2 AS own
        FROM session WHERE account = $1 AND expires > $3 ORDER BY own DESC, seen DESC, id
        """,
        account,
        own,
        now,
    )
    return [SessionRow(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token, without its secret, which nobody knows."""

    id: int
    label: str
    created: datetime
    last_used: date | None


async def tokens_of(account: int) -> list[TokenRow]:
    """The tokens that are not revoked, newest first."""
    rows = await DB.fetch(
        "SELECT id, label, created, last_used FROM api_token "
        "WHERE account = $1 AND revoked IS NULL ORDER BY id DESC",
        account,
    )
    return [TokenRow(**dict(row)) for row in rows]
