"""Stall rounds on an enterprise's page: for itself and the office, with the way in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from floors.domain.applying import STATE_NAMES
from floors.pages.rounds.own import STATE_BADGES
from floors.pages.rounds.parts import URL
from floors.queries.rounds.applications import rounds_of
from sentra.domain.messages import Message
from sentra.domain.roles import Role
from sentra.web.request import SentraRequest, actor_of, now_of


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round that takes applications, or that has one of this enterprise.

    Attributes:
        state: Of its application; None where there is none.
        url: Of its application.
    """

    name: str
    state: Message | None
    badge: str
    url: str


@dataclass(frozen=True, slots=True)
class EnterpriseRounds:
    template: ClassVar[str] = "floors/rounds/_enterprise.html"
    lines: Sequence[RoundLine]


async def enterprise_section(request: SentraRequest, enterprise: int) -> EnterpriseRounds | None:
    """Its applications, and where another can be entered; nobody else is told."""
    actor = actor_of(request)
    if actor.role is not Role.MANAGER and actor.enterprise != enterprise:
        return None
    query = f"?ukm={enterprise}" if actor.role is Role.MANAGER else ""
    found = await rounds_of(enterprise, now=now_of(request))
    if not found:
        return None
    return EnterpriseRounds(
        [
            RoundLine(
                name=one.name,
                state=STATE_NAMES[one.state] if one.state else None,
                badge=STATE_BADGES[one.state] if one.state else "",
                url=f"{URL}/{one.code}/lamaran{query}",
            )
            for one in found
        ]
    )
