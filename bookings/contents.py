"""What a feed's bytes are: the kept bytes of its events, joined."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from bookings.domain import feeds as rules
from bookings.domain import ical
from bookings.domain.feeds import Window
from bookings.operations.calendar_events import form_of, keep
from bookings.queries.feed_events import Entries, entries
from bookings.queries.feeds import Subscription
from sentra.i18n import translate

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Contents:
    """A feed's bytes, and when they may have changed last."""

    body: bytes
    modified: datetime


async def contents_of(found: Subscription, *, now: datetime, base_url: str) -> Contents:
    """The feed as its reader may see it on this day."""
    window = Window.at(now)
    told = await _fresh_entries(found, window=window, base_url=base_url)
    of = f"{found.kind.value}/{found.track or found.subject}{'/busy' if found.busy else ''}"
    name = f"{base_url}/{of}/{found.locale}"
    calendar = ical.Calendar(
        uid=f"{uuid5(NAMESPACE_URL, name)}@sentra-ukm",
        name=found.label,
        about=translate(rules.about(found.kind), found.locale),
        url=f"{base_url}/kalender",
    )
    return Contents(
        ical.calendar_bytes(calendar, [told.data]),
        # What left the window, or is shown as cancelled no more, leaves no trace but today's date.
        max(window.today, found.created, told.left or found.created, told.stamp or found.created),
    )


async def _fresh_entries(found: Subscription, *, window: Window, base_url: str) -> Entries:
    """The feed's events; what has changed is rendered and kept first.

    What changes once more while that is done is told as it was; whoever changed it says so, and the
    next reader finds it.
    """
    form = form_of(base_url)
    told = await entries(found, window=window, form=form)
    for _ in range(_TRIES):
        if not told.stale:
            break
        await keep(told.stale, window=window, base_url=base_url)
        told = await entries(found, window=window, form=form)
    return told
