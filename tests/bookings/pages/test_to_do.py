"""What waits for somebody, on her front page."""

from bookings.operations.bookings import book
from bookings.operations.rules import Door, set_door
from floors.tables import Space
from sentra.domain.roles import COMMAND_LINE
from tests.bookings.conftest import at, needs_approval, wish
from tests.conftest import NOW, Clock, Person, counting_queries

Rooms = dict[str, Space]


async def test_a_manager_is_told_how_many_requests_wait(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    assert "menunggu jawaban" not in (await manager.browser.get("/")).text
    for day in (25, 26):
        await book(wish(trainer, day=day), actor=trainer.actor, now=NOW)
    assert "2 pengajuan menunggu jawaban Anda" in (await manager.browser.get("/")).text
    assert "menunggu jawaban" not in (await trainer.browser.get("/")).text


async def test_a_trainer_is_asked_to_check_in_while_there_is_time(
    rooms: Rooms, trainer: Person, other_trainer: Person, clock: Clock
) -> None:
    await set_door("R501", Door(check_in=15), actor=COMMAND_LINE, now=NOW)
    mine = await book(wish(trainer, first=11, last=13, day=24), actor=trainer.actor, now=NOW)
    asked = "Mohon catat kehadiran sebelum 11.15"
    assert asked not in (await trainer.browser.get("/")).text
    clock.now = at(10, 40, day=24)
    assert asked in (await trainer.browser.get("/")).text
    assert asked not in (await other_trainer.browser.get("/")).text
    await trainer.browser.post(f"/pemesanan/{mine.id}/hadir")
    assert asked not in (await trainer.browser.get("/")).text


async def test_it_costs_as_many_statements_for_three_as_for_one(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    counts = []
    for day in (25, 26, 27):
        await book(wish(trainer, day=day), actor=trainer.actor, now=NOW)
        with counting_queries() as sent:
            await manager.browser.get("/")
        counts.append(len(sent))
    assert counts == [counts[0]] * 3
