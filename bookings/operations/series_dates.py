"""A series, date by date, as it is looked at before it is stored."""

from dataclasses import dataclass
from datetime import date

from bookings.domain.alternatives import Suggestion
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.series import Occurrence
from bookings.domain.standing import GIVEN, Standing
from bookings.queries import Booked
from sentra.domain.messages import Message
from sentra.domain.refusals import Problem


@dataclass(frozen=True, slots=True)
class Planned:
    """One date of a plan.

    Attributes:
        room: None where there is no such room.
        begins: How its booking would begin: given, or asked for.
        problems: Which rules it breaks.
        clashes: The bookings in its way.
        closures: What closes the room then.
        offered: Whether it is kept for somebody who waits.
        itself: Whether another date of the same series is in its way.
        alternatives: What is free instead.
    """

    occurrence: Occurrence
    room: Room | None = None
    begins: Standing = GIVEN
    problems: tuple[Problem, ...] = ()
    clashes: tuple[Booked, ...] = ()
    closures: tuple[Message, ...] = ()
    offered: bool = False
    itself: bool = False
    alternatives: tuple[Suggestion, ...] = ()

    @property
    def day(self) -> date:
        return self.occurrence.day

    @property
    def sound_wish(self) -> Wish | None:
        """What is to be booked, if nothing is wrong with it."""
        return self.occurrence.wish if self.room and not self.problems else None

    @property
    def state(self) -> str:
        """ends, skipped, problem, clash or free."""
        if self.occurrence.gone and self.occurrence.wish is None:
            return "ends"
        if self.occurrence.wish is None:
            return "skipped"
        if self.problems:
            return "problem"
        taken = self.clashes or self.closures or self.offered or self.itself
        return "clash" if taken else "free"


@dataclass(frozen=True, slots=True)
class Plan:
    """A series, date by date, as things stand."""

    dates: tuple[Planned, ...]

    @property
    def open(self) -> tuple[Planned, ...]:
        """The dates that something has to be decided about."""
        return tuple(one for one in self.dates if one.state in {"clash", "problem"})

    @property
    def free(self) -> tuple[Planned, ...]:
        return tuple(one for one in self.dates if one.state == "free")
