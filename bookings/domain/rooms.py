"""A room, as rules need to know it."""

from dataclasses import dataclass

from bookings.domain.terms import USUAL, Terms

_CODE_MOST = 16


@dataclass(frozen=True, slots=True)
class Room:
    """A room that can be booked.

    Attributes:
        floor: Level; 1 is the ground floor.
        capacity: Persons; None where the plan does not say.
        features: What is fixed in it, as words such as projector.
        area: Square metres.
        parts: Ids of the rooms that a joined hall is made of; empty for a simple room.
        terms: Its hours, buffers and layouts.
    """

    id: int
    code: str
    name: str
    floor: int
    capacity: int | None = None
    features: tuple[str, ...] = ()
    accessible: bool = True
    area: float = 0.0
    active: bool = True
    parts: tuple[int, ...] = ()
    terms: Terms = USUAL

    @property
    def held(self) -> tuple[int, ...]:
        """Ids of the rooms that a booking of it takes."""
        return self.parts or (self.id,)

    def seats(self, people: int | None) -> bool:
        return people is None or self.capacity is None or people <= self.capacity


def is_code(text: str) -> bool:
    """Whether a room could have this code: nothing else is worth asking the database."""
    return 0 < len(text) <= _CODE_MOST and text.isascii() and text.isprintable()
