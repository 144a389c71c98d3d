"""Closures, and the country's days off."""

import datetime as dt
from datetime import time
from http import HTTPStatus
from typing import Annotated, Literal

from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from bookings.api.shapes import BookingOut, Instant, instants, local
from bookings.api.terms import Clock
from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.holidays import Holiday, holidays_of
from bookings.domain.hours import FIRST_DAY, LAST_DAY, day_of, whole_day
from bookings.operations import closures as operations
from bookings.operations.closing import Answer, Made, close
from bookings.queries import closures as queries
from bookings.queries.closures import Closed
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import EVERYONE, MANAGERS, Actor
from sentra.web.request import SentraRequest, actor_of, now_of

_MOST = 2000


class PlaceShape(Struct, frozen=True, forbid_unknown_fields=True):
    """What is closed: the building, a floor by its level, or a room by its code."""

    scope: Literal["site", "floor", "room"] = "site"
    key: Annotated[str, Meta(max_length=24, description="Level or code; empty: the centre.")] = ""


class Decisions(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What becomes of the bookings in the way; without it the request is refused and lists them."""

    keep: Annotated[list[int], Meta(description="Numbers of bookings that keep their room.")] = []
    cancel: Annotated[list[int], Meta(description="Numbers of bookings to cancel.")] = []
    others: Annotated[
        Literal["keep", "cancel"] | None, Meta(description="What becomes of all the others.")
    ] = None

    def answers(self) -> dict[int, Answer]:
        keep: dict[int, Answer] = dict.fromkeys(self.keep, "keep")
        return keep | dict.fromkeys(self.cancel, "cancel")


_NONE = Decisions()


class ClosureIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A closure to make."""

    place: PlaceShape = PlaceShape()
    starts: Instant
    ends: Instant
    kind: ClosureKind
    name: str
    opens: Annotated[Clock | None, Meta(description="With shortened hours: open from.")] = None
    closes: Annotated[Clock | None, Meta(description="With shortened hours: open until.")] = None
    estimated: bool = False
    bookings: Decisions | None = None

    def closing(self) -> Closing:
        times = instants(starts=self.starts, ends=self.ends)
        return Closing(
            place=Place(Scope(self.place.scope), self.place.key),
            starts=times["starts"],
            ends=times["ends"],
            kind=self.kind,
            name=self.name,
            opens=time.fromisoformat(self.opens) if self.opens else None,
            closes=time.fromisoformat(self.closes) if self.closes else None,
            estimated=self.estimated,
        )


class ClosureOut(Struct, frozen=True):
    """A time in which nobody books."""

    id: int
    place: PlaceShape
    place_name: str
    starts: Instant
    ends: Instant
    kind: str
    name: str
    opens: str | None
    closes: str | None
    estimated: bool
    active: bool

    @classmethod
    def of(cls, closed: Closed) -> "ClosureOut":
        return cls(
            id=closed.id,
            place=PlaceShape(Scope(closed.scope).value, closed.key),
            place_name=closed.place,
            starts=local(closed.starts),
            ends=local(closed.ends),
            kind=closed.kind,
            name=closed.name,
            opens=f"{closed.opens:%H:%M}" if closed.opens else None,
            closes=f"{closed.closes:%H:%M}" if closed.closes else None,
            estimated=closed.estimated,
            active=closed.active,
        )


class ClosingOut(Struct, frozen=True):
    """What closing did."""

    closures: list[ClosureOut]
    cancelled: list[BookingOut]
    kept: list[BookingOut]

    @classmethod
    def of(cls, made: Made, actor: Actor) -> "ClosingOut":
        return cls(
            closures=[ClosureOut.of(one) for one in made.closures],
            cancelled=[BookingOut.of(one, actor) for one in made.cancelled],
            kept=[BookingOut.of(one, actor) for one in made.kept],
        )


class HolidayOut(Struct, frozen=True):
    """A day that the country has off."""

    date: dt.date
    name: Annotated[str, Meta(description="Its official Indonesian name.")]
    kind: Annotated[str, Meta(description="holiday, or leave (cuti bersama).")]
    estimated: bool
    closed: Annotated[bool, Meta(description="Whether the building is closed for it.")]


class HolidaysIn(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Days off on which to close the building."""

    dates: Annotated[list[dt.date], Meta(min_length=1, max_length=366)]
    bookings: Decisions | None = None


@get("/api/v1/closures", allow=EVERYONE, operation_id="listClosures", tags=["closures"])
async def list_closures(
    request: SentraRequest,
    *,
    since: FromQuery[dt.date | None] = None,
    until: FromQuery[dt.date | None] = None,
) -> list[ClosureOut]:
    """Closures that stand, by start: those from today on, or that touch the days given."""
    for name, day in (("since", since), ("until", until)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Invalid(Problem(name, say("There is no such day here."), day.isoformat()))
    found = await queries.closures(
        since=whole_day(since or day_of(now_of(request))).starts,
        until=whole_day(until).ends if until else None,
        limit=_MOST,
    )
    return [ClosureOut.of(one) for one in found]


@post("/api/v1/closures", allow=MANAGERS, operation_id="createClosure", tags=["closures"])
async def create_closure(request: SentraRequest, data: JSONBody[ClosureIn]) -> Response[ClosingOut]:
    """Close rooms. Bookings in the way are listed in a 409 until each is kept or cancelled."""
    actor = actor_of(request)
    made = await close(
        [data.closing()],
        answers=(data.bookings or _NONE).answers(),
        rest=(data.bookings or _NONE).others,
        actor=actor,
        now=now_of(request),
    )
    return Response(ClosingOut.of(made, actor), status_code=HTTPStatus.CREATED)


@delete(
    "/api/v1/closures/{closure_id:int}",
    allow=MANAGERS,
    operation_id="liftClosure",
    tags=["closures"],
    status_code=HTTPStatus.OK,
)
async def lift_closure(request: SentraRequest, closure_id: FromPath[int]) -> ClosureOut:
    """Lift a closure: what it closed can be booked."""
    return ClosureOut.of(
        await operations.lift(closure_id, actor=actor_of(request), now=now_of(request))
    )


@post(
    "/api/v1/closures/{closure_id:int}/restore",
    allow=MANAGERS,
    operation_id="restoreClosure",
    tags=["closures"],
    status_code=HTTPStatus.OK,
)
async def restore_closure(request: SentraRequest, closure_id: FromPath[int]) -> ClosureOut:
    """Take the lifting of a closure back; what was booked since then stays."""
    return ClosureOut.of(
        await operations.restore(closure_id, actor=actor_of(request), now=now_of(request))
    )


@get("/api/v1/holidays", allow=EVERYONE, operation_id="listHolidays", tags=["closures"])
async def list_holidays(
    request: SentraRequest, year: FromQuery[int | None] = None
) -> list[HolidayOut]:
    """National holidays and collective leave of a year; of this one where none is given."""
    taken = await queries.standing_sources()
    days = holidays_of(day_of(now_of(request)).year if year is None else year)
    return [
        HolidayOut(one.day, one.name, one.kind.value, one.estimated, one.source in taken)
        for one in days
    ]


@post("/api/v1/holidays", allow=MANAGERS, operation_id="closeOnHolidays", tags=["closures"])
async def close_on_holidays(
    request: SentraRequest, data: JSONBody[HolidaysIn]
) -> Response[ClosingOut]:
    """Close the building on some days off, all or none. Days that are closed stay so."""
    actor = actor_of(request)
    made = await close(
        [_holiday(day).closing(Place()) for day in sorted(set(data.dates))],
        answers=(data.bookings or _NONE).answers(),
        rest=(data.bookings or _NONE).others,
        actor=actor,
        now=now_of(request),
    )
    return Response(ClosingOut.of(made, actor), status_code=HTTPStatus.CREATED)


def _holiday(day: dt.date) -> Holiday:
    found = next((one for one in holidays_of(day.year) if one.day == day), None)
    if found is None:
        remedy = say("Make a closure of its own for it.")
        raise Invalid(Problem("dates", say("This day is no day off."), day.isoformat(), remedy))
    return found
