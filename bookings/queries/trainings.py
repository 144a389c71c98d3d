"""Reads of trainings and of who takes part: each one statement, however many rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bookings.domain.tracks import Track
from bookings.domain.trainings import TrainingKey
from bookings.domain.visibility import is_own, may_read
from sentra.database.engine import DB
from sentra.domain.roles import Actor

_WANTED = """
    SELECT NULL::int AS series, b.id AS booking, b.uid, b.title, b.track, b.public, b.organiser,
           b.space, b.note
    FROM booking b WHERE b.series IS NULL AND b.track IS NOT NULL AND {of_booking}
    UNION ALL
    SELECT r.id, NULL, r.uid, r.title, r.track, r.public, r.organiser, r.space, r.note
    FROM series r WHERE r.track IS NOT NULL AND {of_series}
"""
# Two subqueries and no OR between them, so that each finds its rows by index.
_DATES = """
    SELECT x.* FROM booking x WHERE w.booking IS NOT NULL AND x.id = w.booking
    UNION ALL
    SELECT x.* FROM booking x WHERE w.series IS NOT NULL AND x.series = w.series
"""
_TAKEN = """
    (SELECT count(*) FROM enrolment e WHERE e.booking = w.booking AND e.state = 'joined')
    + (SELECT count(*) FROM enrolment e WHERE e.series = w.series AND e.state = 'joined')
"""
_JOINED = """
    (EXISTS (SELECT FROM enrolment e WHERE e.booking = w.booking AND e.state = 'joined'
                                       AND e.account = $2)
     OR EXISTS (SELECT FROM enrolment e WHERE e.series = w.series AND e.state = 'joined'
                                          AND e.account = $2))
"""
_TRAININGS = f"""
    SELECT w.*, s.code AS room, s.name AS room_name, f.level AS floor, o.name AS organiser_name,
           d.seats, d.dates, d.ahead, d.next, d.next_ends, d.last,
           {_TAKEN} AS taken, {_JOINED} AS joined
    FROM ({_WANTED}) w
    JOIN space s ON s.id = w.space
    JOIN floor f ON f.id = s.floor
    JOIN account o ON o.id = w.organiser
    CROSS JOIN LATERAL (
        SELECT min(training_seats(x.space, x.layout, x.people))
                   FILTER (WHERE x.state IN ('confirmed', 'requested')) AS seats,
               count(*) FILTER (WHERE x.state = 'confirmed') AS dates,
               count(*) FILTER (WHERE x.state = 'confirmed' AND x.ends > $1) AS ahead,
               min(x.starts) FILTER (WHERE x.state = 'confirmed' AND x.ends > $1) AS next,
               min(x.ends) FILTER (WHERE x.state = 'confirmed' AND x.ends > $1) AS next_ends,
               max(x.ends) FILTER (WHERE x.state = 'confirmed') AS last
        FROM ({_DATES}) x
    ) d
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True)
class Training:
    """A training as somebody who may join it needs it.

    Attributes:
        seats: None where nobody has said how many there are.
        taken: How many take part.
        dates: How many confirmed dates it has in all; `ahead`, how many are not over.
        next, next_ends: The next one that is not over; None: it is over, or called off.
        joined: Whether the account that asks takes part.
    """

    key: TrainingKey
    uid: UUID
    title: str
    track: Track
    public: bool
    organiser: int
    organiser_name: str
    room: str
    room_name: str
    floor: int
    seats: int | None
    taken: int
    dates: int
    ahead: int
    next: datetime | None
    next_ends: datetime | None
    joined: bool

    @property
    def free(self) -> int | None:
        """Seats that nobody has taken."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def full(self) -> bool:
        return self.free == 0

    def is_seen_by(self, actor: Actor) -> bool:
        """Whether she may know of it: who takes part may, though it is no longer public."""
        return self.joined or may_read(actor, public=self.public, organiser=self.organiser)

    def is_own(self, actor: Actor) -> bool:
        return is_own(actor, self.organiser)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part: for the trainer's and the managers' eyes."""

    account: int
    name: str
    email: str
    enterprise: int
    enterprise_name: str
    since: datetime


async def training(key: TrainingKey, *, account: int | None, now: datetime) -> Training | None:
    """One training, also a private one or one that is over; None where it is none."""
    sql = _TRAININGS.format(
        of_booking="$3::int IS NOT NULL AND b.id = $3",
        of_series="$4::int IS NOT NULL AND r.id = $4",
    )
    rows = await DB.fetch(sql, now, account, key.booking, key.series)
    return _training(rows[0]) if rows else None


_ONE = _TRAININGS.format(of_booking="b.id = $3::int", of_series="r.id = $4::int")


async def trainings(
    *,
    now: datetime,
    account: int | None,
    track: Track | None = None,
    only_own: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Training], int]:
    """A page of the public trainings that are still to come, the next first, and how many.

    Args:
        account: Whose part in them is told.
        only_own: Only those in which this account takes part; also those that went private.
    """
    rows = await DB.fetch(_COMING, now, account, track, only_own, limit, offset)
    return [_training(row) for row in rows], rows[0]["total"] if rows else 0


_COMING = f"""
    SELECT *, count(*) OVER () AS total
    FROM ({
    _TRAININGS.format(
        of_booking="b.state = 'confirmed' AND b.ends > $1 AND ($3::text IS NULL OR b.track = $3)"
        " AND (b.public OR $4)",
        of_series="($3::text IS NULL OR r.track = $3) AND (r.public OR $4) AND EXISTS"
        " (SELECT FROM booking y WHERE y.series = r.id AND y.state = 'confirmed' AND y.ends > $1)",
    )
}) found
    WHERE joined OR NOT $4
    ORDER BY next, title, uid LIMIT $5 OFFSET $6
"""  # noqa: S608 - made of constants


async def participants(key: TrainingKey) -> list[Participant]:
    """Who takes part, the first to join first."""
    rows = await DB.fetch(
        """
        SELECT a.id AS account, a.name, a.email, e.id AS enterprise, e.name AS enterprise_name,
               n.changed AS since
        FROM enrolment n JOIN account a ON a.id = n.account JOIN enterprise e ON e.id = n.enterprise
        WHERE n.state = 'joined' AND (n.booking = $1 OR n.series = $2)
        ORDER BY n.changed, n.id
        """,
        key.booking,
        key.series,
    )
    return [Participant(**row) for row in rows]


async def how_many_in(*, booking: int | None = None, series: int | None = None) -> int:
    """How many take part in a booking of its own, or in a series."""
    rows = await DB.fetch(
        "SELECT count(*) AS n FROM enrolment"
        " WHERE state = 'joined' AND (booking = $1 OR series = $2)",
        booking,
        series,
    )
    number: int = rows[0]["n"]
    return number


def _training(row: asyncpg.Record) -> Training:
    return Training(
        key=TrainingKey(booking=row["booking"], series=row["series"]),
        uid=row["uid"],
        title=row["title"],
        track=Track(row["track"]),
        public=row["public"],
        organiser=row["organiser"],
        organiser_name=row["organiser_name"],
        room=row["room"],
        room_name=row["room_name"],
        floor=row["floor"],
        seats=row["seats"],
        taken=row["taken"],
        dates=row["dates"],
        ahead=row["ahead"],
        next=row["next"],
        next_ends=row["next_ends"],
        joined=row["joined"],
    )
