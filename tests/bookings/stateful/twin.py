"""The rooms, minute by minute, as slowly and plainly as can be: what the real thing is held to.

Time is counted in minutes from midnight, in Jakarta, of 24 November 2026. It knows nothing of spans
or indexes: a room is a row of minutes, each of which is free, taken by a booking, or closed.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

DAY = 24 * 60
MINUTES = 4 * DAY
PARTS = {
    "R401": ("R401A", "R401B"),
    "R401A": ("R401A",),
    "R401B": ("R401B",),
    "R501": ("R501",),
    "R502": ("R502",),
    "R503": ("R503",),
}
FLOORS = {"4": ("R401A", "R401B"), "5": ("R501", "R502", "R503")}
LEAVES = ("R401A", "R401B", "R501", "R502", "R503")
CLOSED = -1

DOORS = (6 * 60, 22 * 60)
GRACE = SHORTEST = 15
LONGEST = 12 * 60
EARLY = 30
PROJECTORS = 2
THREE_DAYS = 3 * DAY

OK = "ok"


@dataclass
class Terms:
    before: int = 0
    after: int = 0
    hours: tuple[int, int] | None = None
    approval: bool = False
    request_holds: bool = True
    check_in: int | None = None
    changed: int = 0


@dataclass(frozen=True)
class Somebody:
    name: str
    role: str

    @property
    def manages(self) -> bool:
        return self.role == "manager"

    @property
    def books(self) -> bool:
        return self.role in {"manager", "trainer"}


@dataclass
class Slot:
    """One booking."""

    room: str
    starts: int
    ends: int
    organiser: Somebody
    state: str = "confirmed"
    decide_by: int | None = None
    created: int = 0
    changed: int = 0
    checked_in: bool = False
    asked: int = 0
    has: int = 0
    """Projectors asked for, and those it has."""

    @property
    def alive(self) -> bool:
        return self.state in {"confirmed", "requested"}


@dataclass
class Shut:
    """One closure; with `kept`, open between these hours of each day."""

    leaves: tuple[str, ...]
    starts: int
    ends: int
    kept: tuple[int, int] | None = None
    active: bool = True

    def minutes(self) -> Iterator[int]:
        for minute in range(self.starts, self.ends):
            if self.kept is None or not self.kept[0] <= minute % DAY < self.kept[1]:
                yield minute


@dataclass
class Twin:
    """What the rooms of the tests should be like; every deed tells what should come of it."""

    now: int = DAY + 8 * 60 + 30
    terms: dict[str, Terms] = field(default_factory=lambda: {room: Terms() for room in PARTS})
    slots: list[Slot] = field(default_factory=list)
    shuts: list[Shut] = field(default_factory=list)
    held: dict[str, "array[int]"] = field(default_factory=lambda: {leaf: row() for leaf in LEAVES})
    closed: dict[str, "array[int]"] = field(
        default_factory=lambda: {leaf: row() for leaf in LEAVES}
    )
    _drawn: dict[str, bytes] = field(default_factory=dict)

    def parts(self, room: str) -> Sequence[str]:
        return PARTS[room]

    def book(
        self,
        actor: Somebody,
        organiser: Somebody,
        room: str,
        times: Sequence[tuple[int, int]],
        *,
        series: bool = False,
        projectors: int = 0,
    ) -> str:
        """Book each of these times, or none; a series says of single dates that they clash."""
        if not actor.books or (organiser != actor and not actor.manages):
            return "forbidden"
        hours = self.terms[room].hours
        first = times[0]
        if self.wrong(first, hours=(0, DAY) if hours and series else hours):
            return "invalid"
        if any(self.wrong(one, hours=hours) or not self.free(room, *one) for one in times):
            return "clash"
        if any(self.spare(starts, ends) < projectors for starts, ends in times):
            return "shortage"
        for starts, ends in times:
            slot = Slot(room, starts, ends, organiser, created=self.now, asked=projectors)
            self.slots.append(slot)
            self._begin(slot, actor)
        return OK

    def change(self, actor: Somebody, number: int, room: str, starts: int, ends: int) -> str:
        """Put a booking elsewhere, to another time, or both."""
        refusal = self._mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not slot.alive or slot.ends <= self.now:
            return "conflict"
        moved = (room, starts, ends) != (slot.room, slot.starts, slot.ends)
        hours = self.terms[room].hours if moved else None
        if self.wrong((starts, ends), hours=hours, began=slot.starts):
            return "invalid"
        if moved and not self.free(room, starts, ends, but=number):
            return "clash"
        if moved and self.spare(starts, ends, but=slot) < slot.asked:
            return "shortage"
        slot.changed = self.now
        if moved:
            self._move(actor, number, (room, starts, ends))
        return OK

    def _move(self, actor: Somebody, number: int, to: tuple[str, int, int]) -> None:
        slot = self.slots[number]
        self._let_go(number)
        slot.has = slot.asked
        slot.room, slot.starts, slot.ends = to
        if not actor.manages:
            slot.decide_by = None
            self._begin(slot, actor)
        elif slot.state == "confirmed" or self.terms[slot.room].request_holds:
            self._hold(number)

    def cancel(self, actor: Somebody, number: int) -> str:
        refusal = self._mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not slot.alive or slot.ends <= self.now:
            return "conflict"
        return self._end(number, "cancelled")

    def restore(self, actor: Somebody, number: int) -> str:
        refusal = self._mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if slot.state != "cancelled" or slot.ends <= self.now:
            return "conflict"
        if not self.free(slot.room, slot.starts, slot.ends):
            return "clash"
        if self.spare(slot.starts, slot.ends) < slot.asked:
            return "shortage"
        self._begin(slot, actor)
        return OK

    def approve(self, actor: Somebody, number: int) -> str:
        refusal = self._decides(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not self.free(slot.room, slot.starts, slot.ends, but=number):
            return "clash"
        self._let_go(number)
        slot.state, slot.changed = "confirmed", self.now
        self._hold(number)
        return OK

    def refuse(self, actor: Somebody, number: int) -> str:
        return self._decides(actor, number) or self._end(number, "refused")

    def expire(self) -> str:
        for number, slot in enumerate(self.slots):
            if slot.state == "requested" and (slot.decide_by or 0) <= self.now:
                self._end(number, "expired")
        return OK

    def check_in(self, actor: Somebody, number: int) -> str:
        refusal = self._mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not slot.checked_in:
            if slot.state != "confirmed" or not slot.starts - EARLY <= self.now < slot.ends:
                return "conflict"
            slot.checked_in = True
        return OK

    def release(self) -> str:
        """Give back the rooms that nobody came to."""
        for number, slot in enumerate(self.slots):
            terms = self.terms[slot.room]
            if slot.state != "confirmed" or slot.checked_in or terms.check_in is None:
                continue
            stands = slot.created if slot.decide_by is None else max(slot.created, slot.changed)
            late = max(slot.starts, stands, terms.changed) + terms.check_in
            if slot.starts <= self.now < slot.ends and late <= self.now:
                self._end(number, "released")
        return OK

    def close(self, actor: Somebody, shut: Shut, rest: str | None) -> str:
        if not actor.manages:
            return "forbidden"
        if shut.ends <= shut.starts or shut.ends <= self.now:
            return "invalid"
        met = {self.held[leaf][minute] - 1 for leaf in shut.leaves for minute in shut.minutes()}
        met = {number for number in met if number >= 0 and self.slots[number].ends > self.now}
        if met and rest is None:
            return "bookings-in-the-way"
        self.shuts.append(shut)
        self._count(shut, 1)
        if rest == "cancel":
            for number in met:
                self._end(number, "cancelled")
        return OK

    def lift(self, actor: Somebody, number: int, *, active: bool) -> str:
        """Lift a closure, or with `active` take that back."""
        if not actor.manages:
            return "forbidden"
        if number >= len(self.shuts):
            return "not-found"
        shut = self.shuts[number]
        if shut.ends <= self.now or shut.active == active:
            return "conflict"
        shut.active = active
        self._count(shut, 1 if active else -1)
        return OK

    def set_terms(
        self,
        actor: Somebody,
        room: str,
        before: int,
        after: int,
        hours: tuple[int, int] | None,
    ) -> str:
        if not actor.manages:
            return "forbidden"
        terms = self.terms[room]
        terms.before, terms.after, terms.hours = before, after, hours
        terms.changed = self.now
        return OK

    def occupied(self, leaf: str) -> bytes:
        """Each minute: 0, the number of a booking from 1 on, or CLOSED."""
        found = self._drawn.get(leaf)
        if found is None:
            pairs = zip(self.held[leaf], self.closed[leaf], strict=True)
            made = array("i", (number or (CLOSED if shut else 0) for number, shut in pairs))
            found = self._drawn[leaf] = made.tobytes()
        return found

    def free(self, room: str, starts: int, ends: int, but: int | None = None) -> bool:
        """Whether nothing but one booking is in the way, set-up and clear-up included."""
        own = -1 if but is None else but + 1
        for leaf in self.parts(room):
            for minute in self.around(room, starts, ends):
                number = self.held[leaf][minute]
                if number != own and (number or self.closed[leaf][minute]):
                    return False
        return True

    def spare(self, starts: int, ends: int, but: Slot | None = None) -> int:
        """How many projectors are nobody's for all of a time."""
        used = self.projectors(but)
        return min(
            (PROJECTORS - used[minute] for minute in range(starts, ends)), default=PROJECTORS
        )

    def projectors(self, but: Slot | None = None) -> "array[int]":
        """How many are in use, minute by minute."""
        used = row()
        for slot in self.slots:
            if slot.has and slot is not but:
                for minute in range(slot.starts, slot.ends):
                    used[minute] += slot.has
        return used

    def around(self, room: str, starts: int, ends: int) -> range:
        terms = self.terms[room]
        return range(starts - terms.before, ends + terms.after)

    def wrong(
        self, time: tuple[int, int], *, hours: tuple[int, int] | None, began: int | None = None
    ) -> bool:
        starts, ends = time
        if starts < self.now - GRACE and starts != began:
            return True
        if not SHORTEST <= ends - starts <= LONGEST or starts % 5 or ends % 5:
            return True
        opens, closes = hours or DOORS
        return not opens <= starts % DAY <= starts % DAY + (ends - starts) <= closes

    def _mine(self, actor: Somebody, number: int) -> str | None:
        if number >= len(self.slots):
            return "not-found"
        slot = self.slots[number]
        if actor.manages or actor == slot.organiser:
            return None
        return "not-found" if slot.state in {"requested", "refused", "expired"} else "forbidden"

    def _decides(self, actor: Somebody, number: int) -> str | None:
        refusal = self._mine(actor, number)
        if refusal:
            return refusal
        if not actor.manages:
            return "forbidden"
        slot = self.slots[number]
        return "conflict" if slot.state != "requested" or slot.ends <= self.now else None

    def _begin(self, slot: Slot, actor: Somebody) -> None:
        """Let a booking stand, or wait for somebody to decide."""
        terms = self.terms[slot.room]
        request = terms.approval and not actor.manages
        slot.state = "requested" if request else "confirmed"
        slot.changed, slot.has = self.now, slot.asked
        if request:
            slot.decide_by = min(self.now + THREE_DAYS, max(slot.starts, self.now + GRACE))
        if not request or terms.request_holds:
            self._hold(next(at for at, one in enumerate(self.slots) if one is slot))

    def _end(self, number: int, state: str) -> str:
        self._let_go(number)
        slot = self.slots[number]
        slot.state, slot.changed, slot.has = state, self.now, 0
        return OK

    def _hold(self, number: int) -> None:
        slot = self.slots[number]
        for leaf in self.parts(slot.room):
            self._drawn.pop(leaf, None)
            for minute in self.around(slot.room, slot.starts, slot.ends):
                self.held[leaf][minute] = number + 1

    def _let_go(self, number: int) -> None:
        for leaf in PARTS[self.slots[number].room]:
            self._drawn.pop(leaf, None)
            minutes = self.held[leaf]
            self.held[leaf] = array("i", (0 if one == number + 1 else one for one in minutes))

    def _count(self, shut: Shut, by: int) -> None:
        for leaf in shut.leaves:
            self._drawn.pop(leaf, None)
            for minute in shut.minutes():
                self.closed[leaf][minute] += by


def row() -> "array[int]":
    """The minutes of a room, all of them free."""
    return array("i", bytes(4 * MINUTES))


def painted(pieces: Iterable[tuple[int, int, int]]) -> bytes:
    """Minutes as `Twin.occupied` has them, of (starts, ends, number).

    Raises:
        AssertionError: Two pieces overlap.
    """
    made = row()
    for starts, ends, number in pieces:
        assert not any(made[starts:ends]), "two holds overlap"
        made[starts:ends] = array("i", [number]) * (ends - starts)
    return made.tobytes()
