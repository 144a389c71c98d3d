"""/api/v1/rounds/{code}/applications: choosing, papers, handing in, withdrawing, deciding.

An application is found by its enterprise's number in the register: there is one per round.
"""

from urllib.parse import quote

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET

from floors.api.rounds.application_shapes import (
    ApplicationLine,
    ApplicationOut,
    ApplicationPage,
    ChoicesIn,
    DecisionIn,
    HandIn,
    PaperIn,
)
from floors.domain.applying import State
from floors.domain.tenancies import may_be_id
from floors.operations.rounds import applying, papers
from floors.operations.rounds.verifying import decide
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import (
    ApplicationView,
    application_of,
    paper,
    queue,
)
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import APPLICANTS, MANAGERS, Role
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of

_ALL = "/api/v1/rounds/{code:str}/applications"
_ONE = f"{_ALL}/{{enterprise:int}}"
_PAPERS = f"{_ONE}/papers"
_TAGS = ["applications"]


@get(_ALL, allow=MANAGERS, operation_id="listApplications", tags=_TAGS, dependencies=PAGED)
async def list_applications(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    code: FromPath[str],
    *,
    status: FromQuery[State | None] = None,
    q: FromQuery[str] = "",
) -> ApplicationPage:
    """Applications of a round in the order they were handed in, drafts left out."""
    round_ = await one_round(code, now=now_of(request), drafts=True)
    found, total = await queue(
        round_.id, state=status, q=q.strip()[:80], limit=paging.size, offset=paging.offset
    )
    items = [ApplicationLine.of(one) for one in found]
    return ApplicationPage(items=items, page=paging.page, size=paging.size, total=total)


@get(_ONE, allow=APPLICANTS, operation_id="getApplication", tags=_TAGS)
async def get_application(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int]
) -> ApplicationOut:
    """One's own application; managers read any."""
    return ApplicationOut.of(await _found(request, code, enterprise))


@put(_ONE, allow=APPLICANTS, operation_id="chooseProgrammes", tags=_TAGS)
async def choose(
    request: SentraRequest,
    code: FromPath[str],
    enterprise: FromPath[int],
    data: JSONBody[ChoicesIn],
) -> ApplicationOut:
    """Keep what an enterprise wishes for; nothing is handed in by it. Safe to repeat."""
    await applying.choose(
        code,
        enterprise=_known(request, enterprise),
        choices=data.choices,
        affirmative=data.affirmative,
        actor=actor_of(request),
        now=now_of(request),
    )
    return ApplicationOut.of(await _found(request, code, enterprise))


@post(_PAPERS, allow=APPLICANTS, operation_id="sendPaper", tags=_TAGS)
async def send_paper(
    request: SentraRequest,
    code: FromPath[str],
    enterprise: FromPath[int],
    data: MultipartBody[PaperIn],
) -> Response[ApplicationOut]:
    """Add a paper to an application; what it is, its first octets say and not its name."""
    made = await papers.attach(
        code,
        enterprise=_known(request, enterprise),
        kind=data.kind,
        filename=data.file.filename,
        content=await data.file.read(),
        number=data.number,
        actor=actor_of(request),
        now=now_of(request),
    )
    return Response(
        ApplicationOut.of(await _found(request, code, enterprise)),
        status_code=201,
        headers={"location": f"/api/v1/rounds/{code}/applications/{enterprise}/papers/{made}"},
    )


@get(f"{_PAPERS}/{{number:int}}", allow=APPLICANTS, operation_id="readPaper", tags=_TAGS)
async def read_paper(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], number: FromPath[int]
) -> Response[bytes]:
    """A paper itself: for its enterprise and the office."""
    mine = await _found(request, code, enterprise)
    if number not in {one.id for one in mine.papers}:
        raise NotFound(say("There is no such file."))
    round_ = await one_round(code, now=now_of(request), drafts=True)
    found, content, _ = await paper(round_.id, number)
    return Response(
        content,
        media_type=found.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(found.filename)}",
            "cache-control": "private, no-store",
        },
    )


@delete(f"{_PAPERS}/{{number:int}}", allow=APPLICANTS, operation_id="removePaper", tags=_TAGS)
async def remove_paper(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], number: FromPath[int]
) -> None:
    """Take a paper out of an application that is not decided about."""
    await papers.detach(
        code,
        enterprise=_known(request, enterprise),
        paper=number if may_be_id(number) else 0,
        actor=actor_of(request),
        now=now_of(request),
    )


@post(
    f"{_ONE}/submit",
    allow=APPLICANTS,
    operation_id="handInApplication",
    tags=_TAGS,
    status_code=200,
)
async def hand_in(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int], data: JSONBody[HandIn]
) -> ApplicationOut:
    """Hand an application in. Safe to repeat.

    422 names every paper that is missing; 409 `applied-already` means that the same owner applies
    with another enterprise.
    """
    await applying.hand_in(
        code,
        enterprise=_known(request, enterprise),
        nik=data.nik,
        actor=actor_of(request),
        now=now_of(request),
    )
    return ApplicationOut.of(await _found(request, code, enterprise))


@post(
    f"{_ONE}/withdraw",
    allow=APPLICANTS,
    operation_id="withdrawApplication",
    tags=_TAGS,
    status_code=200,
)
async def withdraw(
    request: SentraRequest, code: FromPath[str], enterprise: FromPath[int]
) -> ApplicationOut:
    """Take an application back, in any phase until everybody has moved in."""
    await applying.withdraw(
        code, enterprise=_known(request, enterprise), actor=actor_of(request), now=now_of(request)
    )
    return ApplicationOut.of(await _found(request, code, enterprise))


@post(
    f"{_ONE}/decision",
    allow=MANAGERS,
    operation_id="decideApplication",
    tags=_TAGS,
    status_code=200,
)
async def decide_application(
    request: SentraRequest,
    code: FromPath[str],
    enterprise: FromPath[int],
    data: JSONBody[DecisionIn],
) -> ApplicationOut:
    """Accept an application, refuse it with the reason, or ask for something again."""
    mine = await _found(request, code, enterprise)
    await decide(
        code,
        mine.id,
        data.verdict,
        reason=data.reason,
        affirmative=None if data.affirmative is UNSET else data.affirmative,
        seen=data.seen,
        actor=actor_of(request),
        now=now_of(request),
    )
    return ApplicationOut.of(await _found(request, code, enterprise))


def _known(request: SentraRequest, enterprise: int) -> int:
    """An enterprise that one speaks for; what others do nobody is told.

    Raises:
        NotFound: It is somebody else's, or nobody's.
    """
    actor = actor_of(request)
    if may_be_id(enterprise) and (actor.role is Role.MANAGER or actor.enterprise == enterprise):
        return enterprise
    raise NotFound(say("There is no such application."))


async def _found(request: SentraRequest, code: str, enterprise: int) -> ApplicationView:
    round_ = await one_round(code, now=now_of(request), drafts=True)
    mine = await application_of(round_.id, _known(request, enterprise))
    if mine is None:
        raise NotFound(say("There is no such application."))
    return mine


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    list_applications,
    get_application,
    choose,
    send_paper,
    read_paper,
    remove_paper,
    hand_in,
    withdraw,
    decide_application,
)
