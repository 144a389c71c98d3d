"""Series on pages: the form with its dates, the list, each by itself."""

import re
from datetime import date
from typing import Any

import httpx
import pytest

from bookings.domain.series import Skip
from bookings.operations.bookings import book
from bookings.operations.series import create
from bookings.queries.series import dates_of
from sentra.database.engine import DB
from tests.bookings.conftest import wish
from tests.bookings.equipment import pool
from tests.bookings.operations.test_series import Rooms, days, series_wish
from tests.conftest import NOW, Person, counting_queries

FORM = {
    "title": "Pelatihan kemasan",
    "room": "R501",
    "date": "2026-11-25",
    "from": "09:00",
    "to": "11:00",
    "repeat": "weekly",
    "every": "1",
    "times": "4",
    "public": "true",
}


async def send(person: Person, **more: Any) -> httpx.Response:
    return await person.browser.post("/rangkaian/baru", data={**FORM, **more})


async def made(person: Person, **more: Any) -> int:
    return await create(series_wish(person, **more), actor=person.actor, now=NOW)


async def stored() -> int:
    number: int = (await DB.fetch("SELECT count(*) AS n FROM booking"))[0]["n"]
    return number


async def test_the_dates_are_shown_before_anything_is_booked(rooms: Rooms, trainer: Person) -> None:
    page = await send(trainer, do="look")
    assert (page.status_code, await stored()) == (200, 0)
    assert "Semua 4 tanggal kosong." in page.text
    assert 'name="on-2026-12-16"' in page.text


async def test_a_series_is_booked_and_its_undo_cancels_it(rooms: Rooms, trainer: Person) -> None:
    done = await send(trainer, do="book")
    assert done.status_code == 303
    url = done.headers["location"]
    page = await trainer.browser.get(url)
    assert "Setiap minggu pada hari Rabu, 4 kali" in page.text
    assert f'action="{url}/batal"' in page.text
    assert (await trainer.browser.post(f"{url}/batal")).headers["location"] == url
    assert {row.state for row in await dates_of(int(url.split("/")[-1]))} == {"cancelled"}
    await trainer.browser.post(f"{url}/pulihkan")
    assert {row.state for row in await dates_of(int(url.split("/")[-1]))} == {"confirmed"}


