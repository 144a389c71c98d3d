"""The bookings of the demo centre."""

from collections import Counter
from datetime import timedelta

from bookings import queries
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, problems_of
from sentra.database.engine import DB
from sentra.demo.bookings import DemoBooking, make_bookings, store_bookings, store_trainers
from tests.conftest import NOW

ROOMS = [
    Room(1, "R401A", "Aula A", 4, capacity=80),
    Room(2, "R401B", "Aula B", 4, capacity=80),
    Room(3, "R401", "Aula", 4, capacity=160, parts=(1, 2)),
    Room(4, "R501", "Dapur", 5, capacity=20, features=("ovens",)),
    Room(5, "R404", "Rapat", 4, capacity=8),
]
TRAINERS = [11, 12, 13, 14, 15, 16]


def some(seed: int = 1) -> list[DemoBooking]:
    return make_bookings(seed=seed, now=NOW, rooms=ROOMS, trainers=TRAINERS)


def test_the_same_seed_makes_the_same_bookings() -> None:
    assert some() == some()
    assert some() != some(2)


def test_they_spread_over_twelve_weeks_in_every_room() -> None:
    made = some()
    weeks = {(one.starts - NOW) // timedelta(weeks=1) for one in made}
    assert (len(weeks) >= 11, {one.room.code for one in made}) == (
        True,
        {room.code for room in ROOMS},
    )
    assert Counter(bool(one.reason) for one in made)[True] > 0
    assert Counter(one.public for one in made)[False] > 0


def test_no_room_and_no_trainer_is_taken_twice() -> None:
    standing = [one for one in some() if not one.reason]
    for number, one in enumerate(standing):
        for other in standing[number + 1 :]:
            shared = set(one.room.held) & set(other.room.held) or one.organiser == other.organiser
            assert not (shared and one.span.overlaps(other.span))


def test_each_keeps_the_rules_that_people_keep() -> None:
    for one in some():
        wish = Wish(
            one.room.code, one.starts, one.ends, one.title, one.organiser, people=one.people
        )
        assert problems_of(wish, now=NOW, capacity=one.room.capacity, began=one.starts) == ()


async def test_they_are_stored_with_their_holds(db: None) -> None:
    site = await DB.fetch("INSERT INTO site (code, name, area) VALUES ('s', 's', 1) RETURNING id")
    await DB.fetch(
        """
        WITH f AS (INSERT INTO floor (site, level, name, area) VALUES ($1, 4, 'Lantai 4', 500)
                   RETURNING id)
        INSERT INTO space (floor, feature, code, kind, name, area, capacity)
        SELECT f.id, gen_random_uuid(), code, 'room', code, 40, 80
        FROM f, unnest(ARRAY['R401', 'R401A', 'R401B']) AS code
        """,
        site[0]["id"],
    )
    await DB.fetch(
        """
        INSERT INTO space_part (whole, part)
        SELECT w.id, p.id FROM space w, space p WHERE w.code = 'R401' AND p.code <> 'R401'
        """
    )
    trainers = await store_trainers(now=NOW)
    made = make_bookings(seed=3, now=NOW, rooms=await queries.rooms(), trainers=trainers)
    await store_bookings(made, now=NOW)
    standing = [one for one in made if not one.reason]
    assert await queries.how_many(queries.Choice()) == len(made)
    assert await queries.how_many(queries.Choice(states=("confirmed",))) == len(standing)
    held = await DB.fetch("SELECT count(*) AS n FROM hold")
    assert held[0]["n"] == sum(len(one.room.held) for one in standing)
    first = await queries.bookings(queries.Choice(states=("confirmed",)), limit=1)
    assert [deed.verb for deed in await queries.history(first[0].id)] == ["booking.book"]
