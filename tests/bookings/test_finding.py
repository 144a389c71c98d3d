"""Finding a room through the query, the page, the API and the command line."""

from datetime import date, time, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from bookings.domain.ranking import Found
from bookings.domain.search import Search
from bookings.operations.bookings import book
from bookings.queries.finding import search_rooms
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Invalid
from sentra.domain.roles import Role
from tests.bookings.conftest import wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
WEDNESDAY = date(2026, 11, 25)
MORNING = "/cari-ruang?date=2026-11-25&from=07:00&to=12:00&minutes=120&people=20&joined=true"
API = "/api/v1/room-search?date=2026-11-25&earliest=07:00&latest=12:00&minutes=120&people=20"


async def found(*, role: Role = Role.TRAINER, **more: Any) -> Found:
    parts: dict[str, Any] = {
        "days": (WEDNESDAY,),
        "earliest": time(9),
        "latest": time(11),
        "length": timedelta(hours=2),
    }
    return await search_rooms(Search(**parts | more), role=role, now=NOW)


def codes(result: Found) -> list[str]:
    return [one.offer.room.code for one in result.rooms]


async def test_it_sees_what_is_booked_with_its_buffers(rooms: Rooms, trainer: Person) -> None:
    await DB.fetch(
        "INSERT INTO room_terms (space, before, after, layouts, changed)"
        " VALUES ($1, 0, 60, '{}', $2)",
        rooms["R501"].id,
        NOW,
    )
    await book(wish(trainer, "R501", 7, 8), actor=trainer.actor, now=NOW)
    assert codes(await found(people=20)) == ["R501", "R401A", "R401B", "R401"]
    await book(wish(trainer, "R501", 12, 13), actor=trainer.actor, now=NOW)
    assert codes(await found(people=20)) == ["R501", "R401A", "R401B", "R401"]
    assert codes(await found(people=20, latest=time(12), length=timedelta(hours=3))) == [
        "R401A",
        "R401B",
        "R401",
    ]


async def test_a_half_that_is_taken_takes_the_hall(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, "R401B"), actor=trainer.actor, now=NOW)
    assert codes(await found(people=30)) == ["R401A"]


async def test_equipment_is_counted_where_it_is_reserved(rooms: Rooms, trainer: Person) -> None:
    [kind] = await DB.fetch("INSERT INTO equipment (name) VALUES ('Proyektor') RETURNING id")
    units = await DB.fetch(
        "INSERT INTO equipment_unit (equipment, number) SELECT $1, n"
        " FROM generate_series(1, 2) AS n RETURNING id",
        kind["id"],
    )
    booked = await book(wish(trainer, "R502"), actor=trainer.actor, now=NOW)
    await DB.fetch(
        "INSERT INTO equipment_hold (booking, unit, starts, ends) VALUES ($1, $2, $3, $4)",
        booked.id,
        units[0]["id"],
        booked.starts,
        booked.ends,
    )
    assert codes(await found(people=20, equipment={kind["id"]: 1}))[0] == "R501"
    assert codes(await found(people=20, equipment={kind["id"]: 2})) == []


async def test_it_takes_as_many_statements_for_a_year_as_for_a_day(
    rooms: Rooms, trainer: Person
) -> None:
    await book(wish(trainer), actor=trainer.actor, now=NOW)
    with counting_queries() as one_day:
        await found()
    year = tuple(WEDNESDAY + timedelta(days=number) for number in range(365))
    with counting_queries() as a_year:
        await found(days=year)
    assert (len(one_day), len(a_year)) == (3, 3)


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"earliest": time(5)}, ["earliest"]),
        ({"latest": time(8)}, ["latest"]),
        ({"length": timedelta(hours=3)}, ["minutes"]),
        ({"length": timedelta(minutes=7)}, ["minutes"]),
        ({"people": 0}, ["people"]),
        ({"days": (WEDNESDAY - timedelta(days=9),)}, ["date"]),
        ({"days": (WEDNESDAY + timedelta(days=999),)}, ["date"]),
    ],
)
async def test_a_search_that_nothing_could_answer_is_refused(
    rooms: Rooms, more: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        await found(**more)
    assert [problem.field for problem in refused.value.problems] == fields


async def test_the_page_offers_free_times_that_fill_the_form(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, "R501", 8, 9), actor=trainer.actor, now=NOW)
    page = await trainer.browser.get(MORNING)
    link = "/pemesanan/baru?room=R501&amp;date=2026-11-25&amp;from=09%3A00&amp;to=11%3A00"
    assert f'href="{link}&amp;people=20"' in page.text
    assert "Memuat 24 orang, 4 lebih banyak dari yang Anda perlukan." in page.text
    form = await trainer.browser.get(link.replace("&amp;", "&") + "&people=20")
    for part in ('<option value="R501" selected>', '<option value="11:00" selected>', '"20"'):
        assert part in form.text


async def test_a_visitor_sees_what_is_free_and_nothing_to_book(
    rooms: Rooms, visitor: httpx.AsyncClient
) -> None:
    page = await visitor.get(MORNING)
    assert "Rab, 25 Nov 2026" in page.text
    assert "/pemesanan/baru" not in page.text


