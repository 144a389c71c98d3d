"""A page: a typed view, put into the reader's language and the site's frame."""

import base64
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar, Protocol

import msgspec
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from sentra.domain.messages import Message, say
from sentra.domain.roles import APPLICANTS, BOOKERS, EVERYONE, MANAGERS, SIGNED_IN, Actor, Role
from sentra.i18n import Locale, translate
from sentra.web.csrf import CSRF_FIELD
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of, settings_of, theme_of
from sentra.web.templates import Renderer

NOTICE_COOKIE = "sentra_kabar"


class View(Protocol):
    """What a template is given, as `view`: a frozen dataclass per page."""

    template: ClassVar[str]

    @property
    def title(self) -> Message: ...


class Notice(msgspec.Struct, frozen=True):
    """A line at the top of the next page: what was done, and how to undo it."""

    text: str
    kind: str = "success"
    undo_url: str | None = None
    undo_label: str | None = None


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    current: bool
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """The signed-in person, as the frame shows her."""

    name: str
    role: str
    role_code: str

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the frame needs, as `page` in each template."""

    locale: Locale
    theme: str
    account: Reader | None
    known: bool
    """Whether anybody looked who asks; not so where there is no such address."""
    actor: Actor
    csrf: Markup
    path: str
    title: str
    now: datetime
    nav: tuple[NavItem, ...]
    office: tuple[NavItem, ...]
    notices: tuple[Notice, ...]
    demo: bool
    base_url: str


ROLE_NAMES = {
    Role.MANAGER: say("Building manager"),
    Role.TRAINER: say("Trainer"),
    Role.ENTERPRISE: say("Enterprise"),
    Role.COOPERATIVE: say("Cooperative"),
    Role.VISITOR: say("Visitor"),
}

NAVIGATION: tuple[tuple[Message, str, frozenset[Role]], ...] = (
    (say("Floors"), "/lantai", EVERYONE),
    (say("Stall rounds"), "/putaran", EVERYONE),
    (say("Schedule"), "/jadwal", EVERYONE),
    (say("Trainings"), "/pelatihan", EVERYONE),
    (say("Rooms"), "/ruang", EVERYONE),
    (say("My bookings"), "/pemesanan", BOOKERS),
    (say("Requests"), "/persetujuan", BOOKERS),
    (say("Enterprises"), "/ukm", EVERYONE),
    (say("Cooperatives"), "/koperasi", SIGNED_IN),
    (say("Calendars"), "/kalender", SIGNED_IN),
)
OFFICE: tuple[tuple[Message, str, frozenset[Role], str], ...] = (
    (say("Rent of stalls"), "/retribusi", APPLICANTS, "stall"),
    (say("Attendance at the stalls"), "/kehadiran", MANAGERS, "check"),
    (say("Renewals"), "/perpanjangan", MANAGERS, "calendar"),
    (say("Users"), "/pengguna", MANAGERS, "people"),
    (say("Letters"), "/surat", MANAGERS, "file"),
    (say("Audit trail"), "/jejak", MANAGERS, "history"),
)
"""What the office needs seldom: in the menu under one's own name."""


def render(
    request: SentraRequest, view: View, *, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    """The page as HTML. A notice left by the request before is shown and taken down."""
    locale = locale_of(request)
    left = request.cookies.get(NOTICE_COOKIE)
    renderer: Renderer = request.app.state.renderer
    html = renderer.render(
        view.template, locale, {"view": view, "page": _frame(request, view, locale, left)}
    )
    return Response(
        html,
        status_code=status,
        media_type=MediaType.HTML,
        headers={"cache-control": "private, no-cache", "content-language": locale},
        cookies=[Cookie(NOTICE_COOKIE, value="", max_age=0)] if left else [],
    )


def see_other(
    request: SentraRequest,
    url: str,
    notice: Message | None = None,
    *,
    kind: str = "success",
    undo_url: str | None = None,
) -> Response[None]:
    """Go on to another page (303), leaving a notice for it."""
    cookies = []
    if notice is not None:
        locale = locale_of(request)
        kept = Notice(
            text=translate(notice, locale),
            kind=kind,
            undo_url=undo_url,
            undo_label=translate(say("Undo"), locale) if undo_url else None,
        )
        cookies.append(
            Cookie(
                NOTICE_COOKIE,
                value=base64.urlsafe_b64encode(msgspec.json.encode(kept)).decode(),
                max_age=60,
                httponly=True,
                samesite="lax",
                secure=settings_of(request).secure,
            )
        )
    return Response(
        None, status_code=HTTPStatus.SEE_OTHER, headers={"location": url}, cookies=cookies
    )


def _frame(request: SentraRequest, view: View, locale: Locale, left: str | None) -> Page:
    actor = actor_of(request)
    path = request.url.path
    settings = settings_of(request)
    return Page(
        locale=locale,
        theme=theme_of(request),
        account=Reader(actor.name, translate(ROLE_NAMES[actor.role], locale), actor.role.value)
        if actor.signed_in
        else None,
        known="user" in request.scope,
        actor=actor,
        csrf=_csrf_input(request),
        path=path,
        title=translate(view.title, locale),
        now=now_of(request),
        nav=tuple(
            _item(label, url, path=path, locale=locale)
            for label, url, roles in NAVIGATION
            if actor.role in roles
        ),
        office=tuple(
            _item(label, url, path=path, locale=locale, icon=icon)
            for label, url, roles, icon in OFFICE
            if actor.role in roles
        ),
        notices=_notices(left),
        demo=settings.demo,
        base_url=settings.address,
    )


def _item(label: Message, url: str, *, path: str, locale: Locale, icon: str = "") -> NavItem:
    current = path == url or path.startswith(f"{url}/")
    return NavItem(translate(label, locale), url, current, icon)


def _csrf_input(request: SentraRequest) -> Markup:
    token = ScopeState.from_scope(request.scope).csrf_token
    value = token if isinstance(token, str) else ""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, value)


def _notices(left: str | None) -> tuple[Notice, ...]:
    if not left:
        return ()
    try:
        return (msgspec.json.decode(base64.urlsafe_b64decode(left), type=Notice),)
    except (ValueError, msgspec.DecodeError):
        return ()
