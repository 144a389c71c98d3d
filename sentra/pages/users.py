"""/pengguna: the building manager's list of those who sign in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from sentra.domain.accounts import STATE_NAMES, AccountState, introduce
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, NotFound
from sentra.domain.roles import MANAGERS, Role
from sentra.operations.accounts import (
    Invitation,
    close_account,
    invite,
    new_link,
    reopen_account,
)
from sentra.queries.accounts import PAGE, AccountRow, find_account, list_accounts
from sentra.queries.cooperatives import list_cooperatives
from sentra.queries.enterprises import find_by_nib
from sentra.web.forms import Form
from sentra.web.page import ROLE_NAMES, render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of, settings_of

_ROLES = {role.value: ROLE_NAMES[role] for role in Role if role is not Role.VISITOR}
_STATES = {state.value: STATE_NAMES[state] for state in AccountState}
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class UsersPage:
    template: ClassVar[str] = "sentra/users.html"
    accounts: Sequence[AccountRow]
    total: int
    number: int
    words: str
    role: str
    status: str
    title: Message = say("Users")
    roles: ClassVar[Mapping[str, Message]] = _ROLES
    states: ClassVar[Mapping[str, Message]] = _STATES

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE)

    @property
    def url(self) -> str:
        """The address of this list, for further pages to be added to."""
        kept = {"q": self.words, "role": self.role, "status": self.status}
        query = urlencode({key: value for key, value in kept.items() if value})
        return f"/pengguna?{query}&" if query else "/pengguna?"


@dataclass(frozen=True, slots=True)
class InvitePage:
    template: ClassVar[str] = "sentra/invite.html"
    cooperatives: Sequence[tuple[int, str]]
    form: Form = field(default_factory=Form)
    title: Message = say("Invite somebody")
    roles: ClassVar[Mapping[str, Message]] = _ROLES


@dataclass(frozen=True, slots=True)
class UserPage:
    """One account; with `link` where a one-time link was made just now."""

    template: ClassVar[str] = "sentra/user.html"
    account: AccountRow
    title: Message
    is_self: bool
    link: str | None = None
    roles: ClassVar[Mapping[str, Message]] = _ROLES
    states: ClassVar[Mapping[str, Message]] = _STATES


@get("/pengguna", allow=MANAGERS)
async def users_page(
    request: SentraRequest,
    q: FromQuery[str] = "",
    role: FromQuery[str] = "",
    status: FromQuery[str] = "",
    page: FromQuery[int] = 1,
) -> Response[str]:
    words = " ".join(q.replace("\0", "").split())
    chosen = role if role in _ROLES else ""
    standing = status if status in _STATES else ""
    number = min(max(page, 1), _MOST_PAGES)
    accounts, total = await list_accounts(
        words=words,
        role=Role(chosen) if chosen else None,
        state=AccountState(standing) if standing else None,
        page=number,
    )
    return render(request, UsersPage(accounts, total, number, words, chosen, standing))


@get("/pengguna/undang", allow=MANAGERS)
async def invite_page(
    request: SentraRequest, role: FromQuery[str] = "", nib: FromQuery[str] = ""
) -> Response[str]:
    return await _invite_form(request, Form({"role": role, "nib": nib}))


@post("/pengguna/undang", allow=MANAGERS)
async def do_invite(request: SentraRequest) -> Response[Any]:
    form = Form(await request.form())
    try:
        role = form.choice("role", Role)
        enterprise = await _enterprise(form) if role is Role.ENTERPRISE else None
        cooperative = None
        if role is Role.COOPERATIVE:
            cooperative = form.whole("cooperative", least=1, most=2**31 - 1)
        try:
            introduce(name=form.value("name"), email=form.value("email"))
        except Invalid as refusal:
            form.learn(refusal)
        form.check()
        invitation = await invite(
            name=form.value("name"),
            email=form.value("email"),
            role=role or Role.VISITOR,
            enterprise=enterprise,
            cooperative=cooperative,
            actor=actor_of(request),
            now=now_of(request),
        )
    except Invalid as refusal:
        return await _invite_form(request, form.learn(refusal), status=refusal.status)
    return await _show(request, invitation.account, invitation)


@get("/pengguna/{account:int}", allow=MANAGERS)
async def user_page(request: SentraRequest, account: FromPath[int]) -> Response[str]:
    return await _show(request, account)


@post("/pengguna/{account:int}/tautan", allow=MANAGERS)
async def do_new_link(request: SentraRequest, account: FromPath[int]) -> Response[Any]:
    """The page itself shows the link, for this is the only time that anybody can."""
    invitation = await new_link(account=account, actor=actor_of(request), now=now_of(request))
    return await _show(request, account, invitation)


@post("/pengguna/{account:int}/tutup", allow=MANAGERS)
async def do_close(request: SentraRequest, account: FromPath[int]) -> Response[Any]:
    await close_account(account=account, actor=actor_of(request), now=now_of(request))
    return see_other(
        request,
        f"/pengguna/{account}",
        say("The account is closed."),
        undo_url=f"/pengguna/{account}/buka",
    )


@post("/pengguna/{account:int}/buka", allow=MANAGERS)
async def do_reopen(request: SentraRequest, account: FromPath[int]) -> Response[Any]:
    await reopen_account(account=account, actor=actor_of(request), now=now_of(request))
    return see_other(
        request,
        f"/pengguna/{account}",
        say("The account is open again."),
        undo_url=f"/pengguna/{account}/tutup",
    )


async def _show(
    request: SentraRequest, account: int, invitation: Invitation | None = None
) -> Response[str]:
    row = await find_account(account)
    if row is None:
        raise NotFound(say("There is no such account."))
    link = settings_of(request).address + invitation.path if invitation else None
    page = UserPage(
        account=row,
        title=say("Account of %(name)s", name=row.name),
        is_self=actor_of(request).account == account,
        link=link,
    )
    answer = render(request, page, status=HTTPStatus.CREATED if link else HTTPStatus.OK)
    if link:
        answer.headers["cache-control"] = "no-store"
    return answer


async def _enterprise(form: Form) -> int | None:
    """The id of the enterprise whose NIB was typed."""
    nib = form.value("nib").strip()
    found = await find_by_nib(nib) if nib else None
    if found is None:
        form.refuse("nib", say("There is no enterprise with this NIB."))
    return found.id if found else None


async def _invite_form(
    request: SentraRequest, form: Form, *, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    known = [(one.id, one.name) for one in await list_cooperatives() if one.active]
    return render(request, InvitePage(known, form), status=status)


HANDLERS = (users_page, invite_page, do_invite, user_page, do_new_link, do_close, do_reopen)
