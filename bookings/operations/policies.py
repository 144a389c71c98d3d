"""The office's rules, put to one wish inside or outside the transaction that stores it."""

from collections.abc import Sequence
from datetime import datetime

from bookings.domain.policies import COUNTING, NOTHING, Case, Finding, Rule, binding, judge, week_of
from bookings.domain.rules import Wish
from bookings.domain.standing import Standing, State
from bookings.queries.policies import usage
from sentra.database.engine import DB
from sentra.domain.roles import Actor


async def findings(
    wish: Wish,
    rules: Sequence[Rule],
    *,
    space: int,
    standing: Standing,
    actor: Actor,
    now: datetime,
    but: int | None = None,
    lock: bool = False,
) -> tuple[Finding, ...]:
    """What each rule that counts for the actor in this room says of a wish.

    Args:
        wish: What is wanted.
        rules: Those of the room and the general ones.
        space: The room's id.
        standing: How the booking would begin.
        actor: Whose role decides which rules count; what they count is its trainer's.
        now: Lead and horizon count from here.
        but: A booking that is to be changed, not to be counted beside itself.
        lock: Whether what is counted may not grow before the transaction ends. Lock rooms first.
    """
    counting = binding(rules, space=space, role=actor.role)
    used = NOTHING
    if any(rule.kind in COUNTING for rule in counting):
        if lock:
            await DB.fetch("SELECT id FROM account WHERE id = $1 FOR NO KEY UPDATE", wish.organiser)
        used = await usage(wish.organiser, [space], week_of(wish.span), but=but)
    request = standing.state is State.REQUESTED
    return judge(Case(wish.span, now, request=request, usage=used), counting)
