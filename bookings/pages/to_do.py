"""On the front page: what waits for the reader herself, so that she need not look for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bookings.domain.attendance import release_at
from bookings.queries import Booked
from bookings.queries.attendance import expected
from bookings.queries.reconfirmation import Question, questions
from bookings.queries.requests import how_many_open
from sentra.domain.roles import BOOKERS, Role
from sentra.web.request import SentraRequest, actor_of, now_of


@dataclass(frozen=True, slots=True)
class Expected:
    """A booking of hers that waits for her to check in."""

    booking: Booked
    until: datetime


@dataclass(frozen=True, slots=True)
class ToDo:
    template: ClassVar[str] = "bookings/_to_do.html"
    requests: int
    """How many a manager has to decide."""
    expected: Sequence[Expected]
    questions: Sequence[Question]


async def section(request: SentraRequest) -> ToDo | None:
    """What waits for her; None where nothing does. Three statements at most."""
    actor, now = actor_of(request), now_of(request)
    if actor.role not in BOOKERS or actor.account is None:
        return None
    found = ToDo(
        requests=await how_many_open() if actor.role is Role.MANAGER else 0,
        expected=[
            Expected(one, release_at(one.span, minutes=wait.minutes, since=wait.since))
            for one, wait in await expected(actor.account, now)
        ],
        questions=await questions(now, organiser=actor.account),
    )
    return found if found.requests or found.expected or found.questions else None
