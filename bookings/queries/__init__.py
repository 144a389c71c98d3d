"""Reads of bookings, rooms and calendars."""

from bookings.queries.bookings import (
    Booked,
    Choice,
    Deed,
    between,
    booking,
    bookings,
    clashing,
    history,
    how_many,
    is_id,
    rows_between,
    some,
    trainer_by_email,
    trainers,
)
from bookings.queries.rooms import busy, room, rooms

__all__ = [
    "Booked",
    "Choice",
    "Deed",
    "between",
    "booking",
    "bookings",
    "busy",
    "clashing",
    "history",
    "how_many",
    "is_id",
    "room",
    "rooms",
    "rows_between",
    "some",
    "trainer_by_email",
    "trainers",
]
