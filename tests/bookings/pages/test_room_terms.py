"""The page of a room's terms, and what the other pages make of them."""

from http import HTTPStatus

from bookings import queries
from floors.tables import Space
from tests.bookings.pages.test_bookings import FORM
from tests.conftest import Person, counting_queries

Rooms = dict[str, Space]
URL = "/ruang/R501/ketentuan"
TERMS = {
    "before": "15",
    "after": "30",
    "hours-1": "08.00–12.00, 13.00–17.00",
    "hours-2": "8:00-17:00",
    "layout-classroom": "20",
    "layout-u": "12",
}


async def test_a_manager_says_how_a_room_may_be_used(rooms: Rooms, manager: Person) -> None:
    answer = await manager.browser.post(URL, data=TERMS)
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, "/ruang/R501")
    page = (await manager.browser.get("/ruang/R501")).text
    for part in (
        "Ketentuan Kelas Serpong tersimpan",
        "Kelas 20 · Bentuk U 12",
        "Senin tutup; Selasa 08.00–12.00, 13.00–17.00; Rabu 08.00–17.00; Kamis–Minggu tutup",
        "15 menit sebelum setiap pemesanan, 30 menit sesudah setiap pemesanan",
    ):
        assert part in page
    form = (await manager.browser.get(URL)).text
    for value in ("15", "30", "08.00–12.00, 13.00–17.00", "08.00–17.00", "20", "12"):
        assert f'value="{value}"' in form


async def test_all_days_left_empty_are_no_hours_of_its_own(rooms: Rooms, manager: Person) -> None:
    await manager.browser.post(URL, data=TERMS)
    await manager.browser.post(URL, data={"before": "0"})
    room = await queries.room("R501")
    assert room is not None
    assert (room.terms.week, dict(room.terms.layouts)) == (None, {})


async def test_what_is_wrong_stands_beside_its_field(rooms: Rooms, manager: Person) -> None:
    answer = await manager.browser.post(
        URL, data={"before": "x", "hours-0": "pagi", "layout-u": "0"}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for name in ("before", "hours-0", "layout-u"):
        assert f'id="f-{name}-error"' in answer.text
    answer = await manager.browser.post(URL, data={"layout-u": "25", "hours-3": "05.00–07.00"})
    for name in ("layout-u", "hours-3"):
        assert f'id="f-{name}-error"' in answer.text


async def test_there_are_no_terms_of_no_room(rooms: Rooms, manager: Person) -> None:
    for code in ("R999", "R599"):
        answer = await manager.browser.get(f"/ruang/{code}/ketentuan")
        assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_the_form_offers_the_layouts_of_the_room(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    assert 'name="layout"' not in (await trainer.browser.get("/pemesanan/baru")).text
    await manager.browser.post(URL, data=TERMS | {"hours-1": "", "hours-2": ""})
    form = (await trainer.browser.get("/pemesanan/baru?room=R501")).text
    assert '<option value="u">Bentuk U · 12 orang</option>' in form
    answer = await trainer.browser.post("/pemesanan/baru", data=FORM | {"layout": "u"})
    page = await trainer.browser.get(answer.headers["location"])
    assert "Bentuk U" in page.text
    found = await queries.booking(int(answer.headers["location"].split("/")[-1]))
    assert found is not None
    assert found.layout == "u"
    refused = await trainer.browser.post(
        "/pemesanan/baru", data=FORM | {"layout": "u", "people": "13"}
    )
    assert "Dengan tata letak Bentuk U, ruang ini memuat 12 orang." in refused.text


async def test_a_room_that_is_closed_says_its_hours(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await manager.browser.post(URL, data=TERMS)
    refused = await trainer.browser.post("/pemesanan/baru", data=FORM | {"to": "18:00"})
    assert "Pada hari itu ruang ini buka pukul 08.00–17.00." in refused.text.replace(":", ".")


async def test_terms_cost_a_page_no_further_statement(rooms: Rooms, manager: Person) -> None:
    with counting_queries() as before:
        await manager.browser.get("/ruang/R501")
    await manager.browser.post(URL, data=TERMS)
    await manager.browser.get("/ruang/R501")  # which shows the notice, and is like no other
    with counting_queries() as after:
        await manager.browser.get("/ruang/R501")
    assert len(after) == len(before)
