"""Another program's calendar, taken over into a room: page, API, and the file again."""

from http import HTTPStatus

import pytest

from bookings.operations.bookings import cancel
from bookings.operations.intake import Fate, Request, look, take_over
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Forbidden, Invalid, NotFound
from tests.bookings.domain.test_intake import calendar, event
from tests.conftest import NOW, Person

FILE = calendar(
    event(RRULE="RRULE:FREQ=WEEKLY;COUNT=3"),
    event(UID="UID:single", DTSTART="DTSTART:20261202T030000Z", DTEND="DTEND:20261202T040000Z"),
    event(UID="UID:whole day", DTSTART="DTSTART;VALUE=DATE:20261203", DTEND=""),
)

pytestmark = pytest.mark.usefixtures("rooms")


async def stored() -> list[tuple[str, str]]:
    rows = await DB.fetch(
        "SELECT source_uid, state FROM booking WHERE source_uid IS NOT NULL ORDER BY starts"
    )
    return [(row["source_uid"], row["state"]) for row in rows]


def asked(manager: Person, content: bytes = FILE, room: str = "R501") -> Request:
    return Request(content, room, manager.account)


async def test_a_look_stores_nothing_and_says_what_would_be(manager: Person) -> None:
    taking = await look(asked(manager), actor=manager.actor, now=NOW)
    assert taking.counts == {Fate.NEW: 4, Fate.CHANGED: 0, Fate.KNOWN: 0, Fate.REFUSED: 0}
    assert [one.title for one in taking.left_out] == ["Kelas kopi\\, lanjutan"]
    assert await DB.fetch("SELECT FROM booking") == []
    assert await DB.fetch("SELECT FROM audit_entry WHERE verb LIKE 'booking.%'") == []


async def test_the_same_file_again_changes_nothing(manager: Person) -> None:
    await take_over(asked(manager), actor=manager.actor, now=NOW)
    before = await stored()
    again = await take_over(asked(manager), actor=manager.actor, now=NOW)
    assert again.counts == {Fate.NEW: 0, Fate.CHANGED: 0, Fate.KNOWN: 4, Fate.REFUSED: 0}
    assert len(before) == len(await stored()) == 4


async def test_what_moved_in_the_other_program_moves_here(manager: Person) -> None:
    await take_over(asked(manager), actor=manager.actor, now=NOW)
    moved = FILE.replace(b"20261202T030000Z", b"20261202T020000Z")
    taking = await take_over(asked(manager, moved), actor=manager.actor, now=NOW)
    assert (taking.counts[Fate.CHANGED], taking.counts[Fate.KNOWN]) == (1, 3)


async def test_what_was_cancelled_here_stays_cancelled(manager: Person) -> None:
    await take_over(asked(manager), actor=manager.actor, now=NOW)
    row = (await DB.fetch("SELECT id FROM booking WHERE source_uid = 'single'"))[0]
    await cancel(row["id"], actor=manager.actor, now=NOW)
    await take_over(asked(manager), actor=manager.actor, now=NOW)
    assert ("single", "cancelled") in await stored()


async def test_a_taken_hour_is_refused_and_the_rest_is_booked(
    manager: Person, trainer: Person
) -> None:
    booked = await trainer.browser.post(
        "/api/v1/bookings",
        json={
            "room": "R501",
            "starts": "2026-12-08T10:00:00+07:00",
            "ends": "2026-12-08T12:00:00+07:00",
            "title": "Kelas pemasaran",
        },
    )
    assert booked.status_code == HTTPStatus.CREATED, booked.text
    taking = await take_over(asked(manager), actor=manager.actor, now=NOW)
    [refused] = [row for row in taking.rows if row.fate is Fate.REFUSED]
    assert refused.occurrence.key == "abc@example.org/20261208T020000Z"
    assert "Kelas pemasaran" in str(refused.why)
    assert taking.counts[Fate.NEW] == 3


async def test_only_managers_and_only_into_a_room_and_only_calendars(
    manager: Person, trainer: Person
) -> None:
    with pytest.raises(Forbidden):
        await look(asked(trainer), actor=trainer.actor, now=NOW)
    with pytest.raises(NotFound):
        await look(asked(manager, room="R999"), actor=manager.actor, now=NOW)
    with pytest.raises(Invalid):
        await look(asked(manager, b"hello"), actor=manager.actor, now=NOW)


async def test_a_manager_looks_and_then_takes_over_on_the_page(manager: Person) -> None:
    send = {"organiser": str(manager.account)}
    page = await manager.browser.post(
        "/ruang/R501/impor", data=send, files={"file": ("jadwal.ics", FILE, "text/calendar")}
    )
    assert page.status_code == HTTPStatus.OK
    assert "Berlangsung sehari penuh" in page.text
    address = page.text.split('action="/ruang/R501/impor/')[1].split('"')[0]
    taken = await manager.browser.post(f"/ruang/R501/impor/{address}", data={})
    assert taken.headers["location"] == "/ruang/R501"
    assert len(await stored()) == 4
    gone = await manager.browser.post(f"/ruang/R501/impor/{address}", data={})
    assert gone.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("content", [b"", b"hello", b"BEGIN:VCALENDAR" + b"x" * 3_000_000])
async def test_the_page_says_what_is_wrong_with_a_file(manager: Person, content: bytes) -> None:
    page = await manager.browser.post(
        "/ruang/R501/impor",
        data={"organiser": str(manager.account)},
        files={"file": ("jadwal.ics", content, "text/calendar")},
    )
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "iCalendar" in page.text or "lebih besar dari 2 MB" in page.text


async def test_a_program_takes_a_calendar_over(manager: Person, rooms: dict[str, Space]) -> None:
    form = {"organiser": str(manager.account), "dry_run": "true"}
    files = {"file": ("jadwal.ics", FILE, "text/calendar")}
    dry = await manager.browser.post("/api/v1/rooms/R501/import", data=form, files=files)
    assert (dry.status_code, dry.json()["stored"]) == (HTTPStatus.OK, False), dry.text
    form["dry_run"] = "false"
    done = (await manager.browser.post("/api/v1/rooms/R501/import", data=form, files=files)).json()
    assert (done["counts"]["new"], done["left_out"][0]["line"]) == (4, 17)
