"""Booking a room that has terms of its own."""

import pytest

from bookings import queries
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.clashes import Clash
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Invalid
from tests.bookings.conftest import at, wish
from tests.bookings.operations.test_bookings import booked, holds
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]


@pytest.fixture
async def terms(rooms: Rooms) -> None:
    """R501 takes an hour before and after; R502 opens from 8 to 12 on Wednesdays, and only then."""
    await DB.fetch(
        """
        INSERT INTO room_terms (space, before, after, hours, layouts, changed)
        VALUES ($1, 60, 60, NULL, '{"classroom": 24, "u": 16}', $3),
               ($2, 0, 0, '[[], [], [["08:00", "12:00"]], [], [], [], []]', '{}', $3)
        """,
        rooms["R501"].id,
        rooms["R502"].id,
        NOW,
    )


async def test_a_hold_is_longer_than_its_booking(terms: None, trainer: Person) -> None:
    with counting_queries() as sent:
        made = await booked(trainer, layout="u", people=16)
    assert (len(sent), await holds()) == (3, [("R501", 8, 12)])
    assert made == await queries.booking(made.id)
    assert (made.starts, made.ends, made.layout) == (at(9), at(11), "u")


async def test_two_bookings_leave_time_to_clear_up_and_set_up(terms: None, trainer: Person) -> None:
    await booked(trainer)
    with pytest.raises(Clash) as refused:
        await booked(trainer, "R501", 12, 14)
    assert refused.value.alternatives[0].span.starts == at(13)
    await booked(trainer, "R501", 13, 14)
    assert await holds() == [("R501", 8, 12), ("R501", 12, 15)]


async def test_a_changed_booking_takes_its_buffers_along(terms: None, trainer: Person) -> None:
    made = await booked(trainer, "R401A")
    moved = await change(made.id, {"room": "R501"}, actor=trainer.actor, now=NOW)
    assert await holds() == [("R501", 8, 12)]
    await cancel(moved.id, actor=trainer.actor, now=NOW)
    await restore(moved.id, actor=trainer.actor, now=NOW)
    assert await holds() == [("R501", 8, 12)]


async def test_it_is_booked_within_its_own_hours_only(terms: None, trainer: Person) -> None:
    made = await booked(trainer, "R502", 8, 12)
    for refused_wish, rule in (
        (wish(trainer, "R502", 11, 13), "On this weekday the room is open at these hours"),
        (wish(trainer, "R502", 9, 11, day=26), "The room is closed on this weekday"),
    ):
        with pytest.raises(Invalid) as refused:
            await book(refused_wish, actor=trainer.actor, now=NOW)
        assert [str(p.rule).split(":")[0].split(" (")[0] for p in refused.value.problems] == [rule]
    with pytest.raises(Invalid):
        await change(made.id, {"ends": at(13)}, actor=trainer.actor, now=NOW)


async def test_hours_that_came_later_leave_a_booking_what_it_is(
    rooms: Rooms, trainer: Person
) -> None:
    made = await booked(trainer, "R502", 13, 15)
    sql = "INSERT INTO room_terms (space, hours, changed) VALUES ($1, $2, $3)"
    await DB.fetch(sql, rooms["R502"].id, "[[], [], [], [], [], [], []]", NOW)
    became = await change(made.id, {"title": "Rapat"}, actor=trainer.actor, now=NOW)
    assert became.title == "Rapat"
    with pytest.raises(Invalid):
        await change(made.id, {"starts": at(14)}, actor=trainer.actor, now=NOW)


async def test_a_room_closed_at_that_hour_is_no_alternative(terms: None, trainer: Person) -> None:
    await booked(trainer, "R401", 14, 16)
    with pytest.raises(Clash) as refused:
        await booked(trainer, "R401A", 14, 16)
    assert {one.room.code for one in refused.value.alternatives} == {"R401A", "R501"}


async def test_a_layout_seats_fewer_than_the_room(terms: None, trainer: Person) -> None:
    for layout, people, field in (("u", 17, "people"), ("theatre", 5, "layout")):
        with pytest.raises(Invalid) as refused:
            await booked(trainer, layout=layout, people=people)
        assert [p.field for p in refused.value.problems] == [field]
    made = await booked(trainer, layout="classroom", people=20)
    with pytest.raises(Invalid):
        await change(made.id, {"layout": "u"}, actor=trainer.actor, now=NOW)
