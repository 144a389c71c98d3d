"""The demo centre's courses are series: the bookings of one that comes back each week, together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from re import compile as pattern
from uuid import NAMESPACE_OID, UUID, uuid5

from msgspec import Struct, json

from sentra.database.engine import DB
from sentra.demo.bookings import DemoBooking
from sentra.i18n import local

_NUMBER = pattern(r" \(pertemuan \d+\)$")
_WEEK = timedelta(weeks=1)


class DemoSeries(Struct, frozen=True):
    """A course that comes back each week."""

    first: DemoBooking
    title: str
    count: int
    skipped: list[str]
    dates: list[UUID]

    @property
    def rule(self) -> str:
        return f"FREQ=WEEKLY;COUNT={self.count}"


def series_among(bookings: Sequence[DemoBooking]) -> Iterator[DemoSeries]:
    """The series that these bookings, in order, make up: two dates or more."""
    courses: dict[tuple[object, ...], dict[date, DemoBooking]] = defaultdict(dict)
    for one in bookings:
        starts = local(one.starts)
        title = _NUMBER.sub("", one.title)
        when = (starts.weekday(), starts.time(), one.ends - one.starts)
        key = (one.room.id, one.organiser, title, *when, one.people, one.public)
        known = courses[key].get(starts.date())
        if known is None or known.reason:
            courses[key][starts.date()] = one
    for by_day in courses.values():
        first, last = min(by_day), max(by_day)
        if first == last:
            continue
        days = [first + number * _WEEK for number in range((last - first) // _WEEK + 1)]
        yield DemoSeries(
            first=by_day[first],
            title=_NUMBER.sub("", by_day[first].title),
            count=len(days),
            skipped=[day.isoformat() for day in days if day not in by_day],
            dates=[one.uid for one in by_day.values()],
        )


async def store_series(bookings: Sequence[DemoBooking], *, now: datetime) -> None:
    """Store the series of bookings that are stored already."""
    found = list(series_among(bookings))
    uids = [uuid5(NAMESPACE_OID, str(one.first.uid)) for one in found]
    await DB.fetch(
        _STORE,
        uids,
        [one.first.room.id for one in found],
        [one.first.organiser for one in found],
        [one.first.starts for one in found],
        [(one.first.ends - one.first.starts) // timedelta(minutes=1) for one in found],
        [one.rule for one in found],
        [json.encode(one.skipped).decode() for one in found],
        [one.title for one in found],
        [one.first.people for one in found],
        [one.first.public for one in found],
        now,
    )
    dated = [(uid, booking) for uid, one in zip(uids, found, strict=True) for booking in one.dates]
    await DB.fetch(_JOIN, [uid for uid, _ in dated], [booking for _, booking in dated])


_STORE = """
    INSERT INTO series (uid, space, organiser, first, minutes, rule, skipped, title, note, people,
                        public, sequence, created, changed)
    SELECT uid, space, organiser, first, minutes, rule, skipped::jsonb, title, '', people, public,
           0, $11, $11
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::int[], $6::text[],
                $7::text[], $8::text[], $9::int[], $10::boolean[])
        AS new (uid, space, organiser, first, minutes, rule, skipped, title, people, public)
"""
_JOIN = """
    UPDATE booking b SET series = s.id, recurrence = b.starts, title = s.title
    FROM unnest($1::uuid[], $2::uuid[]) AS made (series, booking)
    JOIN series s ON s.uid = made.series
    WHERE b.uid = made.booking
"""
