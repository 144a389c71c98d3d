"""Waiting for a taken room: the line, offers, and what becomes of them."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.policies import Kind
from bookings.domain.rules import Wish
from bookings.operations.approval import refuse
from bookings.operations.bookings import book, cancel, change
from bookings.operations.clashes import Clash
from bookings.operations.closing import close
from bookings.operations.closures import lift
from bookings.operations.offers import LASTS, keep
from bookings.operations.rules import Door, remove_rule, set_door, set_rule
from bookings.operations.waiting import claim, join, withdraw
from bookings.queries import Booked
from bookings.queries.waiting import Waited, line, waited
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.i18n import translate
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
SOON = NOW + timedelta(minutes=1)


async def booked(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def joined(person: Person, *args: Any, now: datetime = NOW, **more: Any) -> Waited:
    return await join(wish(person, *args, **more), actor=person.actor, now=now)


async def state(one: Waited) -> tuple[str, datetime | None]:
    found = await waited(one.id)
    assert found is not None
    return found.state, found.offer_ends


async def offered(person: Person, *others: Person) -> list[Waited]:
    """Places of these people in the line for R501, the first of which is offered to her."""
    made = await booked(person)
    places = [await joined(other) for other in others]
    await cancel(made.id, actor=person.actor, now=NOW)
    return places


async def holders() -> list[tuple[int | None, int | None]]:
    rows = await DB.fetch("SELECT booking, waiting FROM hold ORDER BY id")
    return [(row["booking"], row["waiting"]) for row in rows]


async def test_the_first_in_line_is_offered_what_becomes_free(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    made = await booked(trainer)
    first, second = await joined(other_trainer), await joined(manager, now=SOON)
    assert [(one.id, one.ahead) for one in await line()] == [(first.id, 0), (second.id, 1)]
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert await state(first) == ("offered", NOW + LASTS)
    assert await state(second) == ("waiting", None)
    assert await holders() == [(None, first.id)]


async def test_nobody_else_gets_what_is_offered_and_she_is_told_why(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await offered(trainer, other_trainer)
    with pytest.raises(Clash) as refused:
        await booked(manager)
    assert translate(refused.value.message, "id").startswith(
        "Kelas Serpong sudah terpakai pada Rabu, 25 November 2026: 09.00–11.00 (ditawarkan kepada "
        "yang menunggu sampai Selasa, 24 November 2026 11.00 WIB)."
    )
    with pytest.raises(Clash) as refused:
        await booked(other_trainer)
    assert "ditawarkan kepada Anda" in translate(refused.value.message, "id")


async def test_taking_an_offer_makes_a_booking_of_what_was_asked_for(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = await booked(trainer)
    asked: dict[str, Any] = {
        "title": "Kelas roti",
        "people": 12,
        "note": "Bawa celemek",
        "public": False,
    }
    place = await joined(other_trainer, **asked)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    taken = await claim(place.id, actor=other_trainer.actor, now=NOW)
    assert {name: getattr(taken, name) for name in asked} == asked
    assert (taken.room, taken.starts, taken.organiser) == ("R501", at(9), other_trainer.account)
    assert await holders() == [(taken.id, None)]
    found = await waited(place.id)
    assert found is not None
    assert (found.state, found.booking) == ("claimed", taken.id)
    with pytest.raises(Conflict):
        await claim(place.id, actor=other_trainer.actor, now=NOW)


async def test_an_offer_that_nobody_takes_passes_on(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    first, second = await offered(trainer, other_trainer, manager)
    late = NOW + LASTS
    with pytest.raises(Conflict):
        await claim(first.id, actor=other_trainer.actor, now=late)
    await keep(late - timedelta(seconds=1))
    assert await state(first) == ("offered", late)
    await keep(late)
    assert await state(first) == ("lapsed", late)
    assert await state(second) == ("offered", late + LASTS)
    await keep(late)
    assert await state(second) == ("offered", late + LASTS)
    await keep(late + LASTS)
    assert await holders() == []
    deeds = await DB.fetch(
        "SELECT verb, actor FROM audit_entry WHERE subject = 'waiting' ORDER BY id"
    )
    assert [deed["verb"] for deed in deeds].count("waiting.lapse") == 2


async def test_leaving_passes_the_offer_on(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    first, second = await offered(trainer, other_trainer, manager)
    left = await withdraw(first.id, actor=other_trainer.actor, now=NOW)
    assert left.state == "withdrawn"
    assert (await state(second))[0] == "offered"
    with pytest.raises(Conflict):
        await withdraw(first.id, actor=other_trainer.actor, now=NOW)


async def test_an_offer_never_outlasts_what_it_is_for(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = await booked(trainer, "R501", 10, 11, day=24)
    place = await joined(other_trainer, "R501", 10, 11, day=24)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert await state(place) == ("offered", at(10, day=24))


async def test_nobody_waits_for_what_has_begun(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = await booked(trainer, "R501", 10, 12, day=24)
    place = await joined(other_trainer, "R501", 10, 12, day=24)
    await cancel(made.id, actor=trainer.actor, now=at(10, day=24))
    assert (await state(place))[0] == "waiting"
    await keep(at(10, day=24))
    assert (await state(place))[0] == "lapsed"


@pytest.mark.parametrize(
    ("taken", "wanted"), [("R401A", "R401"), ("R401B", "R401"), ("R401", "R401A")]
)
async def test_halves_and_the_hall_wait_for_each_other(
    *, rooms: Rooms, trainer: Person, other_trainer: Person, taken: str, wanted: str
) -> None:
    made = await booked(trainer, taken)
    place = await joined(other_trainer, wanted)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert (await state(place))[0] == "offered"
    assert len(await holders()) == (2 if wanted == "R401" else 1)


async def test_what_is_free_only_in_part_is_not_offered(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    early, late = await booked(trainer, "R501", 9, 10), await booked(trainer, "R501", 10, 11)
    long, short = await joined(other_trainer), await joined(manager, "R501", 9, 10, now=SOON)
    await cancel(early.id, actor=trainer.actor, now=NOW)
    assert [(await state(one))[0] for one in (long, short)] == ["waiting", "offered"]
    await cancel(late.id, actor=trainer.actor, now=NOW)
    assert (await state(long))[0] == "waiting"
    await withdraw(short.id, actor=manager.actor, now=NOW)
    assert (await state(long))[0] == "offered"


async def test_moving_away_offers_what_is_left(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = await booked(trainer)
    place = await joined(other_trainer)
    await change(made.id, {"room": "R502"}, actor=trainer.actor, now=NOW)
    assert (await state(place))[0] == "offered"


async def test_a_refused_request_is_offered(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await DB.fetch(
        """
        INSERT INTO room_terms (space, before, after, layouts, approval, request_holds, changed)
        VALUES ($1, 15, 15, '{}', true, true, $2)
        """,
        rooms["R501"].id,
        NOW,
    )
    made = await booked(trainer)
    place = await joined(other_trainer, "R501", 11, 12)
    await refuse(made.id, actor=manager.actor, now=NOW, reason="Ruang dipakai dinas")
    assert (await state(place))[0] == "offered"
    taken = await claim(place.id, actor=other_trainer.actor, now=NOW)
    assert taken.requested


async def test_what_became_free_without_a_word_is_found(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await booked(trainer)
    place = await joined(other_trainer)
    await DB.fetch("DELETE FROM hold")
    await keep(NOW)
    assert (await state(place))[0] == "offered"


async def test_she_whom_a_rule_forbids_it_keeps_her_place_and_the_next_is_offered_it(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    made = await booked(manager)
    first, second = await joined(trainer), await joined(other_trainer, now=SOON)
    await booked(trainer, "R502", 9, 11, day=26)
    rule = await set_rule(
        kind=Kind.WEEKLY, value=2, room=None, role=None, actor=manager.actor, now=NOW
    )
    await cancel(made.id, actor=manager.actor, now=NOW)
    assert [await state(one) for one in (first, second)] == [
        ("waiting", None),
        ("offered", NOW + LASTS),
    ]
    await withdraw(second.id, actor=other_trainer.actor, now=NOW)
    await keep(NOW)
    assert await state(first) == ("waiting", None)
    await remove_rule(rule.id, actor=manager.actor, now=NOW)
    await keep(NOW)
    assert await state(first) == ("offered", NOW + LASTS)


async def test_what_is_closed_is_taken_back_and_what_stays_open_passes_on(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    made = await booked(trainer, "R401")
    hall = await joined(other_trainer, "R401")
    half = await joined(trainer, "R401A", now=SOON)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert [(await state(one))[0] for one in (hall, half)] == ["offered", "waiting"]
    closing = Closing(Place(Scope.ROOM, "R401B"), at(9), at(10), ClosureKind.OTHER, "Cat dinding")
    closed = await close([closing], actor=manager.actor, now=NOW)
    assert [await state(one) for one in (hall, half)] == [
        ("waiting", None),
        ("offered", NOW + LASTS),
    ]
    await withdraw(half.id, actor=trainer.actor, now=NOW)
    await lift(closed.closures[0].id, actor=manager.actor, now=NOW)
    assert await state(hall) == ("offered", NOW + LASTS)
    deeds = await DB.fetch(
        "SELECT verb FROM audit_entry WHERE subject = 'waiting' AND subject_id = $1 ORDER BY id",
        hall.id,
    )
    assert [deed["verb"] for deed in deeds if "waiting" in deed["verb"]] == [
        "waiting.join",
        "waiting.offer",
        "waiting.take_back",
        "waiting.offer",
    ]


async def test_what_a_request_does_not_hold_passes_on(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    first, second = await offered(manager, trainer, other_trainer)
    await set_door("R501", Door(approval=True, request_holds=False), actor=manager.actor, now=NOW)
    await claim(first.id, actor=trainer.actor, now=NOW)
    assert await state(second) == ("offered", NOW + LASTS)


async def test_who_came_first_is_found_first(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    """Of three, the first and the last of whom are near each other, the second is not forgotten."""
    taken = [await booked(manager, "R401A"), await booked(manager, "R401B")]
    places = [
        await joined(trainer, "R401A"),
        await joined(other_trainer, "R401B", now=SOON),
        await joined(manager, "R401", now=SOON + timedelta(minutes=1)),
    ]
    await DB.fetch("DELETE FROM hold WHERE booking = ANY ($1)", [one.id for one in taken])
    await DB.fetch("UPDATE waiting SET starts = $2, ends = $3 WHERE id = $1", places[0].id, at(15),
                   at(16))  # fmt: skip
    await keep(NOW)
    assert [(await state(one))[0] for one in places] == ["offered", "offered", "waiting"]


async def test_what_need_not_or_can_not_be_waited_for(
    rooms: Rooms, trainer: Person, other_trainer: Person, owner: Person
) -> None:
    with pytest.raises(Conflict):
        await joined(trainer)
    await booked(trainer)
    for person, refusal in ((owner, Forbidden), (other_trainer, Invalid)):
        with pytest.raises(refusal):
            await joined(person, title="")
    with pytest.raises(Forbidden):
        await join(wish(trainer), actor=other_trainer.actor, now=NOW)
    await joined(other_trainer)
    with pytest.raises(Conflict):
        async with DB.transaction():
            await joined(other_trainer, "R501", 10, 12)


async def test_a_place_in_line_is_ones_own(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    [place] = await offered(trainer, other_trainer)
    for deed in (claim, withdraw):
        with pytest.raises(NotFound):
            await deed(place.id, actor=trainer.actor, now=NOW)
        with pytest.raises(NotFound):
            await deed(2**40, actor=manager.actor, now=NOW)
    taken = await claim(place.id, actor=manager.actor, now=NOW)
    assert taken.organiser == other_trainer.account


async def test_the_database_refuses_a_second_place_at_one_time(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await booked(trainer)
    await joined(other_trainer)
    with pytest.raises(asyncpg.ExclusionViolationError) as broken:
        async with DB.transaction():
            await DB.fetch(
                "INSERT INTO waiting (space, account, starts, ends, title, state, created, note,"
                " public) SELECT space, account, starts, ends, title, state, created, '', true"
                " FROM waiting"
            )
    assert broken.value.constraint_name == "waiting_once"


async def test_cancelling_what_nobody_waits_for_asks_once_more_and_no_more(
    rooms: Rooms, trainer: Person
) -> None:
    made = await booked(trainer)
    with counting_queries() as sent:
        await cancel(made.id, actor=trainer.actor, now=NOW)
    assert len([sql for sql in sent if "waiting" in sql]) == 1


def test_a_wish_for_waiting_is_a_wish_for_booking() -> None:
    """What a place in line keeps of a wish: all but the equipment, which is reserved later."""
    kept = {"room", "starts", "ends", "title", "organiser", "note", "people", "public", "layout"}
    kept |= {"track"}
    assert set(Wish.__dataclass_fields__) == kept | {"equipment"}
