"""Saying no to a booking whose room is taken: by what, and what is free instead."""

from collections.abc import Sequence
from datetime import datetime

from bookings import queries
from bookings.domain.alternatives import Suggestion, alternatives
from bookings.domain.closures import closure_words
from bookings.domain.hours import JAKARTA, day_of, hours_words, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.queries import Booked
from bookings.queries.closures import Closed, closed_over
from bookings.queries.waiting import Waited, offers_over
from sentra.database.violations import on_violation
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import Actor


class Taken(Conflict):
    """The database's own refusal, before anybody has looked by what the room is taken."""

    code = "clash"


on_violation("hold_no_overlap", lambda: Taken(say("This room has just been taken.")))


class Clash(Taken):
    """The room is taken, or closed.

    Attributes:
        room: The one that was asked for.
        clashes: The bookings that hold it; what of them may be shown is asked of each.
        closures: What closes it then.
        offers: To whom of those who wait it is offered.
        alternatives: What is free instead, the nearest first.
    """

    def __init__(
        self,
        room: Room,
        span: Span,
        *,
        clashes: Sequence[Booked],
        closures: Sequence[Closed] = (),
        offers: Sequence[Waited] = (),
        alternatives: Sequence[Suggestion],
        actor: Actor,
    ) -> None:
        super().__init__(
            _sentence(_taken(room, span, clashes, closures, offers, actor=actor), alternatives),
            extra={
                "clashes": [clash_json(clash, actor) for clash in clashes],
                "closures": [_closure_json(closed) for closed in closures],
                "offers": [_offer_json(offer, actor) for offer in offers],
                "alternatives": [suggestion_json(suggestion) for suggestion in alternatives],
            },
        )
        self.room = room
        self.clashes = tuple(clashes)
        self.closures = tuple(closures)
        self.offers = tuple(offers)
        self.alternatives = tuple(alternatives)


async def explain(
    room: Room,
    span: Span,
    *,
    actor: Actor,
    now: datetime,
    people: int | None,
    layout: str | None = None,
    but: int | None = None,
) -> Clash | None:
    """The clash of a wish with what is stored; None where the room is free after all."""
    held = room.terms.held(span)
    clashes = await queries.clashing(room.held, held, but=but)
    closures = await closed_over(room.held, held)
    offers = await offers_over(room.held, held)
    if not clashes and not closures and not offers:
        return None
    found = alternatives(
        room,
        span,
        rooms=await queries.rooms(),
        busy=await queries.busy(whole_day(day_of(span.starts)), but=but),
        now=now,
        people=people,
        layout=layout,
    )
    return Clash(
        room,
        span,
        clashes=clashes,
        closures=closures,
        offers=offers,
        alternatives=found,
        actor=actor,
    )


def _taken(
    room: Room,
    span: Span,
    clashes: Sequence[Booked],
    closures: Sequence[Closed],
    offers: Sequence[Waited],
    *,
    actor: Actor,
) -> Message:
    day = day_of(span.starts)
    why = tuple(closure_words(closed) for closed in closures)
    if not clashes and not offers:
        return say("%(room)s is closed on %(day)s: %(why)s.", room=room.name, day=day, why=why)
    return say(
        "%(room)s is taken on %(day)s: %(clashes)s.",
        room=room.name,
        day=day,
        clashes=(
            *(_clash_words(clash, actor) for clash in clashes),
            *(offer_words(offer, actor) for offer in offers),
            *why,
        ),
    )


def _sentence(taken: Message, found: Sequence[Suggestion]) -> Message:
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


def offer_words(offer: Waited, actor: Actor) -> Message:
    """To whom it is offered, as far as that is anybody's business."""
    said = {"hours": hours_words(offer.span), "until": offer.offer_ends}
    if offer.is_own(actor):
        return say("%(hours)s (offered to you until %(until)s: see your waiting list)", **said)
    return say("%(hours)s (offered to somebody who waits for it until %(until)s)", **said)


def _suggestion_words(suggestion: Suggestion) -> Message:
    """A room and hours in a few words."""
    return say("%(room)s %(hours)s", room=suggestion.room.name, hours=hours_words(suggestion.span))


def _offer_json(offer: Waited, actor: Actor) -> dict[str, object]:
    return {
        "room": offer.room,
        "starts": offer.starts.astimezone(JAKARTA).isoformat(),
        "ends": offer.ends.astimezone(JAKARTA).isoformat(),
        "until": offer.offer_ends and offer.offer_ends.astimezone(JAKARTA).isoformat(),
        "own": offer.is_own(actor),
    }


def _closure_json(closed: Closed) -> dict[str, object]:
    return {
        "id": closed.id,
        "name": closed.name,
        "kind": closed.kind,
        "estimated": closed.estimated,
        "starts": closed.starts.astimezone(JAKARTA).isoformat(),
        "ends": closed.ends.astimezone(JAKARTA).isoformat(),
    }


def clash_json(clash: Booked, actor: Actor) -> dict[str, object]:
    return {
        "room": clash.room,
        "starts": clash.starts.astimezone(JAKARTA).isoformat(),
        "ends": clash.ends.astimezone(JAKARTA).isoformat(),
        "title": clash.title_for(actor),
        "own": clash.is_own(actor),
    }


def suggestion_json(suggestion: Suggestion) -> dict[str, object]:
    return {
        "room": suggestion.room.code,
        "room_name": suggestion.room.name,
        "starts": suggestion.span.starts.astimezone(JAKARTA).isoformat(),
        "ends": suggestion.span.ends.astimezone(JAKARTA).isoformat(),
    }
