"""/peralatan, equipment in the booking form, and the same through the API."""

from http import HTTPStatus
from typing import Any

from bookings.operations.bookings import book
from bookings.queries import Booked
from bookings.queries.equipment import pools
from floors.tables import Space
from tests.bookings.conftest import wish
from tests.bookings.equipment import held, pool
from tests.bookings.pages.test_bookings import send, sent
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
API = "/api/v1/equipment"


async def booked(person: Person, *args: Any, **more: Any) -> Booked:
    return await book(wish(person, *args, **more), actor=person.actor, now=NOW)


async def test_the_form_reserves_and_the_booking_says_so(rooms: Rooms, trainer: Person) -> None:
    projectors = await pool()
    await pool("Oven", 4)
    page = await trainer.browser.get("/pemesanan/baru?date=2026-11-25&from=09:00&to=11:00")
    assert "2 dari 2 tersedia pada jam ini" in page.text
    made = await sent(trainer, **{f"equipment-{projectors}": "2"})
    assert len(await held()) == 2
    page = await trainer.browser.get(f"/pemesanan/{made.id}")
    assert "2 × Proyektor" in page.text
    assert "Peralatan: 2 × Proyektor" in page.text
    page = await trainer.browser.get(f"/pemesanan/{made.id}/ubah")
    assert f'name="equipment-{projectors}" type="text" value="2"' in page.text
    await send(trainer, f"/pemesanan/{made.id}/ubah", **{f"equipment-{projectors}": ""})
    assert await held() == []


async def test_the_form_says_what_is_short_and_keeps_what_was_typed(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors = await pool()
    await booked(other_trainer, "R502", equipment={projectors: 1})
    answer = await send(trainer, **{f"equipment-{projectors}": "2"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Proyektor: hanya 1 dari 2 yang tersedia saat itu." in answer.text
    assert "Cukup tersedia pada: 07.00–09.00 dan 11.00–13.00." in answer.text
    assert '<details class="more" open>' in answer.text
    answer = await send(trainer, **{f"equipment-{projectors}": "dua", "equipment-x": "1"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Sari" not in answer.text


async def test_a_trainer_sees_what_is_free_and_no_more(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors = await pool(number=3)
    await booked(other_trainer, "R502", title="Rapat rahasia", equipment={projectors: 3})
    page = await trainer.browser.get("/peralatan?date=2026-11-25")
    assert page.text.count("habis") == 1
    assert "Rapat rahasia" not in page.text
    assert "Tambah peralatan" not in page.text
    assert (await trainer.browser.get("/peralatan?date=x")).status_code == 422


async def test_a_manager_keeps_the_pools(rooms: Rooms, manager: Person, trainer: Person) -> None:
    browser = manager.browser
    answer = await browser.post("/peralatan", data={"name": "Oven", "number": "2"})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    [ovens] = await pools()
    await booked(trainer, title="Kue kering", equipment={ovens.id: 2})
    page = await browser.get(f"/peralatan/{ovens.id}")
    assert "Kue kering" in page.text
    answer = await browser.post(f"/peralatan/{ovens.id}", data={"name": "Oven", "number": "1"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Ada saat ketika lebih dari 1 Oven dipesan" in answer.text
    answer = await browser.post("/peralatan", data={"name": "Oven", "number": "x"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = await browser.post(f"/peralatan/{ovens.id}", data={"active": "false"})
    assert "batalkan pemesanannya" in answer.text
    answer = await browser.post(f"/peralatan/{ovens.id}", data={"name": "Oven gas", "number": "4"})
    assert [(one.name, one.number) for one in await pools()] == [("Oven gas", 4)]


async def test_more_kinds_and_reservations_take_no_more_queries(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    kinds = [await pool()]
    urls = ("/peralatan?date=2026-11-25", f"/peralatan/{kinds[0]}", "/pemesanan/baru")
    few = [await _counted(manager, url) for url in urls]
    kinds += [await pool("Oven", 4), await pool("Kamera", 3)]
    await booked(trainer, equipment=dict.fromkeys(kinds, 1))
    await booked(trainer, "R502", equipment={kinds[0]: 1})
    assert [await _counted(manager, url) for url in urls] == few


async def _counted(person: Person, url: str) -> int:
    with counting_queries() as sent_queries:
        answer = await person.browser.get(url)
    assert answer.status_code == HTTPStatus.OK
    return len(sent_queries)


async def test_the_api_keeps_pools_and_says_what_is_free(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    answer = await manager.browser.post(API, json={"name": "Kamera", "number": 3})
    assert answer.status_code == HTTPStatus.CREATED
    cameras = answer.json()["id"]
    await booked(trainer, equipment={cameras: 2})
    hours = {"starts": "2026-11-25T10:00:00+07:00", "ends": "2026-11-25T12:00:00+07:00"}
    answer = await trainer.browser.get(API, params=hours)
    kind = {"id": cameras, "name": "Kamera", "number": 3, "active": True}
    assert answer.json() == [kind | {"free": 1}]
    answer = await trainer.browser.get(API)
    assert answer.json() == [kind | {"free": None}]
    answer = await manager.browser.patch(f"{API}/{cameras}", json={"number": 1})
    assert answer.status_code == HTTPStatus.CONFLICT
    answer = await manager.browser.patch(f"{API}/{cameras}", json={"name": "Kamera video"})
    assert answer.json() == kind | {"name": "Kamera video", "free": None}
    backwards = {"starts": hours["ends"], "ends": hours["starts"]}
    assert (await trainer.browser.get(API, params=backwards)).status_code == 422


async def test_the_api_reserves_with_a_booking(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors = await pool()
    body = {
        "room": "R501",
        "starts": "2026-11-25T09:00:00+07:00",
        "ends": "2026-11-25T11:00:00+07:00",
        "title": "Kelas",
        "equipment": [{"equipment": projectors}],
    }
    made = (await trainer.browser.post("/api/v1/bookings", json=body)).json()["id"]
    url = f"/api/v1/bookings/{made}/equipment"
    asked = [{"equipment": projectors, "name": "Proyektor", "number": 1}]
    assert (await trainer.browser.get(url)).json() == asked
    answer = await other_trainer.browser.post(
        "/api/v1/bookings",
        json=body | {"room": "R502", "equipment": [{"equipment": projectors, "number": 2}]},
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "/masalah/shortage")
    assert [one["free"] for one in answer.json()["shortages"]] == [1]
    answer = await trainer.browser.put(url, json=[{"equipment": projectors, "number": 2}])
    assert answer.json()[0]["number"] == 2
    assert (await trainer.browser.put(url, json=[])).json() == []
    for refused in (
        await other_trainer.browser.get(url),
        await other_trainer.browser.put(url, json=[]),
    ):
        assert refused.status_code == HTTPStatus.FORBIDDEN
