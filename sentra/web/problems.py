"""When Sentra says no: RFC 9457 problem details for programs, a page for people, never a trace."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

import asyncpg
import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from sentra.database.unreachable import says_closed
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Problem, Refusal, SignInNeeded, Unavailable
from sentra.i18n import Locale, translate
from sentra.web.page import render
from sentra.web.request import SentraRequest, locale_of, wants_page

PROBLEM_JSON = "application/problem+json"
log = structlog.get_logger(__name__)

_TITLES = {
    HTTPStatus.BAD_REQUEST: say("This request can't be understood"),
    HTTPStatus.UNAUTHORIZED: say("Please sign in"),
    HTTPStatus.FORBIDDEN: say("Not for this account"),
    HTTPStatus.NOT_FOUND: say("Not found"),
    HTTPStatus.METHOD_NOT_ALLOWED: say("This address does not do that"),
    HTTPStatus.CONFLICT: say("This clashes with what is stored"),
    HTTPStatus.GONE: say("No longer here"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: say("Too large"),
    HTTPStatus.UNPROCESSABLE_ENTITY: say("Please check what you entered"),
    HTTPStatus.TOO_MANY_REQUESTS: say("Please wait a moment"),
    HTTPStatus.SERVICE_UNAVAILABLE: say("Please wait a moment"),
    HTTPStatus.INTERNAL_SERVER_ERROR: say("Something went wrong on our side"),
}
_EXPLANATIONS = {
    HTTPStatus.NOT_FOUND: say("There is nothing at this address. It may have moved."),
    HTTPStatus.METHOD_NOT_ALLOWED: say("Use the links and buttons of the pages."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: say("Send less than the upload limit at once."),
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    template: ClassVar[str] = "sentra/error.html"
    title: Message
    message: Message
    problems: tuple[Problem, ...]
    status: int


def title_of(status: HTTPStatus) -> Message:
    return _TITLES.get(status, say("This can't be done"))


def on_refusal(request: SentraRequest, refusal: Refusal) -> Response[Any]:
    """Answer an expected failure."""
    if wants_page(request):
        if isinstance(refusal, SignInNeeded) and request.method == "GET":
            query = f"?{request.url.query}" if request.url.query else ""
            back = quote(f"{request.url.path}{query}")
            return Response(
                None,
                status_code=HTTPStatus.SEE_OTHER,
                headers={"location": f"/masuk?lanjut={back}"},
            )
        page = ErrorPage(
            title_of(refusal.status), refusal.message, refusal.problems, refusal.status.value
        )
        answer: Response[Any] = render(request, page, status=refusal.status)
    else:
        answer = problem_response(request, refusal)
    if refusal.again_after is not None:
        answer.headers["retry-after"] = str(refusal.again_after)
    return answer


def problem_response(request: SentraRequest, refusal: Refusal) -> Response[Any]:
    """The refusal as RFC 9457 problem details, in the caller's language."""
    locale = locale_of(request)
    details: dict[str, object] = {
        "type": f"/masalah/{refusal.code}",
        "title": translate(title_of(refusal.status), locale),
        "status": refusal.status.value,
        "detail": translate(refusal.message, locale),
        "instance": request.url.path,
    }
    if refusal.problems:
        details["errors"] = [_problem_json(problem, locale) for problem in refusal.problems]
    details.update(refusal.extra)
    return Response(
        msgspec.json.encode(details, enc_hook=str),
        status_code=refusal.status,
        media_type=PROBLEM_JSON,
        headers={"content-language": locale},
    )


def _problem_json(problem: Problem, locale: Locale) -> dict[str, object]:
    return {
        "field": problem.field,
        "rule": translate(problem.rule, locale),
        "value": problem.value,
        "remedy": translate(problem.remedy, locale) if problem.remedy else None,
    }


def on_http_exception(request: SentraRequest, error: HTTPException) -> Response[Any]:
    """Answer what Litestar itself refuses: no such route, a body that does not fit, and so on."""
    status = HTTPStatus(error.status_code)
    if isinstance(error, ValidationException):
        return on_refusal(request, _from_validation(error))
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return on_defect(request, error)
    refusal = Refusal(_EXPLANATIONS.get(status, say("The request was refused.")))
    refusal.status = status
    refusal.code = status.phrase.lower().replace(" ", "-")
    return on_refusal(request, refusal)


def _from_validation(error: ValidationException) -> Refusal:
    found = error.extra if isinstance(error.extra, list) else []
    refusal = Refusal(
        say("Some fields need your attention."),
        problems=[
            Problem(
                field=str(part.get("key", "")),
                rule=say("%(reason)s", reason=str(part.get("message", ""))),
            )
            for part in found
            if isinstance(part, dict)
        ],
    )
    refusal.code = "invalid"
    return refusal


def on_unstorable(request: SentraRequest, error: Exception) -> Response[Any]:
    """Answer a value that no column holds: a number beyond all ids, text with a zero character."""
    route = request.scope.get("path_template") or "(none)"
    log.info("unstorable", route=route, kind=type(error).__name__)
    refusal = Refusal(say("A number or a text in this request is beyond what can be stored."))
    refusal.code = "unstorable"
    return on_refusal(request, refusal)


def on_lost_database(request: SentraRequest, error: Exception) -> Response[Any]:
    """Answer while the database is away; nothing is wrong with the request, nor with Sentra."""
    route = request.scope.get("path_template") or "(none)"
    log.warning("the database does not answer", route=route, error=type(error).__name__)
    return on_refusal(request, Unavailable())


def on_driver_error(request: SentraRequest, error: asyncpg.InterfaceError) -> Response[Any]:
    """Answer what asyncpg itself refuses: a connection that is gone, or wrong use of one."""
    return (on_lost_database if says_closed(error) else on_defect)(request, error)


def on_defect(request: SentraRequest, error: Exception) -> Response[Any]:
    """Answer what nobody expected: the log gets the trace, the reader a number to quote."""
    route = request.scope.get("path_template")  # not the address: a feed's is its key
    log.error("defect", route=route, method=request.method, exc_info=error)
    refusal = Refusal(say("Nothing was changed. Please try again; the office has been told."))
    refusal.status = HTTPStatus.INTERNAL_SERVER_ERROR
    refusal.code = "defect"
    return on_refusal(request, refusal)
