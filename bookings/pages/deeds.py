"""What the audit trail knows of a booking, in words."""

from collections.abc import Iterator
from datetime import datetime

from bookings.domain.hours import clock_words
from bookings.domain.terms import LAYOUT_NAMES, Layout
from bookings.domain.tracks import TRACK_NAMES, Track
from bookings.queries import Deed
from sentra.domain.messages import Message, say

_NAMES = {
    "room": say("room"),
    "starts": say("start"),
    "ends": say("end"),
    "title": say("title"),
    "note": say("note"),
    "people": say("people"),
    "public": say("shown to the public"),
    "organiser": say("trainer"),
    "layout": say("layout"),
    "track": say("training track"),
}
_TIMES = {"starts", "ends"}
_DEEDS = {
    "booking.book": say("Booked"),
    "booking.request": say("Requested"),
    "booking.approve": say("Approved"),
    "booking.expire": say("Expired: nobody decided in time"),
    "booking.restore": say("Cancellation taken back"),
    "booking.check_in": say("Checked in"),
    "booking.release": say("Released: nobody checked in"),
}
_WORDLESS = {"note", "organiser"}
"""Too long, or a number that says nothing."""


def deed_words(deed: Deed) -> Message:
    """One line of a booking's history."""
    if deed.verb in _DEEDS:
        return _DEEDS[deed.verb]
    if deed.verb == "booking.refuse":
        return say("Refused: %(reason)s", reason=deed.after.get("reason", ""))
    if deed.verb == "booking.cancel":
        reason = deed.after.get("reason")
        return say("Cancelled: %(reason)s", reason=reason) if reason else say("Cancelled")
    if deed.verb == "booking.equip":
        asked = deed.after.get("equipment")
        return say("Equipment: %(what)s", what=tuple(asked)) if asked else say("No equipment")
    changed = tuple(_changed(deed))
    return say("Changed: %(what)s", what=changed) if changed else say("Changed")


def _changed(deed: Deed) -> Iterator[Message]:
    for name, after in deed.after.items():
        label = _NAMES.get(name)
        if label is None:
            continue
        if name in _WORDLESS:
            yield label
        else:
            before = deed.before.get(name)
            yield say(
                "%(name)s %(before)s → %(after)s",
                name=label,
                before=_value(name, before, other=after),
                after=_value(name, after, other=before),
            )


def _value(name: str, value: object, *, other: object) -> object:
    if name in _TIMES and isinstance(value, str) and isinstance(other, str):
        instant = datetime.fromisoformat(value)
        same_day = instant.date() == datetime.fromisoformat(other).date()
        return clock_words(instant) if same_day else instant
    if name == "layout" and value in LAYOUT_NAMES:
        return LAYOUT_NAMES[Layout(str(value))]
    if name == "track" and value in list(Track):
        return TRACK_NAMES[Track(str(value))]
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return "–" if value is None else value
