"""Closing rooms: what it does to bookings, and what bookings do to it."""

from datetime import time, timedelta
from typing import Any

import pytest

from bookings import queries
from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.holidays import holidays_of
from bookings.domain.hours import day_of, whole_day
from bookings.operations.bookings import cancel, change
from bookings.operations.clashes import Clash
from bookings.operations.closing import Undecided, close
from bookings.operations.closures import extend, lift, restore
from bookings.queries.closures import Block, blocks
from floors.tables import Floor, Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.i18n import translate
from tests.bookings.conftest import at, make_room
from tests.bookings.operations.test_bookings import booked, holds
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
ALL = Place()
R501 = Place(Scope.ROOM, "R501")
WHOLE = whole_day(day_of(at(9)))


def closing(place: Place = R501, first: int = 8, last: int = 18, **more: Any) -> Closing:
    parts: dict[str, Any] = {"starts": at(first), "ends": at(last), "name": "Servis AC"} | more
    return Closing(place=place, kind=parts.pop("kind", ClosureKind.MAINTENANCE), **parts)


async def closed(manager: Person, *args: Any, **more: Any) -> int:
    answers = {name: more.pop(name) for name in ("answers", "rest") if name in more}
    made = await close([closing(*args, **more)], actor=manager.actor, now=NOW, **answers)
    return made.closures[0].id


async def test_nobody_books_what_is_closed(rooms: Rooms, manager: Person, trainer: Person) -> None:
    await closed(manager)
    with pytest.raises(Clash) as refused:
        await booked(trainer)
    assert translate(refused.value.message, "en").startswith(
        "Kelas Serpong is closed on Wednesday, 25 November 2026: Servis AC. Free instead: "
        "Kelas Serpong 18:00–20:00, Ruang Rapat 09:00–11:00"
    )
    assert refused.value.extra["closures"][0]["name"] == "Servis AC"  # type: ignore[index]
    await booked(trainer, "R501", 18, 19)


