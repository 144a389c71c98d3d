"""JSON from strangers: bytes to plain values within bounds, with a plain reason when not."""

import json
from typing import Any, NoReturn

from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem

MAX_BYTES = 4_000_000
"""A plan of ten floors takes about 0.6 MB."""


def decode(data: bytes) -> Any:
    """The value in `data`: strict UTF-8 JSON without NaN, infinities or repeated keys.

    Raises:
        Invalid: With one problem that says where reading stopped.
    """
    if len(data) > MAX_BYTES:
        raise _unreadable(
            say("The file is larger than %(limit)s bytes.", limit=MAX_BYTES), value=str(len(data))
        )
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        raise _unreadable(say("The file is not written in UTF-8."), value=str(error)) from None
    except json.JSONDecodeError as error:
        raise _unreadable(
            say(
                "This is not JSON: line %(line)s, column %(column)s.",
                line=error.lineno,
                column=error.colno,
            ),
            value=error.msg,
        ) from None
    except RecursionError:
        raise _unreadable(say("The file is nested too deep.")) from None
    except ValueError as error:
        # int() refuses numbers of thousands of digits, whose parsing takes quadratic time.
        raise _unreadable(say("A number in the file is too long."), value=str(error)) from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _unreadable(say("A member stands twice in one object."), value=repeated[:80])
    return members


def _no_constant(word: str) -> NoReturn:
    raise _unreadable(say("JSON has no such number."), value=word)


def _unreadable(rule: Message, *, value: str | None = None) -> Invalid:
    return Invalid(
        Problem(
            field="file",
            rule=rule,
            value=value,
            remedy=say("Export the plan again as a GeoJSON file."),
        ),
        message=say("This file cannot be read as a plan."),
    )
