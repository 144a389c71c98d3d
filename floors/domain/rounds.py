"""The life of a round: its phases, its dates, and what may be done in which.

It follows the city's own procedure: announce, register, verify files, determine who is eligible,
draw, decree, move in. Each phase only ever gives way to the next one; a round that is given up is
cancelled, which says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from floors.domain.tenancies import FURTHEST_AHEAD_YEARS, LONGEST_YEARS, years_after
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Problem

SEED_NOTICE = timedelta(hours=24)
"""A seed is promised at least that long before it can be known."""


class Phase(StrEnum):
    """Where a round is in its life, in order."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    VERIFICATION = "verification"
    FROZEN = "frozen"
    SEEDED = "seeded"
    DRAWN = "drawn"
    OBJECTIONS = "objections"
    DECREED = "decreed"
    MOVING_IN = "moving_in"
    CLOSED = "closed"
    CANCELLED = "cancelled"


PHASE_NAMES: Mapping[Phase, Message] = MappingProxyType(
    {
        Phase.DRAFT: say("Draft"),
        Phase.ANNOUNCED: say("Announced"),
        Phase.OPEN: say("Open for applications"),
        Phase.VERIFICATION: say("Files are verified"),
        Phase.FROZEN: say("Frozen"),
        Phase.SEEDED: say("Seed is known"),
        Phase.DRAWN: say("Drawn"),
        Phase.OBJECTIONS: say("Open for objections"),
        Phase.DECREED: say("Decreed"),
        Phase.MOVING_IN: say("Moving in"),
        Phase.CLOSED: say("Closed"),
        Phase.CANCELLED: say("Cancelled"),
    }
)

_LIFE = tuple(phase for phase in Phase if phase is not Phase.CANCELLED)


class Deed(StrEnum):
    """What somebody may want to do to a round or in it."""

    EDIT = "edit"
    MOVE_DATES = "move_dates"
    APPLY = "apply"
    PREFER = "prefer"
    WITHDRAW = "withdraw"
    VERIFY = "verify"
    SEED = "seed"
    DRAW = "draw"
    OBJECT = "object"
    ACCEPT = "accept"
    CHOOSE = "choose"
    ALLOT = "allot"
    CANCEL = "cancel"
    FREEZE = "freeze"


_PHASES_OF: Mapping[Deed, frozenset[Phase]] = MappingProxyType(
    {
        Deed.EDIT: frozenset({Phase.DRAFT}),
        Deed.MOVE_DATES: frozenset(_LIFE) - {Phase.CLOSED},
        Deed.APPLY: frozenset({Phase.OPEN}),
        Deed.PREFER: frozenset({Phase.OPEN}),
        Deed.WITHDRAW: frozenset(_LIFE[2:]),
        Deed.VERIFY: frozenset({Phase.OPEN, Phase.VERIFICATION}),
        Deed.FREEZE: frozenset({Phase.VERIFICATION}),
        Deed.SEED: frozenset({Phase.FROZEN}),
        Deed.DRAW: frozenset({Phase.SEEDED}),
        Deed.OBJECT: frozenset({Phase.OBJECTIONS}),
        # Freed stalls go down the waiting list until the term is over.
        Deed.ACCEPT: frozenset({Phase.DECREED, Phase.MOVING_IN, Phase.CLOSED}),
        Deed.CHOOSE: frozenset({Phase.DECREED}),
        Deed.ALLOT: frozenset({Phase.DECREED, Phase.MOVING_IN}),
        Deed.CANCEL: frozenset(_LIFE) - {Phase.MOVING_IN, Phase.CLOSED},
    }
)

_WHY_NOT: Mapping[Deed, Message] = MappingProxyType(
    {
        Deed.EDIT: say("An announced round keeps its rules, programmes and seats."),
        Deed.MOVE_DATES: say("The round is over."),
        Deed.APPLY: say("Applications are taken only while the round is open for them."),
        Deed.PREFER: say("Choices can be changed only while the round is open for applications."),
        Deed.WITHDRAW: say("There is nothing to withdraw from in this phase."),
        Deed.VERIFY: say("Files are looked through only until the round is frozen."),
        Deed.FREEZE: say("All is frozen once, after applications are closed."),
        Deed.SEED: say("The seed is written down once, after all is frozen."),
        Deed.DRAW: say("The draw is made once, when the seed is known."),
        Deed.OBJECT: say("Objections are heard only in the days set for them."),
        Deed.ACCEPT: say("Offers can be taken only after the decree, until their deadline."),
        Deed.CHOOSE: say("Stalls can be chosen only after the decree, until the deadline."),
        Deed.ALLOT: say("Stalls are given by hand only after the decree."),
        Deed.CANCEL: say("A round is given up only before anybody moves in."),
    }
)


