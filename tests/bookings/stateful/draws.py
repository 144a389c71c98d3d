"""What the random histories draw from.

Mornings of two days in a few rooms, so that most deeds meet another one.
"""

import hypothesis.strategies as st

from bookings.domain.closures import Place as Ground
from bookings.domain.closures import Scope
from bookings.operations.closing import Answer
from tests.bookings.stateful.cast import PEOPLE
from tests.bookings.stateful.minutes import DAY
from tests.bookings.stateful.things import PARTS

WHO = st.sampled_from((*PEOPLE[:1] * 6, *PEOPLE[1:2] * 4, *PEOPLE[2:]))
TRAINERS = st.sampled_from(PEOPLE[1:3])
MOSTLY_MANAGERS = st.sampled_from((*PEOPLE[:1] * 9, PEOPLE[1]))
ROOMS = st.sampled_from(tuple(PARTS))
STARTS = st.builds(
    lambda day, hour, minute: day * DAY + hour * 60 + minute,
    st.sampled_from((0, 0, 0, 0, 1, 1, -1)),
    st.sampled_from((8, 9, 9, 10, 10, 11, 12, 20)),
    st.sampled_from((0, 0, 0, 30, 30, 30, 15, 5, 7)),
)
"""Minutes after the midnight that was."""
LENGTHS = st.sampled_from((60, 60, 60, 90, 90, 120, 120, 30, 15, 180, 10, 0, 800))
NUMBER = st.integers(0, 15)
"""Which of what there is; the last: one that there is not."""
RECURRENCES = st.sampled_from(((1, 2), (1, 3), (1, 1), (2, 2), (7, 3), (16, 4), (16, 4)))
"""Every so many days, so many times."""
SCOPES = st.sampled_from((None, None, 0, 1, 1, 2))
DAY_TIMES = st.sampled_from(
    (None, None, (540, 600), (600, 720), (660, 720), (480, 570), (540, 545))
)
HOURS = st.sampled_from((None, None, (540, 720), (420, 1020)))
CLOSURES = st.sampled_from((60, 240, 240, 1440, 1440, -5))
BUFFERS = st.sampled_from((0, 0, 5, 15, 30, 60))
PLACES = st.sampled_from(
    (
        *(Ground(Scope.ROOM, room) for room in PARTS),
        Ground(Scope.FLOOR, "4"),
        Ground(Scope.FLOOR, "5"),
        Ground(),
    )
)
ANSWERS: st.SearchStrategy[Answer | None] = st.sampled_from(
    ("keep", "keep", "keep", "cancel", None)
)
VALUES = {
    "lead": (0, 1, 2, 24, 9999),
    "horizon": (1, 1, 2, 0),
    "shortest": (5, 60, 90, 4),
    "longest": (60, 60, 120, 720),
    "weekly": (1, 2, 3, 3, 0),
    "requests": (1, 1, 2, 0),
    "closed_to": (0, 1, 2),
    "reconfirm": (4, 4, 3),
}
RULES = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.tuples(
        st.tuples(
            st.just(kind),
            st.sampled_from((None, *PARTS)),
            st.sampled_from((None, "trainer", "trainer", "manager")),
        ),
        st.sampled_from(VALUES[kind]),
    )
)
WORKS = st.sampled_from(("release", "expire", "call off", "keep offers", "keep offers"))
