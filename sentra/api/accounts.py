"""Accounts, tokens and the audit trail, for programs."""

from datetime import date, datetime
from typing import Annotated

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta, Struct

from sentra.domain.accounts import AccountState
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import MANAGERS, SIGNED_IN, Role
from sentra.operations.accounts import close_account, invite, new_link, reopen_account
from sentra.operations.tokens import create_token, revoke_token
from sentra.queries.accounts import AccountRow, find_account, list_accounts, tokens_of
from sentra.queries.trail import TrailEntry, TrailFilter, list_trail
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of, settings_of

_MOST = 200
_MOST_ID = 2**31 - 1
Size = Annotated[int, Meta(ge=1, le=_MOST)]
Moment = Annotated[datetime, Meta(tz=True)]
Number = Annotated[int, Meta(ge=1, le=_MOST_ID)]


class AccountOut(Struct):
    """An account.

    `state` is invited until a pass phrase is chosen, then open, until somebody closes it.
    `enterprise` and `cooperative` are ids of what the account speaks for.
    """

    id: int
    name: str
    email: str
    role: Role
    state: AccountState
    enterprise: int | None
    cooperative: int | None
    created: datetime
    last_sign_in: datetime | None


class AccountsOut(Struct):
    """A page of accounts, and how many there are on all pages."""

    items: list[AccountOut]
    page: int
    size: int
    total: int


class InvitationIn(Struct, forbid_unknown_fields=True):
    """Whom to invite: `enterprise` or `cooperative` for an account that speaks for one."""

    name: str
    email: str
    role: Role
    enterprise: Number | None = None
    cooperative: Number | None = None


class InvitationOut(Struct):
    """The account's id, and the one-time link, which is seen this once."""

    account: int
    link: str


class TokenIn(Struct, forbid_unknown_fields=True):
    """What the token is for."""

    label: str


class TokenOut(Struct):
    """A token, without its secret."""

    id: int
    label: str
    created: datetime
    last_used: date | None


class NewTokenOut(Struct):
    """A new token; `secret` is seen this once."""

    id: int
    label: str
    secret: str


class TrailOut(Struct):
    """Entries, newest first; ask again with `before` set to `next` for older ones."""

    items: list[TrailEntry]
    next: int | None


@get("/api/v1/me", allow=SIGNED_IN, operation_id="getMe", tags=["accounts"])
async def me(request: SentraRequest) -> AccountOut:
    """The account that the token or session speaks for."""
    return await _account(actor_of(request).account or 0)


@get(
    "/api/v1/accounts",
    allow=MANAGERS,
    operation_id="listAccounts",
    tags=["accounts"],
    dependencies=PAGED,
)
async def accounts(
    request: SentraRequest,  # noqa: ARG001 - like every handler
    paging: NamedDependency[Paging],
    *,
    q: FromQuery[str] = "",
    role: FromQuery[Role | None] = None,
    standing: Annotated[AccountState | None, QueryParameter(name="state")] = None,
) -> AccountsOut:
    """Accounts by name; `q` looks in name and e-mail address."""
    rows, total = await list_accounts(
        words=q, role=role, state=standing, page=paging.page, size=paging.size
    )
    return AccountsOut([_out(row) for row in rows], paging.page, paging.size, total)


@get("/api/v1/accounts/{account:int}", allow=MANAGERS, operation_id="getAccount", tags=["accounts"])
async def one_account(
    request: SentraRequest,  # noqa: ARG001 - like every handler
    account: FromPath[int],
) -> AccountOut:
    """One account."""
    return await _account(account)


@post("/api/v1/accounts", allow=MANAGERS, operation_id="inviteAccount", tags=["accounts"])
async def create_account(request: SentraRequest, data: JSONBody[InvitationIn]) -> InvitationOut:
    """Invite somebody. Pass the link on: with it the person chooses a pass phrase."""
    made = await invite(
        name=data.name,
        email=data.email,
        role=data.role,
        enterprise=data.enterprise,
        cooperative=data.cooperative,
        actor=actor_of(request),
        now=now_of(request),
    )
    return InvitationOut(made.account, settings_of(request).address + made.path)