class OutOfPhase(Conflict):
    """The round is not in a phase in which this may be done."""

    code = "out-of-phase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The dates of a round, all aware but the days of tenancy, each not before the one above.

    Attributes:
        opens: From when enterprises may apply.
        closes: Until when.
        verify_by: Until when files are looked through; then all is frozen.
        draw_at: When the seed comes into the world.
        object_by: Until when anybody may object.
        accept_by: Until when winners take their offers.
    """

    opens: datetime
    closes: datetime
    verify_by: datetime
    draw_at: datetime
    object_by: datetime
    accept_by: datetime


SCHEDULE_NAMES: Mapping[str, Message] = MappingProxyType(
    {
        "opens": say("Applications open"),
        "closes": say("Applications close"),
        "verify_by": say("Files verified"),
        "draw_at": say("Draw"),
        "object_by": say("Objections until"),
        "accept_by": say("Offers taken until"),
    }
)


def check_schedule(schedule: Schedule, *, starts: date, ends: date, move_in_by: date) -> None:
    """Refuse dates out of order, a seed without notice, and a term that nobody can mean.

    Raises:
        Invalid: With one problem per date at fault.
    """
    problems = []
    names = [field.name for field in fields(schedule)]
    for before, after in pairwise(names):
        earliest: datetime = getattr(schedule, before)
        if getattr(schedule, after) <= earliest:
            problems.append(
                Problem(
                    after,
                    say("must be after “%(before)s”", before=SCHEDULE_NAMES[before]),
                    value=str(getattr(schedule, after)),
                    remedy=say("Choose a later time."),
                )
            )
    if not problems and schedule.draw_at < schedule.verify_by + SEED_NOTICE:
        problems.append(
            Problem(
                "draw_at",
                say("must be at least a day after the files are verified"),
                value=str(schedule.draw_at),
                remedy=say("All is frozen and published a day before the seed can be known."),
            )
        )
    if not starts < ends:
        problems.append(Problem("ends", say("must be after the first day"), value=str(ends)))
    elif ends > years_after(starts, LONGEST_YEARS):
        rule = say("is more than %(years)d years after the first day", years=LONGEST_YEARS)
        problems.append(Problem("ends", rule, value=str(ends)))
    # What no tenancy may be would only come out when the stalls are given.
    if starts > years_after(schedule.accept_by.date(), FURTHEST_AHEAD_YEARS):
        rule = say("is more than %(years)d years after the round", years=FURTHEST_AHEAD_YEARS)
        problems.append(Problem("starts", rule, value=str(starts)))
    if move_in_by < starts:
        problems.append(
            Problem("move_in_by", say("must not be before the first day"), value=str(move_in_by))
        )
    if problems:
        raise Invalid(*problems)


def check_moved(before: Schedule, after: Schedule, *, now: datetime) -> None:
    """Refuse to rewrite the past: what has happened keeps its date, what has not stays ahead.

    Raises:
        Invalid: With one problem per date at fault.
    """
    problems = []
    for name in SCHEDULE_NAMES:
        was, will = getattr(before, name), getattr(after, name)
        if was == will:
            continue
        if was <= now:
            rule = say("This day has passed and stays as it was.")
            problems.append(Problem(name, rule, str(will)))
        elif will <= now:
            problems.append(Problem(name, say("must lie ahead"), str(will)))
    if problems:
        raise Invalid(*problems)


def allow(deed: Deed, phase: Phase) -> None:
    """Let it be done in this phase, or say why not.

    Raises:
        OutOfPhase: With the phase that the round is in.
    """
    if phase not in _PHASES_OF[deed]:
        raise OutOfPhase(
            say("%(why)s It is now: %(phase)s.", why=_WHY_NOT[deed], phase=PHASE_NAMES[phase]),
            extra={"phase": phase.value},
        )


def may(deed: Deed, phase: Phase) -> bool:
    """Whether it may be done in this phase."""
    return phase in _PHASES_OF[deed]


def following(phase: Phase) -> Phase | None:
    """What comes after it; None after the end."""
    if phase in {Phase.CLOSED, Phase.CANCELLED}:
        return None
    return _LIFE[_LIFE.index(phase) + 1]


def due(phase: Phase, schedule: Schedule, now: datetime) -> Phase:
    """The phase that the clock alone brings about: a round opens and closes by itself."""
    if phase is Phase.ANNOUNCED and schedule.opens <= now:
        phase = Phase.OPEN
    if phase is Phase.OPEN and schedule.closes <= now:
        phase = Phase.VERIFICATION
    return phase
