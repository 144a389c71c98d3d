"""/kalender: a person's own calendar addresses. Each is shown once, on the day it is made."""

from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from bookings.domain.feeds import KIND_NAMES, FeedKind, label_of
from bookings.domain.links import AddressLinks
from bookings.domain.tracks import Track
from bookings.operations import feeds as operations
from bookings.operations.feeds import LABEL_MOST, Handed
from bookings.pages.qr import qr_of
from bookings.queries import feeds as queries
from bookings.queries.feeds import Subscription
from bookings.serving.copies import Copies
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import SIGNED_IN, Actor, Role
from sentra.i18n import LOCALES, Locale, is_locale, today, translate
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of, settings_of

_LANGUAGES: dict[Locale, str] = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription in the list."""

    id: int
    label: str
    kind: Message
    language: str
    busy: bool
    created: date
    last_used: date | None
    last_client: str

    @classmethod
    def of(cls, found: Subscription) -> "Line":
        return cls(
            id=found.id,
            label=found.label,
            kind=KIND_NAMES[found.kind],
            language=_LANGUAGES[found.locale],
            busy=found.busy,
            created=today(found.created),
            last_used=found.last_used,
            last_client=found.last_client,
        )


@dataclass(frozen=True, slots=True)
class CalendarsPage:
    template: ClassVar[str] = "bookings/calendars.html"
    lines: tuple[Line, ...]
    choices: tuple[tuple[str, str], ...]
    """What can be followed: `kind:key`, and its name."""
    form: Form = field(default_factory=Form)
    languages: tuple[tuple[str, str], ...] = tuple(_LANGUAGES.items())
    label_most: int = LABEL_MOST
    title: Message = say("Calendar subscriptions")


@dataclass(frozen=True, slots=True)
class AddressPage:
    template: ClassVar[str] = "bookings/calendar_address.html"
    label: str
    links: AddressLinks
    freebusy: bool
    """Whether it can be had as only the times that are taken, too."""
    qr: Markup
    title: Message = say("Your calendar address")


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """Asks before an address stops working; a page, so that it asks without JavaScript too."""

    template: ClassVar[str] = "bookings/calendar_confirm.html"
    title: Message
    line: Line
    warning: Message
    action: str
    submit: Message
    kind: str


@get("/kalender", allow=SIGNED_IN)
async def calendars(request: SentraRequest) -> Response[Any]:
    """One's addresses, and the form for a new one; `what=` chooses in it what a link is about."""
    chosen = {"what": request.query_params.get("what", ""), "locale": locale_of(request)}
    return await _overview(request, Form(chosen))


@post("/kalender", allow=SIGNED_IN)
async def make_calendar(request: SentraRequest) -> Response[Any]:
    """Make an address and show it: on this very answer, since nobody can look it up later."""
    form = Form(await request.form())
    kind, _, key = form.value("what").partition(":")
    if kind not in {each.value for each in FeedKind}:
        form.refuse("what", say("Please choose one of the list."))
    locale = form.one_of("locale", LOCALES)
    try:
        form.check()
        handed = await operations.subscribe(
            kind=FeedKind(kind),
            key=key,
            label=form.value("label"),
            busy=form.value("tells") == "busy",
            locale=locale if is_locale(locale) else "id",
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict, NotFound) as refusal:
        return await _overview(request, form.learn(refusal), refusal)
    return _address(request, handed)


@get("/kalender/{feed:int}/ganti", allow=SIGNED_IN)
async def ask_exchange(request: SentraRequest, feed: FromPath[int]) -> Response[str]:
    found = await operations.must_own(feed, actor=actor_of(request))
    warning = say(
        "The old address of “%(label)s” stops working at once; whoever follows it needs the new "
        "one.",
        label=found.label,
    )
    page = ConfirmPage(
        title=say("Take a new address?"),
        line=Line.of(found),
        warning=warning,
        action=f"/kalender/{feed}/ganti",
        submit=say("Take a new address"),
        kind="primary",
    )
    return render(request, page)


