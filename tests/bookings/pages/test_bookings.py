"""Booking, changing and cancelling through the pages, without JavaScript."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest

from bookings import queries
from bookings.operations.bookings import book
from bookings.queries import Booked
from floors.tables import Space
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Clock, Person

Rooms = dict[str, Space]
FORM = {
    "title": "Pelatihan kemasan",
    "room": "R501",
    "date": "2026-11-25",
    "from": "09:00",
    "to": "11:00",
    "people": "",
    "public": "true",
    "note": "",
}


async def send(person: Person, url: str = "/pemesanan/baru", **parts: str) -> httpx.Response:
    return await person.browser.post(url, data=FORM | parts)


async def sent(person: Person, **parts: str) -> Booked:
    """The booking that a form made."""
    answer = await send(person, **parts)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    found = await queries.booking(int(answer.headers["location"].split("/")[-1]))
    assert found is not None
    return found


async def made(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def test_a_form_books_and_the_next_page_says_so(rooms: Rooms, trainer: Person) -> None:
    answer = await send(trainer, people="12")
    page = await trainer.browser.get(answer.headers["location"])
    assert "Kelas Serpong sudah dipesan: Rabu, 25 November 2026 09.00 WIB." in page.text
    assert f'action="{answer.headers["location"]}/batal"' in page.text
    found = await queries.booking(int(answer.headers["location"].split("/")[-1]))
    assert found is not None
    assert (found.starts, found.ends, found.people, found.public) == (at(9), at(11), 12, True)


async def test_a_box_not_ticked_is_a_private_booking(rooms: Rooms, trainer: Person) -> None:
    assert (await sent(trainer, public="")).public is False


async def test_a_link_fills_the_form_in(rooms: Rooms, trainer: Person) -> None:
    page = await trainer.browser.get("/pemesanan/baru?room=R502&date=2026-11-26&from=13:10")
    for part in (
        '<option value="R502" selected>',
        'value="2026-11-26"',
        '<option value="13:10" selected>13.10</option>',
        '<option value="15:10" selected>15.10</option>',
    ):
        assert part in page.text


@pytest.mark.parametrize(
    "query",
    ["", "room=%00&date=x&from=y", "date=9999-12-31", "from=25:99&to=zz", "people=" + "9" * 400],
)
async def test_a_strange_link_still_gives_a_form(rooms: Rooms, trainer: Person, query: str) -> None:
    assert (await trainer.browser.get(f"/pemesanan/baru?{query}")).status_code == HTTPStatus.OK


async def test_a_clash_shows_by_what_and_one_press_takes_an_alternative(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await made(trainer)
    page = await send(other_trainer, note="Bawa contoh")
    assert page.status_code == HTTPStatus.CONFLICT
    assert "Kelas Serpong sudah terpakai" in page.text
    assert "Pelatihan kemasan" in page.text
    assert "Bawa contoh" in page.text
    assert 'name="take" value="R502/2026-11-25/09:00/11:00"' in page.text
    taken = await sent(other_trainer, note="Bawa contoh", take="R502/2026-11-25/09:00/11:00")
    assert (taken.room, taken.note) == ("R502", "Bawa contoh")


async def test_a_clash_gives_no_private_title_away(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await made(trainer, title="Rapat rahasia", public=False)
    page = await send(other_trainer)
    assert ("Rapat rahasia" in page.text, "Budi" in page.text) == (False, False)


async def test_everything_wrong_stands_beside_its_field(rooms: Rooms, trainer: Person) -> None:
    page = await send(trainer, title="", to="09:00", people="99")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for name in ("title", "to", "people"):
        assert f'id="f-{name}-error"' in page.text
    assert 'value="99"' in page.text


@pytest.mark.parametrize(
    "parts",
    [
        {"date": "9999-12-31"},
        {"date": "0001-01-01"},
        {"date": "kemarin"},
        {"from": "24:00"},
        {"to": ""},
        {"room": "x\0"},
        {"title": "a\0b"},
        {"title": "x" * 5000},
        {"people": "1e9"},
        {"take": "R999/x/y/z"},
    ],
    ids=str,
)
async def test_it_refuses_hostile_input(
    rooms: Rooms, trainer: Person, parts: dict[str, str]
) -> None:
    assert (await send(trainer, **parts)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_a_manager_books_for_a_trainer(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    page = await manager.browser.get("/pemesanan/baru")
    assert f'<option value="{trainer.account}">Budi Santoso</option>' in page.text
    booked = await sent(manager, organiser=str(trainer.account))
    assert booked.organiser == trainer.account


async def test_a_trainer_cannot_book_for_another_through_a_forged_field(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    booked = await sent(other_trainer, organiser=str(trainer.account))
    assert booked.organiser == other_trainer.account


async def test_a_booking_is_changed(rooms: Rooms, trainer: Person) -> None:
    booked = await made(trainer, people=4)
    url = f"/pemesanan/{booked.id}/ubah"
    assert 'value="Pelatihan kemasan"' in (await trainer.browser.get(url)).text
    answer = await send(trainer, url, room="R502", title="Rapat")
    page = await trainer.browser.get(answer.headers["location"])
    assert "Diubah: ruang R501 → R502, judul Pelatihan kemasan → Rapat" in page.text


async def test_a_change_keeps_its_trainer_when_a_manager_makes_it(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    booked = await made(trainer)
    await send(manager, f"/pemesanan/{booked.id}/ubah", title="Rapat")
    found = await queries.booking(booked.id)
    assert found is not None
    assert (found.title, found.organiser) == ("Rapat", trainer.account)


async def test_cancelling_can_be_undone(rooms: Rooms, trainer: Person) -> None:
    booked = await made(trainer)
    url = f"/pemesanan/{booked.id}"
    answer = await trainer.browser.post(f"{url}/batal", data={"reason": "Hujan"})
    page = await trainer.browser.get(answer.headers["location"])
    assert "Pemesanan dibatalkan: Kelas Serpong kosong kembali." in page.text
    assert "Dibatalkan: Hujan" in page.text
    assert f'action="{url}/pulihkan"' in page.text
    await trainer.browser.post(f"{url}/pulihkan")
    assert "Kelas Serpong dipesan kembali." in (await trainer.browser.get(url)).text


async def test_a_cancellation_that_cannot_be_undone_says_why(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    booked = await made(trainer)
    url = f"/pemesanan/{booked.id}"
    await trainer.browser.post(f"{url}/batal")
    await made(other_trainer, title="Pelatihan lain")
    answer = await trainer.browser.post(f"{url}/pulihkan")
    page = await trainer.browser.get(answer.headers["location"])
    assert "notice-danger" in page.text
    assert "Kelas Serpong sudah terpakai pada Rabu, 25 November 2026" in page.text


async def test_a_reason_that_does_not_fit_is_refused_in_place(
    rooms: Rooms, trainer: Person
) -> None:
    booked = await made(trainer)
    page = await trainer.browser.post(f"/pemesanan/{booked.id}/batal", data={"reason": "x" * 201})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Paling banyak 200 karakter" in page.text


async def test_another_trainer_changes_nothing(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    booked = await made(trainer)
    url = f"/pemesanan/{booked.id}"
    page = await other_trainer.browser.get(url)
    assert ("Budi Santoso" in page.text, "Riwayat" in page.text) == (True, False)
    for answer in (
        await other_trainer.browser.get(f"{url}/ubah"),
        await send(other_trainer, f"{url}/ubah"),
        await other_trainer.browser.post(f"{url}/batal"),
        await other_trainer.browser.post(f"{url}/pulihkan"),
    ):
        assert answer.status_code == HTTPStatus.FORBIDDEN
    assert await queries.booking(booked.id) == booked


async def test_a_private_booking_is_for_its_trainer_and_the_manager(
    rooms: Rooms,
    trainer: Person,
    other_trainer: Person,
    manager: Person,
    visitor: httpx.AsyncClient,
) -> None:
    booked = await made(trainer, public=False)
    url = f"/pemesanan/{booked.id}"
    answers = [
        (await person.browser.get(url)).status_code for person in (trainer, manager, other_trainer)
    ]
    assert answers == [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.NOT_FOUND]
    assert (await visitor.get(url)).headers["location"].startswith("/masuk")


async def test_a_visitor_reads_a_public_booking_without_names(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    booked = await made(trainer, note="kunci di satpam", people=7)
    page = await visitor.get(f"/pemesanan/{booked.id}")
    assert page.status_code == HTTPStatus.OK
    for hidden in ("Budi", "satpam", "Batalkan", "Riwayat"):
        assert hidden not in page.text


async def test_the_list_has_three_tabs(rooms: Rooms, trainer: Person, clock: Clock) -> None:
    await made(trainer, "R501", 9, 10, day=24, title="Sudah")
    await made(trainer, "R501", 13, 14, title="Nanti")
    gone = await made(trainer, "R502", 13, 14, title="Batal")
    await trainer.browser.post(f"/pemesanan/{gone.id}/batal")
    clock.now = at(12, day=24)
    shown = {
        tab: [
            title
            for title in ("Sudah", "Nanti", "Batal")
            if f">{title}</a>" in (await trainer.browser.get(f"/pemesanan?tab={tab}")).text
        ]
        for tab in ("upcoming", "past", "cancelled")
    }
    assert shown == {"upcoming": ["Nanti"], "past": ["Sudah"], "cancelled": ["Batal"]}


async def test_the_list_is_ones_own_and_a_managers_is_everybodys(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await made(trainer, "R501", title="Milik Budi")
    await made(other_trainer, "R502", title="Milik Sari")

    async def titles(person: Person, query: str = "") -> list[str]:
        page = await person.browser.get(f"/pemesanan{query}")
        return [title for title in ("Milik Budi", "Milik Sari") if title in page.text]

    assert await titles(trainer) == ["Milik Budi"]
    assert await titles(trainer, f"?trainer={other_trainer.account}") == ["Milik Budi"]
    assert await titles(manager) == ["Milik Budi", "Milik Sari"]
    assert await titles(manager, f"?trainer={other_trainer.account}") == ["Milik Sari"]
    assert await titles(manager, "?room=R501") == ["Milik Budi"]


@pytest.mark.parametrize("query", ["tab=x", "page=0", "page=99999999999", "page=x", "room=%00"])
async def test_a_strange_list_is_still_a_list(rooms: Rooms, manager: Person, query: str) -> None:
    assert (await manager.browser.get(f"/pemesanan?{query}")).status_code == HTTPStatus.OK


async def test_an_empty_list_says_what_to_do(db: None, trainer: Person) -> None:
    assert "Cari jam kosong di jadwal lalu tekan." in (await trainer.browser.get("/pemesanan")).text
