"""/k/{secret}.ics: a calendar for a program that asks every hour and has no cookies.

What is sent is a pure function of the data and the day, so that a program that has it already is
told so (304) and downloads nothing.
"""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import NAMESPACE_URL, uuid5

from litestar import get
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from bookings.domain import feeds as rules
from bookings.domain import ical
from bookings.domain.clients import client_name
from bookings.domain.feeds import BookingWords, FeedKind, Window
from bookings.operations.feeds import note_use
from bookings.queries import feeds as queries
from bookings.queries.feeds import Subscription
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound, Refusal
from sentra.domain.roles import EVERYONE
from sentra.domain.secrets import digest
from sentra.i18n import today, translate
from sentra.web.conditional import http_date, not_modified, takes_gzip
from sentra.web.request import SentraRequest, now_of, settings_of

_SUFFIX = ".ics"
_LEVEL = 6


class Gone(Refusal):
    """It was here, and will not come back."""

    code = "gone"
    status = HTTPStatus.GONE


@dataclass(frozen=True, slots=True)
class Contents:
    """A feed's bytes, and when they may have changed last."""

    body: bytes
    modified: datetime


@get(
    "/k/{name:str}",
    allow=EVERYONE,
    exclude_from_auth=True,
    include_in_schema=False,
)
async def feed(request: SentraRequest, name: FromPath[str]) -> ASGIResponse:
    """The calendar behind a secret address."""
    found = await queries.subscription(digest(name.removesuffix(_SUFFIX)))
    if found is None or not name.endswith(_SUFFIX):
        raise NotFound(say("There is no such calendar address."))
    if not found.lives:
        raise Gone(say("This calendar address was revoked. Please make a new one in Sentra."))
    now = now_of(request)
    contents = await contents_of(found, now=now, base_url=settings_of(request).address)
    if found.last_used is None or found.last_used < today(now):
        client = client_name(request.headers.get("user-agent", ""))
        await note_use(feed=found.id, day=today(now), client=client)
    return _answer(request, contents)


async def contents_of(found: Subscription, *, now: datetime, base_url: str) -> Contents:
    """The feed as its reader may see it on this day."""

    def speak(message: Message) -> str:
        return translate(message, found.locale)

    window = Window.at(now)
    if found.kind is FeedKind.ENTERPRISE:
        about = rules.about_tenancies()
        events = [
            event
            for held in await queries.tenancies(found.subject, window=window)
            for event in rules.tenancy_events(held, window=window, speak=speak, base_url=base_url)
        ]
    else:
        about = rules.about_bookings()
        words = BookingWords.of(speak)
        events = [
            rules.booking_event(booked, reader=found.reader, words=words, base_url=base_url)
            for booked in await queries.bookings(found.kind, found.subject, window=window)
        ]
    name = f"{base_url}/{found.kind.value}/{found.subject}/{found.locale}"
    calendar = ical.Calendar(
        uid=f"{uuid5(NAMESPACE_URL, name)}@sentra-ukm",
        name=found.label,
        about=speak(about),
        url=f"{base_url}/kalender",
    )
    return Contents(
        ical.calendar_of(calendar, events),
        rules.modified(events, window=window, created=found.created),
    )


def _answer(request: SentraRequest, contents: Contents) -> ASGIResponse:
    """The whole, or that nothing is new; with a tag of its own per encoding."""
    zipped = takes_gzip(request.headers)
    tag = hashlib.sha256(contents.body).hexdigest()[:32]
    etag = f'"{tag}-gzip"' if zipped else f'"{tag}"'
    headers = {
        "etag": etag,
        "last-modified": http_date(contents.modified),
        "cache-control": "private, no-cache",
        "vary": "accept-encoding",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }
    if not_modified(request.headers, etag=etag, modified=contents.modified):
        return ASGIResponse(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = gzip.compress(contents.body, _LEVEL, mtime=0) if zipped else contents.body
    if zipped:
        headers["content-encoding"] = "gzip"
    headers["content-type"] = "text/calendar; charset=utf-8"
    return ASGIResponse(body=body, headers=headers)