async def test_the_whole_centre_closes_with_its_halls(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await closed(manager, ALL)
    assert [code for code, _, _ in await holds()] == ["R401A", "R401B", "R501", "R502"]
    for room in ("R401", "R401A", "R502"):
        with pytest.raises(Clash):
            await booked(trainer, room)


async def test_a_floor_or_a_hall_closes_alone(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await closed(manager, Place(Scope.FLOOR, "5"))
    await closed(manager, Place(Scope.ROOM, "R401"))
    assert [code for code, _, _ in await holds()] == ["R401A", "R401B", "R501", "R502"]


async def test_bookings_in_the_way_are_asked_about(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    first = await booked(trainer)
    second = await booked(trainer, "R501", 13, 15)
    await booked(trainer, "R502")
    with pytest.raises(Undecided) as refused:
        await closed(manager, answers={first.id: "cancel"})
    assert refused.value.bookings == (first, second)
    assert [one["id"] for one in refused.value.extra["bookings"]] == [first.id, second.id]  # type: ignore[attr-defined]
    made = await close(
        [closing()],
        answers={first.id: "cancel"},
        rest="keep",
        actor=manager.actor,
        now=NOW,
    )
    assert ([one.id for one in made.cancelled], [one.id for one in made.kept]) == (
        [first.id],
        [second.id],
    )
    gone = await queries.booking(first.id)
    assert gone is not None
    assert (gone.state, gone.reason) == ("cancelled", "Tutup: Servis AC")
    assert [hold for hold in await holds() if hold[0] == "R501"] == [
        ("R501", 8, 9),
        ("R501", 9, 11),
        ("R501", 11, 13),
        ("R501", 13, 15),
        ("R501", 15, 18),
    ]


async def test_what_was_kept_is_closed_when_it_goes(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    made = await booked(trainer)
    await closed(manager, rest="keep")
    await change(made.id, {"ends": at(10)}, actor=trainer.actor, now=NOW)
    assert await holds() == [("R501", 8, 9), ("R501", 9, 10), ("R501", 10, 11), ("R501", 11, 18)]
    await cancel(made.id, actor=trainer.actor, now=NOW)
    with pytest.raises(Clash):
        await booked(trainer)


async def test_lifting_frees_all_but_what_another_closure_takes(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    whole = await closed(manager, ALL, name="Rapat kerja")
    await closed(manager, R501, 9, 12)
    assert ("R501", 8, 18) in await holds()
    lifted = await lift(whole, actor=manager.actor, now=NOW)
    assert (lifted.active, await holds()) == (False, [("R501", 9, 12)])
    made = await booked(trainer, "R502")
    await restore(whole, actor=manager.actor, now=NOW)
    assert [hold for hold in await holds() if hold[0] == "R502"] == [
        ("R502", 8, 9),
        ("R502", 9, 11),
        ("R502", 11, 18),
    ]
    assert await queries.booking(made.id) == made
    for verb, one in (("closure.close", None), ("closure.lift", whole), ("closure.restore", whole)):
        found = await DB.fetch(
            "SELECT subject_id FROM audit_entry WHERE verb = $1 ORDER BY id", verb
        )
        assert one is None or [row["subject_id"] for row in found] == [one]


async def test_a_room_that_comes_later_is_closed_too(rooms: Rooms, manager: Person) -> None:
    await closed(manager, ALL)
    assert await extend(NOW) == 0
    floor = await Floor.objects().get(Floor.level == 5)
    assert floor is not None
    await make_room(floor, "R503", "Baru").save()
    assert await extend(at(18)) == 0
    assert await extend(NOW) == 1
    assert ("R503", 8, 18) in await holds()
    assert await extend(NOW) == 0


async def test_ramadan_hours_close_mornings_and_evenings(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await closed(
        manager,
        ALL,
        starts=at(0),
        ends=at(0) + timedelta(days=30),
        kind=ClosureKind.RAMADAN,
        name="Jam Ramadan",
        opens=time(8),
        closes=time(15),
    )
    made = await booked(trainer, "R501", 13, 15, day=27)
    for first, last in ((7, 9), (14, 16)):
        with pytest.raises(Clash):
            await booked(trainer, "R502", first, last, day=27)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert await DB.fetch("SELECT FROM hold WHERE booking IS NOT NULL") == []


async def test_a_holiday_is_taken_over_once_and_again_after_lifting(
    rooms: Rooms, manager: Person
) -> None:
    year = [one.closing(ALL) for one in holidays_of(2027)]
    first = await close(year, actor=manager.actor, now=NOW)
    assert len(first.closures) == len(year)
    again = await close(year, actor=manager.actor, now=NOW)
    assert again.closures == ()
    await lift(first.closures[3].id, actor=manager.actor, now=NOW)
    third = await close(year, actor=manager.actor, now=NOW)
    assert third.closures == (first.closures[3],)
    held = await DB.fetch("SELECT count(*) AS n FROM hold")
    assert held[0]["n"] == len(year) * 4


async def test_a_year_of_holidays_takes_few_statements(rooms: Rooms, manager: Person) -> None:
    year = [one.closing(ALL) for one in holidays_of(2027)]
    with counting_queries() as sent:
        await close(year, actor=manager.actor, now=NOW)
    assert len(sent) < 2 * len(year) + 12


async def test_only_a_manager_closes(rooms: Rooms, manager: Person, trainer: Person) -> None:
    with pytest.raises(Forbidden):
        await close([closing()], actor=trainer.actor, now=NOW)
    number = await closed(manager)
    for attempt in (lift, restore):
        with pytest.raises(Forbidden):
            await attempt(number, actor=trainer.actor, now=NOW)


@pytest.mark.parametrize(
    "place", [Place(Scope.SITE, "x"), Place(Scope.FLOOR, "9"), Place(Scope.ROOM, "R599")], ids=str
)
async def test_it_refuses_a_place_that_is_none(rooms: Rooms, manager: Person, place: Place) -> None:
    with pytest.raises(Invalid) as refused:
        await closed(manager, place)
    assert [problem.field for problem in refused.value.problems] == ["place"]


async def test_lifting_twice_or_too_late_is_refused(rooms: Rooms, manager: Person) -> None:
    number = await closed(manager)
    with pytest.raises(Conflict):
        await restore(number, actor=manager.actor, now=NOW)
    with pytest.raises(Conflict):
        await lift(number, actor=manager.actor, now=at(18))
    await lift(number, actor=manager.actor, now=NOW)
    with pytest.raises(Conflict):
        await lift(number, actor=manager.actor, now=NOW)
    for stranger in (0, 2**40):
        with pytest.raises(NotFound):
            await lift(stranger, actor=manager.actor, now=NOW)


async def test_somebody_who_was_offered_the_room_waits_again(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    sql = """
        WITH w AS (INSERT INTO waiting (space, account, starts, ends, title, state, offer_ends,
                                        created)
                   VALUES ($1, $2, $3, $4, 'Kelas', 'offered', $5, $5) RETURNING *)
        INSERT INTO hold (waiting, space, starts, ends) SELECT id, space, starts, ends FROM w
    """
    await DB.fetch(sql, rooms["R501"].id, trainer.account, at(9), at(11), NOW)
    await closed(manager)
    rows = await DB.fetch("SELECT state, offer_ends FROM waiting")
    assert [(row["state"], row["offer_ends"]) for row in rows] == [("waiting", None)]
    assert await holds() == [("R501", 8, 18)]


async def test_blocks_are_closures_and_buffers(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    sql = "INSERT INTO room_terms (space, before, after, changed) VALUES ($1, 60, 0, $2)"
    await DB.fetch(sql, rooms["R502"].id, NOW)
    await booked(trainer, "R502")
    number = await closed(manager)
    assert await blocks(WHOLE) == [
        Block(rooms["R501"].id, at(8), at(18), number, "Servis AC", estimated=False),
        Block(rooms["R502"].id, at(8), at(9), None, "", estimated=False),
    ]
    assert await blocks(WHOLE, spaces=[rooms["R401A"].id]) == []
