"""On the round's page: where an enterprise's own application stands."""

from dataclasses import dataclass
from typing import ClassVar

from floors.domain.applying import STATE_NAMES, State
from floors.domain.rounds import Deed, may
from floors.queries.rounds import RoundView
from floors.queries.rounds.applications import application_of
from sentra.domain.messages import Message
from sentra.web.request import SentraRequest, actor_of

STATE_BADGES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.RETURNED: "warning",
    State.ACCEPTED: "success",
    State.REFUSED: "danger",
    State.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class OwnSection:
    """On the round's page: where an enterprise's own application stands."""

    template: ClassVar[str] = "floors/rounds/_own.html"
    state: Message | None
    badge: str
    may_apply: bool
    signed_in: bool
    reason: str


async def own_section(request: SentraRequest, round_: RoundView) -> OwnSection | None:
    """For enterprises their own; for visitors, while the round is open, the way in."""
    actor = actor_of(request)
    is_open = may(Deed.APPLY, round_.phase)
    if actor.enterprise is None:
        return (
            OwnSection(None, "", is_open, signed_in=False, reason="")
            if (is_open and not actor.signed_in)
            else None
        )
    mine = await application_of(round_.id, actor.enterprise)
    if mine is None:
        return OwnSection(None, "", is_open, signed_in=True, reason="") if is_open else None
    return OwnSection(
        STATE_NAMES[mine.state],
        STATE_BADGES[mine.state],
        is_open,
        signed_in=True,
        reason=mine.reason,
    )
