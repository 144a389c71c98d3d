"""What has to be known to write to somebody: whom, about which events, in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.domain.invitations import Event
from bookings.domain.told import Key
from bookings.queries.told import DIFFERS
from sentra.database.engine import DB
from sentra.i18n import Locale


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may get a letter.

    Attributes:
        wanted: Whether she is to get any.
        holds: Whether it is her booking.
        takes_part: Whether she is one of its participants.
    """

    account: int
    email: str
    name: str
    locale: Locale
    wanted: bool
    holds: bool
    takes_part: bool


@dataclass(frozen=True, slots=True)
class About:
    """A booking, or a series, as a letter tells of it.

    Attributes:
        id: Of the booking or the series.
        sequence: Its number of changes.
        last: When its last date ends.
        dates: How many dates of it take place.
    """

    id: int
    title: str
    room: str
    place: str
    starts: datetime
    ends: datetime
    last: datetime
    state: str
    reason: str
    sequence: int
    dates: int


_PLACE = "s.name AS room, concat_ws(', ', s.name, f.name, si.name) AS place"
_AT = "JOIN space s ON s.id = x.space JOIN floor f ON f.id = s.floor JOIN site si ON si.id = f.site"


async def about_booking(booking: int) -> About | None:
    rows = await DB.fetch(
        f"""
        SELECT x.id, x.title, {_PLACE}, x.starts, x.ends, x.ends AS last, x.state, x.reason,
               x.sequence, 1 AS dates
        FROM booking x {_AT} WHERE x.id = $1
        """,  # noqa: S608 - made of constants
        booking,
    )
    return About(**rows[0]) if rows else None


async def about_series(series: int) -> About | None:
    """Its state and reason are those of the dates that were decided or called off last."""
    rows = await DB.fetch(
        f"""
        SELECT x.id, x.title, {_PLACE}, x.first AS starts,
               x.first + make_interval(mins => x.minutes) AS ends, d.last, d.state, d.reason,
               x.sequence + d.sequence AS sequence, d.dates
        FROM series x {_AT}, LATERAL (
            SELECT max(b.ends) AS last, count(*) FILTER (WHERE b.state = 'confirmed')::int AS dates,
                   (array_agg(b.state ORDER BY b.changed DESC, b.id))[1] AS state,
                   (array_agg(b.reason ORDER BY b.changed DESC, b.id))[1] AS reason,
                   sum(b.sequence)::int AS sequence
            FROM booking b WHERE b.series = x.id
        ) AS d
        WHERE x.id = $1 AND d.last IS NOT NULL
        """,  # noqa: S608 - made of constants
        series,
    )
    return About(**rows[0]) if rows else None


_PERSON = "a.id AS account, a.email, a.name, a.locale, a.active AND a.mail AS wanted"


async def people_of_booking(booking: int) -> list[Person]:
    """Who holds it, takes part in it or has been invited to it; of a date, not through its series.

    Whoever holds a date of a series, or takes part in all of it, hears of it with the series.
    """
    rows = await DB.fetch(
        f"""
        WITH x AS (SELECT id, organiser, series FROM booking WHERE id = $1),
        part AS (SELECT account FROM enrolment WHERE booking = $1 AND state = 'joined'),
        known AS (
            SELECT account FROM invited i, x WHERE i.kind = 'booking' AND i.source = x.id
              AND (x.series IS NULL OR NOT EXISTS (
                  SELECT FROM invited w WHERE w.kind = 'series' AND w.source = x.series
                    AND w.account = i.account)))
        SELECT {_PERSON}, x.series IS NULL AND a.id = x.organiser AS holds,
               a.id IN (SELECT account FROM part) AS takes_part
        FROM x, account a
        WHERE (x.series IS NULL AND a.id = x.organiser) OR a.id IN (SELECT account FROM part)
           OR a.id IN (SELECT account FROM known)
        ORDER BY a.id
        """,  # noqa: S608 - made of constants
        booking,
    )
    return [Person(**row) for row in rows]


async def people_of_series(series: int) -> list[Person]:
    rows = await DB.fetch(
        f"""
        WITH x AS (SELECT organiser FROM series WHERE id = $1),
        part AS (SELECT account FROM enrolment WHERE series = $1 AND state = 'joined'),
        known AS (SELECT account FROM invited WHERE kind = 'series' AND source = $1)
        SELECT {_PERSON}, a.id = x.organiser AS holds,
               a.id IN (SELECT account FROM part) AS takes_part
        FROM x, account a
        WHERE a.id = x.organiser OR a.id IN (SELECT account FROM part)
           OR a.id IN (SELECT account FROM known)
        ORDER BY a.id
        """,  # noqa: S608 - made of constants
        series,
    )
    return [Person(**row) for row in rows]


