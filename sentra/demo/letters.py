"""What the demo centre has to write about: bookings of one trainer, and nothing else."""

from datetime import datetime

from sentra.database.engine import DB
from sentra.demo.people_rows import APPLICANTS

_MOST = 5


async def keep_some_news(*, now: datetime) -> None:
    """Leave a few notices, which become letters once the server runs.

    Twelve weeks of bookings were made in one go, and nobody wants to be told of each.
    """
    await DB.fetch(
        """
        DELETE FROM notice WHERE id NOT IN (
            SELECT max(n.id) FROM notice n
            JOIN booking b ON b.id = n.booking OR b.series = n.series
            WHERE b.organiser = (SELECT min(id) FROM account WHERE role = 'trainer' AND active)
              AND b.starts > $1 AND b.state = 'confirmed'
              AND (b.series IS NULL) = (n.series IS NULL)
            GROUP BY n.booking, n.series ORDER BY max(n.id) LIMIT $2
        )
        """,
        now,
        _MOST,
    )


async def forget_rounds() -> None:
    """Take what happened in the rounds as told, but to those whom the demo is shown as."""
    await DB.fetch(
        """
        UPDATE application SET untold = FALSE
        WHERE untold AND enterprise NOT IN (SELECT enterprise FROM account WHERE email = ANY($1))
        """,
        list(APPLICANTS),
    )
