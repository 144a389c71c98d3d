"""Who of those that hold stalls may renew in a round, and why not: the same rules in one word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from floors.domain.draw.market import RENEWAL
from floors.domain.round_terms import Terms
from floors.domain.tenure import Facts, last_run, months_between, standing
from sentra.domain.messages import Message, say

USUAL_MONTHS = 12
"""Length of the next term where no round says it."""


class Renewal(StrEnum):
    """What a holder may do."""

    MAY = "may"
    ENTERS = "enters"
    WAITS = "waits"
    HOLDS = "holds"


RENEWAL_NAMES: Mapping[Renewal, Message] = MappingProxyType(
    {
        Renewal.MAY: say("May renew"),
        Renewal.ENTERS: say("May apply like others"),
        Renewal.WAITS: say("Has to wait"),
        Renewal.HOLDS: say("Holds its stall on"),
    }
)


@dataclass(frozen=True, slots=True)
class Chance:
    """What a holder may do in a round.

    Attributes:
        months: How long it will have held stalls in a row; None where no end is agreed.
        reasons: Why it may not renew; none where it may.
    """

    kind: Renewal
    months: int | None
    reasons: tuple[Message, ...] = ()


def chance(facts: Facts, terms: Terms, *, starts: date, ends: date) -> Chance:
    """What a present holder may do in a round whose tenancies run over [starts, ends).

    Raises:
        ValueError: It never held a stall before `starts`.
    """
    run = last_run(facts.held, before=starts)
    if run is None:
        raise ValueError("Only who holds a stall can renew.")
    if run.ends is None:
        return Chance(Renewal.HOLDS, None, (say("No end is agreed."),))
    months = months_between(run.starts, run.ends)
    found = standing(facts, terms, starts=starts, ends=ends)
    if found.barred is not None:
        kind = Renewal.HOLDS if run.ends > starts else Renewal.WAITS
        return Chance(kind, months, (found.barred,))
    if RENEWAL in found.classes:
        return Chance(Renewal.MAY, months)
    gap = say("No renewal: its stall is given back long before the round's tenancies begin.")
    return Chance(Renewal.ENTERS, months, found.reasons or (gap,))