async def person(account: int) -> Person | None:
    rows = await DB.fetch(
        f"SELECT {_PERSON}, TRUE AS holds, FALSE AS takes_part FROM account a WHERE a.id = $1",  # noqa: S608
        account,
    )
    return Person(**rows[0]) if rows else None


async def attended_dates(series: int) -> list[int]:
    """Dates of a series to which somebody comes, or has been invited, who is not of all of it."""
    rows = await DB.fetch(
        """
        SELECT b.id FROM booking b
        WHERE b.series = $1 AND (
            EXISTS (SELECT FROM enrolment e WHERE e.booking = b.id AND e.state = 'joined')
            OR EXISTS (
                SELECT FROM invited i WHERE i.kind = 'booking' AND i.source = b.id
                  AND NOT EXISTS (SELECT FROM invited w WHERE w.kind = 'series'
                                    AND w.source = b.series AND w.account = i.account)))
        ORDER BY b.id
        """,
        series,
    )
    return [row["id"] for row in rows]


async def dates_besides(series: int, *, cancelled_since: datetime) -> list[tuple[int, datetime]]:
    """Dates that are not as the series' rule says, cancelled ones among them; as in its feeds.

    And those of which somebody was told so, though they are as the rule says again.
    """
    rows = await DB.fetch(
        f"""
        SELECT b.id, b.recurrence FROM booking b JOIN series r ON r.id = b.series
        WHERE r.id = $1 AND b.recurrence IS NOT NULL
          AND b.state NOT IN ('requested', 'refused', 'expired')
          AND (b.state = 'confirmed' OR b.changed >= $2)
          AND ({DIFFERS} OR b.state <> 'confirmed'
               OR EXISTS (SELECT FROM invited i WHERE i.kind = 'booking' AND i.source = b.id))
        ORDER BY b.recurrence
        """,  # noqa: S608 - made of constants
        series,
        cancelled_since,
    )
    return [(row["id"], row["recurrence"]) for row in rows]


async def kept_events(
    keys: Sequence[Key], *, recurrences: dict[Key, datetime], locale: Locale
) -> list[Event]:
    """Events as feeds have them, in this order; with a recurrence: as dates of their series."""
    rows = await DB.fetch(
        f"""
        SELECT kind, source, part, opening, member, middle, words_{locale} AS words, closing
        FROM calendar_event
        WHERE (kind, source) IN (SELECT * FROM unnest($1::text[], $2::int[])) AND stamp IS NOT NULL
        """,  # noqa: S608 - a language that we know
        [key.kind for key in keys],
        [key.source for key in keys],
    )
    found = {}
    for row in rows:
        key = Key(row["kind"], row["source"], row["part"])
        head = row["member"] if key in recurrences else row["opening"]
        data = b"".join((head, row["middle"], row["words"], row["closing"]))
        stands = b"\r\nSTATUS:CONFIRMED\r\n" in data
        found[key] = Event(key, data, stands, recurrences.get(key))
    return [found[key] for key in keys if key in found]


async def known_to(account: int, keys: Sequence[Key]) -> dict[Key, bytes]:
    """What somebody has been told of events."""
    rows = await DB.fetch(
        """
        SELECT kind, source, digest FROM invited
        WHERE account = $1 AND (kind, source) IN (SELECT * FROM unnest($2::text[], $3::int[]))
        """,
        account,
        [key.kind for key in keys],
        [key.source for key in keys],
    )
    return {Key(row["kind"], row["source"]): row["digest"] for row in rows}


async def told_starts(account: int, keys: Sequence[Key]) -> dict[Key, datetime]:
    """When somebody has been told that each starts, where she has been told."""
    rows = await DB.fetch(
        """
        SELECT kind, source, starts FROM invited
        WHERE account = $1 AND starts IS NOT NULL
          AND (kind, source) IN (SELECT * FROM unnest($2::text[], $3::int[]))
        """,
        account,
        [key.kind for key in keys],
        [key.source for key in keys],
    )
    return {Key(row["kind"], row["source"]): row["starts"] for row in rows}


async def last_sequence(account: int, about: Key) -> int | None:
    """SEQUENCE of the last letter to somebody about what she was once let go of."""
    rows = await DB.fetch(
        "SELECT sequence FROM uninvited WHERE account = $1 AND kind = $2 AND source = $3",
        account,
        about.kind,
        about.source,
    )
    return rows[0]["sequence"] if rows else None
