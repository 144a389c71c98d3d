"""Deeds of those who wait, as they should end."""

from tests.bookings.stateful.singles import Singles
from tests.bookings.stateful.things import OK, Place, Somebody, Wait


class Waiting(Singles):
    """Getting in line, taking what is offered, leaving; and what the server does about it."""

    def join(self, actor: Somebody, whom: Somebody, place: Place) -> str:
        if not self.may_book(actor, whom):
            return "forbidden"
        if self.wrong(place) or self.refused(actor, whom, place):
            return "invalid"
        if self.free(place):
            return "conflict"
        if self.is_closed(place):
            return "clash"
        room, starts, ends = place
        if starts <= self.now or any(
            one.state in {"waiting", "offered"}
            and (one.who, one.room) == (whom, room)
            and starts < one.ends
            and one.starts < ends
            for one in self.waits
        ):
            return "conflict"
        self.waits.append(Wait(len(self.waits), *place, whom))
        return OK

    def is_closed(self, place: Place) -> bool:
        """Whether a minute of it is nobody's, and closed."""
        return any(
            self.closed.at(leaf, minute) and not self.held.at(leaf, minute)
            for leaf, starts, ends in self.around(place)
            for minute in range(starts, ends)
        )

    def withdraw(self, actor: Somebody, number: int) -> str:
        if not self.waits_for(actor, number):
            return "not-found"
        wait = self.waits[number]
        if wait.state not in {"waiting", "offered"}:
            return "conflict"
        self.leave(wait, "withdrawn")
        return OK

    def claim(self, actor: Somebody, number: int) -> str:
        if not self.waits_for(actor, number):
            return "not-found"
        wait = self.waits[number]
        if wait.state != "offered" or (wait.offer_ends or 0) <= self.now:
            return "conflict"
        freed = self._let_go(wait)
        outcome = self.book(actor, wait.who, wait.place)
        if outcome != OK:
            self._fill(freed, self.mark(wait))
            wait.held = freed
            return outcome
        wait.state, wait.slot = "claimed", self.slots[-1]
        self.offer(*freed)
        return OK

    def keep_offers(self) -> str:
        """Let offers lapse that nobody took, and offer what came free by the way."""
        late = [one for one in self.waits if one.state == "offered"]
        for wait in sorted(late, key=lambda one: (one.offer_ends or 0, one.number)):
            if (wait.offer_ends or 0) <= self.now:
                self.leave(wait, "lapsed")
        for wait in self.waits:
            if wait.state == "waiting" and wait.starts <= self.now:
                wait.state = "lapsed"
        for wait in self.waits:
            self.offer_to(wait)
        return OK

    def leave(self, wait: Wait, state: str) -> None:
        wait.state = state
        self.offer(*self._let_go(wait))

    def waits_for(self, actor: Somebody, number: int) -> bool:
        return number < len(self.waits) and (actor.manages or actor == self.waits[number].who)
