"""The whole twin: what the rooms of the tests should be like, and what should come of each deed.

It shares nothing with the code that it is held against but the words.
"""

from collections.abc import Sequence

from tests.bookings.stateful.office import Scope
from tests.bookings.stateful.reconfirming import Reconfirming
from tests.bookings.stateful.things import OK, Place, Shut, Somebody


class Twin(Reconfirming):
    """Closures, terms and rules come last, since they bear upon all else."""

    def close(self, actor: Somebody, shut: Shut, rest: str | None) -> str:
        if not actor.manages:
            return "forbidden"
        if shut.ends <= shut.starts or shut.ends <= self.now:
            return "invalid"
        met = [one for one in self.slots if self.meets(shut, one.held) and one.ends > self.now]
        if met and rest is None:
            return "bookings-in-the-way"
        self.shuts.append(shut)
        freed = self.shut(shut)
        if rest == "cancel":
            for slot in sorted(met, key=lambda one: (one.starts, one.number)):
                self.end(slot, "cancelled")
        self.offer(*freed)
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
        if active:
            self.offer(*self.shut(shut))
        else:
            self.count(shut, -1)
            self.offer(*((leaf, shut.starts, shut.ends) for leaf in shut.leaves))
        return OK

    def shut(self, shut: Shut) -> list[Place]:
        """Close what a closure closes; what offers had to give up, whose people wait on."""
        self.count(shut, 1)
        freed = []
        for wait in self.waits:
            if self.meets(shut, wait.held):
                freed += self._let_go(wait)
                wait.state, wait.offer_ends = "waiting", None
        return freed

    def meets(self, shut: Shut, held: Sequence[Place]) -> bool:
        minutes = {*shut.minutes()}
        return any(
            leaf in shut.leaves and not minutes.isdisjoint(range(starts, ends))
            for leaf, starts, ends in held
        )

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

    def set_rule(self, actor: Somebody, scope: Scope, value: int) -> str:
        return self.office.set(scope, value, self.now) if actor.manages else "forbidden"

    def remove_rule(self, actor: Somebody, scope: Scope) -> str:
        if not actor.manages:
            return "forbidden"
        return OK if self.office.rules.pop(scope, None) else "not-found"
