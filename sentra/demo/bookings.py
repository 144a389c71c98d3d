"""Twelve weeks in the demo centre's rooms: courses that come back each week, meetings between."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from msgspec import Struct

from bookings.domain.alternatives import Busy
from bookings.domain.hours import at, whole_day
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.tables import Booking
from sentra.database.engine import DB
from sentra.demo.people import call_name
from sentra.demo.words import (
    MANAGEMENT_TRAINING,
    MARKETING_TRAINING,
    OTHER_USES,
    PRODUCTION_TRAINING,
    TRAINERS,
)
from sentra.domain.roles import SYSTEM
from sentra.i18n import today
from sentra.operations.audit import record

WEEKS_BACK, WEEKS_AHEAD = 5, 7
CANCELLED, PRIVATE = 0.06, 0.12
_LONGEST_TITLE = 120
_MEETING_ROOM = 12
"""Persons; courses are held in larger ones."""

_COURSES = (*PRODUCTION_TRAINING, *MARKETING_TRAINING, *MANAGEMENT_TRAINING)
_FITTING = {
    "sewing_machines": "Menjahit Bordir Busana",
    "batik_stoves": "Batik Ecoprint Anyaman Sabun Anggrek",
    "ovens": "Kue Higiene Kopi Mutu Pangan Singkong Frozen Resep Halal",
    "packing_machine": "Kemasan Pengemasan Simpan Halal Persediaan",
    "lighting": "Foto Video Katalog Etalase",
    "microphones": "Cerita Siaran Video",
    "computers": "Marketplace Iklan Keuangan OSS DJKI Pembukuan WhatsApp Pajak",
}
"""Words of the courses that need what a room has."""

_TIMES = ((8, 0), (8, 30), (9, 0), (9, 0), (10, 0), (13, 0), (13, 0), (13, 30), (15, 30), (18, 30))
_MINUTES = (90, 120, 120, 120, 150, 180, 180, 420)
_WEEKDAYS = (10, 10, 10, 10, 8, 9, 2)
"""How much is on from Monday to Sunday: who keeps shop all week comes on Saturday."""

_MORNING = 9
"""Until this hour a whole day can begin."""

_REASONS = ("Peserta kurang dari kuota", "Pelatih berhalangan", "Dipindah ke pekan depan")


class DemoBooking(Struct, frozen=True):
    """One booking to be."""

    uid: UUID
    room: Room
    organiser: int
    starts: datetime
    ends: datetime
    title: str
    people: int | None
    public: bool
    reason: str
    """Why it was cancelled; empty for one that stands."""

    @property
    def span(self) -> Span:
        return Span(self.starts, self.ends)


def make_bookings(
    *,
    seed: int,
    now: datetime,
    rooms: Sequence[Room],
    trainers: Sequence[int],
    taken: Busy | None = None,
) -> list[DemoBooking]:
    """Bookings around `now`: no room is held twice, no trainer stands in two rooms at a time.

    Args:
        seed: The same one gives the same bookings.
        now: Its week has five before it and six after.
        rooms: A joined hall is used as well; it takes its parts.
        trainers: Account ids.
        taken: When rooms are closed.
    """
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    monday = today(now) - timedelta(days=today(now).weekday())
    diary = _Diary(taken or {})
    made: list[DemoBooking] = []
    for room in rooms:
        for _ in range(_programmes(room)):
            made.extend(_programme(random, room, monday, trainers, diary))
    return sorted(made, key=lambda one: (one.starts, one.room.code))


def around(now: datetime) -> Span:
    """The weeks that have bookings."""
    weeks = WEEKS_BACK + WEEKS_AHEAD + 1
    return whole_day(today(now) - timedelta(weeks=WEEKS_BACK + 1), days=7 * (weeks + 1))


class _Diary:
    """Who and what is taken when."""

    def __init__(self, taken: Busy) -> None:
        self.rooms: dict[int, list[Span]] = defaultdict(list)
        for room, spans in taken.items():
            self.rooms[room] = list(spans)
        self.trainers: dict[int, list[Span]] = defaultdict(list)

    def take(self, room: Room, trainer: int, span: Span, *, standing: bool) -> bool:
        """Whether both were free; they are not any more, unless the booking is cancelled."""
        held = room.terms.held(span)
        places = [(self.rooms[part], held) for part in room.held]
        places.append((self.trainers[trainer], span))
        if not room.terms.opens_for(span):
            return False
        if any(mine.overlaps(taken) for place, mine in places for taken in place):
            return False
        if standing:
            for place, mine in places:
                place.append(mine)
        return True


def _programmes(room: Room) -> int:
    if room.parts:
        return 16
    return 44 if (room.capacity or 0) > _MEETING_ROOM else 70


def _programme(
    random: Random, room: Room, monday: date, trainers: Sequence[int], diary: _Diary
) -> Iterator[DemoBooking]:
    """A course that comes back each week for a while, or one meeting."""
    small = (room.capacity or 0) <= _MEETING_ROOM and not set(room.features) & set(_FITTING)
    meeting = small or random.random() < (0.6 if room.parts else 0.15)
    title = random.choice(OTHER_USES if meeting else _courses_for(room))
    trainer = random.choice(trainers)
    weekday = random.choices(range(7), _WEEKDAYS)[0]
    hour, minute = random.choice(_TIMES)
    short = meeting or hour > _MORNING
    length = timedelta(minutes=random.choice(_MINUTES[:-1] if short else _MINUTES))

    first = random.randint(-WEEKS_BACK, WEEKS_AHEAD - 2)
    weeks = random.choice((1, 1, 4, 6) if meeting else (1, 3, 4, 6, 8, 12))
    public = random.random() >= PRIVATE
    seated = max(1, round((room.capacity or 20) * random.uniform(0.5, 1)))
    number = 0
    for week in range(first, min(first + weeks, WEEKS_AHEAD)):
        starts = at(monday + timedelta(weeks=week, days=weekday), time(hour, minute))
        span = Span(starts, min(starts + length, _closing(starts)))
        reason = random.choice(_REASONS) if random.random() < CANCELLED else ""
        uid = UUID(int=random.getrandbits(128), version=4)
        if not diary.take(room, trainer, span, standing=not reason):
            continue
        number += not reason
        shown = f"{title} (pertemuan {number})" if weeks > 1 and not meeting else title
        yield DemoBooking(uid, room, trainer, span.starts, span.ends, shown, seated, public, reason)


def _closing(starts: datetime) -> datetime:
    return whole_day(today(starts)).starts + timedelta(hours=21)


def _courses_for(room: Room) -> Sequence[str]:
    words = {word for feature in room.features for word in _FITTING.get(feature, "").split()}
    fitting = [course for course in _COURSES if words & set(course.replace(":", "").split())]
    return fitting or (*MANAGEMENT_TRAINING, *MARKETING_TRAINING)


async def store_trainers(*, now: datetime) -> list[int]:
    """Accounts of made-up trainers, whom nobody can sign in as; their ids."""
    rows = await DB.fetch(
        """
        INSERT INTO account (email, name, role, locale, active, created)
        SELECT email, name, 'trainer', 'id', true, $3
        FROM unnest($1::text[], $2::text[]) AS new (email, name)
        RETURNING id
        """,
        [f"{call_name(name).lower()}.{at}@pelatih.example" for at, name in enumerate(TRAINERS, 1)],
        TRAINERS,
        now,
    )
    return [row["id"] for row in rows]


async def store_bookings(bookings: Sequence[DemoBooking], *, now: datetime) -> None:
    """Store them with their holds and their first line in the trail, in one transaction."""
    columns = list(zip(*(_row(one, now) for one in bookings), strict=True))
    async with DB.transaction():
        await DB.fetch(_STORE, *columns)
        await DB.fetch(_STORE_HOLDS, [one.uid for one in bookings])
        await DB.fetch(_STORE_DEEDS, [one.uid for one in bookings], SYSTEM.source.value)
        await record(
            "demo.bookings",
            subject=Booking,
            subject_id=None,
            actor=SYSTEM,
            now=now,
            after={"bookings": len(bookings)},
        )


_STORE = """
    INSERT INTO booking (uid, space, organiser, starts, ends, title, people, public, reason,
                         created, note, state, sequence, changed, booked_by)
    SELECT uid, space, organiser, starts, ends, title, people, public, reason, created, '',
           CASE reason WHEN '' THEN 'confirmed' ELSE 'cancelled' END,
           CASE reason WHEN '' THEN 0 ELSE 1 END, created, organiser
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::text[],
                $7::int[], $8::boolean[], $9::text[], $10::timestamptz[])
        AS new (uid, space, organiser, starts, ends, title, people, public, reason, created)
