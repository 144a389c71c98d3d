"""Which events a feed has, and what is kept of each: one statement, however many there are.

A kind of feed is of bookings, of tenancies, or of several things; `OF` says of which, and is the
place for a new one. Everything else is the same for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.domain.feeds import FeedKind, Window
from bookings.domain.ical import MOST_BYTES, MOST_EVENTS, ZONE_NAME
from bookings.domain.told import Key
from bookings.domain.told_rounds import MOVE_IN, PARTS
from bookings.queries.feeds import Subscription
from bookings.queries.told import DIFFERS
from sentra.database.engine import DB
from sentra.domain.roles import Role

# What all statements are asked with; a statement may use any of them.
_ASKED = """
    SELECT $1::int AS subject, $2::timestamptz AS opens, $3::timestamptz AS today,
           $4::timestamptz AS closes, $5::timestamptz AS cancelled_since, $6::int AS account,
           $7::boolean AS sees_all, $8::boolean AS busy, $9::text AS track, $10::text AS form
"""
_SEEN = """
    b.state NOT IN ('requested', 'refused', 'expired')
    AND (b.state = 'confirmed' OR b.changed >= $5)
"""
_LEFT = "SELECT booking AS id, series, space, organiser, track, public, at FROM calendar_left"
_LONG_BEFORE = "b.starts > $2 - interval '31 days'"
"""Nothing lasts that long; said for the index of `starts`, since `ends` has none."""
_NEAR = "CASE WHEN {ends} > $3 THEN 0 ELSE 1e9 END + abs(extract(epoch FROM {starts} - $3))"
"""Seconds from today's midnight; what is over comes after all that is not."""


_READABLE = "(x.public OR x.organiser = $6 OR $7)"
"""As `visibility.may_read`."""
_NEVER = "NULL::timestamptz"


@dataclass(frozen=True, slots=True)
class Events:
    """Something that a feed is of.

    Attributes:
        found: Finds its events by `_ASKED`.
        had: Whether the booking `x` that is elsewhere by now was among them.
        moved: When one came or went last without having changed itself.
    """

    found: str
    had: str = "FALSE"
    moved: str = _NEVER


def _bookings(booking: str, series: str | None = None, *, readable: str | None = None) -> Events:
    """Bookings and series that are in a scope.

    A series whose rule is in the scope is one event, with those dates besides that are not as the
    rule says; its dates that are out of the scope are left out of the rule. Of any other series,
    each date in the scope is an event of its own.

    Args:
        booking: Whether the booking `x` is in the scope.
        series: Whether the series `x` is; the same words, unless said.
        readable: Whether the reader may read the title of the row `x`; as everywhere, unless said.
    """
    b, r = booking.replace("x.", "b."), (series or booking).replace("x.", "r.")
    seen = readable or _READABLE
    found = f"""
        (WITH found AS (
            SELECT b.id, b.series, b.starts, b.public, b.organiser,
                   {_NEAR.format(starts="b.starts", ends="b.ends")} AS near
            FROM booking b
            WHERE b.ends > $2 AND b.starts < $4 AND {_LONG_BEFORE} AND {_SEEN} AND {b}
        ), repeating AS (
            SELECT r.*, near.near
            FROM (SELECT series, min(near) AS near FROM found GROUP BY series) AS near
            JOIN series r ON r.id = near.series
            WHERE {r}
        ), dates AS (
            SELECT b.id, b.series, b.recurrence, b.public, b.organiser,
                   b.state = 'confirmed' AS stands, {b} AS inside, {DIFFERS} AS differs
            FROM repeating r JOIN booking b ON b.series = r.id
            WHERE {_SEEN} AND b.recurrence IS NOT NULL
        ), whole AS (
            SELECT r.id, r.first, r.near, r.public, r.organiser, bool_or(d.stands) AS stands,
                   array_agg(d.recurrence ORDER BY d.recurrence)
                       FILTER (WHERE NOT d.inside) AS skips
            FROM repeating r JOIN dates d ON d.series = r.id
            GROUP BY r.id, r.first, r.near, r.public, r.organiser
        )
        SELECT 'booking' AS kind, f.id AS source, '' AS part, 'b' || f.id AS unit, f.near, f.starts,
               FALSE AS member, {seen.replace("x.", "f.")} AS readable, NULL::timestamptz[] AS skips
        FROM found f WHERE NOT EXISTS (SELECT FROM repeating r WHERE r.id = f.series)
        UNION ALL
        SELECT 'series', w.id, '', 's' || w.id, w.near, w.first, FALSE,
               {seen.replace("x.", "w.")}, w.skips
        FROM whole w
        UNION ALL
        SELECT 'booking', d.id, '', 's' || w.id, w.near, w.first, TRUE,
               {seen.replace("x.", "d.")}, NULL
        FROM dates d JOIN whole w ON w.id = d.series
        WHERE d.inside AND (d.differs OR (w.stands AND NOT d.stands)))
    """  # noqa: S608 - made of constants
    return Events(found, booking)


