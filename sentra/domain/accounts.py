"""An account: its states, and what an invitation may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType

from sentra.domain.enterprises import read_email
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, Problem, Refusal
from sentra.domain.roles import Role

FIRST_EMAIL = "pengelola@sentra.invalid"
"""Stands for the first manager until she says her own: `.invalid` is nobody's (RFC 2606)."""

LONGEST_NAME = 120


class AccountState(StrEnum):
    """Invited until a pass phrase is chosen, then open, until somebody closes it."""

    OPEN = "open"
    INVITED = "invited"
    CLOSED = "closed"


STATE_NAMES: Mapping[AccountState, Message] = MappingProxyType(
    {
        AccountState.OPEN: say("Open"),
        AccountState.INVITED: say("Invited"),
        AccountState.CLOSED: say("Closed"),
    }
)


def state_of(*, active: bool, chosen: bool) -> AccountState:
    """The state of an account whose pass phrase is `chosen` or not."""
    if not active:
        return AccountState.CLOSED
    return AccountState.OPEN if chosen else AccountState.INVITED


class LinkSpent(Refusal):
    """A one-time link that is unknown, used or too old; which one is nobody's business."""

    code = "link-spent"
    status = HTTPStatus.GONE

    def __init__(self) -> None:
        super().__init__(
            say(
                "This link has been used or is too old. "
                "Ask the building manager for a new one, or sign in with your pass phrase."
            )
        )


class NotRecognised(Refusal):
    """E-mail address and pass phrase do not go together; which one is wrong is not said."""

    code = "not-recognised"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__(say("This e-mail address and pass phrase do not go together."))


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who somebody is: what an invitation says, or the first manager of herself."""

    name: str
    email: str


def introduce(*, name: str, email: str) -> Introduction:
    """A name and an e-mail address in small letters, both needed.

    Raises:
        Invalid: One or both are missing or wrong.
    """
    problems: list[Problem] = []
    tidy = " ".join(name.split())
    if not tidy:
        problems.append(Problem("name", say("This is needed.")))
    elif len(tidy) > LONGEST_NAME or not tidy.isprintable():
        problems.append(
            Problem("name", say("At most %(most)d characters fit here.", most=LONGEST_NAME))
        )
    address = ""
    try:
        address = (read_email(email) or "").lower()
    except Invalid as refusal:
        problems.extend(refusal.problems)
    else:
        if not address:
            problems.append(Problem("email", say("This is needed.")))
        elif address.endswith(".invalid"):
            problems.append(Problem("email", say("This is not an e-mail address."), email))
    if problems:
        raise Invalid(*problems)
    return Introduction(tidy, address)


def check_links(role: Role, *, enterprise: int | None, cooperative: int | None) -> None:
    """An enterprise account speaks for one enterprise, a cooperative's for one, others for none.

    Raises:
        Invalid: The account speaks for too much or too little.
    """
    problems = []
    if role is Role.VISITOR:
        problems.append(Problem("role", say("Please choose one of the list.")))
    for field, wanted, given in (
        ("enterprise", Role.ENTERPRISE, enterprise),
        ("cooperative", Role.COOPERATIVE, cooperative),
    ):
        if role is wanted and given is None:
            problems.append(Problem(field, say("Say for which one the account speaks.")))
        if role is not wanted and given is not None:
            problems.append(Problem(field, say("An account of this role speaks for none.")))
    if problems:
        raise Invalid(*problems)
