"""Equipment: what there is, what is free, what a booking has of it."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from litestar import Response, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType

from bookings.api.shapes import EquipmentIn, instants, wanted_of
from bookings.domain.spans import Span
from bookings.operations import bookings as bookings_operations
from bookings.operations import pools as operations
from bookings.operations.checks import must_change
from bookings.queries import equipment as queries
from bookings.queries.equipment import Asked, Pool
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import BOOKERS, MANAGERS
from sentra.web.request import SentraRequest, actor_of, now_of


class EquipmentOut(Struct, frozen=True):
    """A kind of equipment."""

    id: int
    name: str
    number: Annotated[int, Meta(description="How many are in use.")]
    active: bool
    free: Annotated[
        int | None,
        Meta(description="How many are free all through the span asked for; null without one."),
    ] = None

    @classmethod
    def of(cls, pool: Pool, free: int | None = None) -> "EquipmentOut":
        return cls(pool.id, pool.name, pool.number, pool.active, free)


class EquipmentAdd(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of equipment to bring into use."""

    name: str
    number: int


class EquipmentEdit(Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of a kind; what is left out stays."""

    name: str | UnsetType = UNSET
    number: int | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class AskedOut(Struct, frozen=True):
    """How many of a kind go with a booking."""

    equipment: int
    name: str
    number: int

    @classmethod
    def all(cls, asked: Sequence[Asked]) -> "list[AskedOut]":
        return [cls(one.kind, one.name, one.number) for one in asked]


@get("/api/v1/equipment", allow=BOOKERS, operation_id="listEquipment", tags=["equipment"])
async def list_equipment(
    *, starts: FromQuery[datetime | None] = None, ends: FromQuery[datetime | None] = None
) -> list[EquipmentOut]:
    """Every kind in use; with `starts` and `ends`, how many are free all through."""
    if starts is None or ends is None:
        return [EquipmentOut.of(one) for one in await queries.pools()]
    times = instants(starts=starts, ends=ends)
    if times["ends"] <= times["starts"]:
        raise Invalid(Problem("ends", say("The end has to be after the start.")))
    span = Span(times["starts"], times["ends"])
    return [EquipmentOut.of(one, free) for one, free in await queries.free(span)]


@post("/api/v1/equipment", allow=MANAGERS, operation_id="addEquipment", tags=["equipment"])
async def add_equipment(
    request: SentraRequest, data: JSONBody[EquipmentAdd]
) -> Response[EquipmentOut]:
    """Bring a kind of equipment into use."""
    made = await operations.add_pool(
        data.name, data.number, actor=actor_of(request), now=now_of(request)
    )
    return Response(EquipmentOut.of(made), status_code=HTTPStatus.CREATED)


@patch(
    "/api/v1/equipment/{kind:int}",
    allow=MANAGERS,
    operation_id="changeEquipment",
    tags=["equipment"],
)
async def change_equipment(
    request: SentraRequest, kind: FromPath[int], data: JSONBody[EquipmentEdit]
) -> EquipmentOut:
    """Change name or number of a kind, or take it out of use and back."""
    became = await operations.change_pool(
        kind,
        name=None if data.name is UNSET else data.name,
        number=None if data.number is UNSET else data.number,
        active=None if data.active is UNSET else data.active,
        actor=actor_of(request),
        now=now_of(request),
    )
    return EquipmentOut.of(became)


@get(
    "/api/v1/bookings/{booking_id:int}/equipment",
    allow=BOOKERS,
    operation_id="getBookingEquipment",
    tags=["equipment"],
)
async def get_booking_equipment(
    request: SentraRequest, booking_id: FromPath[int]
) -> list[AskedOut]:
    """What goes with a booking of one's own."""
    await must_change(booking_id, actor=actor_of(request))
    return await _asked(booking_id)


@put(
    "/api/v1/bookings/{booking_id:int}/equipment",
    allow=BOOKERS,
    operation_id="setBookingEquipment",
    tags=["equipment"],
)
async def set_booking_equipment(
    request: SentraRequest, booking_id: FromPath[int], data: JSONBody[list[EquipmentIn]]
) -> list[AskedOut]:
    """Let this go with a booking and nothing else. Too little answers 409 with the `shortages`."""
    await bookings_operations.change(
        booking_id,
        {"equipment": wanted_of(data)},
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _asked(booking_id)


async def _asked(booking_id: int) -> list[AskedOut]:
    return AskedOut.all((await queries.asked_for([booking_id])).get(booking_id, ()))