"""
_STORE_HOLDS = """
    INSERT INTO hold (booking, space, starts, ends)
    SELECT b.id, coalesce(p.part, b.space),
           b.starts - make_interval(mins => coalesce(t.before, 0)),
           b.ends + make_interval(mins => coalesce(t.after, 0))
    FROM booking b LEFT JOIN space_part p ON p.whole = b.space
    LEFT JOIN room_terms t ON t.space = b.space
    WHERE b.uid = ANY ($1) AND b.state = 'confirmed'
"""
_STORE_DEEDS = """
    INSERT INTO audit_entry (at, account, actor, source, verb, subject, subject_id, after)
    SELECT b.created, a.id, a.name, $2, 'booking.book', 'booking', b.id,
           jsonb_build_object('title', b.title, 'starts', b.starts, 'ends', b.ends)
    FROM booking b JOIN account a ON a.id = b.organiser WHERE b.uid = ANY ($1)
    ORDER BY b.created, b.id
"""


def _row(one: DemoBooking, now: datetime) -> tuple[object, ...]:
    # Booked a few weeks before it starts, as courses are; never after now.
    ahead = timedelta(days=3 + one.uid.int % 40, minutes=one.uid.int % 600)
    return (
        one.uid,
        one.room.id,
        one.organiser,
        one.starts,
        one.ends,
        one.title[:_LONGEST_TITLE],
        one.people,
        one.public,
        one.reason,
        min(one.starts - ahead, now - ahead / 10).astimezone(UTC),
    )
