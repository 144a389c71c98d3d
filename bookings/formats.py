"""The forms in which a calendar can be had, by how its address ends: .ics, .json, .ifb."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

from bookings.contents import Contents, contents_of
from bookings.domain.feed_json import json_of
from bookings.domain.feeds import FeedKind, Window
from bookings.domain.freebusy import freebusy_bytes
from bookings.domain.spans import Span
from bookings.domain.told import uid_of
from bookings.queries import freebusy
from bookings.queries.feeds import Subscription
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound


class Maker(Protocol):
    """Makes a calendar's bytes for its reader, on a day."""

    async def __call__(self, found: Subscription, *, now: datetime, base_url: str) -> Contents: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One form of calendars."""

    media_type: str
    make: Maker


async def _json(found: Subscription, *, now: datetime, base_url: str) -> Contents:
    calendar = await contents_of(found, now=now, base_url=base_url)
    return Contents(json_of(calendar.body, language=found.locale), calendar.modified)


async def _freebusy(found: Subscription, *, now: datetime, base_url: str) -> Contents:
    if found.kind is not FeedKind.ROOM or found.subject is None:
        raise NotFound(say("Only a room's calendar can be had in this form."))
    window = Window.at(now)
    whole = Span(window.today, window.closes)
    stamp = await freebusy.changed(found.subject, since=max(window.today, found.created))
    body = freebusy_bytes(
        await freebusy.taken(found.subject, whole),
        whole=whole,
        uid=uid_of(uuid5(NAMESPACE_URL, f"{base_url}/freebusy/{found.subject}")),
        stamp=stamp,
        url=f"{base_url}/ruang/{found.key}",
    )
    return Contents(body, stamp)


FORMATS: Mapping[str, Format] = {
    ".ics": Format("text/calendar; charset=utf-8", contents_of),
    ".json": Format("application/feed+json; charset=utf-8", _json),
    ".ifb": Format("text/calendar; charset=utf-8", _freebusy),
}


def format_of(name: str) -> tuple[str, Format | None]:
    """The secret in the last part of an address, and the form that is asked for, if there is it."""
    for suffix, found in FORMATS.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), found
    return name, None