_TENANCIES = Events(f"""
    SELECT 'tenancy' AS kind, t.id AS source, day.part, 't' || t.id || day.part AS unit,
           {_NEAR.format(starts="day.starts", ends="day.ends")} AS near, day.starts,
           FALSE AS member, TRUE AS readable, NULL::timestamptz[] AS skips
    FROM tenancy t, LATERAL (
        SELECT part, on_day::timestamp AT TIME ZONE 'Asia/Jakarta' AS starts,
               (on_day + 1)::timestamp AT TIME ZONE 'Asia/Jakarta' AS ends
        FROM (VALUES ('first', t.starts), ('last', t.ends - 1)) AS of_it (part, on_day)
    ) AS day
    WHERE NOT $8 AND t.enterprise = $1 AND (t.state = 'active' OR t.changed >= $5)
      AND day.starts >= $2 AND day.starts < $4
""")  # noqa: S608 - made of constants
_CLOSURES = Events(f"""
    SELECT 'closure' AS kind, c.id AS source, '' AS part, 'c' || c.id AS unit,
           {_NEAR.format(starts="c.starts", ends="c.ends")} AS near, c.starts,
           FALSE AS member, TRUE AS readable, NULL::timestamptz[] AS skips
    FROM closure c
    WHERE c.ends > $2 AND c.starts < $4
      AND (c.active OR EXISTS (
          -- It does not say itself when it was lifted; calendars know when they heard of it.
          SELECT FROM calendar_event e
          WHERE e.kind = 'closure' AND e.source = c.id AND coalesce(e.marked, e.stamp) >= $5))
""")  # noqa: S608 - made of constants


def _rounds(scope: str, *parts: str, moved: str = _NEVER) -> Events:
    """Dates of the announced rounds `r` that are in the scope.

    Args:
        parts: Which of `PARTS`; the day by which to have moved in is there besides.
    """
    moments = ", ".join(f"('{part}', r.{PARTS[part]}, interval '15 minutes')" for part in parts)
    found = f"""
        SELECT 'round' AS kind, r.id AS source, day.part, 'r' || r.id || day.part AS unit,
               {_NEAR.format(starts="day.starts", ends="(day.starts + day.lasts)")} AS near,
               day.starts, FALSE AS member, TRUE AS readable, NULL::timestamptz[] AS skips
        FROM round r, LATERAL (VALUES {moments},
            ('{MOVE_IN}', r.move_in_by::timestamp AT TIME ZONE 'Asia/Jakarta', interval '1 day')
        ) AS day (part, starts, lasts)
        WHERE NOT $8 AND r.announced IS NOT NULL AND (r.state <> 'cancelled' OR r.changed >= $5)
          AND day.starts + day.lasts > $2 AND day.starts < $4 AND {scope}
    """  # noqa: S608 - made of constants
    return Events(found, moved=moved)


_ROUNDS = _rounds("TRUE", *PARTS)
_DEADLINES = _rounds(
    """
    EXISTS (SELECT FROM application a
            WHERE a.round = r.id AND a.enterprise = $1
              AND a.state IN ('submitted', 'returned', 'accepted'))
    """,
    *(part for part in PARTS if part != "opens"),
    # A round that is applied to comes with the stamps that it has.
    moved="""
    (SELECT max(greatest(a.submitted, a.decided, a.withdrawn)) FROM application a
     WHERE a.enterprise = $1)
    """,
)
_JOINED = "(SELECT {of} FROM enrolment WHERE enterprise = $1 AND state = 'joined')"
_COURSES = replace(
    _bookings(
        f"(x.id IN {_JOINED.format(of='booking')} OR x.series IN {_JOINED.format(of='series')})",
        f"x.id IN {_JOINED.format(of='series')}",
        readable="TRUE",
    ),
    # A training that is joined or left keeps the stamps that it has.
    moved="(SELECT max(e.changed) FROM enrolment e WHERE e.enterprise = $1)",
)
# A room is taken by its own bookings, by those of a hall it is a part of, and by those of its
# parts. Cancelled bookings hold nothing any more, so the plan is asked and not the holds.
_RELATED = """
    (SELECT $1::int UNION SELECT whole FROM space_part WHERE part = $1
     UNION SELECT part FROM space_part WHERE whole = $1)
"""
_OF_CENTRES = """
    (SELECT s.id FROM space s JOIN floor f ON f.id = s.floor JOIN site si ON si.id = f.site
     WHERE si.kind = 'centre')
"""
OF: Mapping[FeedKind, Sequence[Events]] = {
    FeedKind.CENTRE: (_bookings(f"x.space IN {_OF_CENTRES}"),),
    FeedKind.FLOOR: (_bookings("x.space IN (SELECT id FROM space WHERE floor = $1)"),),
    FeedKind.ROOM: (_bookings(f"x.space IN {_RELATED}"),),
    FeedKind.TRAINER: (_bookings("x.organiser = $1"),),
    FeedKind.ENTERPRISE: (_TENANCIES, _COURSES, _DEADLINES),
    FeedKind.TRACK: (_bookings("(x.track = $9 AND (x.public OR x.organiser = $6 OR $7))"),),
    FeedKind.CLOSURES: (_CLOSURES,),
    FeedKind.ROUNDS: (_ROUNDS,),
}
"""What each kind of feed is of."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a feed has: as much as fits, what is next first.

    A series is there with all its dates that differ, or not at all.

    Attributes:
        data: The bytes that are kept of its events, in order of time.
        stamp: When one of them changed last, as readers are told; None: there is none.
        left: When something left the feed last that nothing in it tells of; None: nothing did.
        stale: The events of which what is kept is not what is so, and those of which nothing is.
    """

    data: bytes
    stamp: datetime | None
    left: datetime | None
    stale: Sequence[Key]


