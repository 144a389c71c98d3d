"""Deeds in rooms at random, as hypothesis draws, shortens and repeats them."""

from collections.abc import Callable

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bookings.domain.closures import Place, Scope
from bookings.operations.bookings import Edit
from bookings.operations.closing import Answer
from tests.bookings.stateful.twin import DAY, PARTS, Somebody, Twin
from tests.bookings.stateful.world import PEOPLE, Cast, World, instant

STEPS = 60
"""Deeds in one history, at most."""

# Mornings of two days in a few rooms, so that most deeds meet another one.
_people = st.sampled_from((*PEOPLE[:1] * 6, *PEOPLE[1:2] * 4, *PEOPLE[2:]))
_mostly_managers = st.sampled_from((*PEOPLE[:1] * 9, PEOPLE[1]))
_rooms = st.sampled_from(tuple(PARTS))
_starts = st.builds(
    lambda day, hour, minute: day * DAY + hour * 60 + minute,
    st.sampled_from((1, 1, 1, 1, 2, 2, 0)),
    st.sampled_from((8, 9, 9, 10, 10, 11, 12, 20)),
    st.sampled_from((0, 0, 0, 30, 30, 30, 15, 5, 7)),
)
_lengths = st.sampled_from((60, 60, 60, 90, 90, 120, 120, 30, 15, 180, 10, 0, 800))
_number = st.integers(0, 7)
_hours = st.sampled_from((None, None, (540, 720), (420, 1020)))
_closures = st.sampled_from((60, 240, 240, 1440, 1440, -5))
_buffers = st.sampled_from((0, 0, 5, 15, 30, 60))
_places = st.sampled_from(
    (
        *(Place(Scope.ROOM, room) for room in PARTS),
        Place(Scope.FLOOR, "4"),
        Place(Scope.FLOOR, "5"),
        Place(),
    )
)
_answers: st.SearchStrategy[Answer | None] = st.sampled_from(
    ("keep", "keep", "keep", "cancel", None)
)


class History(RuleBasedStateMachine):
    """One history; `cast` and `twin` are put in by `histories`."""

    cast: Cast
    twin: Callable[[], Twin] = Twin
    done = 0

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.cast, type(self).twin())

    def teardown(self) -> None:
        type(self).done += self.world.steps
        self.world.close_down()

    @rule(who=_people, for_self=st.sampled_from((True, True, True, False)), whom=_people,
          room=_rooms, starts=_starts, length=_lengths,
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
        times = starts, starts + length
        self.world.book(who, whom, room, times, projectors=projectors)

    @rule(who=_people, room=_rooms, starts=_starts, length=_lengths, days=st.integers(1, 2))
    def book_series(self, who: Somebody, room: str, starts: int, length: int, days: int) -> None:
        self.world.book_series(who, who, room, starts, starts + length, days)

    @rule(who=_people, number=_number, room=_rooms)
    def move_elsewhere(self, who: Somebody, number: int, room: str) -> None:
        self.world.change(who, number, {"room": room})

    @rule(who=_people, number=_number, starts=_starts, length=_lengths)
    def move(self, who: Somebody, number: int, starts: int, length: int) -> None:
        edit: Edit = {"starts": instant(starts), "ends": instant(starts + length)}
        self.world.change(who, number, edit)

    @rule(who=_people, number=_number)
    def rename(self, who: Somebody, number: int) -> None:
        self.world.change(who, number, {"title": "Rapat", "people": 7})

    @rule(verb=st.sampled_from(("cancel", "restore", "approve", "refuse", "check_in")), who=_people,
          number=_number)  # fmt: skip
    def do(self, verb: str, who: Somebody, number: int) -> None:
        self.world.do(verb, who, number)

    @rule(number=_number)
    def cancel_and_restore(self, number: int) -> None:
        self.world.do("cancel", PEOPLE[0], number)
        self.world.do("restore", PEOPLE[1], number)

    @rule(minutes=st.sampled_from((15, 30, 30, 60)))
    def wait(self, minutes: int) -> None:
        """Time goes by; what nobody came to or decided ends."""
        if self.world.twin.now < 2 * DAY:
            self.world.twin.now += minutes
        self.world.release()
        self.world.expire()

    @rule(who=_mostly_managers, place=_places, starts=_starts, length=_closures,
          kept=_hours, rest=_answers)  # fmt: skip
    def close(  # noqa: PLR0917 - what hypothesis draws
        self,
        who: Somebody,
        place: Place,
        starts: int,
        length: int,
        kept: tuple[int, int] | None,
        rest: Answer | None,
    ) -> None:
        self.world.close(who, place, starts, starts + length, kept, rest)

    @rule(who=_mostly_managers, number=st.integers(0, 3), active=st.booleans())
    def lift(self, who: Somebody, number: int, *, active: bool) -> None:
        self.world.lift(who, number, active=active)

    @rule(who=_people, room=_rooms, before=_buffers, after=_buffers, hours=_hours)
    def set_terms(
        self, who: Somebody, room: str, before: int, after: int, hours: tuple[int, int] | None
    ) -> None:
        self.world.set_terms(who, room, before, after, hours)


def histories(cast: Cast, steps: int, *, twin: Callable[[], Twin] = Twin, told: bool = True) -> int:
    """Let about so many deeds be done; how many there were.

    Args:
        cast: In whose rooms.
        twin: What the real thing is compared with.
        told: Whether a failing history is shortened and told; else all are as they ever were.

    Raises:
        Difference: The real thing and its twin came apart.
    """

    class Here(History):
        pass

    Here.cast, Here.twin = cast, staticmethod(twin)
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
    return Here.done
