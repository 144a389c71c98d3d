"""Applicant-proposing deferred acceptance.

Every applicant asks the programme she likes best; each programme keeps whom it would choose and
refuses the others, who ask their next (Gale and Shapley 1962; with choice functions, Hatfield and
Milgrom 2005; with seats of classes, Kominers and Sönmez 2016). The result is stable, the best
stable one for every applicant at once, the same in any order of asking, and nobody gains by other
preferences than her true ones or by hiding a class.
"""

from collections.abc import Iterable, Mapping, Sequence

from floors.domain.draw.market import Application, Programme
from floors.domain.draw.seats import Seats

_NEVER = 2**62
"""No number is as bad as this."""


class Asking:
    """Applicants ask one after another, in any order; the state is always a finished allotment."""

    def __init__(self, programmes: Sequence[Programme], precedence: tuple[str, ...]) -> None:
        self.seats = {each.code: Seats(each, precedence) for each in programmes}
        self._classes: dict[int, frozenset[str]] = {}
        self._preferences: dict[int, tuple[str, ...]] = {}
        # By set of classes and programme, the best number refused. Whoever has the same classes
        # and no better number need not ask: she would be refused too, now and for ever.
        self._refused: dict[frozenset[str], dict[str, int]] = {}
        self.ever_held: set[int] = set()
        """Whose asking changed what others hold: all who ever had a place, kept or lost."""

    def enter(self, number: int, classes: frozenset[str], preferences: tuple[str, ...]) -> None:
        """Let somebody ask, and whoever loses a place by it, until all have one or no wish left."""
        self._classes[number] = classes
        self._preferences[number] = preferences
        asking = number
        while asking:
            asking = self._ask_down_the_list(asking)

    def _ask_down_the_list(self, number: int) -> int:
        """The number that lost a place because this one got hers; 0 if nobody did."""
        classes = self._classes[number]
        refused = self._refused.get(classes)
        if refused is None:
            refused = self._refused[classes] = dict.fromkeys(self.seats, _NEVER)
        for code in self._preferences[number]:
            if number < refused[code]:
                loser = self.seats[code].ask(number, self._classes)
                if loser != number:
                    self.ever_held.add(number)
                    if loser:
                        self._note(loser, code)
                    return loser
                refused[code] = number
        return 0

    def _note(self, loser: int, code: str) -> None:
        refused = self._refused[self._classes[loser]]
        refused[code] = min(refused[code], loser)

    def holds(self, number: int) -> bool:
        return any(
            number in numbers
            for seats in self.seats.values()
            for numbers in seats.holders().values()
        )

    def copy(self) -> "Asking":
        """A twin to try things on; both look up the applicants in the same register."""
        twin = object.__new__(Asking)
        twin.seats = {code: seats.copy() for code, seats in self.seats.items()}
        twin._classes, twin._preferences = self._classes, self._preferences
        twin._refused = {kind: dict(known) for kind, known in self._refused.items()}
        twin.ever_held = set(self.ever_held)
        return twin


def allot(
    *,
    programmes: Sequence[Programme],
    precedence: tuple[str, ...],
    applications: Iterable[tuple[int, Application]],
) -> Asking:
    """Everybody has asked, in the order given; numbers are those of the lottery, 1 the best."""
    asking = Asking(programmes, precedence)
    kinds: dict[tuple[str, ...], frozenset[str]] = {}
    for number, application in applications:
        classes = kinds.get(application.classes)
        if classes is None:
            classes = kinds[application.classes] = frozenset(application.classes)
        asking.enter(number, classes, application.preferences)
    return asking


def seats_taken(asking: Asking) -> Mapping[int, tuple[str, str]]:
    """Programme and class of the seat by number."""
    return {
        number: (code, kind)
        for code, seats in asking.seats.items()
        for kind, numbers in seats.holders().items()
        for number in numbers
    }
