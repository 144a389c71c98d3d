"""How a booking stands: asked for, given, or one of the ways in which it came to nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bookings.domain.terms import Terms
from sentra.domain.messages import say
from sentra.domain.roles import Actor, Role


class State(StrEnum):
    """What a booking is. All but the first two are ends, though a cancellation can be undone."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RELEASED = "released"


STATE_NAMES = {
    State.REQUESTED: say("Requested"),
    State.CONFIRMED: say("Booked"),
    State.REFUSED: say("Refused"),
    State.EXPIRED: say("Expired"),
    State.CANCELLED: say("Cancelled"),
    State.RELEASED: say("Released"),
}
ALIVE = frozenset({State.REQUESTED, State.CONFIRMED})
"""Those that may be changed and cancelled."""
UNSEEN = frozenset({State.REQUESTED, State.REFUSED, State.EXPIRED})
"""Those that never took place in public: their titles are for their own people."""

DECIDE_WITHIN = timedelta(days=3)
"""How long a request waits for its answer, unless it would begin sooner."""
LEAST_WAIT = timedelta(minutes=15)
"""How long it waits at least, when it is to begin right now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a new booking begins.

    Attributes:
        decide_by: When a request that nobody has decided expires.
        holds: Whether it takes its room.
    """

    state: State = State.CONFIRMED
    decide_by: datetime | None = None
    holds: bool = True


GIVEN = Standing()


def standing(terms: Terms, *, starts: datetime, actor: Actor, now: datetime) -> Standing:
    """What a booking is at first in a room of these terms: a manager's own stands at once."""
    if not terms.approval or actor.role is Role.MANAGER:
        return GIVEN
    decide_by = min(now + DECIDE_WITHIN, max(starts, now + LEAST_WAIT))
    return Standing(State.REQUESTED, decide_by, holds=terms.request_holds)
