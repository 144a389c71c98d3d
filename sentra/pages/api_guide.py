"""/api and /masalah: the API for those who write programs, from the schema that it serves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from litestar import Response, get
from litestar.params import FromPath

from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import EVERYONE
from sentra.web.page import render
from sentra.web.problem_types import PROBLEM_TYPES, ProblemType
from sentra.web.problems import title_of
from sentra.web.request import SentraRequest

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: Sequence[Parameter]
    body: Sequence[Parameter]
    status: str
    answer: Sequence[Parameter]


@dataclass(frozen=True, slots=True)
class GuidePage:
    template: ClassVar[str] = "sentra/api_guide.html"
    groups: Mapping[str, Sequence[Operation]]
    problems: Mapping[str, ProblemType]
    title: Message = say("The API")


@dataclass(frozen=True, slots=True)
class ProblemPage:
    template: ClassVar[str] = "sentra/problem_type.html"
    code: str
    kind: ProblemType
    title: Message


@get("/api", allow=EVERYONE)
async def guide_page(request: SentraRequest) -> Response[str]:
    return render(request, GuidePage(_groups(_schema(request.app)), PROBLEM_TYPES))


@get("/masalah/{code:str}", allow=EVERYONE)
async def problem_page(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    kind = PROBLEM_TYPES.get(code)
    if kind is None:
        raise NotFound(say("There is no such kind of problem."))
    return render(request, ProblemPage(code, kind, title_of(kind.status)))


@cache
def _schema(app: Any) -> dict[str, Any]:
    found: dict[str, Any] = app.openapi_schema.to_schema()
    return found


def _groups(schema: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations by their first tag."""
    groups: dict[str, list[Operation]] = {}
    for path, item in sorted(schema.get("paths", {}).items()):
        for method in _METHODS:
            if method in item:
                operation = item[method]
                tag = (operation.get("tags") or ["-"])[0]
                groups.setdefault(tag, []).append(_operation(schema, method, path, operation))
    return groups


def _operation(
    schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]
) -> Operation:
    answers = operation.get("responses", {})
    status = next((code for code in sorted(answers) if code.startswith("2")), "")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", "").replace("`", ""),
        about=operation.get("description", "").replace("`", ""),
        parameters=[
            Parameter(
                one["name"],
                one["in"],
                _kind(schema, one.get("schema", {})),
                one.get("required", False),
                one.get("description", ""),
            )
            for one in operation.get("parameters", [])
        ],
        body=list(_members(schema, operation.get("requestBody", {}))),
        status=status,
        answer=list(_members(schema, answers.get(status, {}))),
    )


def _members(schema: dict[str, Any], holder: dict[str, Any]) -> Iterator[Parameter]:
    """The members of a JSON body, or of the items of its list."""
    for content in holder.get("content", {}).values():
        found = _resolve(schema, content.get("schema", {}))
        if found.get("type") == "array":
            found = _resolve(schema, found.get("items", {}))
        needed = found.get("required", [])
        for name, member in found.get("properties", {}).items():
            about = member.get("description", "")
            yield Parameter(name, "body", _kind(schema, member), name in needed, about)


def _resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").removeprefix("#/components/schemas/")
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else part
    return found


def _kind(schema: dict[str, Any], part: dict[str, Any]) -> str:
    """A type in few words, such as 'integer | null' or '[string (date)]'; the words of a choice."""
    found = _resolve(schema, part)
    if "enum" in found:
        return " | ".join("null" if one is None else str(one) for one in found["enum"])
    if "$ref" in part:
        return str(found.get("title", "object"))
    if "oneOf" in part or "anyOf" in part:
        return " | ".join(_kind(schema, one) for one in part.get("oneOf") or part["anyOf"])
    kind = part.get("type", "any")
    if kind == "array":
        return f"[{_kind(schema, part.get('items', {}))}]"
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({part['format']})" if "format" in part else words
