"""What Sentra says when it will not do something.

Every expected failure is a `Refusal`: it carries its own HTTP status, a stable `code` for programs,
a sentence for people, and for bad input one `Problem` per field. Pages show it beside the field,
the API writes it as RFC 9457 problem details, the command line prints it; none adds words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from sentra.domain.messages import Message, say

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: the rule, the value seen, and what to do about it."""

    field: str
    rule: Message
    value: str | None = None
    remedy: Message | None = None


class Refusal(Exception):
    """An expected failure.

    Attributes:
        code: Stable name for programs, the last part of the problem's `type` URI.
        status: HTTP status.
        again_after: Seconds after which the same request may go well (Retry-After).
        message: The sentence for people.
        problems: One per field at fault; empty where the request as a whole is refused.
        extra: Extension members for programs (RFC 9457 section 3.2), made of JSON types.
    """

    code: str = "refused"
    status: HTTPStatus = HTTPStatus.BAD_REQUEST
    again_after: int | None = None

    def __init__(
        self,
        message: Message,
        *,
        problems: Sequence[Problem] = (),
        extra: Mapping[str, object] = _NOTHING,
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.problems = tuple(problems)
        self.extra = extra


class Invalid(Refusal):
    """The input breaks a rule that can be seen without the database."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *problems: Problem, message: Message | None = None) -> None:
        super().__init__(
            message or say("Some fields need your attention."),
            problems=problems,
        )


class NotFound(Refusal):
    """There is no such thing, or the reader may not know that there is."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND


class Conflict(Refusal):
    """The request is sound but what is stored stands against it."""

    code = "conflict"
    status = HTTPStatus.CONFLICT


class Forbidden(Refusal):
    """The reader is known and is not allowed to."""

    code = "forbidden"
    status = HTTPStatus.FORBIDDEN


class SignInNeeded(Refusal):
    """The reader is not known and has to sign in first."""

    code = "sign-in-needed"
    status = HTTPStatus.UNAUTHORIZED


class TooMany(Refusal):
    """Too many tries in a short time."""

    code = "too-many"
    status = HTTPStatus.TOO_MANY_REQUESTS


class Gone(Refusal):
    """It was here, and will not come back."""

    code = "gone"
    status = HTTPStatus.GONE


class Unavailable(Refusal):
    """The database does not answer."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    again_after = 10
    """Seconds after which to try again; it is back in less, where Sentra starts it itself."""

    def __init__(self) -> None:
        super().__init__(say("The database does not answer. Please try again in a moment."))
