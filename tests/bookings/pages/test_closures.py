"""The pages on which the manager closes rooms, and on which everybody reads it."""

from http import HTTPStatus
from typing import Any

import httpx

from bookings import queries
from bookings.operations.bookings import book
from bookings.queries import Booked
from bookings.queries.closures import closures
from floors.tables import Space
from tests.bookings.conftest import wish
from tests.bookings.pages.test_bookings import FORM
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
URL = "/penutupan"
NEW = f"{URL}/baru"
CLOSURE = {
    "place": "room:R501",
    "kind": "maintenance",
    "name": "Servis AC",
    "first": "2026-11-25",
    "from": "08:00",
    "last": "2026-11-25",
    "to": "18:00",
}


async def made(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def state(booked: Booked) -> str:
    found = await queries.booking(booked.id)
    assert found is not None
    return found.state


async def test_a_manager_closes_a_room_and_everybody_reads_it(
    rooms: Rooms, manager: Person, visitor: httpx.AsyncClient
) -> None:
    assert "Tidak ada penutupan" in (await visitor.get(URL)).text
    answer = await manager.browser.post(NEW, data=CLOSURE)
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, URL)
    page = (await manager.browser.get(URL)).text
    assert "Ditutup: Servis AC." in page
    [closed] = await closures()
    assert f'action="{URL}/{closed.id}/cabut"' in page
    read = (await visitor.get(URL)).text
    for part in ("Servis AC", "Rabu, 25 November 2026, 08.00–18.00", "Kelas Serpong"):
        assert part in read
    assert "/cabut" not in read


async def test_lifting_can_be_undone(rooms: Rooms, manager: Person) -> None:
    await manager.browser.post(NEW, data=CLOSURE)
    [closed] = await closures()
    await manager.browser.post(f"{URL}/{closed.id}/cabut")
    page = (await manager.browser.get(URL)).text
    assert "Servis AC dicabut." in page
    assert f'action="{URL}/{closed.id}/berlakukan"' in page
    await manager.browser.post(f"{URL}/{closed.id}/berlakukan")
    assert "Servis AC berlaku lagi." in (await manager.browser.get(URL)).text
    await manager.browser.post(f"{URL}/{closed.id}/berlakukan")
    assert "tidak sedang dicabut" in (await manager.browser.get(URL)).text


async def test_bookings_in_the_way_are_listed_and_decided_one_by_one(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    first, second = await made(trainer), await made(trainer, "R501", 13, 15, title="Rapat")
    answer = await manager.browser.post(NEW, data=CLOSURE)
    assert answer.status_code == HTTPStatus.CONFLICT
    for booked in (first, second):
        assert f'name="answer-{booked.id}" value="keep"' in answer.text
    assert await closures() == []
    half = CLOSURE | {f"answer-{first.id}": "cancel"}
    again = await manager.browser.post(NEW, data=half)
    assert again.status_code == HTTPStatus.CONFLICT
    assert f'id="answer-{first.id}-cancel" name="answer-{first.id}" value="cancel" checked' in (
        again.text
    )
    await manager.browser.post(NEW, data=half | {"rest": "keep"})
    page = (await manager.browser.get(URL)).text
    assert "Ditutup: Servis AC. Pemesanan dibatalkan: 1, tetap: 1." in page
    assert [await state(first), await state(second)] == ["cancelled", "confirmed"]


async def test_what_is_wrong_stands_beside_its_field(rooms: Rooms, manager: Person) -> None:
    wrong = {"place": "moon:1", "name": "", "first": "x", "last": "2026-11-24", "opens": "8"}
    answer = await manager.browser.post(NEW, data=CLOSURE | wrong)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for name in ("place", "first", "opens"):
        assert f'id="f-{name}-error"' in answer.text
    late = {"last": "2026-11-20", "first": "2026-11-19", "name": " "}
    answer = await manager.browser.post(NEW, data=CLOSURE | late)
    for name in ("name", "last"):
        assert f'id="f-{name}-error"' in answer.text


async def test_a_trainer_reads_why_a_room_is_closed(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await manager.browser.post(NEW, data=CLOSURE)
    answer = await trainer.browser.post("/pemesanan/baru", data=FORM)
    assert answer.status_code == HTTPStatus.CONFLICT
    for part in ("Kelas Serpong tutup", "<b>Servis AC</b>", "08.00–18.00"):
        assert part in answer.text


async def test_ramadan_is_filled_in_by_a_link(rooms: Rooms, manager: Person) -> None:
    page = (await manager.browser.get(NEW)).text
    assert "first=2027-02-08&amp;last=2027-03-09" in page
    answer = await manager.browser.post(
        NEW,
        data={
            "place": "site:",
            "kind": "ramadan",
            "name": "Jam Ramadan",
            "first": "2027-02-08",
            "last": "2027-03-09",
            "opens": "08:00",
            "closes": "15:00",
            "estimated": "true",
        },
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER
    page = (await manager.browser.get(URL)).text
    for part in ("buka 08.00 sampai 15.00", "Tanggal perkiraan", "Seluruh gedung"):
        assert part in page.replace("08:00", "08.00").replace("15:00", "15.00")


async def test_days_off_are_chosen_from_a_list(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    booked = await made(trainer, day=25 + 30)
    page = (await manager.browser.get(f"{URL}/libur")).text
    assert 'name="holiday:2026-12-25"' in page
    assert 'name="holiday:2026-01-01"' not in page
    chosen = {"year": "2026", "holiday:2026-12-25": "true", "holiday:2026-12-24": "true"}
    answer = await manager.browser.post(f"{URL}/libur", data=chosen)
    assert f'name="answer-{booked.id}"' in answer.text
    await manager.browser.post(f"{URL}/libur", data=chosen | {"rest": "cancel"})
    assert [one.name for one in await closures()] == [
        "Cuti Bersama Hari Raya Natal",
        "Hari Raya Natal",
    ]
    assert await state(booked) == "cancelled"
    assert 'name="holiday:2026-12-25"' not in (await manager.browser.get(f"{URL}/libur")).text


async def test_no_day_chosen_closes_nothing(rooms: Rooms, manager: Person) -> None:
    answer = await manager.browser.post(f"{URL}/libur", data={"year": "2027"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pilih setidaknya satu hari." in answer.text


async def test_a_long_list_costs_no_further_statement(rooms: Rooms, manager: Person) -> None:
    await manager.browser.post(NEW, data=CLOSURE)
    with counting_queries() as one:
        await manager.browser.get(URL)
    for day in ("26", "27", "28"):
        dates = {"first": f"2026-11-{day}", "last": f"2026-11-{day}"}
        await manager.browser.post(NEW, data=CLOSURE | dates)
    await manager.browser.get(URL)
    with counting_queries() as several:
        await manager.browser.get(URL)
    assert len(several) == len(one)
