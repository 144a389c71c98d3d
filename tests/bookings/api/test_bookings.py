"""Bookings over the API."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest

from bookings.operations.bookings import book, cancel
from floors.tables import Space
from tests.bookings.conftest import wish
from tests.conftest import NOW, Person, counting_queries

URL = "/api/v1/bookings"
BODY = {
    "room": "R501",
    "starts": "2026-11-25T09:00:00+07:00",
    "ends": "2026-11-25T11:00:00+07:00",
    "title": "Pelatihan kemasan",
}
Rooms = dict[str, Space]


async def post(person: Person, **parts: Any) -> httpx.Response:
    return await person.browser.post(URL, json=BODY | parts)


async def test_it_books_a_room_and_says_where_the_booking_is(rooms: Rooms, trainer: Person) -> None:
    made = await post(trainer, people=12, note="Bawa contoh", track="production")
    assert made.status_code == HTTPStatus.CREATED
    found = await trainer.browser.get(made.headers["location"])
    assert found.json() == made.json()
    assert made.json() == {
        "id": made.json()["id"],
        "uid": made.json()["uid"],
        "room": "R501",
        "room_name": "Kelas Serpong",
        "starts": "2026-11-25T09:00:00+07:00",
        "ends": "2026-11-25T11:00:00+07:00",
        "title": "Pelatihan kemasan",
        "trainer": "Budi Santoso",
        "public": True,
        "own": True,
        "state": "confirmed",
        "sequence": 0,
        "organiser": trainer.account,
        "note": "Bawa contoh",
        "people": 12,
        "reason": "",
        "decide_by": None,
        "checked_in": None,
        "layout": None,
        "series": None,
        "track": "production",
    }


async def test_it_lists_the_public_trainings_of_a_track(
    rooms: Rooms, trainer: Person, manager: Person, visitor: httpx.AsyncClient
) -> None:
    await post(trainer, track="production")
    await post(trainer, room="R502", track="production", public=False)
    await post(trainer, room="R401A")
    seen = {}
    for name, browser in {"visitor": visitor, "manager": manager.browser}.items():
        found = (await browser.get(f"{URL}?track=production")).json()
        seen[name] = (found["total"], [one["room"] for one in found["items"]])
    assert seen == {"visitor": (1, ["R501"]), "manager": (2, ["R501", "R502"])}
    wrong = await visitor.get(f"{URL}?track=cooking")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_a_clash_is_a_problem_with_the_clashes_and_the_alternatives(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await post(trainer)
    refused = await post(other_trainer, starts="2026-11-25T10:00:00+07:00")
    assert refused.status_code == HTTPStatus.CONFLICT
    assert refused.headers["content-type"] == "application/problem+json"
    found = refused.json()
    assert found["type"] == "/masalah/clash"
    assert found["clashes"] == [
        {
            "room": "R501",
            "starts": "2026-11-25T09:00:00+07:00",
            "ends": "2026-11-25T11:00:00+07:00",
            "title": "Pelatihan kemasan",
            "own": False,
        }
    ]
    assert found["alternatives"][:3] == [
        {
            "room": "R501",
            "room_name": "Kelas Serpong",
            "starts": "2026-11-25T08:00:00+07:00",
            "ends": "2026-11-25T09:00:00+07:00",
        },
        {
            "room": "R501",
            "room_name": "Kelas Serpong",
            "starts": "2026-11-25T11:00:00+07:00",
            "ends": "2026-11-25T12:00:00+07:00",
        },
        {
            "room": "R502",
            "room_name": "Ruang Rapat",
            "starts": "2026-11-25T10:00:00+07:00",
            "ends": "2026-11-25T11:00:00+07:00",
        },
    ]


async def test_another_zone_is_the_same_instant(rooms: Rooms, trainer: Person) -> None:
    made = await post(trainer, starts="2026-11-25T02:00:00Z", ends="2026-11-24T18:00:00-10:00")
    assert (made.json()["starts"], made.json()["ends"]) == (BODY["starts"], BODY["ends"])


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ({"starts": "2026-11-25T09:00:00"}, ["starts"]),
        ({"starts": "2026-11-25T09:00:00", "ends": "2026-11-25T11:00:00"}, ["starts", "ends"]),
        ({"starts": "9999-12-31T23:30:00-12:00", "ends": "9999-12-31T23:50:00-12:00"}, None),
        ({"starts": "9999-12-31T23:00:00Z", "ends": "9999-12-31T23:30:00Z"}, ["starts"]),
        ({"starts": "0001-01-01T00:00:00+07:00"}, ["starts"]),
        ({"starts": "2026-11-25T09:00:00+7"}, None),
        ({"starts": "25/11/2026"}, None),
        ({"starts": 1}, None),
        ({"title": ""}, ["title"]),
        ({"title": "x" * 100_000}, ["title"]),
        ({"title": "a\0b"}, ["title"]),
        ({"title": None}, None),
        ({"note": "\0"}, ["note"]),
        ({"room": "\0"}, ["room"]),
        ({"room": "R999"}, ["room"]),
        ({"people": 10**30}, None),
        ({"people": -3}, ["people"]),
        ({"organiser": 2**40}, None),
        ({"surprise": 1}, None),
    ],
    ids=str,
)
async def test_it_refuses_hostile_input_with_the_field(
    rooms: Rooms, trainer: Person, parts: dict[str, Any], fields: list[str] | None
) -> None:
    refused = await post(trainer, **parts)
    assert refused.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert refused.headers["content-type"] == "application/problem+json"
    if fields is not None:
        found = {error["field"] for error in refused.json().get("errors", [])}
        assert set(fields) <= found


async def test_a_time_without_offset_is_refused_in_words(rooms: Rooms, trainer: Person) -> None:
    refused = await trainer.browser.post(
        URL, json=BODY | {"starts": "2026-11-25T09:00:00"}, headers={"accept-language": "en"}
    )
    assert refused.json()["errors"] == [
        {
            "field": "starts",
            "rule": "This time has no offset from UTC.",
            "value": "2026-11-25T09:00:00",
            "remedy": "Add one, such as +07:00 for Jakarta.",
        }
    ]


async def test_it_changes_what_is_given_and_no_more(rooms: Rooms, trainer: Person) -> None:
    made = (await post(trainer, people=5)).json()
    url = f"{URL}/{made['id']}"
    changed = await trainer.browser.patch(url, json={"people": None, "room": "R502"})
    assert changed.json() == made | {
        "people": None,
        "room": "R502",
        "room_name": "Ruang Rapat",
        "sequence": 1,
    }
    naive = await trainer.browser.patch(url, json={"ends": "2026-11-25T12:00:00"})
    assert naive.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (await trainer.browser.patch(url, json={})).json() == changed.json()


async def test_it_cancels_and_restores(rooms: Rooms, trainer: Person) -> None:
    made = (await post(trainer)).json()
    url = f"{URL}/{made['id']}"
    gone = await trainer.browser.delete(url, params={"reason": "Hujan"})
    assert gone.json() == made | {"state": "cancelled", "reason": "Hujan", "sequence": 1}
    assert (await trainer.browser.delete(url)).status_code == HTTPStatus.CONFLICT
    back = await trainer.browser.post(f"{url}/restore")
    assert back.json() == made | {"sequence": 2}


async def test_another_trainer_reads_but_does_not_touch(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = (await post(trainer, note="kunci di satpam")).json()
    url = f"{URL}/{made['id']}"
    seen = (await other_trainer.browser.get(url)).json()
    assert (seen["title"], seen["trainer"], seen["note"]) == (
        "Pelatihan kemasan",
        "Budi Santoso",
        None,
    )
    for answer in (
        await other_trainer.browser.patch(url, json={"title": "x"}),
        await other_trainer.browser.delete(url),
        await post(other_trainer, organiser=trainer.account),
    ):
        assert answer.status_code == HTTPStatus.FORBIDDEN


async def test_a_visitor_sees_no_private_titles_and_no_names(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    public = (await post(trainer)).json()
    private = (await post(trainer, room="R502", title="Rapat rahasia", public=False)).json()
    listed = await visitor.get(URL)
    assert [(one["title"], one["trainer"]) for one in listed.json()["items"]] == [
        ("Pelatihan kemasan", None),
        (None, None),
    ]
    assert "Budi" not in listed.text
    assert (await visitor.get(f"{URL}/{public['id']}")).status_code == HTTPStatus.OK
    hidden = await visitor.get(f"{URL}/{private['id']}")
    assert hidden.status_code == HTTPStatus.NOT_FOUND
    assert (await visitor.post(URL, json=BODY)).status_code == HTTPStatus.UNAUTHORIZED
    by_name = await visitor.get(URL, params={"organiser": trainer.account})
    assert by_name.status_code == HTTPStatus.FORBIDDEN


async def test_a_trainers_private_bookings_are_not_found_by_her_name(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await post(trainer)
    await post(trainer, room="R502", public=False)
    for person, number in ((other_trainer, 1), (trainer, 2)):
        listed = await person.browser.get(URL, params={"organiser": trainer.account})
        assert listed.json()["total"] == number


async def test_it_lists_by_room_day_and_state_in_pages(rooms: Rooms, trainer: Person) -> None:
    for day in (25, 26, 27):
        parts = {"starts": f"2026-11-{day}T09:00:00+07:00", "ends": f"2026-11-{day}T10:00:00+07:00"}
        await post(trainer, **parts)
    other = (await post(trainer, room="R502")).json()
    await trainer.browser.delete(f"{URL}/{other['id']}")

    async def days(**params: object) -> list[str]:
        answer = (await trainer.browser.get(URL, params=params)).json()  # type: ignore[arg-type]
        return [one["starts"][8:10] for one in answer["items"]]

    assert await days() == ["25", "26", "27"]
    assert await days(size=2, page=2) == ["27"]
    assert await days(since="2026-11-26", until="2026-11-26") == ["26"]
    assert await days(room="R502") == []
    assert await days(room="R502", cancelled=True) == ["25"]


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "size=201",
        "page=99999999999999999999",
        "since=9999-12-31",
        "until=0001-01-01",
    ],
)
async def test_it_refuses_a_strange_list(visitor: httpx.AsyncClient, query: str) -> None:
    answer = await visitor.get(f"{URL}?{query}")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_a_strange_account_has_no_bookings(manager: Person) -> None:
    for number in (10**30, -1, 0):
        answer = await manager.browser.get(URL, params={"organiser": number})
        assert answer.json()["total"] == 0


async def test_a_strange_room_has_no_bookings(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get(URL, params={"room": "\0"})).json()["total"] == 0


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1"])
async def test_there_is_no_booking_of_a_strange_number(
    visitor: httpx.AsyncClient, number: str
) -> None:
    assert (await visitor.get(f"{URL}/{number}")).status_code == HTTPStatus.NOT_FOUND


async def test_the_list_takes_as_many_statements_for_three_as_for_one(
    rooms: Rooms, trainer: Person
) -> None:
    counts = []
    for first in (9, 10, 11):
        await book(wish(trainer, "R501", first, first + 1), actor=trainer.actor, now=NOW)
        with counting_queries() as sent:
            await trainer.browser.get(URL)
        counts.append(len(sent))
    assert counts == [3, 3, 3]


async def test_rooms_and_when_they_are_free(
    rooms: Rooms, trainer: Person, visitor: httpx.AsyncClient
) -> None:
    await book(wish(trainer, "R401A", 9, 11), actor=trainer.actor, now=NOW)
    gone = await book(wish(trainer, "R401B", 13, 15), actor=trainer.actor, now=NOW)
    await cancel(gone.id, actor=trainer.actor, now=NOW)
    listed = (await visitor.get("/api/v1/rooms")).json()
    assert [room["code"] for room in listed] == ["R401", "R401A", "R401B", "R501", "R502"]
    assert listed[0] == {
        "code": "R401",
        "name": "Aula",
        "floor": 4,
        "area": 40.0,
        "capacity": 160,
        "features": [],
        "accessible": True,
        "parts": ["R401A", "R401B"],
    }
    assert (await visitor.get("/api/v1/rooms/R501")).json()["features"] == ["projector"]
    assert (await visitor.get("/api/v1/rooms/R599")).status_code == HTTPStatus.NOT_FOUND
    day = await visitor.get("/api/v1/rooms/R401/availability", params={"date": "2026-11-25"})
    assert day.json() == {
        "room": "R401",
        "date": "2026-11-25",
        "taken": [{"starts": at_text(9), "ends": at_text(11)}],
        "free": [
            {"starts": at_text(7), "ends": at_text(9)},
            {"starts": at_text(11), "ends": at_text(21)},
        ],
    }


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
async def test_no_room_is_free_on_a_day_that_is_not_there(
    rooms: Rooms, visitor: httpx.AsyncClient, day: str
) -> None:
    answer = await visitor.get("/api/v1/rooms/R401/availability", params={"date": day})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def at_text(hour: int) -> str:
    return f"2026-11-25T{hour:02d}:00:00+07:00"
