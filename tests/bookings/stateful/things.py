"""What the twin knows of: rooms, people, and what they have made."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bookings.stateful.minutes import DAY

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
DOORS = (6 * 60, 22 * 60)
OK = "ok"

Place = tuple[str, int, int]
"""A room and a time: its first minute, and the one after its last."""


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


@dataclass(eq=False)
class Slot:
    """One booking; `asked` are the projectors that it wants, `has` those that it has."""

    number: int
    room: str
    starts: int
    ends: int
    organiser: Somebody
    title: str = "Pelatihan"
    state: str = "confirmed"
    decide_by: int | None = None
    created: int = 0
    changed: int = 0
    checked_in: bool = False
    asked: int = 0
    has: int = 0
    held: list[Place] = field(default_factory=list)
    serial: "Serial | None" = None
    day: int = 0
    """The series that it is a date of, and the day on which that names it."""

    @property
    def place(self) -> Place:
        return self.room, self.starts, self.ends

    @property
    def asked_with(self) -> int:
        """What all dates of its series have in common, and nothing else has."""
        return self.number if self.serial is None else -1 - self.serial.number

    @property
    def alive(self) -> bool:
        return self.state in {"confirmed", "requested"}


@dataclass(eq=False)
class Serial:
    """A series: what its dates have in common, and the days on which it takes place.

    `starts` and `ends` are minutes of a day. `skipped` are days that never had a booking.
    """

    number: int
    organiser: Somebody
    room: str
    starts: int
    ends: int
    title: str
    days: list[int]
    skipped: set[int]
    created: int
    confirmed_until: int | None = None

    def place(self, day: int) -> Place:
        return self.room, day * DAY + self.starts, day * DAY + self.ends


@dataclass(eq=False)
class Wait:
    """A place in the line."""

    number: int
    room: str
    starts: int
    ends: int
    who: Somebody
    state: str = "waiting"
    offer_ends: int | None = None
    slot: Slot | None = None
    held: list[Place] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.room, self.starts, self.ends


@dataclass(eq=False)
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
