"""What this package serves: pages for people, the API for programs."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from bookings.api import bookings, rooms
from bookings.feeds import feed

PAGES: Sequence[ControllerRouterHandler] = ()
API: Sequence[ControllerRouterHandler] = (
    rooms.list_rooms,
    rooms.get_room,
    rooms.get_availability,
    bookings.list_bookings,
    bookings.create_booking,
    bookings.get_booking,
    bookings.change_booking,
    bookings.cancel_booking,
    bookings.restore_booking,
)
FEEDS: Sequence[ControllerRouterHandler] = (feed,)
