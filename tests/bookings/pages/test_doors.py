"""/pintu: what the square code at a door opens, and its sheets."""

from datetime import datetime
from http import HTTPStatus

import httpx
import pytest

from bookings import queries
from bookings.operations.bookings import book
from bookings.operations.rules import Door, set_door
from floors.tables import Space
from sentra.domain.roles import COMMAND_LINE
from tests.bookings.conftest import Sentra, at, wish
from tests.conftest import NOW, Clock, Person, counting_queries

Rooms = dict[str, Space]


def today(hour: int, minute: int = 0) -> datetime:
    return at(hour, minute, day=24)


@pytest.fixture
async def mine(rooms: Rooms, trainer: Person) -> int:
    await set_door("R501", Door(check_in=15), actor=COMMAND_LINE, now=NOW)
    return (await book(wish(trainer, first=11, last=13, day=24), actor=trainer.actor, now=NOW)).id


async def test_a_trainer_checks_in_at_the_door(mine: int, trainer: Person, clock: Clock) -> None:
    clock.now = today(10, 55)
    page = (await trainer.browser.get("/pintu/R501")).text
    assert "Tanpa catatan kehadiran, ruang dilepas pukul 11.15." in page
    answer = await trainer.browser.post(f"/pemesanan/{mine}/hadir", data={"door": "R501"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/pintu/R501")
    page = (await trainer.browser.get("/pintu/R501")).text
    assert "Silakan pakai Kelas Serpong" in page
    assert f"/pemesanan/{mine}/hadir" not in page
    found = await queries.booking(mine)
    assert found is not None
    assert found.checked_in == today(10, 55)


async def test_a_trainer_checks_in_on_the_page_of_the_booking(
    mine: int, trainer: Person, clock: Clock
) -> None:
    url = f"/pemesanan/{mine}"
    assert f"{url}/hadir" not in (await trainer.browser.get(url)).text, "too early"
    clock.now = today(11)
    assert f"{url}/hadir" in (await trainer.browser.get(url)).text
    answer = await trainer.browser.post(f"{url}/hadir")
    assert answer.headers["location"] == url
    assert "Hadir tercatat" in (await trainer.browser.get(url)).text


async def test_too_early_is_said_and_so_is_an_address_of_elsewhere(
    mine: int, trainer: Person
) -> None:
    answer = await trainer.browser.post(f"/pemesanan/{mine}/hadir", data={"door": "//evil.example"})
    assert answer.headers["location"] == f"/pemesanan/{mine}"
    page = (await trainer.browser.get(f"/pemesanan/{mine}")).text
    assert "Kehadiran dapat dicatat mulai Selasa, 24 November 2026 10.30 WIB" in page


async def test_others_see_what_is_on_and_no_button(
    mine: int, visitor: httpx.AsyncClient, other_trainer: Person, clock: Clock
) -> None:
    clock.now = today(11)
    seen = (await visitor.get("/pintu/R501")).text
    assert "Pelatihan kemasan" in seen
    assert "/masuk?lanjut=/pintu/R501" in seen
    assert f"/pemesanan/{mine}/hadir" not in seen
    other = (await other_trainer.browser.get("/pintu/R501")).text
    assert "Pelatihan kemasan" in other
    assert f"/pemesanan/{mine}/hadir" not in other


async def test_a_free_room_says_until_when(
    mine: int, trainer: Person, visitor: httpx.AsyncClient, clock: Clock
) -> None:
    clock.now = today(9, 30)
    page = (await visitor.get("/pintu/R501")).text
    assert "Kosong sampai 11.00" in page
    assert "/pemesanan/baru?room=R501" in (await trainer.browser.get("/pintu/R501")).text


async def test_the_door_of_a_half_shows_the_hall(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient, clock: Clock
) -> None:
    await book(wish(trainer, "R401", 11, 13, day=24, title="Pleno"), actor=trainer.actor, now=NOW)
    clock.now = today(11)
    assert "Pleno" in (await visitor.get("/pintu/R401B")).text


async def test_there_is_no_door_where_there_is_no_room(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/pintu/R000")).status_code == HTTPStatus.NOT_FOUND


async def test_each_sheet_has_its_own_code(rooms: Rooms, manager: Person) -> None:
    page = (await manager.browser.get("/pintu")).text
    assert page.count('class="qr"') == 5
    assert "http://sentra.test/pintu/R401A" in page
    one = (await manager.browser.get("/pintu/R501/lembar")).text
    assert one.count('class="qr"') == 1


async def test_a_door_costs_as_many_statements_for_three_as_for_one(
    mine: int, trainer: Person, clock: Clock
) -> None:
    clock.now = today(11)
    await trainer.browser.get("/pintu/R501")  # her session is noted as used
    counts = []
    for first in (13, 15, 17):
        with counting_queries() as sent:
            await trainer.browser.get("/pintu/R501")
        counts.append(len(sent))
        later = wish(trainer, first=first, last=first + 2, day=24)
        await book(later, actor=trainer.actor, now=NOW)
    assert counts == [4] * 3


async def test_it_is_done_over_the_api_and_the_command_line_too(
    mine: int, trainer: Person, clock: Clock, sentra: Sentra
) -> None:
    early = await sentra("rooms", "check-in", str(mine))
    assert (early.exit_code, "Check-in opens at" in early.output) == (1, True)
    url = f"/api/v1/bookings/{mine}/check-in"
    assert (await trainer.browser.post(url)).status_code == HTTPStatus.CONFLICT
    clock.now = today(11)
    come = await trainer.browser.post(url)
    assert come.json()["checked_in"] == "2026-11-24T11:00:00+07:00"
