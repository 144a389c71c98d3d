"""What trainers have and wait for, week by week: what the rules that count ask of a series."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bookings.domain.spans import Span
from sentra.database.engine import DB


@dataclass(frozen=True, slots=True)
class Weekly:
    """What one trainer has in one room in the week from this Monday on.

    Attributes:
        requests: What she waits for: ids of single bookings, and those of series, negative: a
            series is decided in one go, and so is one request.
    """

    organiser: int
    space: int
    monday: date
    booked: timedelta
    requests: frozenset[int]


async def usage_by_week(
    organisers: Collection[int], within: Span, *, but: Collection[int] = ()
) -> list[Weekly]:
    """Bookings and requests of trainers, those that begin within a time; and all open requests."""
    rows = await DB.fetch(
        """
        SELECT b.organiser, b.space,
               date_trunc('week', b.starts AT TIME ZONE 'Asia/Jakarta')::date AS monday,
               sum(b.ends - b.starts) AS booked,
               array_agg(DISTINCT coalesce(-b.series, b.id)) FILTER (WHERE b.state = 'requested')
                   AS requests
        FROM booking b
        WHERE b.organiser = ANY ($1) AND b.id <> ALL ($4)
          AND (b.state = 'requested'
               OR b.state = 'confirmed' AND b.starts >= $2 AND b.starts < $3)
        GROUP BY 1, 2, 3
        """,
        list(organisers),
        within.starts,
        within.ends,
        list(but),
    )
    return [
        Weekly(
            row["organiser"],
            row["space"],
            row["monday"],
            row["booked"],
            frozenset(row["requests"] or ()),
        )
        for row in rows
    ]


async def lock_accounts(accounts: Collection[int]) -> None:
    """Let nothing that is counted for these people grow until the transaction ends."""
    await DB.fetch(
        "SELECT id FROM account WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE", list(accounts)
    )
