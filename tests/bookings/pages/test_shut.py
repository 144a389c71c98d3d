"""What the day shows of closures, hours and buffers."""

import re
from datetime import time, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.domain.closures import Closing, ClosureKind, Place
from bookings.domain.hours import day_of
from bookings.domain.rooms import Room
from bookings.domain.spans import Span
from bookings.domain.terms import Terms
from bookings.domain.terms_changes import TermsWish
from bookings.operations.bookings import book
from bookings.operations.closing import close
from bookings.operations.terms import set_terms
from bookings.pages.timetable_shut import shut
from bookings.queries.closures import Block
from floors.tables import Space
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
DAY = day_of(at(9))
WHOLE = Span(at(7), at(21))
STEP = timedelta(minutes=30)
HALL = Room(3, "R401", "Aula", 4, parts=(1, 2), terms=Terms(before=STEP, after=STEP * 2))
HOURS = ((time(8), time(12)), (time(13), time(17)))
OFFICE = Room(1, "R501", "Kelas", 5, terms=Terms(week=[HOURS] * 7))

halves = st.builds(
    lambda first, length: Span(at(5) + first * STEP, at(5) + (first + length) * STEP),
    st.integers(0, 30),
    st.integers(1, 10),
)
blocks = st.builds(
    lambda space, span, closure: Block(
        space, span.starts, span.ends, closure, "Libur" if closure else "", estimated=False
    ),
    st.sampled_from((1, 2, 9)),
    halves,
    st.sampled_from((None, 1, 2)),
)


@pytest.mark.parametrize("room", [HALL, OFFICE], ids=str)
@given(taken=st.lists(halves, max_size=3), some=st.lists(blocks, max_size=5))
def test_each_minute_is_shut_once_and_for_a_reason(
    *, room: Room, taken: list[Span], some: list[Block]
) -> None:
    found = list(shut(room, DAY, WHOLE, taken=taken, blocks=some))
    mine = [block for block in some if block.space in room.held]
    held = [*taken, *(block.span for block in mine if block.closure is None)]
    for number in range(28):
        minute = WHOLE.starts + number * STEP
        booked = any(span.contains(minute) for span in taken)
        closed = any(block.closure and block.span.contains(minute) for block in mine)
        outside = room.terms.week is not None and not any(
            span.contains(minute) for span in room.terms.open_on(DAY)
        )
        buffer = any(room.terms.blocks(span).contains(minute) for span in held)
        over = [one for one in found if one.span.contains(minute)]
        assert len(over) == (not booked and (closed or outside or buffer))
        assert all(one.buffer is not (closed or outside) for one in over)
    assert all(WHOLE.starts <= one.span.starts and one.span.ends <= WHOLE.ends for one in found)


async def closed(manager: Person, **more: object) -> None:
    parts = {
        "place": Place(),
        "starts": at(0),
        "ends": at(24),
        "kind": ClosureKind.HOLIDAY,
        "name": "Hari Raya Contoh",
    }
    await close([Closing(**parts | more)], rest="keep", actor=manager.actor, now=NOW)  # type: ignore[arg-type]


async def test_the_day_says_why_it_is_closed_and_offers_nothing(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    await closed(manager, estimated=True)
    page = (await trainer.browser.get("/jadwal?date=2026-11-25")).text
    assert "Ditutup pada hari ini: <b>Hari Raya Contoh (tanggal perkiraan)</b>" in page
    assert "from=" not in page
    assert "Pelatihan kemasan" in page
    week = (await trainer.browser.get("/ruang/R401?date=2026-11-25")).text
    assert week.count("<b>Hari Raya Contoh (tanggal perkiraan)</b>") == 1
    beside = (await trainer.browser.get("/pemesanan/baru?room=R502&date=2026-11-25")).text
    assert re.search(r"<b>Sepanjang hari</b>\s+Hari Raya Contoh", beside)
    assert "/pemesanan/baru?room=R502" not in beside


async def test_a_room_says_by_what_it_is_closed_now(
    rooms: Rooms, manager: Person, visitor: httpx.AsyncClient
) -> None:
    await closed(manager, starts=at(0, day=24), ends=at(24, day=24))
    for url in ("/ruang", "/ruang/R401"):
        page = (await visitor.get(url)).text
        assert "Tutup: Hari Raya Contoh" in page
        assert "Terpakai sampai" not in page


async def test_buffers_are_kept_free_on_the_day_and_beside_the_form(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    terms = TermsWish(before=10, after=20)
    await set_terms("R501", terms, actor=manager.actor, now=NOW)
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    page = (await trainer.browser.get("/jadwal?date=2026-11-25")).text
    for hours in ("08.30–09.00", "11.00–11.30"):
        assert f'title="Dikosongkan {hours}"' in page
    assert "room=R501&amp;date=2026-11-25&amp;from=11:30" in page
    beside = (await trainer.browser.get("/pemesanan/baru?room=R501&date=2026-11-25")).text
    for hours in ("07.00–08.30", "11.30–21.00"):
        assert f"<b>{hours}</b>" in beside


async def test_hours_of_a_room_are_shown_as_closed(
    rooms: Rooms, manager: Person, visitor: httpx.AsyncClient
) -> None:
    await set_terms("R501", TermsWish(week=[HOURS] * 7), actor=manager.actor, now=NOW)
    page = (await visitor.get("/ruang/R501?date=2026-11-25")).text
    for hours in ("07.00–08.00", "12.00–13.00", "17.00–21.00"):
        assert page.count(f"<b>Tutup</b><span>{hours}</span>") == 7


async def test_a_closed_day_costs_no_more_statements_than_another(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await closed(manager)
    counts = []
    for day in ("2026-11-25", "2026-11-26"):
        with counting_queries() as sent:
            await trainer.browser.get(f"/jadwal?date={day}")
        counts.append(len(sent))
    assert counts[0] == counts[1]
