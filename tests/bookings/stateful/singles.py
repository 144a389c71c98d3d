"""Deeds on one booking, as they should end: every deed tells what should come of it."""

from tests.bookings.stateful.minutes import DAY
from tests.bookings.stateful.rooms import GRACE, Rooms
from tests.bookings.stateful.things import OK, Place, Slot, Somebody

EARLY = 30
THREE_DAYS = 3 * DAY


class Singles(Rooms):
    """Booking, changing, cancelling, deciding and checking in."""

    def book(
        self, actor: Somebody, organiser: Somebody, place: Place, *, projectors: int = 0
    ) -> str:
        if not self.may_book(actor, organiser):
            return "forbidden"
        if self.wrong(place) or self.refused(actor, organiser, place):
            return "invalid"
        if not self.free(place):
            return "clash"
        if self.spare(place) < projectors:
            return "shortage"
        self.begin(self.made(place, organiser, projectors), actor)
        return OK

    def made(self, place: Place, organiser: Somebody, projectors: int) -> Slot:
        slot = Slot(len(self.slots), *place, organiser, created=self.now, asked=projectors)
        self.slots.append(slot)
        return slot

    def change(self, actor: Somebody, number: int, place: Place, title: str | None) -> str:
        """Put a booking elsewhere, to another time, or both; or call it something else."""
        refusal = self.mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not slot.alive or slot.ends <= self.now:
            return "conflict"
        moves = place != slot.place
        asks = slot.state == "requested" if actor.manages else None
        if self.wrong(place, kept=slot.place):
            return "invalid"
        if moves:
            if self.refused(actor, slot.organiser, place, but=[slot], asks=asks):
                return "invalid"
            refusal = self.taken(place, slot)
            if refusal:
                return refusal
        slot.changed, slot.title = self.now, title or slot.title
        if moves:
            was = slot.place
            self.move(actor, slot, place)
            self.offer(was)
        return OK

    def move(self, actor: Somebody, slot: Slot, place: Place) -> list[Place]:
        """Put a booking elsewhere; what it gave up for it."""
        freed = self.let_go(slot)
        slot.room, slot.starts, slot.ends = place
        slot.has, slot.changed = slot.asked, self.now
        if not actor.manages:
            slot.decide_by = None
            self.begin(slot, actor)
        elif slot.state == "confirmed" or self.terms[slot.room].request_holds:
            self.hold(slot)
        return freed

    def cancel(self, actor: Somebody, number: int) -> str:
        refusal = self.mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not slot.alive or slot.ends <= self.now:
            return "conflict"
        return self.end(slot, "cancelled")

    def restore(self, actor: Somebody, number: int) -> str:
        refusal = self.mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if slot.state != "cancelled" or slot.ends <= self.now:
            return "conflict"
        refusal = self.taken(slot.place, slot)
        if refusal:
            return refusal
        self.begin(slot, actor)
        return OK

    def approve(self, actor: Somebody, number: int) -> str:
        refusal = self.decides(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not self.free(slot.place, but=[slot]):
            return "clash"
        self.let_go(slot)
        slot.state, slot.changed = "confirmed", self.now
        self.hold(slot)
        return OK

    def refuse(self, actor: Somebody, number: int) -> str:
        return self.decides(actor, number) or self.end(self.slots[number], "refused")

    def check_in(self, actor: Somebody, number: int) -> str:
        refusal = self.mine(actor, number)
        if refusal:
            return refusal
        slot = self.slots[number]
        if not slot.checked_in:
            if slot.state != "confirmed" or not slot.starts - EARLY <= self.now < slot.ends:
                return "conflict"
            slot.checked_in = True
        return OK

    def expire(self) -> str:
        """Let requests expire that nobody has decided."""
        late = [one for one in self.slots if one.state == "requested"]
        for slot in sorted(late, key=lambda one: (one.decide_by or 0, one.number)):
            if (slot.decide_by or 0) <= self.now:
                self.end(slot, "expired")
        return OK

    def release(self) -> str:
        """Give back the rooms that nobody came to."""
        for slot in sorted(self.slots, key=lambda one: (one.starts, one.number)):
            terms = self.terms[slot.room]
            if slot.state != "confirmed" or slot.checked_in or terms.check_in is None:
                continue
            stands = slot.created if slot.decide_by is None else max(slot.created, slot.changed)
            late = max(slot.starts, stands, terms.changed) + terms.check_in
            if slot.starts <= self.now < slot.ends and late <= self.now:
                self.end(slot, "released")
        return OK

    def taken(self, place: Place, slot: Slot) -> str | None:
        """What is in the way of a booking that is to be there."""
        if not self.free(place, but=[slot]):
            return "clash"
        return "shortage" if self.spare(place, but=[slot]) < slot.asked else None

    def may_book(self, actor: Somebody, organiser: Somebody) -> bool:
        return actor.books and (organiser == actor or actor.manages)

    def mine(self, actor: Somebody, number: int) -> str | None:
        if number >= len(self.slots):
            return "not-found"
        slot = self.slots[number]
        if actor.manages or actor == slot.organiser:
            return None
        return "not-found" if slot.state in {"requested", "refused", "expired"} else "forbidden"

    def decides(self, actor: Somebody, number: int) -> str | None:
        refusal = self.mine(actor, number)
        if refusal:
            return refusal
        if not actor.manages:
            return "forbidden"
        slot = self.slots[number]
        return "conflict" if slot.state != "requested" or slot.ends <= self.now else None

    def begin(self, slot: Slot, actor: Somebody) -> None:
        """Let a booking stand, or wait for somebody to decide."""
        request = self.asks(actor, slot.room)
        slot.state = "requested" if request else "confirmed"
        slot.changed, slot.has = self.now, slot.asked
        if request:
            slot.decide_by = min(self.now + THREE_DAYS, max(slot.starts, self.now + GRACE))
        if not request or self.terms[slot.room].request_holds:
            self.hold(slot)

    def end(self, slot: Slot, state: str) -> str:
        """Let a booking come to nothing; its room is offered to who waits for it."""
        self.ended(slot, state)
        self.offer(slot.place)
        return OK

    def ended(self, slot: Slot, state: str) -> None:
        self.let_go(slot)
        slot.state, slot.changed, slot.has = state, self.now, 0
