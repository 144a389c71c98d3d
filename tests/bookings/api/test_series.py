"""Series over the API."""

from typing import Any

import httpx
import pytest

from bookings.operations.bookings import book
from sentra.database.engine import DB
from tests.bookings.conftest import wish
from tests.bookings.operations.test_series import Rooms
from tests.conftest import NOW, Person

SERIES: dict[str, Any] = {
    "room": "R501",
    "starts": "2026-11-25T09:00:00+07:00",
    "ends": "2026-11-25T11:00:00+07:00",
    "title": "Pelatihan kemasan",
    "rrule": "FREQ=WEEKLY;COUNT=3",
}
URL = "/api/v1/series"


async def post(person: Person, path: str = "", **data: Any) -> httpx.Response:
    return await person.browser.post(f"{URL}{path}", json=data)


async def test_it_is_previewed_made_and_read(rooms: Rooms, trainer: Person) -> None:
    plan = (await post(trainer, "/preview", **SERIES)).json()
    assert (plan["free"], plan["open"], plan["skipped"]) == (3, 0, 0)
    assert plan["dates"][1]["starts"] == "2026-12-02T09:00:00+07:00"
    assert (await DB.fetch("SELECT count(*) AS n FROM booking"))[0]["n"] == 0
    answer = await post(trainer, **SERIES)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{URL}/{made['series']['id']}"
    assert (await trainer.browser.get(answer.headers["location"])).json() == made
    assert [one["starts"][:10] for one in made["dates"]] == [
        "2026-11-25",
        "2026-12-02",
        "2026-12-09",
    ]
    assert made["series"]["rrule"] == "FREQ=WEEKLY;COUNT=3"
    listed = (await trainer.browser.get(URL)).json()
    assert (listed["total"], listed["items"]) == (1, [made["series"]])


async def test_clashes_answer_409_and_are_decided(rooms: Rooms, trainer: Person) -> None:
    await book(wish(trainer, day=32), actor=trainer.actor, now=NOW)
    answer = await post(trainer, **SERIES)
    assert (answer.status_code, answer.json()["type"]) == (409, "/masalah/clash")
    [clash] = answer.json()["dates"]
    assert (clash["date"], clash["clashes"][0]["title"]) == ("2026-12-02", "Pelatihan kemasan")
    offer = clash["alternatives"][0]
    move = {key: offer[key] for key in ("room", "starts", "ends")}
    moved = await post(trainer, **SERIES, decisions={"2026-12-02": move, "2026-12-09": "skip"})
    assert [one["starts"] for one in moved.json()["dates"]] == [SERIES["starts"], offer["starts"]]
    assert moved.json()["series"]["skipped"] == ["2026-12-09"]


async def test_it_is_changed_cancelled_restored_and_filled(rooms: Rooms, trainer: Person) -> None:
    made = (await post(trainer, **SERIES, decisions={"2026-12-09": "skip"})).json()
    url = f"{URL}/{made['series']['id']}"
    edit = {"start": "13.00", "end": "14:00", "room": "R502", "since": "2026-12-02"}
    plan = (await trainer.browser.post(f"{url}/preview", json=edit)).json()
    assert (plan["free"], plan["dates"][0]["starts"][:16]) == (1, "2026-12-02T13:00")
    new = (await trainer.browser.patch(url, json=edit)).json()
    assert new["series"]["follows"] == made["series"]["id"]
    assert [one["room"] for one in new["dates"]] == ["R502"]
    url = f"{URL}/{new['series']['id']}"
    added = await trainer.browser.post(f"{url}/dates", json={"date": "2026-12-09", "end": "15:00"})
    assert (added.status_code, added.json()["ends"]) == (201, "2026-12-09T15:00:00+07:00")
    gone = (await trainer.browser.delete(url, params={"since": "2026-12-09"})).json()
    assert [one["state"] for one in gone["dates"]] == ["confirmed", "cancelled"]
    back = await trainer.browser.post(f"{url}/restore")
    assert (back.status_code, back.json()) == (200, {"restored": 1, "taken": 0})


async def test_another_rule_is_previewed_and_taken(rooms: Rooms, trainer: Person) -> None:
    made = (await post(trainer, **SERIES)).json()
    url = f"{URL}/{made['series']['id']}"
    edit = {"rrule": "FREQ=WEEKLY;BYDAY=TH;COUNT=2", "first": "2026-12-03", "since": "2026-12-02"}
    plan = (await trainer.browser.post(f"{url}/preview", json=edit)).json()
    assert [(one["date"], one["replaces"], one["new"]) for one in plan["dates"]] == [
        ("2026-12-03", "2026-12-02", False),
        ("2026-12-10", "2026-12-09", False),
    ]
    new = (await trainer.browser.patch(url, json=edit)).json()
    assert new["series"]["rrule"] == edit["rrule"]
    assert [one["id"] for one in new["dates"]] == [one["id"] for one in made["dates"]][1:]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rrule": "FREQ=YEARLY;COUNT=3"}, "rrule"),
        ({"rrule": "FREQ=DAILY"}, "rrule"),
        ({"rrule": "X" * 501}, "rrule"),
        ({"starts": "2026-11-25T09:00:00"}, "starts"),
        ({"title": ""}, "title"),
        ({"room": "R999"}, "room"),
    ],
)
async def test_it_refuses_by_field(
    rooms: Rooms, trainer: Person, change: dict[str, str], field: str
) -> None:
    answer = await post(trainer, **(SERIES | change))
    problems = [problem["field"] for problem in answer.json()["errors"]]
    assert (answer.status_code, problems) == (422, [field])


async def test_others_see_nothing_of_it(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    made = (await post(trainer, **SERIES)).json()["series"]["id"]
    hidden = (await post(trainer, **(SERIES | {"room": "R502", "public": False}))).json()["series"]
    assert (await other_trainer.browser.get(f"{URL}/{made}")).status_code == 403
    assert (await other_trainer.browser.get(f"{URL}/{hidden['id']}")).status_code == 404
    assert (await other_trainer.browser.get(URL)).json()["items"] == []
    assert (await trainer.browser.get(URL, params={"size": 0})).status_code == 422


@pytest.mark.parametrize("since", ["2026-12-03", "x"])
async def test_a_date_that_is_none_is_refused(rooms: Rooms, trainer: Person, since: str) -> None:
    made = (await post(trainer, **SERIES)).json()["series"]["id"]
    answer = await trainer.browser.delete(f"{URL}/{made}", params={"since": since})
    assert 400 <= answer.status_code < 500
    wrong = await trainer.browser.patch(f"{URL}/{made}", json={"start": "25:00"})
    assert wrong.status_code == 422
