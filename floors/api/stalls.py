"""Stalls: list, one."""

from datetime import date
from typing import Annotated

from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from floors.api.shapes import StallOut, StallPage
from floors.domain.tenancies import StallState, may_be_code
from floors.queries.stalls import stall_on, stalls_on
from sentra.domain.categories import Category
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE
from sentra.i18n import today
from sentra.web.paging import check_paging
from sentra.web.request import SentraRequest, now_of

Day = Annotated[
    date | None, QueryParameter(name="date", description="The day to look at; today when left out.")
]


@get("/api/v1/stalls", allow=EVERYONE, operation_id="listStalls", tags=["stalls"])
async def list_stalls(
    request: SentraRequest,
    *,
    on: Day = None,
    of_state: Annotated[StallState | None, QueryParameter(name="state")] = None,
    category: FromQuery[Category | None] = None,
    level: FromQuery[int | None] = None,
    page: FromQuery[int] = 1,
    size: FromQuery[int] = 200,
) -> StallPage:
    """The centre's stalls on a day (today when not given), by floor and code."""
    check_paging(page, size)
    day = on or today(now_of(request))
    found = [
        stall
        for stall in await stalls_on(day)
        if (of_state is None or stall.state is of_state)
        and (category is None or stall.category is category)
        and (level is None or stall.level == level)
    ]
    start = (page - 1) * size
    shown = [StallOut.of(stall) for stall in found[start : start + size]]
    return StallPage(date=day, items=shown, page=page, size=size, total=len(found))


@get("/api/v1/stalls/{code:str}", allow=EVERYONE, operation_id="getStall", tags=["stalls"])
async def get_stall(request: SentraRequest, code: FromPath[str], on: Day = None) -> StallOut:
    """One stall on a day (today when not given)."""
    found = await stall_on(code, on or today(now_of(request))) if may_be_code(code) else None
    if found is None:
        raise NotFound(say("There is no such stall."))
    return StallOut.of(found)
