"""Saying no to a booking whose room is taken: by what, and what is free instead."""

from collections.abc import Sequence
from datetime import datetime

from bookings import queries
from bookings.domain.alternatives import Suggestion, alternatives
from bookings.domain.hours import JAKARTA, day_of, hours_words, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.queries import Booked
from sentra.database.violations import on_violation
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Actor


class Taken(Conflict):
    """The database's own refusal, before anybody has looked by what the room is taken."""

    code = "clash"


on_violation("hold_no_overlap", lambda: Taken(say("This room has just been taken.")))


class Clash(Taken):
    """The room is taken.

    Attributes:
        room: The one that was asked for.
        clashes: The bookings that hold it; what of them may be shown is asked of each.
        alternatives: What is free instead, the nearest first.
    """

    def __init__(
        self,
        room: Room,
        span: Span,
        *,
        clashes: Sequence[Booked],
        alternatives: Sequence[Suggestion],
        actor: Actor,
    ) -> None:
        super().__init__(
            _sentence(room, span, clashes, alternatives, actor),
            extra={
                "clashes": [_clash_json(clash, actor) for clash in clashes],
                "alternatives": [_suggestion_json(suggestion) for suggestion in alternatives],
            },
        )
        self.room = room
        self.clashes = tuple(clashes)
        self.alternatives = tuple(alternatives)


async def explain(
    room: Room,
    span: Span,
    *,
    actor: Actor,
    now: datetime,
    people: int | None,
    but: int | None = None,
) -> Clash | None:
    """The clash of a wish with what is stored; None where the room is free after all."""
    clashes = await queries.clashing(room.held, room.terms.held(span), but=but)
    if not clashes:
        return None
    found = alternatives(
        room,
        span,
        rooms=await queries.rooms(),
        busy=await queries.busy(whole_day(day_of(span.starts)), but=but),
        now=now,
        people=people,
    )
    return Clash(room, span, clashes=clashes, alternatives=found, actor=actor)


def _sentence(
    room: Room,
    span: Span,
    clashes: Sequence[Booked],
    found: Sequence[Suggestion],
    actor: Actor,
) -> Message:
    taken = say(
        "%(room)s is taken on %(day)s: %(clashes)s.",
        room=room.name,
        day=day_of(span.starts),
        clashes=tuple(_clash_words(clash, actor) for clash in clashes),
    )
    if not found:
        return say("%(taken)s Nothing else is free at that time.", taken=taken)
    return say(
        "%(taken)s Free instead: %(alternatives)s.",
        taken=taken,
        alternatives=tuple(_suggestion_words(one) for one in found),
    )


def _clash_words(clash: Booked, actor: Actor) -> Message:
    title = clash.title_for(actor)
    hours = hours_words(clash.span)
    if title is None:
        return hours
    return say("%(hours)s (%(title)s)", hours=hours, title=title)


def _suggestion_words(suggestion: Suggestion) -> Message:
    """A room and hours in a few words."""
    return say("%(room)s %(hours)s", room=suggestion.room.name, hours=hours_words(suggestion.span))


def _clash_json(clash: Booked, actor: Actor) -> dict[str, object]:
    return {
        "room": clash.room,
        "starts": clash.starts.astimezone(JAKARTA).isoformat(),
        "ends": clash.ends.astimezone(JAKARTA).isoformat(),
        "title": clash.title_for(actor),
        "own": clash.is_own(actor),
    }


def _suggestion_json(suggestion: Suggestion) -> dict[str, object]:
    return {
        "room": suggestion.room.code,
        "room_name": suggestion.room.name,
        "starts": suggestion.span.starts.astimezone(JAKARTA).isoformat(),
        "ends": suggestion.span.ends.astimezone(JAKARTA).isoformat(),
    }
