"""/api/v1/rounds/{code}: freezing, seed, draw; the record and the result; objections."""

import asyncio
from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from floors.api.rounds.draw_shapes import (
    AnswerIn,
    DrawOut,
    FreezeIn,
    FrozenOut,
    ObjectionIn,
    ObjectionList,
    ObjectionOut,
    ReasonsOut,
    RecordOut,
    RefusedOut,
    ResultOut,
    ResultPage,
    SeedIn,
    SeedOut,
)
from floors.operations.rounds import objecting
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.seeding import paste_beacon, type_values
from floors.queries.rounds import one_round, programmes_of
from floors.queries.rounds.objections import objections
from floors.queries.rounds.record import editions, record_lines
from floors.queries.rounds.results import explained
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import APPLICANTS, EVERYONE, MANAGERS, Role
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_ONE = "/api/v1/rounds/{code:str}"
_TAGS = ["rounds"]
_PAGES = "/putaran"


@post(
    f"{_ONE}/freeze",
    allow=MANAGERS,
    operation_id="freezeRound",
    tags=_TAGS,
    status_code=HTTPStatus.OK,
)
async def freeze_round(
    request: SentraRequest, code: FromPath[str], data: JSONBody[FreezeIn]
) -> FrozenOut:
    """Fix and publish what the draw will be made of. 409 while applications are undecided."""
    found = await freeze(
        code, refuse_rest=data.refuse_rest, actor=actor_of(request), now=now_of(request)
    )
    return FrozenOut(
        taking_part=found.taking_part, refused=found.refused, commitment=found.commitment
    )


@post(
    f"{_ONE}/seed", allow=MANAGERS, operation_id="seedRound", tags=_TAGS, status_code=HTTPStatus.OK
)
async def seed_round(
    request: SentraRequest, code: FromPath[str], data: JSONBody[SeedIn]
) -> SeedOut:
    """Write down the seed, not before the moment announced.

    Values of a witnessed draw are sealed until a second officer sends the same ones; nobody can
    read them. An answer of drand's relays is checked against the network's key.
    """
    actor, now = actor_of(request), now_of(request)
    if data.beacon:
        await paste_beacon(code, data.beacon, actor=actor, now=now)
        return SeedOut(state="seeded")
    typed = await type_values(code, data.values, actor=actor, now=now)
    return SeedOut(state=typed.value)


@post(
    f"{_ONE}/draw", allow=MANAGERS, operation_id="drawRound", tags=_TAGS, status_code=HTTPStatus.OK
)
async def draw(request: SentraRequest, code: FromPath[str]) -> DrawOut:
    """Make the draw, and publish its result at once."""
    run = await draw_round(code, actor=actor_of(request), now=now_of(request))
    outcome = run.outcome
    return DrawOut(edition=run.number, applicants=len(outcome.order), winners=len(outcome.places))


@get(f"{_ONE}/record", allow=EVERYONE, operation_id="getRoundRecord", tags=_TAGS)
async def get_record(request: SentraRequest, code: FromPath[str]) -> RecordOut:
    """What is published of a round, and where it is downloaded."""
    round_ = await one_round(code, now=now_of(request))
    return RecordOut.of(
        code,
        round_.commitment,
        await record_lines(round_.id),
        await editions(round_.id),
        pages=f"{_PAGES}/{code}",
        verifier=f"{_PAGES}/verify_sentra_round.py",
    )


@get(
    f"{_ONE}/results",
    allow=EVERYONE,
    operation_id="listRoundResults",
    tags=_TAGS,
    dependencies=PAGED,
)
async def list_results(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    code: FromPath[str],
    *,
    programme: FromQuery[str | None] = None,
    q: FromQuery[str] = "",
) -> ResultPage:
    """Who has what, in the order of the draw; `q` is a number or the beginning of a pseudonym."""
    round_ = await one_round(code, now=now_of(request))
    run = await explained(round_.id)
    if run is None:
        return ResultPage(items=[], page=paging.page, size=paging.size, total=0)
    found, total = run.lines(
        programme=programme, q=q.strip(), limit=paging.size, offset=paging.offset
    )
    items = [ResultOut.of(line) for line in found]
    return ResultPage(items=items, page=paging.page, size=paging.size, total=total)


@get(f"{_ONE}/results/{{pseudonym:str}}", allow=EVERYONE, operation_id="explainResult", tags=_TAGS)
async def explain_result(
    request: SentraRequest, code: FromPath[str], pseudonym: FromPath[str]
) -> ReasonsOut:
    """What somebody got, and for each dearer wish why not: numbers, and true sentences."""
    round_ = await one_round(code, now=now_of(request))
    run = await explained(round_.id)
    if run is None or pseudonym not in run.outcome.numbers:
        raise NotFound(say("Nobody took part under this code."))
    names = {one.code: one.name for one in await programmes_of(round_.id)}
    locale = locale_of(request)
    refused = [
        RefusedOut.of(one, names[one.programme], locale)
        for one in await asyncio.to_thread(run.refusals, pseudonym)
    ]
    return ReasonsOut.of(run.outcome, pseudonym, refused)


@get(f"{_ONE}/objections", allow=APPLICANTS, operation_id="listObjections", tags=_TAGS)
async def list_objections(request: SentraRequest, code: FromPath[str]) -> ObjectionList:
    """One's own objections; managers read all, unanswered ones first."""
    return await _objections(request, code)


@post(f"{_ONE}/objections", allow=APPLICANTS, operation_id="object", tags=_TAGS)
async def make_objection(
    request: SentraRequest,
    code: FromPath[str],
    data: JSONBody[ObjectionIn],
    *,
    enterprise: FromQuery[int | None] = None,
) -> Response[ObjectionOut]:
    """Object to the result, for one's own enterprise; managers name the one that they speak for."""
    actor = actor_of(request)
    speaks_for = enterprise if enterprise is not None else actor.enterprise or 0
    made = await objecting.object_to(
        code, enterprise=speaks_for, text=data.text, actor=actor, now=now_of(request)
    )
    return Response(await _objection(request, code, made), status_code=HTTPStatus.CREATED)


@post(
    f"{_ONE}/objections/{{number:int}}/answer",
    allow=MANAGERS,
    operation_id="answerObjection",
    tags=_TAGS,
    status_code=HTTPStatus.OK,
)
async def answer_objection(
    request: SentraRequest, code: FromPath[str], number: FromPath[int], data: JSONBody[AnswerIn]
) -> ObjectionOut:
    """Answer an objection, once, before the result is decreed."""
    await objecting.answer(
        code,
        number,
        text=data.text,
        upheld=data.upheld,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _objection(request, code, number)


async def _objections(request: SentraRequest, code: str) -> ObjectionList:
    actor = actor_of(request)
    round_ = await one_round(code, now=now_of(request))
    whose = None if actor.role is Role.MANAGER else actor.enterprise or 0
    found = await objections(round_.id, enterprise=whose)
    return ObjectionList(items=[ObjectionOut.of(one) for one in found])


async def _objection(request: SentraRequest, code: str, number: int) -> ObjectionOut:
    return next(one for one in (await _objections(request, code)).items if one.id == number)


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    freeze_round,
    seed_round,
    draw,
    get_record,
    list_results,
    explain_result,
    list_objections,
    make_objection,
    answer_objection,
)
