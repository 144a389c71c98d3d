"""/pelatihan, the same through the API, and the command."""

from http import HTTPStatus
from typing import Any

import httpx

from bookings.domain.trainings import TrainingKey
from bookings.operations.bookings import book
from bookings.operations.trainings import join
from bookings.queries.trainings import participants
from floors.tables import Space
from sentra.domain.roles import Role
from sentra.tables import Enterprise
from tests.bookings.conftest import Sentra, wish
from tests.bookings.pages.test_bookings import FORM, send
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]


async def a_training(trainer: Person, **more: Any) -> str:
    made = await book(wish(trainer, track="production", **more), actor=trainer.actor, now=NOW)
    return f"b{made.id}"


async def names(key: str) -> list[str]:
    parsed = TrainingKey.parse(key)
    assert parsed is not None
    return [one.name for one in await participants(parsed)]


async def test_a_trainer_says_of_a_booking_what_it_is_a_training_of(
    rooms: Rooms, trainer: Person
) -> None:
    form = (await trainer.browser.get("/pemesanan/baru")).text
    assert '<option value="marketing">' in form
    made = await send(trainer, track="marketing")
    page = (await trainer.browser.get(made.headers["location"])).text
    assert "Pemasaran" in page
    assert (await send(trainer, track="cooking")).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert FORM["title"] in (await trainer.browser.get("/pelatihan?track=marketing")).text
    assert FORM["title"] not in (await trainer.browser.get("/pelatihan?track=production")).text


async def test_somebody_of_an_enterprise_takes_part_with_one_press(
    rooms: Rooms, trainer: Person, owner: Person
) -> None:
    key = await a_training(trainer)
    assert f'action="/pelatihan/{key}/ikut"' in (await owner.browser.get("/pelatihan")).text
    answer = await owner.browser.post(f"/pelatihan/{key}/ikut")
    assert answer.headers["location"] == f"/pelatihan/{key}"
    page = (await owner.browser.get(f"/pelatihan/{key}")).text
    assert "Anda ikut: Pelatihan kemasan." in page
    assert f'action="/pelatihan/{key}/keluar"' in page
    assert "Pelatihan kemasan" in (await owner.browser.get("/pelatihan?track=mine")).text
    await owner.browser.post(f"/pelatihan/{key}/keluar")
    assert await names(key) == []


async def test_who_comes_is_for_the_trainer_and_managers_alone(
    rooms: Rooms,
    people: dict[Role, httpx.AsyncClient],
    trainer: Person,
    owner: Person,
    other_trainer: Person,
) -> None:
    key = await a_training(trainer)
    await join(TrainingKey.parse(key) or TrainingKey(), actor=owner.actor, now=NOW)
    url, api = f"/pelatihan/{key}", f"/api/v1/trainings/{key}/participants"
    seen = {
        who: "dewi@example.org" in (await browser.get(url)).text for who, browser in people.items()
    }
    assert [who for who, found in seen.items() if found] == ["manager", "trainer"]
    assert (await other_trainer.browser.get(api)).status_code == HTTPStatus.FORBIDDEN
    [found] = (await trainer.browser.get(api)).json()
    assert found == {
        "account": owner.account,
        "name": "Dewi Anggraini",
        "email": "dewi@example.org",
        "enterprise": owner.actor.enterprise,
        "enterprise_name": "Kopi Tangsel",
        "since": "2026-11-24T09:00:00+07:00",
    }
    await people[Role.MANAGER].post(f"{url}/peserta/{owner.account}/keluar")
    assert await names(key) == []


async def test_the_api_lists_joins_and_leaves(
    rooms: Rooms, trainer: Person, owner: Person, visitor: httpx.AsyncClient
) -> None:
    key = await a_training(trainer, people=1)
    [listed] = (await visitor.get("/api/v1/trainings?track=production")).json()["items"]
    assert listed == {
        "key": key,
        "uid": listed["uid"],
        "title": "Pelatihan kemasan",
        "track": "production",
        "room": "R501",
        "room_name": "Kelas Serpong",
        "floor": 5,
        "trainer": None,
        "dates": 1,
        "ahead": 1,
        "next_starts": "2026-11-25T09:00:00+07:00",
        "next_ends": "2026-11-25T11:00:00+07:00",
        "seats": 1,
        "taken": 0,
        "joined": False,
    }
    url = f"/api/v1/trainings/{key}/seat"
    joined = await owner.browser.post(url)
    assert joined.json() == listed | {"taken": 1, "joined": True}
    assert (await owner.browser.get("/api/v1/trainings?joined=true")).json()["total"] == 1
    assert (await owner.browser.delete(url)).status_code == HTTPStatus.NO_CONTENT
    again = await owner.browser.delete(url)
    assert (again.status_code, again.json()["type"]) == (HTTPStatus.CONFLICT, "/masalah/conflict")


async def test_a_private_training_is_nobodys_to_find(
    rooms: Rooms, trainer: Person, owner: Person, visitor: httpx.AsyncClient
) -> None:
    key = await a_training(trainer, public=False)
    assert "Pelatihan kemasan" not in (await visitor.get("/pelatihan")).text
    assert (await owner.browser.get(f"/pelatihan/{key}")).status_code == HTTPStatus.NOT_FOUND
    assert (await trainer.browser.get(f"/pelatihan/{key}")).status_code == HTTPStatus.OK


async def test_a_longer_list_asks_no_more(rooms: Rooms, trainer: Person, owner: Person) -> None:
    async def asked() -> int:
        with counting_queries() as sent:
            await owner.browser.get("/pelatihan")
        return len(sent)

    await a_training(trainer)
    one = await asked()
    for day in (26, 27):
        await a_training(trainer, day=day)
    assert await asked() == one


async def test_other_pages_lead_there(rooms: Rooms, trainer: Person, owner: Person) -> None:
    key = await a_training(trainer)
    link = f'href="/pelatihan/{key}"'
    booking = (await owner.browser.get(f"/pemesanan/{key[1:]}")).text
    assert (link in booking, link in (await owner.browser.get("/")).text) == (True, False)
    await owner.browser.post(f"/pelatihan/{key}/ikut")
    assert link in (await owner.browser.get("/")).text


async def test_the_command_lists_joins_and_leaves(
    sentra: Sentra, rooms: Rooms, trainer: Person, owner: Person, enterprise: Enterprise
) -> None:
    key = await a_training(trainer)
    line = f"{key}\tWed, 25 Nov 2026\t09:00–11:00\tR501\tproduction\t%s/24\tPelatihan kemasan\n"
    assert (await sentra("trainings", "list")).output == line % 0
    who = ("--account", "dewi@example.org")
    assert (await sentra("trainings", "join", key, *who)).output == line % 1
    assert (await sentra("trainings", "participants", key)).output == (
        "Dewi Anggraini\tdewi@example.org\tKopi Tangsel\tTue, 24 Nov 2026\n"
    )
    assert (await sentra("trainings", "leave", key, *who)).exit_code == 0
    assert await names(key) == []
    assert (await sentra("trainings", "join", "x1", *who)).exit_code != 0
