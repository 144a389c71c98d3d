"""The terms of rooms over the API and on the command line."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest

from bookings.operations.bookings import book
from floors.tables import Space
from tests.bookings.conftest import Sentra, wish
from tests.conftest import NOW, Person

URL = "/api/v1/rooms/R501/terms"
DAY = [{"opens": "08:00", "closes": "12:00"}, {"opens": "13:00", "closes": "17:00"}]
BODY: dict[str, Any] = {
    "before": 60,
    "after": 30,
    "hours": [*[DAY] * 5, [], []],
    "layouts": {"classroom": 20, "u": 12},
}
Rooms = dict[str, Space]


async def test_a_manager_sets_what_everybody_reads(
    rooms: Rooms, manager: Person, visitor: httpx.AsyncClient
) -> None:
    assert (await visitor.get(URL)).json() == {
        "before": 0,
        "after": 0,
        "hours": None,
        "layouts": {},
    }
    answer = await manager.browser.put(URL, json=BODY)
    assert (answer.status_code, answer.json()) == (HTTPStatus.OK, BODY)
    assert (await visitor.get(URL)).json() == BODY


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"before": 7}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"layouts": {"u": 25}}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"hours": [DAY]}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"before": 999}, HTTPStatus.BAD_REQUEST),
        ({"layouts": {"bed": 1}}, HTTPStatus.BAD_REQUEST),
        ({"hours": [[{"opens": "25:00", "closes": "26:00"}]]}, HTTPStatus.BAD_REQUEST),
    ],
    ids=str,
)
async def test_it_refuses(
    rooms: Rooms, manager: Person, parts: dict[str, Any], status: HTTPStatus
) -> None:
    answer = await manager.browser.put(URL, json=BODY | parts)
    assert answer.status_code == status


async def test_free_time_keeps_the_buffers_and_the_hours(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await manager.browser.put(URL, json=BODY)
    await book(wish(trainer, "R501", 9, 10), actor=trainer.actor, now=NOW)
    answer = await trainer.browser.get("/api/v1/rooms/R501/availability?date=2026-11-25")
    spans = {
        name: [(one["starts"][11:16], one["ends"][11:16]) for one in answer.json()[name]]
        for name in ("taken", "free")
    }
    assert spans == {
        "taken": [("08:00", "10:30")],
        "free": [("11:30", "12:00"), ("13:00", "17:00")],
    }


async def test_a_booking_says_its_layout(rooms: Rooms, manager: Person, trainer: Person) -> None:
    await manager.browser.put(URL, json=BODY)
    booking = {
        "room": "R501",
        "starts": "2026-11-25T09:00:00+07:00",
        "ends": "2026-11-25T11:00:00+07:00",
        "title": "Pelatihan",
        "layout": "u",
    }
    made = await trainer.browser.post("/api/v1/bookings", json=booking)
    assert made.json()["layout"] == "u"
    changed = await trainer.browser.patch(made.headers["location"], json={"layout": None})
    assert changed.json()["layout"] is None
    refused = await trainer.browser.patch(made.headers["location"], json={"layout": "theatre"})
    assert [error["field"] for error in refused.json()["errors"]] == ["layout"]


async def test_the_command_line_sets_and_shows_them(rooms: Rooms, sentra: Sentra) -> None:
    done = await sentra(
        "terms", "set", "R501", "--before", "15", "--hours", "mon=08:00-12:00,13:00-17:00",
        "--layout", "u=12",
    )  # fmt: skip
    shown = await sentra("terms", "show", "R501")
    assert (done.exit_code, shown.output) == (0, done.output)
    assert shown.output.splitlines() == [
        "R501\tKelas Serpong",
        "before\t15",
        "after\t0",
        "mon\t08.00–12.00, 13.00–17.00",
        *(f"{day}\t-" for day in ("tue", "wed", "thu", "fri", "sat", "sun")),
        "u\t12",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("R501", "--layout", "u=99"),
        ("R999",),
        ("R501", "--hours", "x=1"),
        ("R501", "--layout", "u"),
    ],
)
async def test_the_command_line_refuses(
    rooms: Rooms, sentra: Sentra, words: tuple[str, ...]
) -> None:
    assert (await sentra("terms", "set", *words)).exit_code > 0
