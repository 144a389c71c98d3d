"""Which of the demo centre's bookings are trainings of a track, and who takes part in them."""

from datetime import datetime, timedelta
from random import Random

from bookings.domain.tracks import Track
from bookings.queries.trainings import Training, trainings
from sentra.database.engine import DB
from sentra.demo.words import MANAGEMENT_TRAINING, MARKETING_TRAINING, PRODUCTION_TRAINING
from sentra.domain.roles import SYSTEM

_COURSES = {
    Track.PRODUCTION: PRODUCTION_TRAINING,
    Track.MARKETING: MARKETING_TRAINING,
    Track.MANAGEMENT: MANAGEMENT_TRAINING,
}
_PEOPLE = 60
_MOST_TRAININGS = 60
_FULL = 0.15
"""How many trainings have no seat left."""


async def store_trainings(*, seed: int, now: datetime) -> None:
    """Give the courses their track, and let people of enterprises take part in those to come.

    Args:
        seed: The same one seats the same people.
    """
    tracks = {title: track.value for track, titles in _COURSES.items() for title in titles}
    for table in ("series", "booking"):
        await DB.fetch(
            f"""
            UPDATE {table} t SET track = known.track
            FROM unnest($1::text[], $2::text[]) AS known (title, track)
            WHERE regexp_replace(t.title, ' \\(pertemuan \\d+\\)$', '') = left(known.title, 120)
            """,  # noqa: S608 - one of two names
            list(tracks),
            list(tracks.values()),
        )
    random = Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing
    people = await _people(now=now)
    coming, _ = await trainings(now=now, account=None, limit=_MOST_TRAININGS)
    for training in coming:
        await _seat(training, random, people, now=now)


async def _people(*, now: datetime) -> list[int]:
    """Accounts of the owners of some enterprises, whom nobody can sign in as; and the demo's own.

    She is the first of them.
    """
    await DB.fetch(
        """
        INSERT INTO account (email, name, role, locale, active, created, enterprise)
        SELECT 'peserta' || e.id || '@ukm.example', e.owner, 'enterprise', 'id', true, $1, e.id
        FROM (SELECT id, owner FROM enterprise WHERE id NOT IN
                  (SELECT enterprise FROM account WHERE enterprise IS NOT NULL)
              ORDER BY id LIMIT $2) e
        """,
        now,
        _PEOPLE,
    )
    rows = await DB.fetch("SELECT id FROM account WHERE role = 'enterprise' ORDER BY id")
    return [row["id"] for row in rows]


async def _seat(training: Training, random: Random, people: list[int], *, now: datetime) -> None:
    demo, *others = people
    seats = min(training.seats or len(others), len(others))
    number = seats if random.random() < _FULL else random.randint(0, seats - seats // 4)
    chosen = random.sample(others, number)
    if number < seats and random.random() < _FULL:
        chosen.append(demo)
    joined = [now - timedelta(minutes=random.randrange(60, 20_000)) for _ in chosen]
    await DB.fetch(
        """
        WITH new AS (
            INSERT INTO enrolment (booking, series, account, enterprise, state, created, changed)
            SELECT $1, $2, a.id, a.enterprise, 'joined', w.at, w.at
            FROM unnest($3::int[], $4::timestamptz[]) AS w (account, at)
            JOIN account a ON a.id = w.account
            RETURNING id, account, enterprise, created
        )
        INSERT INTO audit_entry (at, account, actor, source, verb, subject, subject_id, after)
        SELECT n.created, a.id, a.name, $5, 'training.join', 'enrolment', n.id,
               jsonb_build_object('title', $6::text, 'enterprise', n.enterprise)
        FROM new n JOIN account a ON a.id = n.account ORDER BY n.created, n.id
        """,
        training.key.booking,
        training.key.series,
        chosen,
        joined,
        SYSTEM.source.value,
        training.title,
    )
