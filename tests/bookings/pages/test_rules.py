"""/aturan, and what a room's page and the booking form say of its rules."""

from http import HTTPStatus

from bookings import queries
from bookings.domain.policies import Kind
from bookings.operations.rules import set_rule
from bookings.queries.policies import all_rules
from floors.tables import Space
from sentra.domain.roles import COMMAND_LINE, Role
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
RULE = {"kind": "lead", "value": "24", "room": "", "role": "trainer"}


async def test_a_manager_makes_a_rule_and_takes_it_away(rooms: Rooms, manager: Person) -> None:
    made = await manager.browser.post("/aturan", data=RULE)
    assert (made.status_code, made.headers["location"]) == (HTTPStatus.SEE_OTHER, "/aturan")
    shown = (await manager.browser.get("/aturan")).text
    assert shown.count("Pesan paling lambat 24 jam sebelum mulai.") == 2  # the notice, the list
    [rule] = await all_rules()
    await manager.browser.post(f"/aturan/{rule.id}/hapus")
    assert "Belum ada aturan" in (await manager.browser.get("/aturan")).text


async def test_a_rule_that_makes_no_sense_is_said_beside_its_field(
    rooms: Rooms, manager: Person
) -> None:
    for wrong, said in (
        ({"value": "99999"}, "Diperlukan angka"),
        ({"kind": "horizon", "value": "401"}, "401"),
        ({"room": "R000"}, "Ruang ini tidak ada"),
        ({"role": "cooperative"}, "Ruang dipesan oleh"),
        ({"kind": ""}, "Silakan pilih"),
    ):
        answer = await manager.browser.post("/aturan", data=RULE | wrong)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, wrong
        assert "has-error" in answer.text, said


async def test_a_manager_says_how_a_room_is_given(rooms: Rooms, manager: Person) -> None:
    url = "/ruang/R501/persetujuan"
    await manager.browser.post(url, data={"approval": "true", "check_in": "15"})
    room = await queries.room("R501")
    assert room is not None
    terms = room.terms
    assert (terms.approval, terms.request_holds, terms.check_in) == (True, False, 15)
    form = (await manager.browser.get(url)).text
    assert 'value="15"' in form
    wrong = await manager.browser.post(url, data={"check_in": "3"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_who_books_reads_the_rules_and_others_do_not(
    rooms: Rooms, manager: Person, trainer: Person, owner: Person
) -> None:
    await manager.browser.post("/aturan", data=RULE)
    await manager.browser.post("/ruang/R501/persetujuan", data={"approval": "true"})
    for url in ("/ruang/R501", "/pemesanan/baru?room=R501&date=2026-11-25"):
        page = (await trainer.browser.get(url)).text
        assert "Pesan paling lambat 24 jam sebelum mulai." in page
        assert "menjadi pengajuan sampai disetujui" in page
    assert "24 jam sebelum" not in (await owner.browser.get("/ruang/R501")).text


async def test_the_form_says_which_rule_is_broken_and_what_to_do(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await manager.browser.post("/aturan", data=RULE | {"value": "48"})
    form = {"title": "Kue", "room": "R501", "date": "2026-11-25", "from": "09:00", "to": "11:00"}
    answer = await trainer.browser.post("/pemesanan/baru", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pesan paling lambat 48 jam sebelum mulai." in answer.text
    assert "Pilih waktu mulai Kamis, 26 November 2026 09.00 WIB" in answer.text


async def test_the_page_costs_as_many_statements_for_one_rule_as_for_three(
    rooms: Rooms, manager: Person
) -> None:
    counts = []
    for kind in (Kind.LEAD, Kind.HORIZON, Kind.LONGEST):
        await set_rule(
            kind=kind, value=60, room=None, role=Role.TRAINER, actor=COMMAND_LINE, now=NOW
        )
        with counting_queries() as sent:
            await manager.browser.get("/aturan")
        counts.append(len(sent))
    assert counts == [counts[0]] * 3
