"""What tests of equipment and of waiting share."""

from bookings.operations.pools import add_pool
from sentra.database.engine import DB
from sentra.domain.roles import COMMAND_LINE
from tests.conftest import NOW


async def pool(name: str = "Proyektor", number: int = 2) -> int:
    """A pool of the building; its id."""
    return (await add_pool(name, number, actor=COMMAND_LINE, now=NOW)).id


async def held() -> list[tuple[int, int, int, int]]:
    """Booking, number of the unit, and hours in Jakarta, of every unit reserved."""
    rows = await DB.fetch(
        """
        SELECT h.booking, u.number, h.starts, h.ends
        FROM equipment_hold h JOIN equipment_unit u ON u.id = h.unit
        ORDER BY h.starts, h.ends, u.number
        """
    )
    return [
        (row["booking"], row["number"], row["starts"].hour + 7, row["ends"].hour + 7)
        for row in rows
    ]
