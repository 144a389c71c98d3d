"""On the front page of somebody of an enterprise: the trainings in which she takes part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bookings.queries.trainings import Training, trainings
from sentra.domain.roles import Role
from sentra.web.request import SentraRequest, actor_of, now_of

_MOST = 4


@dataclass(frozen=True, slots=True)
class OwnTrainings:
    template: ClassVar[str] = "bookings/_front_trainings.html"
    trainings: Sequence[Training]
    others: int


async def section(request: SentraRequest) -> OwnTrainings | None:
    """What comes next of them; None for all others, and where there is none. One statement."""
    actor = actor_of(request)
    if actor.role is not Role.ENTERPRISE or actor.account is None:
        return None
    found, total = await trainings(
        now=now_of(request), account=actor.account, only_own=True, limit=_MOST
    )
    return OwnTrainings(found, total - len(found)) if found else None
