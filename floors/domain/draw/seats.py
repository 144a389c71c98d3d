"""The seats of one programme: whom it would choose among all who have asked so far."""

from collections.abc import Mapping
from heapq import heappop, heappush, heappushpop, heapreplace

from floors.domain.draw.market import OPEN, Programme


class Seats:
    """A choice function with slot-specific priorities, fed with one proposal at a time.

    The seats of each class are filled in the order of precedence with the best numbers among the
    class's members who are still without a seat; all the others are open to everybody, unfilled
    class seats among them. Heaps hold negative numbers, so the worst is on top.
    """

    __slots__ = ("_classes", "_open", "_open_seats")

    def __init__(self, programme: Programme, precedence: tuple[str, ...]) -> None:
        self._classes: list[tuple[str, int, list[int]]] = [
            (kind, seats, []) for kind in precedence if (seats := programme.seats.get(kind, 0))
        ]
        self._open: list[int] = []
        self._open_seats = programme.capacity

    def ask(self, number: int, classes_of: Mapping[int, frozenset[str]]) -> int:
        """Take `number` in if she is among the chosen; return who is not chosen now, or 0.

        Whoever was refused stays refused, whoever asks later: adding a proposal never lets a
        refused one back in (substitutability), nor leaves fewer chosen (aggregate demand).
        """
        for kind, seats, held in self._classes:
            if kind not in classes_of[number]:
                continue
            if len(held) < seats:
                heappush(held, -number)
                self._open_seats -= 1
                return -heappop(self._open) if len(self._open) > self._open_seats else 0
            if number < -held[0]:
                number = -heapreplace(held, -number)
        if len(self._open) < self._open_seats:
            heappush(self._open, -number)
            return 0
        return -heappushpop(self._open, -number)

    def holders(self) -> dict[str, list[int]]:
        """Numbers by the class of their seat, best first; OPEN last."""
        held = {kind: sorted(-number for number in heap) for kind, _, heap in self._classes}
        return held | {OPEN: sorted(-number for number in self._open)}

    def copy(self) -> "Seats":
        twin = object.__new__(Seats)
        twin._classes = [(kind, seats, held.copy()) for kind, seats, held in self._classes]
        twin._open = self._open.copy()
        twin._open_seats = self._open_seats
        return twin
