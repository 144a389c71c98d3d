"""What stalls are meant to sell within their zones, and neighbours who would compete."""

from typing import Annotated

from litestar import get, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from floors.domain.neighbours import Clash, clashes, neighbours
from floors.operations.marks import mark_stalls
from floors.queries.marks import marks_of
from sentra.domain.roles import EVERYONE, MANAGERS
from sentra.i18n import today
from sentra.web.request import SentraRequest, actor_of, now_of

_URL = "/api/v1/floors/{level:int}/marks"
Level = Annotated[int, Meta(ge=-10, le=200)]


class MarksIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sub-categories by code of stall; stalls that are not named keep theirs.

    Attributes:
        marks: An empty one takes the mark away.
        reason: Why neighbours may sell the same, where they would.
    """

    marks: dict[str, str]
    reason: Annotated[str, Meta(max_length=300)] = ""


class MarksOut(Struct, frozen=True, kw_only=True):
    """The marks of a floor.

    Attributes:
        marks: By code of stall, those that have one.
        clashes: Neighbours that carry the same mark.
    """

    marks: dict[str, str]
    clashes: list[Clash]


@get(_URL, allow=EVERYONE, operation_id="getMarks", tags=["stalls"])
async def get_marks(request: SentraRequest, level: FromPath[Level]) -> MarksOut:
    """What the stalls of a floor are meant to sell within their zones."""
    return await _marks(request, level)


@put(_URL, allow=MANAGERS, operation_id="markStalls", tags=["stalls"])
async def put_marks(
    request: SentraRequest, level: FromPath[Level], data: JSONBody[MarksIn]
) -> MarksOut:
    """Mark stalls. 409 `competes` names neighbours who would sell the same without a reason."""
    await mark_stalls(
        level, data.marks, reason=data.reason, actor=actor_of(request), now=now_of(request)
    )
    return await _marks(request, level)


async def _marks(request: SentraRequest, level: int) -> MarksOut:
    stalls = await marks_of(level, day=today(now_of(request)))
    marks = {one.code: one.sells for one in stalls if one.sells}
    pairs = neighbours({one.code: one.shape for one in stalls if one.shape})
    return MarksOut(marks=marks, clashes=clashes(pairs, marks))
