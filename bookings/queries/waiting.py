"""Reads of who waits for what, and of what is offered: each one statement, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.queries.bookings import is_id
from sentra.database.engine import DB
from sentra.domain.roles import Actor, Role, Source


def _held(space: str) -> str:
    """SQL: the rooms that a booking of a room takes, as an array."""
    return f"""ARRAY(SELECT coalesce(p.part, one.id) FROM (SELECT {space} AS id) one
                     LEFT JOIN space_part p ON p.whole = one.id)"""  # noqa: S608 - a column's name


_WAITING = f"""
    SELECT w.id, w.space, s.code AS room, s.name AS room_name, w.account, a.name AS account_name,
           a.role AS account_role,
           w.starts, w.ends, w.title, w.note, w.people, w.public, w.layout, w.track, w.state,
           w.offer_ends, w.booking, w.created,
           (SELECT count(*) FROM waiting o
            WHERE o.state IN ('waiting', 'offered') AND (o.created, o.id) < (w.created, w.id)
              AND tstzrange(o.starts, o.ends, '[)') && tstzrange(w.starts, w.ends, '[)')
              AND {_held("o.space")} && {_held("w.space")}) AS ahead
    FROM waiting w
    JOIN space s ON s.id = w.space
    JOIN account a ON a.id = w.account
"""  # noqa: S608 - made of constants


@dataclass(frozen=True, slots=True)
class Waited:
    """Somebody's place in the line for a room and a time.

    Attributes:
        state: waiting, offered, claimed, lapsed or withdrawn.
        offer_ends: Until when it is hers to take, once it is offered.
        booking: What it has become.
        ahead: How many who still wait, or have an offer, came before.
    """

    id: int
    space: int
    room: str
    room_name: str
    account: int
    account_name: str
    account_role: str
    starts: datetime
    ends: datetime
    title: str
    note: str
    people: int | None
    public: bool
    layout: str | None
    track: str | None
    state: str
    offer_ends: datetime | None
    booking: int | None
    created: datetime
    ahead: int

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)

    @property
    def wish(self) -> Wish:
        """What she would book."""
        return Wish(
            room=self.room,
            starts=self.starts,
            ends=self.ends,
            title=self.title,
            organiser=self.account,
            note=self.note,
            people=self.people,
            public=self.public,
            layout=self.layout,
            track=self.track,
        )

    @property
    def actor(self) -> Actor:
        """She who waits, as she would book it."""
        return Actor(Role(self.account_role), Source.PAGE, self.account_name, self.account)

    @property
    def is_open(self) -> bool:
        return self.state in {"waiting", "offered"}

    def is_own(self, actor: Actor) -> bool:
        return actor.account is not None and actor.account == self.account

    def is_offered(self, now: datetime) -> bool:
        """Whether it can be taken."""
        return self.state == "offered" and self.offer_ends is not None and self.offer_ends > now


async def waited(waiting_id: int) -> Waited | None:
    if not is_id(waiting_id):
        return None
    rows = await DB.fetch(f"{_WAITING} WHERE w.id = $1", waiting_id)
    return Waited(**rows[0]) if rows else None


async def line(*, account: int | None = None, limit: int = 100) -> list[Waited]:
    """Who waits, or one person's own places: offers first, then by start."""
    rows = await DB.fetch(
        f"""
        {_WAITING}
        WHERE w.state IN ('waiting', 'offered') AND ($1::int IS NULL OR w.account = $1)
        ORDER BY w.state = 'waiting', w.starts, w.created, w.id LIMIT $2
        """,
        account,
        limit,
    )
    return [Waited(**row) for row in rows]


async def offers_over(spaces: Sequence[int], span: Span) -> list[Waited]:
    """The offers that hold any of these rooms within the span."""
    rows = await DB.fetch(
        f"""
        {_WAITING}
        WHERE w.id IN (
            SELECT h.waiting FROM hold h
            WHERE h.space = ANY ($1) AND h.waiting IS NOT NULL
              AND tstzrange(h.starts, h.ends, '[)') && tstzrange($2, $3, '[)'))
        ORDER BY w.starts, w.id
        """,  # noqa: S608 - made of constants
        spaces,
        span.starts,
        span.ends,
    )
    return [Waited(**row) for row in rows]


async def waiting_for(freed: Sequence[tuple[int, Span]], *, now: datetime) -> list[Waited]:
    """Who waits for something near what has been let go of, the first in line first.

    Wider than it need be, since buffers differ: whether it is free now is asked of each.
    """
    rows = await DB.fetch(
        f"""
        {_WAITING}
        WHERE w.state = 'waiting' AND w.starts > $4 AND a.active AND EXISTS (
            SELECT FROM unnest($1::int[], $2::timestamptz[], $3::timestamptz[])
                AS t (space, starts, ends)
            WHERE tstzrange(t.starts, t.ends, '[)')
                  && tstzrange(w.starts - interval '12 hours', w.ends + interval '12 hours', '[)')
              AND {_held("t.space")} && {_held("w.space")})
        ORDER BY w.created, w.id
        """,
        [space for space, _ in freed],
        [span.starts for _, span in freed],
        [span.ends for _, span in freed],
        now,
    )
    return [Waited(**row) for row in rows]


async def waiting_in_vain(*, now: datetime) -> list[Waited]:
    """Who waits for what nothing holds any more, whatever let go of it; the first in line first."""
    rows = await DB.fetch(
        f"""
        {_WAITING} LEFT JOIN room_terms t ON t.space = w.space
        WHERE w.state = 'waiting' AND w.starts > $1 AND a.active AND NOT EXISTS (
            SELECT FROM hold h
            WHERE h.space = ANY ({_held("w.space")}) AND tstzrange(h.starts, h.ends, '[)')
                && tstzrange(w.starts - make_interval(mins => coalesce(t.before, 0)),
                             w.ends + make_interval(mins => coalesce(t.after, 0)), '[)'))
        ORDER BY w.created, w.id
        """,
        now,
    )
    return [Waited(**row) for row in rows]


async def overdue_offers(*, now: datetime) -> list[int]:
    """Ids of the offers that nobody has taken in time."""
    rows = await DB.fetch(
        "SELECT id FROM waiting WHERE state = 'offered' AND offer_ends <= $1 ORDER BY offer_ends",
        now,
    )
    return [row["id"] for row in rows]