async def test_what_clashes_is_told_with_its_cause_and_alternatives(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await book(
        wish(other_trainer, day=32, title="Rahasia", public=False),
        actor=other_trainer.actor,
        now=NOW,
    )
    page = await send(trainer, do="book")
    assert (page.status_code, await stored()) == (409, 1)
    assert "1 tanggal perlu keputusan" in page.text
    assert "Rahasia" not in page.text
    assert '<option value="R501/2026-12-02/07:00/09:00">Ruang yang sama' in page.text
    assert '<option value="R502/2026-12-02/09:00/11:00">Ruang Rapat' in page.text


async def test_a_clash_is_moved_skipped_or_skipped_with_the_rest(
    rooms: Rooms, trainer: Person
) -> None:
    await book(wish(trainer, day=32), actor=trainer.actor, now=NOW)
    moved = await send(trainer, do="book", **{"on-2026-12-02": "R502/2026-12-02/09:00/11:00"})
    number = int(moved.headers["location"].split("/")[-1])
    assert (await days(number))[1] == "02.12 09 R502"
    page = await send(
        trainer, do="look", **{"from": "13:00", "to": "14:00", "on-2026-12-09": "skip"}
    )
    assert re.search(r'<option value="skip" selected>', page.text)
    rest = await send(trainer, do="skip", **{"on-2026-12-16": "R501/2026-12-16/13:00/14:00"})
    number = int(rest.headers["location"].split("/")[-1])
    assert await days(number) == ["16.12 13 R501"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": ""}, "Pemesanan perlu judul."),
        ({"times": "", "until": ""}, "Sebutkan berapa kali, atau sampai tanggal berapa."),
        ({"until": "2026-12-31"}, "Sebutkan berapa kali, atau sampai tanggal berapa."),
        ({"times": "401"}, "400"),
        ({"times": "", "until": "2026-11-01"}, "Aturan ini tidak menghasilkan satu tanggal pun."),
        ({"repeat": "yearly"}, "Pilih"),
        ({"date": "besok"}, "Ini bukan tanggal."),
        ({"every": "x"}, "bilangan bulat"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    rooms: Rooms, trainer: Person, more: dict[str, str], words: str
) -> None:
    page = await send(trainer, do="look", **more)
    assert (page.status_code, await stored()) == (422, 0)
    assert words in page.text


@pytest.mark.parametrize(
    "decision", ["x", "R501/x/y/z", "R501/2026-12-02/9/", "R9/2026-12-02/25:00/1"]
)
async def test_a_decision_that_says_nothing_decides_nothing(
    rooms: Rooms, trainer: Person, decision: str
) -> None:
    page = await send(trainer, do="look", **{"on-2026-12-02": decision, "on-x": "skip"})
    assert "Semua 4 tanggal kosong." in page.text


@pytest.mark.parametrize(
    ("more", "dates"),
    [
        ({"day-TU": "true", "day-FR": "true"}, ["27.11", "01.12", "04.12"]),
        ({"repeat": "daily", "every": "2"}, ["25.11", "27.11", "29.11"]),
        ({"repeat": "month_day"}, ["25.11", "25.12", "25.01"]),
        ({"repeat": "month_weekday"}, ["25.11", "23.12", "27.01"]),
        ({"repeat": "month_last"}, ["25.11", "30.12", "27.01"]),
        ({"times": "", "until": "2026-12-09"}, ["25.11", "02.12", "09.12"]),
    ],
)
async def test_it_repeats_as_the_form_says(
    rooms: Rooms, trainer: Person, more: dict[str, str], dates: list[str]
) -> None:
    done = await send(trainer, do="book", **({"times": "3"} | more))
    number = int(done.headers["location"].split("/")[-1])
    assert [date.split()[0] for date in await days(number)] == dates


async def test_the_form_of_a_booking_hands_over_what_it_has(rooms: Rooms, trainer: Person) -> None:
    form = await trainer.browser.get("/pemesanan/baru")
    assert 'formaction="/rangkaian/baru"' in form.text
    page = await trainer.browser.post(
        "/rangkaian/baru", data={"do": "form", "title": "Ekspor", "room": "R502"}
    )
    assert (page.status_code, 'value="Ekspor"' in page.text) == (200, True)


async def test_it_is_changed_as_a_whole_or_from_a_date_on(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    form = {key: FORM[key] for key in ("title", "room", "public")} | {
        "from": "13:00",
        "to": "14:00",
    }
    url = f"/rangkaian/{one}/ubah"
    page = await trainer.browser.post(url, data={**form, "do": "look"})
    assert "Semua 4 tanggal kosong." in page.text
    done = await trainer.browser.post(url, data={**form, "do": "save"})
    assert done.headers["location"] == f"/rangkaian/{one}"
    assert (await days(one))[3] == "16.12 13 R501"
    form |= {"since": "2026-12-09", "room": "R502", "do": "save"}
    done = await trainer.browser.post(url, data=form)
    two = int(done.headers["location"].split("/")[-1])
    assert (two != one, await days(two)) == (True, ["09.12 13 R502", "16.12 13 R502"])


async def test_a_change_that_clashes_asks_first(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    await book(wish(trainer, "R502", day=32), actor=trainer.actor, now=NOW)
    form = {key: FORM[key] for key in ("title", "public", "from", "to")} | {"room": "R502"}
    page = await trainer.browser.post(f"/rangkaian/{one}/ubah", data={**form, "do": "save"})
    assert page.status_code == 409
    assert '<option value="keep">Biarkan seperti semula' in page.text
    keeping = {**form, "do": "save", "on-2026-12-02": "keep"}
    await trainer.browser.post(f"/rangkaian/{one}/ubah", data=keeping)
    assert (await days(one))[:2] == ["25.11 09 R502", "02.12 09 R501"]
    wrong = await trainer.browser.post(
        f"/rangkaian/{one}/ubah", data={**form, "since": "2026-12-03"}
    )
    assert wrong.status_code == 422


async def test_a_booking_of_a_series_leads_to_what_follows(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    second = (await dates_of(one))[1]
    page = await trainer.browser.get(f"/pemesanan/{second.id}")
    assert f'href="/rangkaian/{one}/ubah?since=2026-12-02"' in page.text
    edit = await trainer.browser.get(f"/rangkaian/{one}/ubah?since=2026-12-02")
    assert "Mulai Rabu, 2 Desember 2026" in edit.text
    await trainer.browser.post(f"/rangkaian/{one}/batal", data={"since": "2026-12-02"})
    assert [row.state for row in await dates_of(one)] == ["confirmed", *["cancelled"] * 3]
    again = await trainer.browser.post(f"/rangkaian/{one}/batal", data={"since": "2026-12-02"})
    assert (again.status_code, "Tidak ada lagi tanggal" in again.text) == (409, True)


async def test_a_skipped_date_is_added_back(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer, decisions={date(2026, 12, 9): Skip()})
    await book(wish(trainer, day=39), actor=trainer.actor, now=NOW)
    page = await trainer.browser.get(f"/rangkaian/{one}")
    assert f'href="/rangkaian/{one}?tambah=2026-12-09"' in page.text
    page = await trainer.browser.get(f"/rangkaian/{one}?tambah=2026-12-09")
    assert "Adakan kembali Rabu, 9 Desember 2026" in page.text
    form = {
        "date": "2026-12-09",
        "on": "2026-12-09",
        "room": "R501",
        "from": "09:00",
        "to": "11:00",
    }
    page = await trainer.browser.post(f"/rangkaian/{one}/tambah", data=form)
    assert (page.status_code, "Ruang tidak kosong pada waktu itu:" in page.text) == (409, True)
    page = await trainer.browser.post(f"/rangkaian/{one}/tambah", data={**form, "to": "08:00"})
    assert page.status_code == 422
    done = await trainer.browser.post(f"/rangkaian/{one}/tambah", data={**form, "room": "R502"})
    assert (done.status_code, (await days(one))[2]) == (303, "09.12 09 R502")


async def test_the_list_shows_ones_own_and_a_manager_all(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await made(trainer, title="Batik")
    await made(other_trainer, room="R502", title="Kopi")
    mine = await trainer.browser.get("/rangkaian")
    assert ("Batik" in mine.text, "Kopi" in mine.text) == (True, False)
    everything = await manager.browser.get("/rangkaian")
    assert ("Batik" in everything.text, "Kopi" in everything.text) == (True, True)
    past = await trainer.browser.get("/rangkaian?tab=past")
    assert "Belum ada rangkaian yang selesai" in past.text


async def test_nobody_elses_series_is_shown(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    one = await made(trainer, public=False)
    for path in ("", "/ubah"):
        page = await other_trainer.browser.get(f"/rangkaian/{one}{path}")
        assert (page.status_code, "Pelatihan kemasan" in page.text) == (404, False)
    two = await made(trainer, room="R502")
    assert (await other_trainer.browser.get(f"/rangkaian/{two}")).status_code == 403


async def test_pages_ask_no_more_of_the_database_for_more_dates(
    rooms: Rooms, trainer: Person
) -> None:
    counts = []
    for room, times in (("R501", 3), ("R502", 30)):
        one = await made(trainer, room=room, rule=f"FREQ=WEEKLY;COUNT={times}")
        with counting_queries() as sent:
            assert (await trainer.browser.get(f"/rangkaian/{one}")).status_code == 200
            assert (await send(trainer, do="look", times=times, room=room)).status_code == 200
            assert (await trainer.browser.get("/rangkaian")).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


async def test_wednesdays_become_thursdays_with_a_look_before(
    rooms: Rooms, trainer: Person
) -> None:
    one = await made(trainer, decisions={date(2026, 12, 9): Skip()})
    url = f"/rangkaian/{one}/ubah"
    page = await trainer.browser.get(url)
    assert re.search(r'name="date"[^>]*value="2026-11-25"', page.text)
    assert re.search(r'name="times"[^>]*value="4"', page.text)
    edit = {**FORM, "day-TH": "true"}
    page = await trainer.browser.post(url, data={**edit, "do": "look"})
    assert page.status_code == 200
    assert "Menggantikan Rabu, 2 Desember 2026." in page.text
    assert "Menggantikan tanggal yang tidak berlangsung." in page.text
    assert (await days(one))[0] == "25.11 09 R501"
    await trainer.browser.post(url, data={**edit, "do": "save", "on-2026-12-10": "book"})
    assert await days(one) == ["26.11 09 R501", "03.12 09 R501", "10.12 09 R501", "17.12 09 R501"]
    page = await trainer.browser.get(url)
    assert 'name="day-TH" value="true" checked' not in page.text


async def test_a_rule_may_be_written_as_text(rooms: Rooms, trainer: Person) -> None:
    wrong = await send(trainer, do="look", rrule="FREQ=YEARLY;COUNT=3")
    assert wrong.status_code == 422
    assert re.search(r'href="#f-rrule">Rangkaian berulang', wrong.text)
    done = await send(trainer, do="book", rrule="FREQ=MONTHLY;BYDAY=1MO,3MO;COUNT=3")
    one = int(done.headers["location"].split("/")[-1])
    assert await days(one) == ["07.12 09 R501", "21.12 09 R501", "04.01 09 R501"]
    page = await trainer.browser.get(f"/rangkaian/{one}/ubah")
    assert 'value="FREQ=MONTHLY;BYDAY=1MO,3MO;COUNT=3"' in page.text


async def test_what_equipment_lacks_is_told_with_its_date(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    ovens = await pool(name="Oven", number=1)
    one = await made(trainer)
    other = wish(other_trainer, "R502", day=32, equipment={ovens: 1})
    await book(other, actor=other_trainer.actor, now=NOW)
    url, edit = f"/rangkaian/{one}/ubah", {**FORM, f"equipment-{ovens}": "1", "do": "save"}
    page = await trainer.browser.post(url, data=edit)
    assert page.status_code == 409
    assert "Rabu, 2 Desember 2026" in page.text
    assert "Semua 4 tanggal kosong." not in page.text
    assert 'name="on-2026-12-02"' in page.text
    done = await trainer.browser.post(url, data={**edit, "on-2026-12-02": "skip"})
    assert done.status_code == 303
    again = await trainer.browser.get(url)
    assert re.search(rf'name="equipment-{ovens}"[^>]*value="1"', again.text)
