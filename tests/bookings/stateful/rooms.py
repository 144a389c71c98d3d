"""The rooms, minute by minute, as slowly and plainly as can be, and the line of who waits for them.

It knows nothing of spans or indexes: a room is a row of minutes, each of which is free, taken by a
booking or an offer, or closed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from tests.bookings.stateful.minutes import DAY, Minutes
from tests.bookings.stateful.office import Office
from tests.bookings.stateful.things import (
    DOORS,
    PARTS,
    Place,
    Serial,
    Shut,
    Slot,
    Somebody,
    Terms,
    Wait,
)

CLOSED = -1
OFFERED = 1_000_000
"""Minutes have the numbers of bookings from 1 on, and of offers from here on."""
GRACE = SHORTEST = 15
LONGEST = 12 * 60
PROJECTORS = 2
OFFER_LASTS = 2 * 60
NEAR = 12 * 60
"""Who waits is thought of when something goes that is no further from what she waits for."""


@dataclass
class Rooms:
    """Who has which minute, and who may have it next."""

    now: int = DAY + 8 * 60 + 30
    terms: dict[str, Terms] = field(default_factory=lambda: {room: Terms() for room in PARTS})
    slots: list[Slot] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    serials: list[Serial] = field(default_factory=list)
    shuts: list[Shut] = field(default_factory=list)
    office: Office = field(default_factory=Office)
    held: Minutes = field(default_factory=Minutes)
    closed: Minutes = field(default_factory=Minutes)

    def parts(self, room: str) -> Sequence[str]:
        return PARTS[room]

    def occupied(self) -> dict[tuple[str, int], bytes]:
        """Each minute: 0, the number of a booking or an offer, or CLOSED."""
        shown = Minutes()
        for (leaf, day), row in self.closed.days.items():
            if any(row):
                shut = (at for at, closures in enumerate(row, day * DAY) if closures)
                shown.put(leaf, shut, CLOSED)
        holding: list[Slot | Wait] = [*self.slots, *self.waits]
        for one in holding:
            for leaf, starts, ends in one.held:
                shown.put(leaf, range(starts, ends), self.held.at(leaf, starts))
        return shown.shown()

    def free(self, place: Place, but: Collection[Slot] = ()) -> bool:
        """Whether nothing but these bookings is in the way, set-up and clear-up included."""
        own = {0, *(slot.number + 1 for slot in but)}
        for leaf, starts, ends in self.around(place):
            for minute in range(starts, ends):
                number = self.held.at(leaf, minute)
                if number not in own or (not number and self.closed.at(leaf, minute)):
                    return False
        return True

    def around(self, place: Place) -> list[Place]:
        """What a booking of this place holds."""
        room, starts, ends = place
        terms = self.terms[room]
        return [(leaf, starts - terms.before, ends + terms.after) for leaf in self.parts(room)]

    def spare(self, place: Place, but: Collection[Slot] = ()) -> int:
        """How many projectors are nobody's for all of a time."""
        _, starts, ends = place
        others = [slot for slot in self.slots if slot.has and slot not in but]
        used = Minutes()
        for slot in others:
            used.add("", range(max(slot.starts, starts), min(slot.ends, ends)), slot.has)
        return PROJECTORS - max((used.at("", one) for one in range(starts, ends)), default=0)

    def wrong(self, place: Place, *, kept: Place | None = None, any_hour: bool = False) -> bool:
        """Whether nobody could book it.

        Args:
            kept: The place that a booking has had until now: it may keep its start, though it is
                past, and where it keeps all of it, its hours.
            any_hour: As if the room were open whenever the building is.
        """
        room, starts, ends = place
        if starts < self.now - GRACE and not (kept and starts == kept[1]):
            return True
        if not SHORTEST <= ends - starts <= LONGEST or starts % 5 or ends % 5:
            return True
        hours = None if place == kept else self.terms[room].hours
        opens, closes = (0, DAY) if hours and any_hour else hours or DOORS
        return not opens <= starts % DAY <= starts % DAY + (ends - starts) <= closes

    def refused(
        self,
        actor: Somebody,
        organiser: Somebody,
        place: Place,
        *,
        but: Collection[Slot] = (),
        of: int | None = None,
        asks: bool | None = None,
        beside: Iterable[Place] = (),
    ) -> bool:
        """Whether the office's rules refuse it, counting what its trainer has but for some.

        All dates of a series that wait are one request, and not one more than themselves.

        Args:
            but: Bookings that are to be put there.
            of: The series of which it would be a date.
            asks: Whether it would be a request; where it is not said, as a new one.
            beside: What its trainer would have besides.
        """
        asks = self.asks(actor, place[0]) if asks is None else asks
        has = [one for one in self.slots if one.organiser == organiser and one not in but]
        own = {one.asked_with for one in but} | {of}
        waiting = [one for one in has if one.state == "requested" and one.asked_with not in own]
        return self.office.refuses(
            actor.role,
            place,
            now=self.now,
            waiting=waiting if asks else None,
            booked=[*(one.place for one in has if one.alive), *beside],
        )

    def asks(self, actor: Somebody, room: str) -> bool:
        """Whether what she books there is a request."""
        return self.terms[room].approval and not actor.manages

    def hold(self, slot: Slot) -> None:
        slot.held = self.around(slot.place)
        self._fill(slot.held, slot.number + 1)

    def let_go(self, slot: Slot) -> list[Place]:
        """Let a booking hold nothing; what it held."""
        return self._let_go(slot)

    def _let_go(self, one: Slot | Wait) -> list[Place]:
        gone, one.held = one.held, []
        self._fill(gone, 0)
        return gone

    def _fill(self, places: Iterable[Place], number: int) -> None:
        for leaf, starts, ends in places:
            self.held.put(leaf, range(starts, ends), number)

    def offer(self, *freed: Place) -> None:
        """Offer what is free to the first who waits for it, of those who wait near these places."""
        for wait in self.waits:
            if any(self.near(wait, place) for place in freed):
                self.offer_to(wait)

    def near(self, wait: Wait, place: Place) -> bool:
        room, starts, ends = place
        return (
            starts < wait.ends + NEAR
            and ends > wait.starts - NEAR
            and not {*self.parts(room)}.isdisjoint(self.parts(wait.room))
        )

    def offer_to(self, wait: Wait) -> None:
        """Offer her what she waits for, if she could book it now."""
        if wait.state != "waiting" or wait.starts <= self.now or self.wrong(wait.place):
            return
        if self.refused(wait.who, wait.who, wait.place) or not self.free(wait.place):
            return
        wait.state, wait.offer_ends = "offered", min(self.now + OFFER_LASTS, wait.starts)
        wait.held = self.around(wait.place)
        self._fill(wait.held, self.mark(wait))

    def mark(self, wait: Wait) -> int:
        """The number of her minutes."""
        return OFFERED + wait.number

    def count(self, shut: Shut, by: int) -> None:
        """Let a closure close its minutes, or, with -1, no longer."""
        for leaf in shut.leaves:
            self.closed.add(leaf, shut.minutes(), by)
