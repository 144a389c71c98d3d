"""/tunggu, waiting from the booking form, and the same through the API."""

from http import HTTPStatus
from typing import Any

import httpx

from bookings.operations.bookings import book, cancel
from bookings.operations.waiting import join
from bookings.queries import Booked
from bookings.queries.waiting import Waited, line
from floors.tables import Space
from tests.bookings.conftest import at, wish
from tests.bookings.pages.test_bookings import FORM, send
from tests.conftest import NOW, Clock, Person, counting_queries

Rooms = dict[str, Space]
API = "/api/v1/waiting"
BODY = {
    "room": "R501",
    "starts": "2026-11-25T09:00:00+07:00",
    "ends": "2026-11-25T11:00:00+07:00",
    "title": "Kelas roti",
}


async def booked(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def joined(person: Person, *args: Any, **more: Any) -> Waited:
    return await join(wish(person, *args, **more), actor=person.actor, now=NOW)


async def offered(person: Person, other: Person) -> Waited:
    """A place in the line whose room has become free."""
    made = await booked(person)
    place = await joined(other, title="Kelas roti")
    await cancel(made.id, actor=person.actor, now=NOW)
    return place


async def test_a_clash_offers_a_place_in_the_line(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await booked(trainer)
    answer = await send(other_trainer)
    assert 'formaction="/tunggu"' in answer.text
    answer = await send(other_trainer, "/tunggu", title="Kelas roti", public="")
    assert answer.headers["location"] == "/tunggu"
    page = await other_trainer.browser.get("/tunggu")
    assert "Anda menunggu Kelas Serpong: tawarannya akan muncul di sini." in page.text
    assert "Kelas roti" in page.text
    assert "Paling depan" in page.text
    [place] = await line()
    assert (place.account, place.public) == (other_trainer.account, False)
    answer = await other_trainer.browser.post(f"/tunggu/{place.id}/batal")
    assert await line() == []


async def test_what_is_free_or_wrong_is_said_in_the_form(rooms: Rooms, trainer: Person) -> None:
    answer = await send(trainer, "/tunggu")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "langsung pesan saja" in answer.text
    answer = await send(trainer, "/tunggu", title="")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert FORM["date"] in answer.text


async def test_an_offer_is_shown_and_taken_with_one_press(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    place = await offered(trainer, other_trainer)
    for url in ("/", "/tunggu"):
        page = await other_trainer.browser.get(url)
        assert "Ambil sebelum Selasa, 24 November 2026 11.00 WIB" in page.text
        assert "Ambil sebelum" not in (await trainer.browser.get(url)).text
    answer = await other_trainer.browser.post(f"/tunggu/{place.id}/ambil")
    page = await other_trainer.browser.get(answer.headers["location"])
    assert "Kelas roti" in page.text
    answer = await other_trainer.browser.post(f"/tunggu/{place.id}/ambil")
    page = await other_trainer.browser.get(answer.headers["location"])
    assert "Tawaran ini sudah diambil." in page.text


async def test_others_are_told_that_it_is_offered(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await offered(trainer, other_trainer)
    answer = await send(trainer)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ditawarkan kepada yang menunggu, sampai Selasa" in answer.text
    assert "Sari" not in answer.text
    answer = await send(other_trainer)
    assert "Ditawarkan kepada Anda: ambil di daftar tunggu" in answer.text


async def test_an_offer_that_is_over_is_not_to_be_taken(
    rooms: Rooms, trainer: Person, other_trainer: Person, clock: Clock
) -> None:
    place = await offered(trainer, other_trainer)
    clock.now = at(12, day=24)
    page = await other_trainer.browser.get("/tunggu")
    assert "Ambil ruang" not in page.text
    answer = await other_trainer.browser.post(f"/tunggu/{place.id}/ambil")
    page = await other_trainer.browser.get(answer.headers["location"])
    assert "Tawaran ini sudah berakhir" in page.text


async def test_a_manager_sees_the_whole_line_and_a_trainer_her_own(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await booked(manager)
    await joined(trainer, title="Rapat rahasia", public=False)
    await joined(other_trainer, title="Kelas batik")
    page = (await manager.browser.get("/tunggu")).text
    assert all(text in page for text in ("Rapat rahasia", "Kelas batik", "Budi", "1 orang"))
    page = (await other_trainer.browser.get("/tunggu")).text
    assert "Rapat rahasia" not in page
    assert "Budi" not in page


async def test_more_places_take_no_more_queries(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await booked(trainer)
    await joined(other_trainer)
    with counting_queries() as few:
        await manager.browser.get("/tunggu")
    await joined(manager)
    await booked(trainer, "R502")
    await joined(other_trainer, "R502")
    with counting_queries() as many:
        await manager.browser.get("/tunggu")
    assert len(many) == len(few)


async def post(person: Person, url: str = API, **parts: Any) -> httpx.Response:
    return await person.browser.post(url, json=BODY | parts)


async def test_the_api_waits_takes_and_leaves(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    assert (await post(other_trainer)).status_code == HTTPStatus.CONFLICT
    made = await booked(trainer)
    answer = await post(other_trainer)
    assert answer.status_code == HTTPStatus.CREATED
    place = answer.json()
    assert place == {
        "id": place["id"],
        "room": "R501",
        "room_name": "Kelas Serpong",
        "starts": BODY["starts"],
        "ends": BODY["ends"],
        "title": "Kelas roti",
        "trainer": "Sari Lestari",
        "state": "waiting",
        "ahead": 0,
        "offer_ends": None,
        "booking": None,
    }
    url = f"{API}/{place['id']}"
    assert (await other_trainer.browser.post(f"{url}/claim")).status_code == HTTPStatus.CONFLICT
    await cancel(made.id, actor=trainer.actor, now=NOW)
    [one] = (await other_trainer.browser.get(API)).json()
    assert (one["state"], one["offer_ends"]) == ("offered", "2026-11-24T11:00:00+07:00")
    answer = await post(trainer, "/api/v1/bookings")
    assert [offer["own"] for offer in answer.json()["offers"]] == [False]
    for refused in (
        await trainer.browser.post(f"{url}/claim"),
        await trainer.browser.delete(url),
    ):
        assert refused.status_code == HTTPStatus.NOT_FOUND
    answer = await other_trainer.browser.post(f"{url}/claim")
    assert (answer.status_code, answer.json()["title"]) == (HTTPStatus.CREATED, "Kelas roti")
    answer = await post(trainer)
    left = await trainer.browser.delete(f"{API}/{answer.json()['id']}")
    assert left.json()["state"] == "withdrawn"


async def test_the_day_shows_what_is_offered_and_not_to_whom(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await offered(trainer, other_trainer)
    for url in ("/jadwal?date=2026-11-25", "/ruang/R501?date=2026-11-25"):
        page = (await trainer.browser.get(url)).text
        assert "Ditawarkan ke daftar tunggu" in page
        assert "Sari" not in page
        assert "Kelas roti" not in page
        assert "room=R501&amp;date=2026-11-25&amp;from=09:00" not in page
    page = (await trainer.browser.get("/pemesanan/baru?room=R501&date=2026-11-25")).text
    assert "Ditawarkan ke daftar tunggu" in page