@post("/kalender/{feed:int}/ganti", allow=SIGNED_IN)
async def exchange_calendar(request: SentraRequest, feed: FromPath[int]) -> Response[Any]:
    handed = await operations.regenerate(
        feed=feed,
        copies=Copies.of(settings_of(request)),
        actor=actor_of(request),
        now=now_of(request),
    )
    return _address(request, handed)


@get("/kalender/{feed:int}/cabut", allow=SIGNED_IN)
async def ask_revoke(request: SentraRequest, feed: FromPath[int]) -> Response[str]:
    found = await operations.must_own(feed, actor=actor_of(request))
    warning = say(
        "Calendars that follow “%(label)s” get no more news and can't be given this address again.",
        label=found.label,
    )
    page = ConfirmPage(
        title=say("Revoke this address?"),
        line=Line.of(found),
        warning=warning,
        action=f"/kalender/{feed}/cabut",
        submit=say("Revoke the address"),
        kind="danger",
    )
    return render(request, page)


@post("/kalender/{feed:int}/cabut", allow=SIGNED_IN)
async def revoke_calendar(request: SentraRequest, feed: FromPath[int]) -> Response[None]:
    await operations.revoke(
        feed=feed,
        copies=Copies.of(settings_of(request)),
        actor=actor_of(request),
        now=now_of(request),
    )
    return see_other(request, "/kalender", say("The address is revoked."))


async def _overview(
    request: SentraRequest, form: Form, refusal: Refusal | None = None
) -> Response[Any]:
    actor = actor_of(request)
    found = await queries.subscriptions(actor.account) if actor.account else []
    locale = locale_of(request)
    page = CalendarsPage(
        lines=tuple(Line.of(each) for each in found),
        choices=(*_own(actor, locale), *await _places(locale), *await _people(actor, locale)),
        form=form,
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _own(actor: Actor, locale: Locale) -> list[tuple[str, str]]:
    """What only this person follows: her own schedule, her own enterprise."""
    if actor.role is Role.TRAINER:
        return [(f"trainer:{actor.account}", translate(say("My own bookings"), locale))]
    if actor.role is Role.ENTERPRISE and actor.enterprise is not None:
        return [
            (
                f"enterprise:{actor.enterprise}",
                translate(say("My own stalls and trainings"), locale),
            )
        ]
    return []


async def _people(actor: Actor, locale: Locale) -> list[tuple[str, str]]:
    """The trainers, for a manager."""
    if actor.role is not Role.MANAGER:
        return []
    return [
        (f"trainer:{each.id}", translate(label_of(each.kind, each.name), locale))
        for each in await queries.trainers()
    ]


async def _places(locale: Locale) -> list[tuple[str, str]]:
    whole = translate(KIND_NAMES[FeedKind.CENTRE], locale)
    rows = await queries.choices()
    tracks = [
        (f"track:{track}", translate(label_of(FeedKind.TRACK, track), locale)) for track in Track
    ]
    closures = ("closures:", translate(KIND_NAMES[FeedKind.CLOSURES], locale))
    rounds = ("rounds:", translate(KIND_NAMES[FeedKind.ROUNDS], locale))
    places = ((f"{row['kind']}:{row['key']}", row["name"]) for row in rows)
    return [("centre:", whole), *tracks, closures, rounds, *places]


def _address(request: SentraRequest, handed: Handed) -> Response[str]:
    links = AddressLinks.of(
        handed.secret, base_url=settings_of(request).address, label=handed.label
    )
    page = AddressPage(
        label=handed.label,
        links=links,
        freebusy=handed.kind is FeedKind.ROOM,
        qr=qr_of(links.webcal),
    )
    answer = render(request, page, status=HTTPStatus.CREATED)
    answer.headers["cache-control"] = "no-store"
    return answer
