"""Changing the terms of a room."""

from datetime import time, timedelta

import pytest

from bookings import queries
from bookings.domain.terms import Layout, Terms
from bookings.domain.terms_changes import TermsWish
from bookings.operations.terms import set_terms
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Forbidden, Invalid, NotFound
from tests.bookings.operations.test_bookings import booked, holds
from tests.conftest import NOW, Person

Rooms = dict[str, Space]
DAY = ((time(8), time(12)), (time(13), time(17)))
WISH = TermsWish(15, 30, (*[DAY] * 5, (), ()), {"classroom": 20, "u": 12})


async def test_they_are_stored_and_said_in_the_trail(rooms: Rooms, manager: Person) -> None:
    room = await set_terms("R501", WISH, actor=manager.actor, now=NOW)
    assert room == await queries.room("R501")
    assert room.terms == Terms(
        before=timedelta(minutes=15),
        after=timedelta(minutes=30),
        week=(*[DAY] * 5, (), ()),
        layouts={Layout.CLASSROOM: 20, Layout.U: 12},
    )
    [entry] = await DB.fetch("SELECT verb, subject_id, after FROM audit_entry")
    assert (entry["verb"], entry["subject_id"]) == ("terms.change", room.id)
    assert '"room":"R501"' in entry["after"].replace(" ", "")


async def test_the_same_terms_again_leave_no_trace(rooms: Rooms, manager: Person) -> None:
    for _ in range(2):
        await set_terms("R501", WISH, actor=manager.actor, now=NOW)
    assert len(await DB.fetch("SELECT FROM audit_entry")) == 1


async def test_other_terms_stay_what_they_are(rooms: Rooms, manager: Person) -> None:
    sql = "INSERT INTO room_terms (space, approval, check_in, changed) VALUES ($1, true, 15, $2)"
    await DB.fetch(sql, rooms["R501"].id, NOW)
    room = await set_terms("R501", WISH, actor=manager.actor, now=NOW)
    assert (room.terms.approval, room.terms.check_in) == (True, 15)


async def test_bookings_that_stand_keep_their_time(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    made = await booked(trainer, "R501", 17, 19)
    await set_terms("R501", WISH, actor=manager.actor, now=NOW)
    assert await queries.booking(made.id) == made
    assert await holds() == [("R501", 17, 19)]


async def test_it_refuses(rooms: Rooms, manager: Person, trainer: Person) -> None:
    with pytest.raises(Forbidden):
        await set_terms("R501", WISH, actor=trainer.actor, now=NOW)
    for code in ("R999", "R599", "R5\0"):
        with pytest.raises(NotFound):
            await set_terms(code, WISH, actor=manager.actor, now=NOW)
    with pytest.raises(Invalid) as refused:
        await set_terms("R501", TermsWish(layouts={"theatre": 25}), actor=manager.actor, now=NOW)
    assert [problem.field for problem in refused.value.problems] == ["layout-theatre"]