@post(
    "/api/v1/accounts/{account:int}/link",
    allow=MANAGERS,
    operation_id="makeAccountLink",
    tags=["accounts"],
)
async def make_link(request: SentraRequest, account: FromPath[int]) -> InvitationOut:
    """A new one-time link; the one before ends."""
    made = await new_link(account=account, actor=actor_of(request), now=now_of(request))
    return InvitationOut(made.account, settings_of(request).address + made.path)


@post(
    "/api/v1/accounts/{account:int}/close",
    allow=MANAGERS,
    operation_id="closeAccount",
    tags=["accounts"],
    status_code=200,
)
async def close(request: SentraRequest, account: FromPath[int]) -> AccountOut:
    """Shut somebody out. Nothing is lost, and the account can be reopened."""
    await close_account(account=account, actor=actor_of(request), now=now_of(request))
    return await _account(account)


@post(
    "/api/v1/accounts/{account:int}/reopen",
    allow=MANAGERS,
    operation_id="reopenAccount",
    tags=["accounts"],
    status_code=200,
)
async def reopen(request: SentraRequest, account: FromPath[int]) -> AccountOut:
    """Let somebody in again."""
    await reopen_account(account=account, actor=actor_of(request), now=now_of(request))
    return await _account(account)


@get("/api/v1/tokens", allow=SIGNED_IN, operation_id="listTokens", tags=["tokens"])
async def tokens(request: SentraRequest) -> list[TokenOut]:
    """The account's own tokens, newest first."""
    return [
        TokenOut(row.id, row.label, row.created, row.last_used)
        for row in await tokens_of(actor_of(request).account or 0)
    ]


@post("/api/v1/tokens", allow=SIGNED_IN, operation_id="createToken", tags=["tokens"])
async def make_token(request: SentraRequest, data: JSONBody[TokenIn]) -> NewTokenOut:
    """A token that may do what the account may."""
    made = await create_token(label=data.label, actor=actor_of(request), now=now_of(request))
    return NewTokenOut(made.id, made.label, made.secret)


@delete("/api/v1/tokens/{token:int}", allow=SIGNED_IN, operation_id="revokeToken", tags=["tokens"])
async def drop_token(request: SentraRequest, token: FromPath[int]) -> None:
    """The token has no effect from now on."""
    await revoke_token(token, actor=actor_of(request), now=now_of(request))


@get("/api/v1/audit", allow=MANAGERS, operation_id="listAuditTrail", tags=["audit trail"])
async def audit(
    request: SentraRequest,  # noqa: ARG001 - like every handler
    *,
    subject: FromQuery[str | None] = None,
    subject_id: FromQuery[Number | None] = None,
    account: FromQuery[Number | None] = None,
    verb: FromQuery[str | None] = None,
    since: FromQuery[Moment | None] = None,
    until: FromQuery[Moment | None] = None,
    before: FromQuery[Number | None] = None,
    size: FromQuery[Size] = 50,
) -> TrailOut:
    """What was changed, newest first; `until` and `before` are the first not wanted any more."""
    wanted = TrailFilter(
        subject=subject,
        subject_id=subject_id,
        account=account,
        verb=verb,
        since=since,
        until=until,
    )
    entries = await list_trail(wanted, older_than=before, size=size + 1)
    more = len(entries) > size
    return TrailOut(entries[:size], entries[size - 1].id if more else None)


async def _account(account: int) -> AccountOut:
    row = await find_account(account)
    if row is None:
        raise NotFound(say("There is no such account."))
    return _out(row)


def _out(row: AccountRow) -> AccountOut:
    return AccountOut(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        state=row.state,
        enterprise=row.enterprise,
        cooperative=row.cooperative,
        created=row.created,
        last_sign_in=row.last_sign_in,
    )


HANDLERS = (
    me,
    accounts,
    one_account,
    create_account,
    make_link,
    close,
    reopen,
    tokens,
    make_token,
    drop_token,
    audit,
)
