"""/jadwal and /ruang: what everybody sees of the rooms."""

import re
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
import pytest

from bookings.operations.bookings import book, cancel, change
from floors.tables import Space
from sentra.database.engine import DB
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Clock, Person, counting_queries

Rooms = dict[str, Space]


async def test_it_shows_the_rooms_of_the_day(rooms: Rooms, visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/jadwal")
    assert page.status_code == HTTPStatus.OK
    assert "Selasa, 24 November 2026" in page.text
    shown = [name for name in ("Aula A", "Kelas Serpong", "Ruang Rapat") if name in page.text]
    assert (shown, "Gudang" in page.text) == (["Aula A", "Kelas Serpong", "Ruang Rapat"], False)
    assert "Belum ada pemesanan pada hari ini" in page.text
    assert "/pemesanan/baru" not in page.text


async def test_it_tells_of_the_trainings_of_one_track_alone(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    for first, title, track in ((9, "Kemasan", "production"), (12, "Foto", "marketing")):
        asked = wish(trainer, first=first, last=first + 1, title=title, track=track)
        await book(asked, actor=trainer.actor, now=NOW)
    seen = {
        track: [
            title
            for title in ("Kemasan", "Foto")
            if title in (await visitor.get(f"/jadwal?date=2026-11-25&track={track}")).text
        ]
        for track in ("", "production", "marketing", "management", "cooking")
    }
    assert seen == {
        "": ["Kemasan", "Foto"],
        "production": ["Kemasan"],
        "marketing": ["Foto"],
        "management": [],
        "cooking": ["Kemasan", "Foto"],
    }


async def test_a_visitor_reads_public_titles_and_no_names(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    public = await book(wish(trainer), actor=trainer.actor, now=NOW)
    private = await book(
        wish(trainer, "R502", title="Rapat rahasia", public=False), actor=trainer.actor, now=NOW
    )
    for url in ("/jadwal?date=2026-11-25", "/ruang/R502?date=2026-11-25"):
        page = await visitor.get(url)
        assert "Terpakai" in page.text
        for hidden in ("Rapat rahasia", "Budi", f"/pemesanan/{private.id}", "example.org"):
            assert hidden not in page.text
    page = await visitor.get("/jadwal?date=2026-11-25")
    assert "Pelatihan kemasan" in page.text
    assert f'href="/pemesanan/{public.id}"' in page.text


async def test_a_trainer_sees_what_is_hers_and_books_what_is_free(
    rooms: Rooms, trainer: Person
) -> None:
    mine = await book(wish(trainer, title="Rapat", public=False), actor=trainer.actor, now=NOW)
    page = await trainer.browser.get("/jadwal?date=2026-11-25")
    assert f'href="/pemesanan/{mine.id}"' in page.text
    assert "is-own" in page.text
    link = "/pemesanan/baru?room=R501&amp;date=2026-11-25&amp;from=11:00&amp;to=12:00"
    assert link in page.text
    assert link.replace("11:00&amp;to=12:00", "10:00&amp;to=11:00") not in page.text


async def test_what_has_passed_is_not_to_be_booked(rooms: Rooms, trainer: Person) -> None:
    page = await trainer.browser.get("/jadwal")
    assert "from=08:00" not in page.text
    assert "from=09:00" in page.text
    assert 'class="day-now"' in page.text
    yesterday = await trainer.browser.get("/jadwal?date=2026-11-23")
    assert ("from=" in yesterday.text, "day-now" in yesterday.text) == (False, False)


async def test_a_hall_shows_which_half_is_taken_and_the_halves_show_the_hall(
    rooms: Rooms, trainer: Person
) -> None:
    await book(wish(trainer, "R401B", 9, 10), actor=trainer.actor, now=NOW)
    await book(wish(trainer, "R401", 13, 15, title="Wisuda"), actor=trainer.actor, now=NOW)
    page = await trainer.browser.get("/jadwal?date=2026-11-25")
    assert page.text.count('<span class="block"><b>Aula B</b>') == 1
    assert page.text.count("<b>Wisuda</b>") == 3


async def test_halves_that_follow_each_other_stay_apart_and_those_at_once_are_one(
    rooms: Rooms, trainer: Person
) -> None:
    for room, first, last in (("R401A", 9, 10), ("R401B", 10, 12), ("R401A", 11, 13)):
        await book(wish(trainer, room, first, last), actor=trainer.actor, now=NOW)
    page = await trainer.browser.get("/jadwal?date=2026-11-25")
    blocks = re.findall(r'<span class="block"><b>([^<]+)</b><span>([^<]+)', page.text)
    assert blocks == [("Aula A", "09.00–10.00"), ("Aula A dan Aula B", "10.00–13.00")]


async def test_a_booking_over_midnight_is_cut_at_the_day(rooms: Rooms, trainer: Person) -> None:
    """People cannot make one, but an import could."""
    made = await book(wish(trainer, "R501", 20, 21), actor=trainer.actor, now=NOW)
    await DB.fetch("UPDATE booking SET ends = ends + interval '5 hours' WHERE id = $1", made.id)
    await DB.fetch("UPDATE hold SET ends = ends + interval '5 hours' WHERE booking = $1", made.id)
    for day in ("2026-11-25", "2026-11-26"):
        page = await trainer.browser.get(f"/jadwal?date={day}")
        columns = re.search(r"<colgroup>(.*?)</colgroup>", page.text)
        row = re.search(r'<a href="/ruang/R501">.*?</tr>', page.text, re.DOTALL)
        assert columns
        assert row
        spans = [int(span) for span in re.findall(r'colspan="(\d+)"', row[0])]
        assert sum(spans) == columns[1].count("<col>")
        assert "20.00–02.00" in row[0]


async def test_a_cancelled_booking_leaves_its_room_free(rooms: Rooms, trainer: Person) -> None:
    made = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await cancel(made.id, actor=trainer.actor, now=NOW)
    page = await trainer.browser.get("/jadwal?date=2026-11-25")
    assert "Pelatihan kemasan" not in page.text


async def test_it_grows_with_early_late_and_odd_times(rooms: Rooms, trainer: Person) -> None:
    early = wish(trainer, "R501", 6, 8, title="Pagi")
    await book(early, actor=trainer.actor, now=NOW)
    odd = wish(trainer, "R502", title="Ganjil", first=20, last=22)
    await book(odd, actor=trainer.actor, now=NOW)
    page = await trainer.browser.get("/jadwal?date=2026-11-25")
    for hour in ("06.00", "21.00"):
        assert f">{hour}</th>" in page.text


@pytest.mark.parametrize("day", ["2026-12-31", "2027-01-01", "2028-02-29", "2015-01-02"])
async def test_it_shows_any_day(rooms: Rooms, visitor: httpx.AsyncClient, day: str) -> None:
    assert (await visitor.get(f"/jadwal?date={day}")).status_code == HTTPStatus.OK
    assert (await visitor.get(f"/ruang/R501?date={day}")).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "2026-02-30", "x" * 5000, "%00", "20261124"]
)
async def test_it_refuses_a_day_that_is_none(
    rooms: Rooms, visitor: httpx.AsyncClient, day: str
) -> None:
    for url in ("/jadwal", "/ruang/R501"):
        answer = await visitor.get(f"{url}?date={day}")
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_the_day_turns_at_midnight_in_jakarta(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient, clock: Clock
) -> None:
    clock.now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    assert "Kamis, 31 Desember 2026" in (await visitor.get("/jadwal")).text
    clock.now = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert "Jumat, 1 Januari 2027" in (await visitor.get("/jadwal")).text


async def test_it_takes_as_many_statements_for_three_as_for_one(
    rooms: Rooms, trainer: Person
) -> None:
    urls = ("/jadwal?date=2026-11-25", "/ruang", "/ruang/R501?date=2026-11-25", "/pemesanan")
    counts = []
    for first in (9, 11, 13):
        await book(wish(trainer, "R501", first, first + 2), actor=trainer.actor, now=NOW)
        found = []
        for url in urls:
            with counting_queries() as sent:
                await trainer.browser.get(url)
            found.append(len(sent))
        counts.append(found)
    assert counts == [[5, 5, 8, 4]] * 3


async def test_the_list_says_which_rooms_are_free_now(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient, clock: Clock
) -> None:
    await book(wish(trainer, day=24), actor=trainer.actor, now=NOW)
    page = await visitor.get("/ruang")
    assert "Terpakai sampai 11.00" in page.text
    assert page.text.count("Kosong sampai tutup") == 4
    assert "tidak dapat dijangkau kursi roda" in page.text
    assert "proyektor" in page.text
    clock.now = at(8, day=24)
    assert "Kosong sampai 09.00" in (await visitor.get("/ruang")).text
    clock.now = at(23, day=24)
    assert "Gedung sedang tutup" in (await visitor.get("/ruang")).text


async def test_a_room_page_has_its_week_and_its_parts(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    await book(wish(trainer, "R401"), actor=trainer.actor, now=NOW)
    page = await visitor.get("/ruang/R401A?date=2026-11-27")
    assert 'Bagian dari <a href="/ruang/R401">Aula</a>' in page.text
    assert page.text.count("<b>Pelatihan kemasan</b>") == 1
    whole = await visitor.get("/ruang/R401")
    assert '<a href="/ruang/R401A">Aula A</a>' in whole.text


@pytest.mark.parametrize("code", ["R999", "R599", "%00", "x" * 300])
async def test_there_is_no_page_for_a_strange_room(
    rooms: Rooms, visitor: httpx.AsyncClient, code: str
) -> None:
    assert (await visitor.get(f"/ruang/{code}")).status_code == HTTPStatus.NOT_FOUND


async def test_a_building_without_rooms_says_so(db: None, visitor: httpx.AsyncClient) -> None:
    for url in ("/jadwal", "/ruang"):
        assert "Belum ada ruang" in (await visitor.get(url)).text


async def test_a_day_drawn_before_shows_what_has_changed_and_to_each_what_is_hers(
    rooms: Rooms, trainer: Person, other_trainer: Person, visitor: httpx.AsyncClient
) -> None:
    url = "/jadwal?date=2026-11-25"

    async def seen() -> list[tuple[str, ...]]:
        pages = [await who.get(url) for who in (visitor, trainer.browser, other_trainer.browser)]
        words = ("Kemasan", "Wawancara", "is-own", "from=09:00")
        return [tuple(word for word in words if word in page.text) for page in pages]

    assert await seen() == [(), ("from=09:00",), ("from=09:00",)]
    for other in ("R401A", "R401B", "R502"):
        await book(wish(other_trainer, other, 9, 10), actor=other_trainer.actor, now=NOW)
    made = await book(wish(trainer, title="Kemasan"), actor=trainer.actor, now=NOW)
    shown = [("Kemasan",), ("Kemasan", "is-own"), ("Kemasan", "is-own")]
    assert await seen() == shown
    assert await seen() == shown
    await change(made.id, {"title": "Wawancara", "public": False}, actor=trainer.actor, now=NOW)
    assert await seen() == [(), ("Wawancara", "is-own"), ("is-own",)]
    await cancel(made.id, actor=trainer.actor, now=NOW)
    assert await seen() == [(), ("from=09:00",), ("is-own", "from=09:00")]
