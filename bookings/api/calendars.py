"""Calendar addresses: list, make, exchange, revoke."""

import datetime as dt
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct
from msgspec.json import decode

from bookings.domain.feeds import FeedKind
from bookings.domain.links import AddressLinks
from bookings.formats import FORMATS
from bookings.operations import feeds as operations
from bookings.operations.feeds import Handed
from bookings.queries import feeds as queries
from bookings.queries.feeds import Subscription
from bookings.serving.copies import Copies
from sentra.domain.roles import SIGNED_IN
from sentra.i18n import Locale
from sentra.web.request import SentraRequest, actor_of, now_of, settings_of

Key = Annotated[
    str,
    Meta(
        max_length=40,
        description="A floor's level, a room's code, the id of a trainer's account or an "
        "enterprise, or a track; empty for the centre, its closures and its stall rounds.",
    ),
]


class CalendarIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What to follow."""

    kind: FeedKind
    subject: Key = ""
    label: Annotated[
        str, Meta(max_length=80, description="Its name; that of its subject if empty.")
    ] = ""
    locale: Locale = "id"
    busy: Annotated[bool, Meta(description="To tell only when, and never what.")] = False


class CalendarOut(Struct, frozen=True):
    """One address, without its secret: nobody can look that up."""

    id: int
    kind: FeedKind
    subject: Key
    label: str
    locale: Locale
    busy: Annotated[bool, Meta(description="Whether it tells only when, and never what.")]
    created: datetime
    last_used: Annotated[dt.date | None, Meta(description="Day of the last fetch, in Jakarta.")]
    last_client: Annotated[str, Meta(description="The program that fetched it that day first.")]

    @classmethod
    def of(cls, found: Subscription) -> "CalendarOut":
        return cls(
            id=found.id,
            kind=found.kind,
            subject=found.key,
            label=found.label,
            locale=found.locale,
            busy=found.busy,
            created=found.created,
            last_used=found.last_used,
            last_client=found.last_client,
        )


class CalendarMade(Struct, frozen=True):
    """A new address; this answer is the only place where it ever stands."""

    id: int
    kind: FeedKind
    label: str
    address: Annotated[str, Meta(description="For programs that ask for a web address.")]
    webcal: Annotated[str, Meta(description="Opens the calendar program of a device.")]
    json: Annotated[str, Meta(description="The same as a JSON Feed.")]
    freebusy: Annotated[str | None, Meta(description="Of a room: when it is taken, as VFREEBUSY.")]


@get("/api/v1/calendars", allow=SIGNED_IN, operation_id="listCalendars", tags=["calendars"])
async def list_calendars(request: SentraRequest) -> list[CalendarOut]:
    """One's own addresses that are not revoked, newest first."""
    account = actor_of(request).account
    found = await queries.subscriptions(account) if account is not None else []
    return [CalendarOut.of(each) for each in found]


@get(
    "/api/v1/calendars/{calendar:int}/events",
    allow=SIGNED_IN,
    operation_id="getCalendarEvents",
    tags=["calendars"],
)
async def get_calendar_events(
    request: SentraRequest, calendar: FromPath[int]
) -> Response[dict[str, Any]]:
    """What the calendar behind one's own address tells, as a JSON Feed (jsonfeed.org)."""
    found = await operations.must_own(calendar, actor=actor_of(request))
    form = FORMATS[".json"]
    contents = await form.make(found, now=now_of(request), base_url=settings_of(request).address)
    return Response(
        decode(contents.body),
        media_type=form.media_type,
        headers={"cache-control": "private, no-cache"},
    )


@post("/api/v1/calendars", allow=SIGNED_IN, operation_id="createCalendar", tags=["calendars"])
async def create_calendar(request: SentraRequest, data: JSONBody[CalendarIn]) -> CalendarMade:
    """Make an address under which one follows a calendar."""
    handed = await operations.subscribe(
        kind=data.kind,
        key=data.subject,
        label=data.label,
        locale=data.locale,
        busy=data.busy,
        actor=actor_of(request),
        now=now_of(request),
    )
    return _made(request, handed)


@post(
    "/api/v1/calendars/{calendar:int}/regenerate",
    allow=SIGNED_IN,
    operation_id="regenerateCalendar",
    tags=["calendars"],
)
async def regenerate_calendar(request: SentraRequest, calendar: FromPath[int]) -> CalendarMade:
    """Exchange an address for a new one; the old one is gone at once."""
    handed = await operations.regenerate(
        feed=calendar,
        copies=Copies.of(settings_of(request)),
        actor=actor_of(request),
        now=now_of(request),
    )
    return _made(request, handed)


@delete(
    "/api/v1/calendars/{calendar:int}",
    allow=SIGNED_IN,
    operation_id="revokeCalendar",
    tags=["calendars"],
    status_code=HTTPStatus.NO_CONTENT,
)
async def revoke_calendar(request: SentraRequest, calendar: FromPath[int]) -> None:
    """Close an address for good; safe to repeat."""
    await operations.revoke(
        feed=calendar,
        copies=Copies.of(settings_of(request)),
        actor=actor_of(request),
        now=now_of(request),
    )


def _made(request: SentraRequest, handed: Handed) -> CalendarMade:
    links = AddressLinks.of(
        handed.secret, base_url=settings_of(request).address, label=handed.label
    )
    return CalendarMade(
        id=handed.feed,
        kind=handed.kind,
        label=handed.label,
        address=links.https,
        webcal=links.webcal,
        json=links.json,
        freebusy=links.freebusy if handed.kind is FeedKind.ROOM else None,
    )
