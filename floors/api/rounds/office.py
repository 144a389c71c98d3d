"""Rounds: list, one; drafting, announcing, moving and giving one up."""

from http import HTTPStatus

from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from floors.api.rounds.shapes import (
    DatesIn,
    DraftIn,
    ProgrammeIn,
    ReasonIn,
    RoundIn,
    RoundLine,
    RoundList,
    RoundOut,
)
from floors.operations.rounds import announcing, drafting, phases, programmes
from floors.queries.rounds import all_rounds, one_round, programmes_of
from sentra.domain.roles import EVERYONE, MANAGERS, Role
from sentra.web.request import SentraRequest, actor_of, now_of

_URL = "/api/v1/rounds"
_ONE = f"{_URL}/{{code:str}}"
_PROGRAMME = f"{_ONE}/programmes/{{programme:str}}"


@get(_URL, allow=EVERYONE, operation_id="listRounds", tags=["rounds"])
async def list_rounds(request: SentraRequest) -> RoundList:
    """All stall rounds, the newest first; drafts are shown to managers only."""
    found = await all_rounds(now=now_of(request), drafts=_is_office(request))
    return RoundList([RoundLine.of(one) for one in found])


@get(_ONE, allow=EVERYONE, operation_id="getRound", tags=["rounds"])
async def get_round(request: SentraRequest, code: FromPath[str]) -> RoundOut:
    """One round with its rules, dates and programmes."""
    return await _answer(request, code)


@post(_URL, allow=MANAGERS, operation_id="draftRound", tags=["rounds"])
async def draft_round(request: SentraRequest, data: JSONBody[RoundIn]) -> Response[RoundOut]:
    """Begin a round that only the office sees. It offers nothing yet: suggest programmes next."""
    await drafting.draft_round(data.draft(data.code), actor=actor_of(request), now=now_of(request))
    return Response(
        await _answer(request, data.code),
        status_code=HTTPStatus.CREATED,
        headers={"location": f"{_URL}/{data.code}"},
    )


@put(_ONE, allow=MANAGERS, operation_id="editRound", tags=["rounds"])
async def edit_round(
    request: SentraRequest, code: FromPath[str], data: JSONBody[DraftIn]
) -> RoundOut:
    """Change a draft. An announced round answers 409 `out-of-phase`."""
    await drafting.edit_draft(code, data.draft(code), actor=actor_of(request), now=now_of(request))
    return await _answer(request, code)


@post(
    f"{_ONE}/suggest",
    allow=MANAGERS,
    operation_id="suggestProgrammes",
    tags=["rounds"],
    status_code=HTTPStatus.OK,
)
async def suggest_programmes(request: SentraRequest, code: FromPath[str]) -> RoundOut:
    """Offer all stalls that are free over the term; what the draft offered before is replaced."""
    await programmes.suggest(code, actor=actor_of(request), now=now_of(request))
    return await _answer(request, code)


@put(_PROGRAMME, allow=MANAGERS, operation_id="setProgramme", tags=["rounds"])
async def set_programme(
    request: SentraRequest,
    code: FromPath[str],
    programme: FromPath[str],
    data: JSONBody[ProgrammeIn],
) -> RoundOut:
    """Change what a draft offers of one programme: name, rent, seats and stalls."""
    await programmes.set_programme(
        code,
        programme,
        name=data.name,
        rent=data.rent,
        seats=data.seats,
        stalls=data.stalls,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _answer(request, code)


@delete(
    _PROGRAMME,
    allow=MANAGERS,
    operation_id="removeProgramme",
    tags=["rounds"],
    status_code=HTTPStatus.NO_CONTENT,
)
async def remove_programme(
    request: SentraRequest, code: FromPath[str], programme: FromPath[str]
) -> None:
    """Offer none of a programme's stalls in this draft."""
    await programmes.remove_programme(code, programme, actor=actor_of(request), now=now_of(request))


@post(
    f"{_ONE}/announce",
    allow=MANAGERS,
    operation_id="announceRound",
    tags=["rounds"],
    status_code=HTTPStatus.OK,
)
async def announce_round(request: SentraRequest, code: FromPath[str]) -> RoundOut:
    """Make a draft public. Its rules, programmes and seats stand from then on."""
    await announcing.announce(code, actor=actor_of(request), now=now_of(request))
    return await _answer(request, code)


@put(f"{_ONE}/dates", allow=MANAGERS, operation_id="moveRoundDates", tags=["rounds"])
async def move_dates(
    request: SentraRequest, code: FromPath[str], data: JSONBody[DatesIn]
) -> RoundOut:
    """Set other dates for what lies ahead; a date that has passed is sent as it is."""
    await drafting.move_dates(
        code,
        data.schedule(),
        move_in_by=data.move_in_by,
        reason=data.reason,
        actor=actor_of(request),
        now=now_of(request),
    )
    return await _answer(request, code)


@post(
    f"{_ONE}/cancel",
    allow=MANAGERS,
    operation_id="cancelRound",
    tags=["rounds"],
    status_code=HTTPStatus.OK,
)
async def cancel_round(
    request: SentraRequest, code: FromPath[str], data: JSONBody[ReasonIn]
) -> RoundOut:
    """Give a round up for good, before anybody moves in; everybody reads why."""
    await phases.cancel(code, reason=data.reason, actor=actor_of(request), now=now_of(request))
    return await _answer(request, code)


@post(
    f"{_ONE}/objections/open",
    allow=MANAGERS,
    operation_id="openObjections",
    tags=["rounds"],
    status_code=HTTPStatus.OK,
)
async def open_objections(request: SentraRequest, code: FromPath[str]) -> RoundOut:
    """Open the days in which applicants may object to the result, after the draw."""
    await phases.hear_objections(code, actor=actor_of(request), now=now_of(request))
    return await _answer(request, code)


def _is_office(request: SentraRequest) -> bool:
    return actor_of(request).role is Role.MANAGER


async def _answer(request: SentraRequest, code: str) -> RoundOut:
    found = await one_round(code, now=now_of(request), drafts=_is_office(request))
    return RoundOut.whole(found, await programmes_of(found.id))


HANDLERS = (
    list_rounds,
    get_round,
    draft_round,
    edit_round,
    suggest_programmes,
    set_programme,
    remove_programme,
    announce_round,
    move_dates,
    cancel_round,
    open_objections,
)
