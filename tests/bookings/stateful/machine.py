"""Deeds in rooms at random, as hypothesis draws, shortens and repeats them."""

from collections import Counter
from collections.abc import Callable, Sequence

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookings.domain.closures import Place as Ground
from bookings.domain.closures import Scope
from bookings.operations.closing import Answer
from tests.bookings.stateful import draws, office
from tests.bookings.stateful.cast import PEOPLE, Cast
from tests.bookings.stateful.minutes import DAY, WEEK
from tests.bookings.stateful.series_deeds import SeriesDeeds
from tests.bookings.stateful.things import PARTS, Place, Somebody
from tests.bookings.stateful.twin import Twin

STEPS = 60
"""Deeds in one history, at most."""
NIGHT = 22 * 60
LONG = 30 * DAY
"""After so long no more weeks go by at once."""


class History(RuleBasedStateMachine):
    """One history; `cast` and `twin` are put in by `histories`."""

    cast: Cast
    twin: Callable[[], Twin] = Twin
    told: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.world = SeriesDeeds(self.cast, type(self).twin())

    def teardown(self) -> None:
        self.told.update(self.world.told)
        self.world.close_down()

    def place(self, room: str, starts: int, length: int) -> Place:
        midnight = self.world.twin.now // DAY * DAY
        return room, midnight + starts, midnight + starts + length

    @initialize(drawn=st.lists(st.tuples(draws.TRAINERS, draws.ROOMS, st.sampled_from((9, 10, 11))),
                               min_size=3, max_size=6))  # fmt: skip
    def begin(self, drawn: list[tuple[Somebody, str, int]]) -> None:
        """Some bookings of today and tomorrow, so that there is something to do."""
        for number, (who, room, hour) in enumerate(drawn):
            starts = number % 2 * DAY + hour * 60
            self.world.book(who, who, self.place(room, starts, 60), number % 3)
        who, room, hour = drawn[0]
        place = self.place(room, DAY + (hour + 3) * 60, 60)
        self.world.book_series(who, place, (1, 3), skipped=1, projectors=1)

    def booking(self, number: int) -> int:
        return _one_of(number, self.world.twin.slots)

    @rule(who=draws.WHO, for_self=st.sampled_from((True, True, True, False)), whom=draws.WHO,
          room=draws.ROOMS, starts=draws.STARTS, length=draws.LENGTHS,
          projectors=st.sampled_from((0, 0, 1, 2)))  # fmt: skip
    def book(  # noqa: PLR0917 - what hypothesis draws
        self,
        who: Somebody,
        whom: Somebody,
        room: str,
        starts: int,
        length: int,
        projectors: int,
        *,
        for_self: bool,
    ) -> None:
        whom = who if for_self or not whom.books else whom
        self.world.book(who, whom, self.place(room, starts, length), projectors)

    @precondition(lambda self: self.world.twin.slots)
    @rule(number=draws.NUMBER, room=draws.ROOMS, projectors=st.integers(1, 2))
    def book_beside(self, number: int, room: str, projectors: int) -> None:
        """At the time of another booking, with what that may have."""
        slots = self.world.twin.slots
        _, starts, ends = slots[number % len(slots)].place
        self.world.book(PEOPLE[0], PEOPLE[0], (room, starts, ends), projectors)

    @rule(who=draws.WHO, room=draws.ROOMS, starts=draws.STARTS, length=draws.LENGTHS,
          rule=draws.RECURRENCES, skipped=st.sampled_from((None, None, 0, 1)),
          projectors=st.sampled_from((0, 0, 1, 2)))  # fmt: skip
    def book_series(  # noqa: PLR0917 - what hypothesis draws
        self,
        who: Somebody,
        room: str,
        starts: int,
        length: int,
        rule: tuple[int, int],
        skipped: int | None,
        projectors: int,
    ) -> None:
        place = self.place(room, starts, length)
        self.world.book_series(who, place, rule, skipped=skipped, projectors=projectors)

    @precondition(lambda self: self.world.twin.serials)
    @rule(verb=st.sampled_from(("restore_series", "restore_series", "confirm_series")),
          who=draws.WHO, number=draws.NUMBER)  # fmt: skip
    def do_series(self, verb: str, who: Somebody, number: int) -> None:
        self.world.do_series(verb, who, self.scope(number, None)[0])

    @precondition(lambda self: self.world.twin.now < LONG)
    @rule(room=draws.ROOMS, hour=st.sampled_from((14, 16, 18)), confirms=st.booleans(),
          restores=st.booleans())  # fmt: skip
    def weeks_later(self, room: str, hour: int, *, confirms: bool, restores: bool) -> None:
        """A long series is asked about, and called off if nobody confirms it."""
        budi = PEOPLE[1]
        self.world.set_rule(PEOPLE[0], ("reconfirm", None, None), 4)
        self.world.book_series(budi, self.place(room, DAY + hour * 60, 60), (16, 4))
        number = len(self.world.twin.serials) - 1
        for weeks in (3, 2):
            self.world.twin.now += weeks * WEEK
            if confirms:
                self.world.do_series("confirm_series", budi, max(number, 0))
            self.world.keep("call off")
        if restores:
            self.world.do_series("restore_series", budi, max(number, 0))

    @precondition(lambda self: self.world.twin.serials)
    @rule(who=draws.WHO, number=draws.NUMBER, since=draws.SCOPES)
    def cancel_series(self, who: Somebody, number: int, since: int | None) -> None:
        self.world.cancel_series(who, *self.scope(number, since))

    @precondition(lambda self: self.world.twin.serials)
    @rule(who=draws.WHO, number=draws.NUMBER, which=st.integers(0, 2))
    def add_date(self, who: Somebody, number: int, which: int) -> None:
        """Back to life: a date that was skipped, if there is one."""
        serials = self.world.twin.serials
        number = _one_of(number, serials)
        days = sorted(serials[number].skipped) if number < len(serials) else []
        day = days[0] if days else self.scope(number, which)[1]
        self.world.add_date(who, number, self.world.twin.now // DAY if day is None else day)

    @precondition(lambda self: self.world.twin.serials)
    @rule(who=draws.WHO, number=draws.NUMBER, since=draws.SCOPES, room=draws.ROOMS | st.none(),
          times=draws.DAY_TIMES, title=st.sampled_from((None, "Rapat", "Kuliah")))  # fmt: skip
    def change_series(  # noqa: PLR0917 - what hypothesis draws
        self,
        who: Somebody,
        number: int,
        since: int | None,
        room: str | None,
        times: tuple[int, int] | None,
        title: str | None,
    ) -> None:
        number, day = self.scope(number, since)
        self.world.change_series(who, number, day, room=room, times=times, title=title)

    def scope(self, number: int, since: int | None) -> tuple[int, int | None]:
        """A series, and which of its days all that follows begins with, if not all is meant."""
        serials = self.world.twin.serials
        number = _one_of(number, serials)
        if since is None or number >= len(serials):
            return number, None
        days = [*serials[number].days, self.world.twin.now // DAY + 99]
        return number, days[since % len(days)]

    @precondition(lambda self: self.world.twin.slots)
    @rule(who=draws.WHO, number=draws.NUMBER, room=draws.ROOMS)
    def move_elsewhere(self, who: Somebody, number: int, room: str) -> None:
        self.world.change(who, self.booking(number), room=room)

    @precondition(lambda self: self.world.twin.slots)
    @rule(who=draws.WHO, number=draws.NUMBER, starts=draws.STARTS, length=draws.LENGTHS)
    def move(self, who: Somebody, number: int, starts: int, length: int) -> None:
        _, since, until = self.place("", starts, length)
        self.world.change(who, self.booking(number), times=(since, until))

    @precondition(lambda self: self.world.twin.slots)
    @rule(number=draws.NUMBER, other=draws.NUMBER)
    def move_onto(self, number: int, other: int) -> None:
        """To where another booking is, or was."""
        slots = self.world.twin.slots
        room, *times = slots[other % len(slots)].place
        self.world.change(PEOPLE[0], number % len(slots), room=room, times=(times[0], times[1]))

    @precondition(lambda self: self.world.twin.slots)
    @rule(who=draws.WHO, number=draws.NUMBER)
    def rename(self, who: Somebody, number: int) -> None:
        self.world.change(who, self.booking(number), title="Rapat")

    @precondition(lambda self: self.world.twin.slots)
    @rule(verb=st.sampled_from(("cancel", "restore", "approve", "refuse", "check_in")),
          who=draws.WHO, number=draws.NUMBER)  # fmt: skip
    def do(self, verb: str, who: Somebody, number: int) -> None:
        self.world.do(verb, who, self.booking(number))

    @precondition(lambda self: self.world.twin.slots)
    @rule(number=draws.NUMBER)
    def cancel_and_restore(self, number: int) -> None:
        number = self.booking(number)
        self.world.do("cancel", PEOPLE[0], number)
        self.world.do("restore", PEOPLE[1], number)

    @rule(
        who=draws.WHO, whom=draws.WHO, room=draws.ROOMS, starts=draws.STARTS, length=draws.LENGTHS
    )
    def join(self, who: Somebody, whom: Somebody, room: str, starts: int, length: int) -> None:
        whom = whom if whom.books else who
        self.world.join(who, whom, self.place(room, starts, length))

    @precondition(lambda self: self.world.twin.slots)
    @rule(
        whom=draws.TRAINERS, number=draws.NUMBER, room=st.sampled_from((None, None, None, "R401"))
    )
    def join_for(self, whom: Somebody, number: int, room: str | None) -> None:
        """Somebody waits for what a booking has; now and then for the hall of which it is half."""
        slots, number = self.world.twin.slots, self.booking(number)
        if number < len(slots):
            had, *times = slots[number].place
            self.world.join(whom, whom, (room or had, times[0], times[1]))

    @precondition(lambda self: self.world.twin.slots)
    @rule(verb=st.sampled_from(("cancel", "refuse")), number=draws.NUMBER, waiting=draws.NUMBER,
          claims=st.booleans())  # fmt: skip
    def pass_on(self, verb: str, number: int, waiting: int, *, claims: bool) -> None:
        self.world.do(verb, PEOPLE[0], self.booking(number))
        if claims:
            self.claim_offer(waiting)

    @precondition(lambda self: self.world.twin.waits)
    @rule(number=draws.NUMBER)
    def claim_offer(self, number: int) -> None:
        """She who has an offer takes it."""
        offered = [one for one in self.world.twin.waits if one.state == "offered"]
        if offered:
            one = offered[number % len(offered)]
            self.world.claim(one.who, one.number)

    @precondition(lambda self: self.world.twin.waits)
    @rule(who=draws.WHO, number=draws.NUMBER)
    def claim(self, who: Somebody, number: int) -> None:
        self.world.claim(who, _one_of(number, self.world.twin.waits))

    @precondition(lambda self: self.world.twin.waits)
    @rule(who=draws.WHO, number=draws.NUMBER)
    def withdraw(self, who: Somebody, number: int) -> None:
        self.world.withdraw(who, _one_of(number, self.world.twin.waits))

    @precondition(lambda self: self.world.twin.slots)
    @rule(number=draws.NUMBER)
    def free_for_two(self, number: int) -> None:
        """Two wait for what a booking has, and it is cancelled."""
        number = self.booking(number)
        if number < len(self.world.twin.slots):
            place = self.world.twin.slots[number].place
            self.world.join(PEOPLE[1], PEOPLE[1], place)
            self.world.join(PEOPLE[2], PEOPLE[2], place)
        self.world.do("cancel", PEOPLE[0], number)

    @precondition(lambda self: self.world.twin.waits)
    @rule(number=draws.NUMBER, scope=st.sampled_from((("closed_to", 1), ("weekly", 1))))
    def forbid_and_free(self, number: int, scope: tuple[str, int]) -> None:
        """What somebody waits for becomes free, but a new rule forbids it to trainers."""
        waits = self.world.twin.waits
        wait = waits[number % len(waits)]
        kind, value = scope
        self.world.set_rule(PEOPLE[0], (kind, wait.room, "trainer"), value)
        for slot in self.world.twin.slots:
            if slot.alive and {leaf for leaf, *_ in slot.held} & {*PARTS[wait.room]}:
                self.world.do("cancel", PEOPLE[0], slot.number)

    @precondition(lambda self: self.world.twin.now % DAY < NIGHT - 120)
    @rule(room=st.sampled_from(("R401", "R401A", "R501")))
    def nobody_comes(self, room: str) -> None:
        """A room that asks for check-in is booked for soon, and stays empty."""
        starts = self.world.twin.now // 15 * 15 + 30
        self.world.book(PEOPLE[0], PEOPLE[0], (room, starts, starts + 60))
        self.world.twin.now = starts + 20
        self.world.keep("release")

    @rule(minutes=st.sampled_from((15, 30, 30, 60, 120)), works=st.lists(draws.WORKS, max_size=3))
    def wait(self, minutes: int, works: list[str]) -> None:
        """Time goes by, and the server does what it does by itself, sooner or later."""
        if self.world.twin.now % DAY < NIGHT:
            self.world.twin.now += minutes
        for work in works:
            self.world.keep(work)

    @rule(who=draws.MOSTLY_MANAGERS, place=draws.PLACES, starts=draws.STARTS, length=draws.CLOSURES,
          kept=draws.HOURS, rest=draws.ANSWERS)  # fmt: skip
    def close(  # noqa: PLR0917 - what hypothesis draws
        self,
        who: Somebody,
        place: Ground,
        starts: int,
        length: int,
        kept: tuple[int, int] | None,
        rest: Answer | None,
    ) -> None:
        _, since, until = self.place("", starts, length)
        self.world.close(who, place, (since, until), kept, rest)

    @precondition(lambda self: self.world.twin.slots)
    @rule(number=draws.NUMBER)
    def close_around(self, number: int) -> None:
        """A booking is kept in a closure, then cancelled."""
        slots = self.world.twin.slots
        room, starts, ends = slots[number % len(slots)].place
        place = Ground(Scope.ROOM, room)
        self.world.close(PEOPLE[0], place, (starts - 60, ends + 60), None, "keep")
        self.world.do("cancel", PEOPLE[0], number % len(slots))

    @precondition(lambda self: self.world.twin.shuts)
    @rule(who=draws.MOSTLY_MANAGERS, number=draws.NUMBER, active=st.booleans())
    def lift(self, who: Somebody, number: int, *, active: bool) -> None:
        self.world.lift(who, _one_of(number, self.world.twin.shuts), active=active)

    @rule(
        who=draws.WHO,
        room=draws.ROOMS,
        before=draws.BUFFERS,
        after=draws.BUFFERS,
        hours=draws.HOURS,
    )
    def set_terms(
        self, who: Somebody, room: str, before: int, after: int, hours: tuple[int, int] | None
    ) -> None:
        self.world.set_terms(who, room, before, after, hours)

    @rule(who=draws.MOSTLY_MANAGERS, drawn=draws.RULES)
    def set_rule(self, who: Somebody, drawn: tuple[office.Scope, int]) -> None:
        self.world.set_rule(who, *drawn)

    @precondition(lambda self: self.world.twin.office.rules)
    @rule(number=draws.NUMBER)
    def remove_rule(self, number: int) -> None:
        known = sorted(self.world.twin.office.rules, key=str)
        if known:
            self.world.remove_rule(PEOPLE[0], known[number % len(known)])


def _one_of(number: int, things: Sequence[object]) -> int:
    """A place in a list, mostly; else the one after its last."""
    return number % len(things) if things and number < 15 else len(things)


def histories(
    cast: Cast, steps: int, *, twin: Callable[[], Twin] = Twin, told: bool = True
) -> Counter[str]:
    """Let about so many deeds be done; how often each was, and what came of it.

    Args:
        cast: In whose rooms.
        twin: What the real thing is compared with.
        told: Whether a failing history is shortened and told; else all are as they ever were.

    Raises:
        Difference: The real thing and its twin came apart.
    """

    class Here(History):
        pass

    Here.cast, Here.twin, Here.told = cast, staticmethod(twin), Counter()
    phases = (Phase.generate, Phase.shrink) if told else (Phase.generate,)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=max(1, steps // STEPS),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not told,
            phases=phases,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    return Here.told
