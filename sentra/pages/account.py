"""A person's own account: who she is, how she signs in, and what else may speak for her."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from sentra.domain import passwords
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, TooMany
from sentra.domain.roles import SIGNED_IN
from sentra.operations.accounts import change_profile, choose_mail
from sentra.operations.sessions import close_other_browser
from sentra.operations.sign_in import change_pass_phrase, sign_out_everywhere
from sentra.operations.tokens import NewToken, create_token, revoke_token
from sentra.queries.accounts import (
    AccountRow,
    SessionRow,
    TokenRow,
    find_account,
    sessions_of,
    tokens_of,
)
from sentra.web.forms import Form
from sentra.web.page import ROLE_NAMES, render, see_other
from sentra.web.request import LOCALE_COOKIE, SentraRequest, actor_of, now_of, settings_of
from sentra.web.sessions import client_of, session_cookie


@dataclass(frozen=True, slots=True)
class AccountPage:
    template: ClassVar[str] = "sentra/account.html"
    account: AccountRow
    role: Message
    locale: str
    sessions: Sequence[SessionRow]
    tokens: Sequence[TokenRow]
    new_token: NewToken | None = None
    profile: Form = field(default_factory=Form)
    phrase: Form = field(default_factory=Form)
    token: Form = field(default_factory=Form)
    least: int = passwords.LEAST
    title: Message = say("My account")


async def _show(
    request: SentraRequest, *, status: HTTPStatus = HTTPStatus.OK, **parts: Any
) -> Response[str]:
    actor = actor_of(request)
    own = actor.account or 0
    account = await find_account(own)
    if account is None:
        raise NotFound(say("There is no such account."))
    page = AccountPage(
        account=account,
        role=ROLE_NAMES[account.role],
        locale=actor.locale,
        sessions=await sessions_of(own, own=request.auth, now=now_of(request)),
        tokens=await tokens_of(own),
        **parts,
    )
    return render(request, page, status=status)


@get("/akun", allow=SIGNED_IN)
async def account_page(request: SentraRequest) -> Response[str]:
    return await _show(request)


@post("/akun", allow=SIGNED_IN)
async def do_change_profile(request: SentraRequest) -> Response[Any]:
    form = Form(await request.form())
    locale = form.one_of("locale", ("id", "en"))
    try:
        form.check()
        await change_profile(
            name=form.value("name"), locale=locale, actor=actor_of(request), now=now_of(request)
        )
    except Invalid as refusal:
        return await _show(request, status=refusal.status, profile=form.learn(refusal))
    answer = see_other(request, "/akun", say("Your account is changed."))
    # The choice of this browser goes before the account's: from now on they are one again.
    answer.delete_cookie(LOCALE_COOKIE)
    return answer


@post("/akun/surat", allow=SIGNED_IN)
async def do_choose_mail(request: SentraRequest) -> Response[Any]:
    wanted = Form(await request.form()).yes("mail")
    await choose_mail(wanted=wanted, actor=actor_of(request), now=now_of(request))
    said = (
        say("Invitations and notices come to your e-mail address.")
        if wanted
        else say("Sentra sends you no e-mail any more.")
    )
    return see_other(request, "/akun", said)


@post("/akun/frasa-sandi", allow=SIGNED_IN)
async def do_change_pass_phrase(request: SentraRequest) -> Response[Any]:
    form = Form(await request.form())
    try:
        secret = await change_pass_phrase(
            current=form.value("current"),
            new=form.value("new"),
            actor=actor_of(request),
            now=now_of(request),
            hours=settings_of(request).session_hours,
            client=client_of(request),
        )
    except (Invalid, TooMany) as refusal:
        return await _show(request, status=refusal.status, phrase=form.learn(refusal))
    answer = see_other(
        request, "/akun", say("Your pass phrase is changed, and all other browsers are signed out.")
    )
    answer.cookies.append(session_cookie(request, secret))
    return answer


@post("/akun/sesi/{session:int}/keluar", allow=SIGNED_IN)
async def do_close_session(request: SentraRequest, session: FromPath[int]) -> Response[Any]:
    await close_other_browser(session, account=actor_of(request).account or 0)
    return see_other(request, "/akun#peramban", say("That browser is signed out."))


@post("/akun/keluar-semua", allow=SIGNED_IN)
async def do_sign_out_everywhere(request: SentraRequest) -> Response[Any]:
    ended = await sign_out_everywhere(
        actor=actor_of(request), now=now_of(request), but=request.auth
    )
    done = say("Other browsers signed out: %(count)d.", count=ended)
    return see_other(request, "/akun#peramban", done)


@post("/akun/token", allow=SIGNED_IN)
async def do_create_token(request: SentraRequest) -> Response[Any]:
    """The page itself shows the secret, for this is the only time that anybody can."""
    form = Form(await request.form())
    try:
        token = await create_token(
            label=form.value("label"), actor=actor_of(request), now=now_of(request)
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, status=refusal.status, token=form.learn(refusal))
    answer = await _show(request, status=HTTPStatus.CREATED, new_token=token)
    answer.headers["cache-control"] = "no-store"
    return answer


@post("/akun/token/{token:int}/cabut", allow=SIGNED_IN)
async def do_revoke_token(request: SentraRequest, token: FromPath[int]) -> Response[Any]:
    await revoke_token(token, actor=actor_of(request), now=now_of(request))
    return see_other(request, "/akun#token", say("The token has no effect any more."))


HANDLERS = (
    account_page,
    do_change_profile,
    do_choose_mail,
    do_change_pass_phrase,
    do_close_session,
    do_sign_out_everywhere,
    do_create_token,
    do_revoke_token,
)
