"""Whether this installation can answer, for whatever watches over it."""

from http import HTTPStatus

from litestar import MediaType, Response, get

from sentra.database.unreachable import FAILURES
from sentra.domain.roles import EVERYONE
from sentra.queries import database_answers
from sentra.web.request import SentraRequest


@get("/sehat", allow=EVERYONE, exclude_from_auth=True)
async def health(request: SentraRequest) -> Response[str]:  # noqa: ARG001 - like every handler
    """200 and `ok` when the database answers, 503 otherwise."""
    try:
        await database_answers()
    except FAILURES:
        text, status = "the database does not answer\n", HTTPStatus.SERVICE_UNAVAILABLE
    else:
        text, status = "ok\n", HTTPStatus.OK
    return Response(
        text,
        status_code=status,
        media_type=MediaType.TEXT,
        headers={"cache-control": "no-store"},
    )
