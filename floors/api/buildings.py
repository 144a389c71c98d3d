"""The building over the API: its floors, its spaces, and the plan they come from."""

import json
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, RawBody
from msgspec import Meta, Struct

from floors.domain.plan_changes import KnownSpace, SpaceKind
from floors.domain.planfile import document_of
from floors.operations import plans
from floors.operations.plans import PlanReport
from floors.queries.plan import (
    FloorLine,
    floor_at,
    floors_of_centre,
    space_called,
    spaces_of_centre,
)
from sentra.domain.categories import Category
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE, MANAGERS
from sentra.web.request import SentraRequest, actor_of, now_of

GEOJSON = "application/geo+json"
Level = Annotated[int, Meta(ge=-10, le=201, description="1 is the ground floor")]


class FloorOut(Struct, frozen=True, kw_only=True):
    """A floor.

    Attributes:
        level: 1 is the ground floor.
        area: Square metres.
        stalls: How many are in use.
        rooms: How many are in use; a hall and its halves count each.
    """

    level: int
    name: str
    area: float
    stalls: int
    rooms: int

    @classmethod
    def of(cls, row: FloorLine) -> "FloorOut":
        return cls(
            level=row.level,
            name=row.name,
            area=float(row.area),
            stalls=row.stalls,
            rooms=row.rooms,
        )


class SpaceOut(Struct, frozen=True, kw_only=True):
    """A stall or a room.

    Attributes:
        kind: stall or room.
        category: What a stall's zone sells; null for rooms.
        area: Square metres.
        capacity: Persons; null for stalls.
        equipment: What is fixed in a room.
        parts: Codes of the rooms a joined hall is made of.
        active: False once the plan has it no more.
        geometry: GeoJSON Polygon in metres of the plan's local frame: x east, y north.
    """

    id: int
    code: str
    kind: SpaceKind
    name: str
    level: int
    category: str | None
    area: float
    capacity: int | None
    accessible: bool
    equipment: list[str]
    parts: list[str]
    active: bool
    geometry: dict[str, Any]

    @classmethod
    def of(cls, space: KnownSpace) -> "SpaceOut":
        state = space.state
        return cls(
            id=space.id,
            code=state.code,
            kind=state.kind,
            name=state.name,
            level=state.level,
            category=state.category,
            area=float(state.area),
            capacity=state.capacity,
            accessible=state.accessible,
            equipment=state.features,
            parts=state.parts,
            active=state.active,
            geometry=state.geometry,
        )


@get("/api/v1/floors", allow=EVERYONE, operation_id="listFloors", tags=["building"])
async def list_floors() -> list[FloorOut]:
    """The centre's floors, from the ground up."""
    return [FloorOut.of(row) for row in await floors_of_centre()]


@get("/api/v1/floors/{level:int}", allow=EVERYONE, operation_id="getFloor", tags=["building"])
async def get_floor(level: FromPath[Level]) -> FloorOut:
    """One floor of the centre."""
    for row in await floors_of_centre():
        if row.level == level:
            return FloorOut.of(row)
    raise NotFound(say("There is no such floor."))


@get(
    "/api/v1/floors/{level:int}/plan.geojson",
    allow=EVERYONE,
    operation_id="getFloorPlan",
    tags=["building"],
    media_type=GEOJSON,
)
async def get_floor_plan(level: FromPath[Level]) -> Response[bytes]:
    """The floor's plan as loaded: GeoJSON of OGC IMDF features, in metres of a local frame."""
    floor = await floor_at(level)
    if floor is None:
        raise NotFound(say("There is no such floor."))
    document = json.dumps(document_of(floor.features), ensure_ascii=False, separators=(",", ":"))
    return Response(document.encode(), media_type=GEOJSON)


@get("/api/v1/spaces", allow=EVERYONE, operation_id="listSpaces", tags=["building"])
async def list_spaces(
    kind: FromQuery[SpaceKind | None] = None,
    level: FromQuery[Level | None] = None,
    category: FromQuery[Category | None] = None,
) -> list[SpaceOut]:
    """The centre's stalls and rooms in use, by floor and code."""
    found = await spaces_of_centre(kind=kind, level=level, category=category)
    return [SpaceOut.of(space) for space in found]


@get("/api/v1/spaces/{code:str}", allow=EVERYONE, operation_id="getSpace", tags=["building"])
async def get_space(code: FromPath[str]) -> SpaceOut:
    """One stall or room by its code; also one that is in use no more."""
    space = await space_called(code) if code.isprintable() else None
    if space is None:
        raise NotFound(say("There is no such space."))
    return SpaceOut.of(space)


@post(
    "/api/v1/plans/check",
    allow=MANAGERS,
    operation_id="checkPlan",
    tags=["building"],
    status_code=200,
)
async def check_plan(request: SentraRequest, body: RawBody) -> PlanReport:
    """What loading the plan in the request's body would change; nothing is stored.

    The body is the GeoJSON file itself. 422 names every feature at fault; 409 the spaces that the
    plan would take away while they are in use.
    """
    return await plans.check_plan_file(content=body, now=now_of(request))


@post("/api/v1/plans", allow=MANAGERS, operation_id="loadPlan", tags=["building"], status_code=200)
async def load_plan(request: SentraRequest, body: RawBody) -> PlanReport:
    """Take the plan in the request's body as the building from now on, all of it or nothing.

    The same file again changes nothing. Refused as `checkPlan` is.
    """
    return await plans.load_plan(content=body, actor=actor_of(request), now=now_of(request))


HANDLERS = (
    list_floors,
    get_floor,
    get_floor_plan,
    list_spaces,
    get_space,
    check_plan,
    load_plan,
)
