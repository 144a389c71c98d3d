"""/persetujuan, and what a booking's own page says of a request."""

from http import HTTPStatus

from bookings import queries
from bookings.domain.recurrence_text import parse_recurrence
from bookings.operations.bookings import book
from bookings.operations.series import SeriesWish, create
from floors.tables import Space
from tests.bookings.conftest import needs_approval, wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]


async def asked(person: Person, *, day: int = 25, room: str = "R501", title: str = "Kue") -> int:
    wanted = wish(person, room, day=day, title=title)
    return (await book(wanted, actor=person.actor, now=NOW)).id


async def state(booking: int) -> tuple[str, str]:
    found = await queries.booking(booking)
    assert found is not None
    return found.state, found.reason


async def test_a_trainer_is_told_that_her_booking_is_a_request(
    rooms: Rooms, trainer: Person
) -> None:
    await needs_approval(rooms["R501"])
    form = {"title": "Kue", "room": "R501", "date": "2026-11-25", "from": "09:00", "to": "11:00"}
    sent = await trainer.browser.post("/pemesanan/baru", data=form)
    shown = (await trainer.browser.get(sent.headers["location"])).text
    assert "Kelas Serpong diajukan untuk" in shown
    assert "Dijawab sebelum" in shown
    assert "Setujui" not in shown


async def test_a_manager_approves_on_the_page(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    booking = await asked(trainer)
    assert f"/persetujuan/{booking}/setujui" in (await manager.browser.get("/persetujuan")).text
    answer = await manager.browser.post(f"/persetujuan/{booking}/setujui")
    assert (answer.status_code, answer.headers["location"]) == (303, "/persetujuan")
    assert await state(booking) == ("confirmed", "")
    assert "Disetujui: Kelas Serpong" in (await manager.browser.get("/persetujuan")).text
    decided = (await trainer.browser.get("/persetujuan?tab=decided")).text
    assert f"/pemesanan/{booking}" in decided


async def test_a_refusal_without_a_reason_is_asked_for_one(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    booking = await asked(trainer)
    url = f"/persetujuan/{booking}/tolak"
    answer = await manager.browser.post(url, data={"reason": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Penolakan perlu alasan." in answer.text
    await manager.browser.post(url, data={"reason": "Pakai R502"})
    assert await state(booking) == ("refused", "Pakai R502")
    assert "Ditolak: Pakai R502" in (await trainer.browser.get(f"/pemesanan/{booking}")).text


async def test_a_second_answer_says_that_there_was_one(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    booking = await asked(trainer)
    await manager.browser.post(f"/persetujuan/{booking}/setujui")
    await manager.browser.post(f"/persetujuan/{booking}/setujui")
    assert "sudah diputuskan" in (await manager.browser.get("/persetujuan")).text


async def test_a_trainer_sees_only_her_own_requests(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await needs_approval(rooms["R501"])
    hers = await asked(trainer, title="Rahasia dapur")
    assert f"/pemesanan/{hers}" in (await trainer.browser.get("/persetujuan")).text
    assert "Rahasia dapur" not in (await other_trainer.browser.get("/persetujuan")).text
    assert (await other_trainer.browser.get(f"/pemesanan/{hers}")).status_code == 404
    day = (await other_trainer.browser.get("/jadwal?date=2026-11-25")).text
    assert "Rahasia dapur" not in day


async def test_the_list_costs_as_many_statements_for_one_as_for_three(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    counts = []
    for day in (25, 26, 27):
        await asked(trainer, day=day)
        with counting_queries() as sent:
            await manager.browser.get("/persetujuan")
        counts.append(len(sent))
    assert counts == [counts[0]] * 3


async def test_my_bookings_show_requests_as_such(rooms: Rooms, trainer: Person) -> None:
    await needs_approval(rooms["R501"])
    await asked(trainer)
    assert "Diajukan" in (await trainer.browser.get("/pemesanan")).text


async def test_a_series_is_one_entry_that_leads_to_all_its_dates(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    weekly = SeriesWish(wish(trainer), parse_recurrence("FREQ=WEEKLY;COUNT=5"), {})
    series = await create(weekly, actor=trainer.actor, now=NOW)
    alone = await asked(trainer, day=26)
    page = (await manager.browser.get("/persetujuan")).text
    assert "5 tanggal rangkaian menunggu jawaban" in page
    assert page.count(f'href="/rangkaian/{series}"') == 1
    assert page.count("/setujui") == 1
    assert f"/persetujuan/{alone}/setujui" in page
    assert "2 pengajuan menunggu jawaban Anda" in (await manager.browser.get("/")).text
