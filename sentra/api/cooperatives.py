"""Cooperatives: list, one, register, change."""

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from sentra.api.registry_shapes import (
    CooperativeChange,
    CooperativeIn,
    CooperativeList,
    CooperativeOut,
    given,
)
from sentra.domain.cooperatives import CooperativeData, read_cooperative
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.regions import find_kecamatan
from sentra.domain.roles import MANAGERS, SIGNED_IN
from sentra.operations import cooperatives as operations
from sentra.queries.cooperatives import CooperativeRecord, find_cooperative, list_cooperatives
from sentra.web.request import SentraRequest, actor_of, now_of

TAGS = ["cooperatives"]
_FACTS = CooperativeData.__struct_fields__
_ONE = "/api/v1/cooperatives/{cooperative:int}"


@get("/api/v1/cooperatives", allow=SIGNED_IN, operation_id="listCooperatives", tags=TAGS)
async def list_them(kecamatan: FromQuery[str | None] = None) -> CooperativeList:
    """The cooperatives, by kecamatan and name."""
    place = find_kecamatan(kecamatan) if kecamatan else None
    if kecamatan and place is None:
        rule = say("Tangerang Selatan has no kecamatan of this name.")
        raise Invalid(Problem("kecamatan", rule, kecamatan))
    found = await list_cooperatives(kecamatan=place.code if place else None)
    return CooperativeList([CooperativeOut.of(row) for row in found], len(found))


@get(_ONE, allow=SIGNED_IN, operation_id="getCooperative", tags=TAGS)
async def get_one(cooperative: FromPath[int]) -> CooperativeOut:
    """One cooperative. Its members: `GET /api/v1/enterprises?cooperative=`."""
    return CooperativeOut.of(await _found(cooperative))


@post("/api/v1/cooperatives", allow=MANAGERS, operation_id="registerCooperative", tags=TAGS)
async def register(
    request: SentraRequest, data: JSONBody[CooperativeIn]
) -> Response[CooperativeOut]:
    """Register a cooperative."""
    made = await operations.register_cooperative(
        data=read_cooperative(msgspec.structs.asdict(data)),
        actor=actor_of(request),
        now=now_of(request),
    )
    answer = CooperativeOut.of(await _found(made))
    return Response(answer, status_code=201, headers={"location": f"/api/v1/cooperatives/{made}"})


@patch(_ONE, allow=MANAGERS, operation_id="changeCooperative", tags=TAGS)
async def change(
    request: SentraRequest, cooperative: FromPath[int], data: JSONBody[CooperativeChange]
) -> CooperativeOut:
    """Change the facts that are given; the others stay."""
    record = await _found(cooperative)
    values = {name: getattr(record, name) for name in _FACTS} | given(data)
    await operations.change_cooperative(
        cooperative=cooperative,
        data=read_cooperative(values),
        actor=actor_of(request),
        now=now_of(request),
    )
    return CooperativeOut.of(await _found(cooperative))


async def _found(cooperative: int) -> CooperativeRecord:
    record = await find_cooperative(cooperative)
    if record is None:
        raise NotFound(say("There is no such cooperative."))
    return record


HANDLERS = (list_them, get_one, register, change)
