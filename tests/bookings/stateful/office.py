"""The office's own rules, as the twin reads them."""

from collections.abc import Iterator, Sequence

from tests.bookings.stateful.minutes import DAY, week_of
from tests.bookings.stateful.things import OK, Place, Slot

BOUNDS = {
    "lead": (0, 1440),
    "horizon": (1, 400),
    "shortest": (5, 720),
    "longest": (15, 720),
    "weekly": (1, 168),
    "requests": (1, 100),
    "closed_to": (0, 1),
    "reconfirm": (4, 52),
}
Scope = tuple[str, str | None, str | None]
"""A kind, a room or all of them, and a role or everybody."""


class Office:
    """Rules by scope: their values, and when they were made."""

    def __init__(self) -> None:
        self.rules: dict[Scope, tuple[int, int]] = {}

    def set(self, scope: Scope, value: int, now: int) -> str:
        kind, room, role = scope
        least, most = BOUNDS[kind]
        if not least <= value <= most:
            return "invalid"
        other = {"shortest": "longest", "longest": "shortest"}.get(kind)
        if other and (other, room, role) in self.rules:
            beside = self.rules[other, room, role][0]
            if (value > beside) if kind == "shortest" else (value < beside):
                return "invalid"
        self.rules[scope] = value, now
        return OK

    def closest(self, kind: str, room: str, role: str) -> tuple[int, int] | None:
        """The rule of a kind that was made for the case more than any other."""
        for scope in ((kind, room, role), (kind, room, None), (kind, None, role)):
            if scope in self.rules:
                return self.rules[scope]
        return self.rules.get((kind, None, None))

    def value(self, kind: str, room: str, role: str) -> int | None:
        found = self.closest(kind, room, role)
        return found[0] if found else None

    def limits(self, kind: str, room: str, role: str) -> Iterator[tuple[str | None, int]]:
        """What is counted: in this room, and in all."""
        for within in (room, None):
            for scope in ((kind, within, role), (kind, within, None)):
                if scope in self.rules:
                    yield within, self.rules[scope][0]
                    break

    def refuses(
        self,
        role: str,
        place: Place,
        *,
        now: int,
        waiting: Sequence[Slot] | None,
        booked: Sequence[Place],
    ) -> bool:
        """Whether a rule is in the way.

        Args:
            role: Of who books.
            waiting: Open requests of the trainer it is for; None: it would not be one more.
            booked: What she has.
        """
        return self._out_of_bounds(role, place, now) or self._too_much(role, place, waiting, booked)

    def _out_of_bounds(self, role: str, place: Place, now: int) -> bool:
        room, starts, ends = place
        bounds = {kind: self.value(kind, room, role) for kind in BOUNDS}
        lead, horizon = bounds["lead"], bounds["horizon"] or 9999
        shortest, longest = bounds["shortest"] or 0, bounds["longest"] or 9999
        return (
            bool(bounds["closed_to"])
            or (lead is not None and starts < now + lead * 60)
            or starts // DAY > now // DAY + horizon
            or not shortest <= ends - starts <= longest
        )

    def _too_much(
        self, role: str, place: Place, waiting: Sequence[Slot] | None, booked: Sequence[Place]
    ) -> bool:
        room, starts, ends = place
        for within, most in self.limits("requests", room, role):
            counted = {one.asked_with for one in waiting or () if within in {None, one.room}}
            if waiting is not None and len(counted) >= most:
                return True
        for within, hours in self.limits("weekly", room, role):
            used = sum(
                until - since
                for other, since, until in booked
                if within in {None, other} and week_of(since) == week_of(starts)
            )
            if used + ends - starts > hours * 60:
                return True
        return False
