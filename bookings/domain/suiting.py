"""Whether a room suits a search, how well, and what there is to say of it.

The order is one that a person can follow: all days before some, one room before a joined hall, no
waiting for approval before waiting, few empty seats before many, little unasked equipment before
much (the kitchen stays for those who cook), early before late.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bookings.domain.features import feature_words
from bookings.domain.finding import Offer
from bookings.domain.policies import Kind, Rule, rule_words
from bookings.domain.rooms import Room
from bookings.domain.search import Search
from bookings.domain.terms import LAYOUT_NAMES
from sentra.domain.messages import Message, say

_SEATS_STEP = 5
"""So many empty seats more or less are all the same."""


def seats_of(search: Search, room: Room) -> int | None:
    """How many the room takes, set up as asked for."""
    if search.layout is None:
        return room.capacity
    return room.terms.layouts.get(search.layout)


def lacks(search: Search, room: Room) -> Iterator[Message]:
    """What a room has to have and has not."""
    if search.layout is not None and search.layout not in room.terms.layouts:
        yield say("It is not set up like this: %(layout)s.", layout=LAYOUT_NAMES[search.layout])
    else:
        seats = seats_of(search, room)
        if search.people is not None and seats is not None and seats < search.people:
            yield say("It takes %(seats)d people only.", seats=seats)
    missing = search.features - set(room.features)
    if missing:
        yield say("It does not have: %(features)s.", features=feature_words(sorted(missing)))
    if search.accessible and not room.accessible:
        yield say("It can't be reached by wheelchair.")
    if room.parts and not search.joined:
        yield say("It is a hall joined from several rooms.")


def forbidden(search: Search, rules: Sequence[Rule]) -> Iterator[Message]:
    """What the office's rules say against a booking as long as this, whenever it is."""
    minutes = search.length // timedelta(minutes=1)
    for rule in rules:
        if (
            (rule.kind is Kind.CLOSED_TO and rule.value)
            or (rule.kind is Kind.SHORTEST and minutes < rule.value)
            or (rule.kind is Kind.LONGEST and minutes > rule.value)
        ):
            yield rule_words(rule)


def order(search: Search, offer: Offer) -> tuple[object, ...]:
    """By what the better of two offers is told."""
    room = offer.room
    return (
        len(offer.missing),
        len(room.parts),
        room.terms.approval,
        misfit(search, room),
        len(set(room.features) - search.features),
        offer.spans[0].starts,
        room.floor,
        room.code,
    )


def misfit(search: Search, room: Room) -> int:
    """By how many seats it is too large or too small, in steps."""
    seats = seats_of(search, room)
    if seats is None or search.people is None:
        return 0
    return abs(seats - search.people) // _SEATS_STEP


def reasons_for(search: Search, room: Room) -> Iterator[Message]:
    """What there is to say about a room that is offered."""
    if search.every:
        yield say("Free on all %(days)d days.", days=len(search.days))
    yield from _seats_words(search, room)
    asked = search.features & set(room.features)
    if asked:
        yield say("Has what you need: %(features)s.", features=feature_words(sorted(asked)))
    if search.accessible and room.accessible:
        yield say("Reachable by wheelchair.")
    if room.parts:
        yield say(
            "Joined from %(number)d rooms: booking it takes them all.", number=len(room.parts)
        )
    if room.terms.approval:
        yield say("The building manager has to approve the booking.")


def _seats_words(search: Search, room: Room) -> Iterator[Message]:
    seats = seats_of(search, room)
    if seats is not None and search.people is not None and seats >= search.people:
        spare = seats - search.people
        yield (
            say("Takes %(seats)d people, %(spare)d more than you need.", seats=seats, spare=spare)
            if spare
            else say("Takes just %(seats)d people.", seats=seats)
        )
    elif seats is not None:
        yield say("Takes %(seats)d people.", seats=seats)


def seats_only(search: Search, room: Room) -> Iterator[Message]:
    seats = seats_of(search, room)
    if seats is not None and (search.people is None or seats >= search.people):
        yield say("Takes %(seats)d people.", seats=seats)
