"""/k/{secret}.ics: a calendar for a program that asks every hour and has no cookies.

What is sent is a pure function of the data and the day, so that a program that has it already is
told so (304) and downloads nothing.
"""

import gzip
import hashlib
from http import HTTPStatus

from litestar import get
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from bookings.contents import Contents
from bookings.domain.clients import client_name
from bookings.formats import format_of
from bookings.operations.feeds import note_use
from bookings.queries import feeds as queries
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound, Refusal
from sentra.domain.roles import EVERYONE
from sentra.domain.secrets import digest
from sentra.i18n import today
from sentra.web.conditional import http_date, not_modified, takes_gzip
from sentra.web.request import SentraRequest, now_of, settings_of

_LEVEL = 6


class Gone(Refusal):
    """It was here, and will not come back."""

    code = "gone"
    status = HTTPStatus.GONE


@get(
    "/k/{name:str}",
    allow=EVERYONE,
    exclude_from_auth=True,
    include_in_schema=False,
)
async def feed(request: SentraRequest, name: FromPath[str]) -> ASGIResponse:
    """The calendar behind a secret address."""
    secret, form = format_of(name)
    found = await queries.subscription(digest(secret))
    if found is None or form is None:
        raise NotFound(say("There is no such calendar address."))
    if not found.lives:
        raise Gone(say("This calendar address was revoked. Please make a new one in Sentra."))
    now = now_of(request)
    contents = await form.make(found, now=now, base_url=settings_of(request).address)
    if found.last_used is None or found.last_used < today(now):
        client = client_name(request.headers.get("user-agent", ""))
        await note_use(feed=found.id, day=today(now), client=client)
    return _answer(request, contents, form.media_type)


def _answer(request: SentraRequest, contents: Contents, media_type: str) -> ASGIResponse:
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
    headers["content-type"] = media_type
    return ASGIResponse(body=body, headers=headers)
