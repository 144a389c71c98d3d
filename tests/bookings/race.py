"""What a race on committed data starts from; the `committed` fixture empties it afterwards."""

from floors.tables import Floor, Site, Space
from tests.bookings.conftest import make_room


async def a_room(code: str) -> Space:
    """A floor with one room."""
    site = Site(code="sentra", name="Sentra UKM", area=2500)
    await site.save()
    floor = Floor(site=site.id, level=5, name="Lantai 5", area=500)
    await floor.save()
    room = make_room(floor, code, "Kelas Serpong", capacity=24)
    await room.save()
    return room
