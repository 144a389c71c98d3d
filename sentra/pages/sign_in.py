"""Signing in and out, and the one-time link by which somebody comes in first."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from sentra.domain import passwords
from sentra.domain.accounts import LinkSpent, NotRecognised
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, TooMany
from sentra.domain.roles import EVERYONE
from sentra.domain.secrets import digest
from sentra.operations.links import use_link
from sentra.operations.sessions import close_session
from sentra.operations.sign_in import sign_in
from sentra.queries.accounts import LinkOwner, owner_of_link
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of, settings_of
from sentra.web.sessions import client_of, go_with_session, safe_return


@dataclass(frozen=True, slots=True)
class SignInPage:
    template: ClassVar[str] = "sentra/sign_in.html"
    back: str
    form: Form = field(default_factory=Form)
    title: Message = say("Sign in")


@dataclass(frozen=True, slots=True)
class LinkPage:
    template: ClassVar[str] = "sentra/welcome.html"
    owner: LinkOwner
    form: Form = field(default_factory=Form)
    least: int = passwords.LEAST
    title: Message = say("Welcome to Sentra")


@get("/masuk", allow=EVERYONE)
async def sign_in_page(request: SentraRequest, lanjut: FromQuery[str] = "/") -> Response[Any]:
    back = safe_return(lanjut)
    if actor_of(request).signed_in:
        return see_other(request, back)
    return render(request, SignInPage(back))


@post("/masuk", allow=EVERYONE)
async def do_sign_in(request: SentraRequest) -> Response[Any]:
    form = Form(await request.form())
    back = safe_return(form.value("lanjut", "/"))
    email = form.text("email", most=254)
    phrase = form.value("pass_phrase")
    if not phrase:
        form.refuse("pass_phrase", say("This is needed."))
    if form.problems:
        return render(request, SignInPage(back, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        secret = await sign_in(
            email=email,
            pass_phrase=phrase,
            now=now_of(request),
            hours=settings_of(request).session_hours,
            address=actor_of(request).address,
            client=client_of(request),
            replaces=request.auth,
        )
    except (NotRecognised, TooMany) as refusal:
        return render(request, SignInPage(back, form.learn(refusal)), status=refusal.status)
    return go_with_session(request, secret, back)


@post("/keluar", allow=EVERYONE)
async def do_sign_out(request: SentraRequest) -> Response[Any]:
    """End this browser's session; calling it again is no mistake."""
    if request.auth is not None:
        await close_session(secret=request.auth)
    return go_with_session(request, "", "/")


@get("/mulai/{secret:str}", allow=EVERYONE)
async def link_page(request: SentraRequest, secret: FromPath[str]) -> Response[Any]:
    """The form behind a one-time link. Looking at it, as mail scanners do, does not use it up."""
    owner = await owner_of_link(digest(secret), now=now_of(request))
    if owner is None:
        raise LinkSpent
    return render(request, LinkPage(owner))


@post("/mulai/{secret:str}", allow=EVERYONE)
async def do_use_link(request: SentraRequest, secret: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    try:
        session = await use_link(
            secret=secret,
            pass_phrase=form.value("pass_phrase"),
            now=now_of(request),
            hours=settings_of(request).session_hours,
            address=actor_of(request).address,
            client=client_of(request),
            replaces=request.auth,
            introduction=(form.value("name"), form.value("email")),
        )
    except Invalid as refusal:
        owner = await owner_of_link(digest(secret), now=now_of(request))
        if owner is None:
            raise LinkSpent from refusal
        return render(request, LinkPage(owner, form.learn(refusal)), status=refusal.status)
    return go_with_session(request, session, "/")