async def entries(found: Subscription, *, window: Window, form: str) -> Entries:
    """What a feed has, and what is kept of it.

    Args:
        form: What renders; what another one has rendered is not fresh.
    """
    [row] = await DB.fetch(
        _statement(found),
        found.subject,
        window.opens,
        window.today,
        window.closes,
        window.cancelled_since,
        found.reader.account,
        found.reader.role is Role.MANAGER,
        found.busy,
        found.track,
        form,
    )
    stale = zip(row["kinds"] or (), row["sources"] or (), row["parts"] or (), strict=True)
    return Entries(row["data"] or b"", row["stamp"], row["left"], [Key(*key) for key in stale])


_EXDATES = f"""
    coalesce((SELECT string_agg(convert_to(
        'EXDATE;TZID={ZONE_NAME}:'
            || to_char(skip AT TIME ZONE '{ZONE_NAME}', 'YYYYMMDD"T"HH24MISS')
            || chr(13) || chr(10), 'UTF8'), '' ORDER BY skip)
        FROM unnest(n.skips) AS skip), '')
"""  # noqa: S608 - made of constants
"""As `ical.exdates`: which they are depends on the feed, so they are not kept."""
_FITS = "(x.place IS NULL OR (c.place < x.place AND c.unit <> x.unit))"
"""Whether the event `c` comes before the unit `x` that would make it too many, or too large."""
_ORDER = "near, unit, member, starts, source"


def _statement(found: Subscription) -> str:
    events = " UNION ALL ".join(events.found for events in OF[found.kind])
    had = " OR ".join(events.had for events in OF[found.kind])
    moved = ", ".join(events.moved for events in OF[found.kind])
    return f"""
        WITH asked AS ({_ASKED}), told AS (
            SELECT n.kind, n.source, n.part, n.unit, n.near, n.member, n.starts, e.stamp,
                   (e.marked IS NULL AND e.form = $10 AND coalesce(e.turns > $3, TRUE)) IS TRUE
                       AS fresh,
                   CASE WHEN n.member THEN e.member ELSE e.opening END || e.middle
                   || CASE WHEN n.skips IS NULL THEN '' ELSE {_EXDATES} END
                   || CASE WHEN n.readable AND NOT $8 THEN e.words_{found.locale}
                           ELSE e.taken_{found.locale} END || e.closing AS data
            FROM ({events}) AS n
            LEFT JOIN calendar_event e
                ON e.kind = n.kind AND e.source = n.source AND e.part = n.part
            ORDER BY {_ORDER} LIMIT {MOST_EVENTS + 1}
        ), counted AS (
            SELECT *, row_number() OVER upto AS place, sum(octet_length(data)) OVER upto AS size
            FROM told WINDOW upto AS (ORDER BY {_ORDER} ROWS UNBOUNDED PRECEDING)
        ), excess AS (
            SELECT place, unit FROM counted WHERE place > {MOST_EVENTS} OR size > {MOST_BYTES}
            ORDER BY place LIMIT 1
        )
        SELECT (SELECT greatest(max(x.at), {moved})
                FROM ({_LEFT}) AS x WHERE x.at > $2 AND ({had})) AS left,
               array_agg(c.kind) FILTER (WHERE NOT c.fresh) AS kinds,
               array_agg(c.source) FILTER (WHERE NOT c.fresh) AS sources,
               array_agg(c.part) FILTER (WHERE NOT c.fresh) AS parts,
               max(c.stamp) FILTER (WHERE {_FITS}) AS stamp,
               string_agg(c.data, '' ORDER BY c.starts, c.unit COLLATE "C", c.place)
                   FILTER (WHERE {_FITS}) AS data
        FROM counted c LEFT JOIN excess x ON TRUE
    """  # noqa: S608 - made of constants, and a language that we know
