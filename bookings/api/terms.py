"""The terms of rooms: opening hours, buffers, layouts."""

from datetime import time, timedelta
from typing import Annotated

from litestar import get, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.terms import Layout, Week
from bookings.domain.terms_changes import BUFFER_MOST, TermsWish
from bookings.operations.terms import set_terms
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE, MANAGERS
from sentra.web.request import SentraRequest, actor_of, now_of

Clock = Annotated[
    str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Time in Jakarta, such as 07:00.")
]
Minutes = Annotated[int, Meta(ge=0, le=BUFFER_MOST, description="A multiple of five.")]


class OpeningShape(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of a day in which a room is open."""

    opens: Clock
    closes: Clock


class TermsShape(Struct, frozen=True, forbid_unknown_fields=True):
    """How a room may be used."""

    before: Annotated[Minutes, Meta(description="Minutes kept free before each booking.")] = 0
    after: Annotated[Minutes, Meta(description="Minutes kept free after each booking.")] = 0
    hours: Annotated[
        list[list[OpeningShape]] | None,
        Meta(description="Seven days, Monday first; null: as long as the building is open."),
    ] = None
    layouts: Annotated[
        dict[Layout, int], Meta(description="How many people each layout seats.")
    ] = {}

    @classmethod
    def of(cls, room: Room) -> "TermsShape":
        terms = room.terms
        return cls(
            before=_minutes(terms.before),
            after=_minutes(terms.after),
            hours=None
            if terms.week is None
            else [
                [OpeningShape(f"{first:%H:%M}", f"{last:%H:%M}") for first, last in day]
                for day in terms.week
            ],
            layouts=dict(terms.layouts),
        )

    def wish(self) -> TermsWish:
        return TermsWish(
            self.before,
            self.after,
            self._week(),
            {one.value: people for one, people in self.layouts.items()},
        )

    def _week(self) -> Week | None:
        if self.hours is None:
            return None
        return [
            [(time.fromisoformat(one.opens), time.fromisoformat(one.closes)) for one in day]
            for day in self.hours
        ]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


@get("/api/v1/rooms/{code:str}/terms", allow=EVERYONE, operation_id="getRoomTerms", tags=["rooms"])
async def get_terms(code: FromPath[str]) -> TermsShape:
    """How a room may be used."""
    room = await queries.room(code)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    return TermsShape.of(room)


@put("/api/v1/rooms/{code:str}/terms", allow=MANAGERS, operation_id="setRoomTerms", tags=["rooms"])
async def put_terms(
    request: SentraRequest, code: FromPath[str], data: JSONBody[TermsShape]
) -> TermsShape:
    """Say how a room may be used, for every new booking; those that stand keep their time."""
    room = await set_terms(code, data.wish(), actor=actor_of(request), now=now_of(request))
    return TermsShape.of(room)
