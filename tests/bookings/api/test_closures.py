"""Closures over the API and on the command line."""

from http import HTTPStatus
from typing import Any

import httpx

from bookings.operations.bookings import book
from floors.tables import Space
from tests.bookings.conftest import Sentra, wish
from tests.conftest import NOW, Person

URL = "/api/v1/closures"
BODY: dict[str, Any] = {
    "place": {"scope": "room", "key": "R501"},
    "starts": "2026-11-25T08:00:00+07:00",
    "ends": "2026-11-25T18:00:00+07:00",
    "kind": "maintenance",
    "name": "Servis AC",
}
Rooms = dict[str, Space]


async def test_it_closes_lists_lifts_and_restores(
    rooms: Rooms, manager: Person, visitor: httpx.AsyncClient
) -> None:
    answer = await manager.browser.post(URL, json=BODY)
    assert answer.status_code == HTTPStatus.CREATED
    [made] = answer.json()["closures"]
    assert made == BODY | {
        "id": made["id"],
        "place_name": "Kelas Serpong",
        "opens": None,
        "closes": None,
        "estimated": False,
        "active": True,
    }
    assert (await visitor.get(URL)).json() == [made]
    assert (await visitor.get(f"{URL}?until=2026-11-24")).json() == []
    lifted = await manager.browser.delete(f"{URL}/{made['id']}")
    assert lifted.json() == made | {"active": False}
    assert (await visitor.get(URL)).json() == []
    back = await manager.browser.post(f"{URL}/{made['id']}/restore")
    assert back.json() == made


async def test_bookings_in_the_way_are_listed_until_they_are_decided(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    refused = await manager.browser.post(URL, json=BODY)
    assert refused.status_code == HTTPStatus.CONFLICT
    assert refused.json()["type"].endswith("/bookings-in-the-way")
    assert refused.json()["bookings"] == [
        {
            "id": booked.id,
            "room": "R501",
            "starts": "2026-11-25T09:00:00+07:00",
            "ends": "2026-11-25T11:00:00+07:00",
            "title": "Pelatihan kemasan",
            "trainer": "Budi Santoso",
        }
    ]
    made = await manager.browser.post(URL, json=BODY | {"bookings": {"cancel": [booked.id]}})
    assert [one["state"] for one in made.json()["cancelled"]] == ["cancelled"]
    clash = await trainer.browser.post(
        "/api/v1/bookings",
        json={
            "room": "R501",
            "starts": "2026-11-25T09:00:00+07:00",
            "ends": "2026-11-25T11:00:00+07:00",
            "title": "Pelatihan",
        },
    )
    assert [one["name"] for one in clash.json()["closures"]] == ["Servis AC"]


async def test_it_closes_on_days_off(
    rooms: Rooms, manager: Person, visitor: httpx.AsyncClient
) -> None:
    days = (await visitor.get("/api/v1/holidays?year=2027")).json()
    eid = next(one for one in days if one["date"] == "2027-03-10")
    assert eid == {
        "date": "2027-03-10",
        "name": "Hari Raya Idul Fitri",
        "kind": "holiday",
        "estimated": True,
        "closed": False,
    }
    body = {"dates": ["2027-03-10"]}
    made = (await manager.browser.post("/api/v1/holidays", json=body)).json()
    assert [one["estimated"] for one in made["closures"]] == [True]
    again = (await manager.browser.post("/api/v1/holidays", json=body)).json()
    assert again["closures"] == []
    days = (await visitor.get("/api/v1/holidays?year=2027")).json()
    assert [one["date"] for one in days if one["closed"]] == ["2027-03-10"]
    refused = await manager.browser.post("/api/v1/holidays", json={"dates": ["2027-03-30"]})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_the_command_line_closes_lists_and_lifts(
    rooms: Rooms, trainer: Person, sentra: Sentra
) -> None:
    booked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    words = ("closures", "add", "Servis AC", "--first", "2026-11-25", "--room", "R501")
    refused = await sentra(*words)
    assert (refused.exit_code, "1 bookings fall into this time" in refused.output) == (1, True)
    done = await sentra(*words, "--bookings", "cancel")
    first, second = done.output.splitlines()
    number, *line = first.split("\t")
    assert line == [
        "2026-11-25T00:00+07:00",
        "2026-11-26T00:00+07:00",
        "-",
        "maintenance",
        "Kelas Serpong",
        "Servis AC",
    ]
    assert second.split("\t")[:2] == ["  cancelled", str(booked.id)]
    assert (await sentra("closures", "list")).output.splitlines() == [first]
    assert (await sentra("closures", "lift", number)).exit_code == 0
    assert (await sentra("closures", "list")).output == ""
    holidays = await sentra("closures", "holidays", "2026")
    assert [line.split("\t")[-1] for line in holidays.output.splitlines()] == [
        "Cuti Bersama Hari Raya Natal",
        "Hari Raya Natal",
    ]
    both = await sentra(*words, "--floor", "5")
    assert both.exit_code > 0
