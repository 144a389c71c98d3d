"""Finding a room over the API."""

import datetime as dt
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from litestar import get
from litestar.params import FromQuery
from msgspec import Meta, Struct

from bookings.api.shapes import SpanOut
from bookings.domain.ranking import Ranked
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.search import Search, clock_of, days_of, layout_of
from bookings.queries.finding import search_rooms
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import EVERYONE
from sentra.i18n import Locale, translate
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_MOST_WORDS = 40
_MOST_MINUTES = 24 * 60
_EQUIPMENT = re.compile(r"([0-9]{1,9}):([0-9]{1,4})")


class OfferOut(Struct, frozen=True):
    """A room that is offered, and why."""

    room: str
    name: str
    floor: int
    capacity: Annotated[int | None, Meta(description="Persons.")]
    spans: Annotated[
        list[SpanOut],
        Meta(description="Free times, any of which will do; of a series, all that are free."),
    ]
    missing: Annotated[list[dt.date], Meta(description="Days of the series on which it is not.")]
    reasons: list[str]
    near: Annotated[
        str | None,
        Meta(description="hours, some_days, other_days, equipment or needs; null where it suits."),
    ] = None

    @classmethod
    def of(cls, ranked: Ranked, locale: Locale) -> "OfferOut":
        offer = ranked.offer
        return cls(
            room=offer.room.code,
            name=offer.room.name,
            floor=offer.room.floor,
            capacity=offer.room.capacity,
            spans=[SpanOut.of(span) for span in offer.spans],
            missing=list(offer.missing),
            reasons=[translate(reason, locale) for reason in ranked.reasons],
            near=ranked.near.value if ranked.near else None,
        )


class FoundOut(Struct, frozen=True):
    """The rooms that suit, the best first; where none does, what comes nearest."""

    rooms: list[OfferOut]
    nearest: list[OfferOut]


@get("/api/v1/room-search", allow=EVERYONE, operation_id="findRoom", tags=["rooms"])
async def find_room(
    request: SentraRequest,
    *,
    date: FromQuery[dt.date],
    earliest: FromQuery[str],
    latest: FromQuery[str],
    until: FromQuery[dt.date | None] = None,
    rrule: FromQuery[str] = "",
    minutes: FromQuery[int | None] = None,
    people: FromQuery[int | None] = None,
    layout: FromQuery[str] = "",
    feature: FromQuery[list[str] | None] = None,
    equipment: FromQuery[list[str] | None] = None,
    accessible: FromQuery[bool] = False,
    joined: FromQuery[bool] = True,
) -> FoundOut:
    """Find a free room between two times of day, on one of some days or on all days of a rule.

    `minutes` is how long within them, the whole time where it is not given; `equipment` is a kind's
    id and a number, such as `3:2`.
    """
    rule = parse_recurrence(rrule) if rrule else None
    first, last = clock_of("earliest", earliest), clock_of("latest", latest)
    search = Search(
        days=days_of(date, until=until, rule=rule),
        earliest=first,
        latest=last,
        length=_length(minutes, first, last),
        every=rule is not None,
        people=people,
        layout=layout_of(layout),
        features=frozenset((feature or ())[:_MOST_WORDS]),
        equipment=_equipment(equipment or ()),
        accessible=accessible,
        joined=joined,
    )
    locale = locale_of(request)
    found = await search_rooms(search, role=actor_of(request).role, now=now_of(request))
    return FoundOut(
        [OfferOut.of(one, locale) for one in found.rooms],
        [OfferOut.of(one, locale) for one in found.nearest],
    )


def _length(minutes: int | None, earliest: dt.time, latest: dt.time) -> timedelta:
    if minutes is None:
        return timedelta(hours=latest.hour - earliest.hour, minutes=latest.minute - earliest.minute)
    return timedelta(minutes=max(0, min(minutes, _MOST_MINUTES)))


def _equipment(words: Sequence[str]) -> dict[int, int]:
    """How many of which kind.

    Raises:
        Invalid: One is no pair of numbers.
    """
    wanted: dict[int, int] = {}
    for word in words[:_MOST_WORDS]:
        match = _EQUIPMENT.fullmatch(word)
        if match is None:
            rule = say("This is no kind and number of equipment.")
            raise Invalid(Problem("equipment", rule, word[:40], say("Write it as 3:2.")))
        wanted[int(match[1])] = int(match[2])
    return wanted
