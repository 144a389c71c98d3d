"""Tenancies: list, give, end, move, take back."""

from datetime import date
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from floors.api.shapes import (
    TenancyCancel,
    TenancyEnd,
    TenancyIn,
    TenancyMove,
    TenancyOut,
    TenancyPage,
)
from floors.domain.tenancies import may_be_code, may_be_id
from floors.operations import tenancies as operations
from floors.queries.tenancies import tenancies_page, tenancy
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE, MANAGERS, Role
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of

Running = Annotated[
    date | None, QueryParameter(name="date", description="Only those that run on this day.")
]


@get(
    "/api/v1/tenancies",
    allow=EVERYONE,
    operation_id="listTenancies",
    tags=["tenancies"],
    dependencies=PAGED,
)
async def list_tenancies(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    *,
    stall: FromQuery[str | None] = None,
    enterprise: FromQuery[int | None] = None,
    on: Running = None,
) -> TenancyPage:
    """Who holds, held or will hold stalls, latest start first; those taken back are left out."""
    found, total = await tenancies_page(
        stall=stall if stall is None or may_be_code(stall) else "",
        enterprise=enterprise if enterprise is None or may_be_id(enterprise) else 0,
        day=on,
        limit=paging.size,
        offset=paging.offset,
    )
    for_manager = actor_of(request).role is Role.MANAGER
    items = [TenancyOut.of(row, for_manager=for_manager) for row in found]
    return TenancyPage(items=items, page=paging.page, size=paging.size, total=total)


@post("/api/v1/tenancies", allow=MANAGERS, operation_id="giveStall", tags=["tenancies"])
async def give_stall(request: SentraRequest, data: JSONBody[TenancyIn]) -> Response[TenancyOut]:
    """Give a stall to an enterprise.

    409 `held` names the holder, the first free day and the nearest free stalls of the category;
    409 `holds-another` names the stalls that the enterprise holds meanwhile.
    """
    made = await operations.give(
        stall=data.stall,
        enterprise=data.enterprise,
        starts=data.starts,
        ends=data.ends,
        further=data.further,
        note=data.note,
        actor=actor_of(request),
        now=now_of(request),
    )
    return Response(
        await _answer(made), status_code=201, headers={"location": f"/api/v1/tenancies/{made}"}
    )


@get(
    "/api/v1/tenancies/{tenancy_id:int}",
    allow=EVERYONE,
    operation_id="getTenancy",
    tags=["tenancies"],
)
async def get_tenancy(request: SentraRequest, tenancy_id: FromPath[int]) -> TenancyOut:
    """One tenancy; one that was taken back is shown to managers only."""
    for_manager = actor_of(request).role is Role.MANAGER
    return await _answer(tenancy_id, for_manager=for_manager)


@post(
    "/api/v1/tenancies/{tenancy_id:int}/end",
    allow=MANAGERS,
    operation_id="endTenancy",
    tags=["tenancies"],
    status_code=200,
)
async def end_tenancy(
    request: SentraRequest, tenancy_id: FromPath[int], data: JSONBody[TenancyEnd]
) -> TenancyOut:
    """End a tenancy on another day: sooner, later (a renewal), or without an agreed end."""
    await operations.end(
        tenancy=tenancy_id,
        ends=data.ends,
        further=data.further,
        note=data.note,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _answer(tenancy_id)


@post(
    "/api/v1/tenancies/{tenancy_id:int}/move",
    allow=MANAGERS,
    operation_id="moveTenancy",
    tags=["tenancies"],
)
async def move_tenancy(
    request: SentraRequest, tenancy_id: FromPath[int], data: JSONBody[TenancyMove]
) -> TenancyOut:
    """Move the holder to another stall: one tenancy ends and another begins, or neither."""
    moved = await operations.move(
        tenancy=tenancy_id,
        stall=data.stall,
        on=data.on,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _answer(moved)


@post(
    "/api/v1/tenancies/{tenancy_id:int}/cancel",
    allow=MANAGERS,
    operation_id="cancelTenancy",
    tags=["tenancies"],
    status_code=200,
)
async def cancel_tenancy(
    request: SentraRequest, tenancy_id: FromPath[int], data: JSONBody[TenancyCancel]
) -> TenancyOut:
    """Take back a tenancy that was given by mistake; it stays in the record."""
    await operations.cancel(
        tenancy=tenancy_id, reason=data.reason, actor=actor_of(request), now=now_of(request)
    )
    return await _answer(tenancy_id)


async def _answer(tenancy_id: int, *, for_manager: bool = True) -> TenancyOut:
    row = await tenancy(tenancy_id)
    if row is None or not (row.active or for_manager):
        raise NotFound(say("There is no such tenancy."))
    return TenancyOut.of(row, for_manager=for_manager)