async def test_the_page_names_what_comes_nearest(rooms: Rooms, trainer: Person) -> None:
    page = await trainer.browser.get(MORNING.replace("people=20", "people=20&feature=ovens"))
    assert page.status_code == HTTPStatus.OK  # a word that no room has is no wish
    page = await trainer.browser.get(MORNING.replace("people=20", "people=500"))
    assert "Yang mendekati pun tidak ada." not in page.text
    assert "Dengan satu kekurangan" in page.text
    assert "Hanya memuat 160 orang." in page.text


async def test_twelve_weeks_are_asked_for_with_a_form(rooms: Rooms, trainer: Person) -> None:
    page = await trainer.browser.get(f"{MORNING}&repeat=weekly&times=12")
    assert "Kosong pada semua 12 hari." in page.text
    link = "/rangkaian/baru?room=R501&date=2026-11-25&from=07%3A00&to=09%3A00"
    link += "&people=20&repeat=weekly&times=12"
    assert f'href="{link.replace("&", "&amp;")}"' in page.text
    form = await trainer.browser.get(link)
    assert '<option value="R501" selected>' in form.text
    assert 'value="12"' in form.text
    page = await trainer.browser.get(f"{MORNING}&repeat=weekly")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Sebutkan berapa kali." in page.text


@pytest.mark.parametrize(
    "query",
    [
        "date=",
        "date=%00&from=x&to=y&minutes=z&people=-1",
        "date=9999-12-31&from=07:00&to=12:00",
        "date=0001-01-01&from=07:00&to=12:00&repeat=daily&times=400",
        "date=2026-11-25&from=07:00&to=12:00&layout=%00&repeat=zz",
        "date=2026-11-25&until=2099-01-01&from=07:00&to=12:00",
    ],
)
async def test_a_strange_search_gets_the_form_back(
    rooms: Rooms, visitor: httpx.AsyncClient, query: str
) -> None:
    page = await visitor.get(f"/cari-ruang?{query}")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'action="/cari-ruang"' in page.text


async def test_the_api_gives_rooms_spans_and_reasons(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, "R501", 8, 9), actor=trainer.actor, now=NOW)
    answer = await trainer.browser.get(API, headers={"accept-language": "en"})
    assert answer.json()["nearest"] == []
    assert answer.json()["rooms"][0] == {
        "room": "R501",
        "name": "Kelas Serpong",
        "floor": 5,
        "capacity": 24,
        "spans": [
            {"starts": "2026-11-25T09:00:00+07:00", "ends": "2026-11-25T11:00:00+07:00"},
        ],
        "missing": [],
        "reasons": ["Takes 24 people, 4 more than you need."],
        "near": None,
    }


async def test_the_api_asks_for_a_whole_series(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, "R501", 7, 12, day=2), actor=trainer.actor, now=NOW - timedelta(40))
    url = f"{API}&rrule=FREQ%3DWEEKLY%3BCOUNT%3D12&joined=false"
    answer = (await trainer.browser.get(url)).json()
    assert [(one["room"], len(one["spans"])) for one in answer["rooms"]] == [
        ("R501", 12),
        ("R401A", 12),
        ("R401B", 12),
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("&equipment=Oven:2", "equipment"),
        ("&layout=circle", "layout"),
        ("&rrule=FREQ%3DSECONDLY", "rrule"),
        ("&rrule=FREQ%3DDAILY", "rrule"),
        ("&until=2026-11-01", "until"),
        ("&people=0", "people"),
        ("&latest=noon", "latest"),
    ],
)
async def test_the_api_names_what_is_wrong(
    rooms: Rooms, visitor: httpx.AsyncClient, query: str, field: str
) -> None:
    answer = await visitor.get(API + query)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_it_offers_what_the_rules_let_somebody_book(rooms: Rooms) -> None:
    everyday = {"R501", "R401A", "R401B", "R401"}
    assert set(codes(await found(people=20))) == everyday
    await DB.fetch(
        "INSERT INTO booking_rule (space, role, kind, value, changed)"
        " VALUES ($1, NULL, 'lead', 48, $3), ($2, 'trainer', 'closed_to', 1, $3)",
        rooms["R501"].id,
        rooms["R401A"].id,
        NOW,
    )
    assert set(codes(await found(people=20))) == {"R401B", "R401"}
    assert set(codes(await found(people=20, role=Role.MANAGER))) == everyday - {"R501"}
    assert set(codes(await found(people=20, role=Role.VISITOR))) == everyday
    friday = (WEDNESDAY + timedelta(days=2),)
    assert set(codes(await found(people=20, days=friday))) == everyday - {"R401A"}


async def test_a_manager_waits_for_nobodys_approval(rooms: Rooms) -> None:
    await DB.fetch(
        "INSERT INTO room_terms (space, layouts, approval, changed) VALUES ($1, '{}', true, $2)",
        rooms["R501"].id,
        NOW,
    )
    assert codes(await found(people=20)) == ["R401A", "R401B", "R501", "R401"]
    manager = await found(people=20, role=Role.MANAGER)
    assert codes(manager) == ["R501", "R401A", "R401B", "R401"]
