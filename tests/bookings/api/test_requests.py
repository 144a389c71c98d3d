"""Requests over the API."""

from http import HTTPStatus

from bookings.operations.bookings import book
from floors.tables import Space
from tests.bookings.conftest import Sentra, needs_approval, wish
from tests.conftest import NOW, Person

URL = "/api/v1/requests"
Rooms = dict[str, Space]


async def asked(person: Person) -> int:
    return (await book(wish(person), actor=person.actor, now=NOW)).id


async def test_it_lists_what_waits_and_until_when(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], holds=False)
    first, second = await asked(trainer), await asked(other_trainer)
    found = (await manager.browser.get(URL)).json()
    assert [(one["booking"]["id"], one["rivals"], one["taken"]) for one in found] == [
        (first, 1, False),
        (second, 1, False),
    ]
    assert found[0]["decide_by"] == "2026-11-25T09:00:00+07:00"
    assert [one["booking"]["id"] for one in (await trainer.browser.get(URL)).json()] == [first]


async def test_it_approves_one_and_then_not_the_other(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], holds=False)
    first, second = await asked(trainer), await asked(other_trainer)
    given = await manager.browser.post(f"{URL}/{first}/approve")
    assert (given.status_code, given.json()["state"]) == (HTTPStatus.OK, "confirmed")
    late = await manager.browser.post(f"{URL}/{second}/approve")
    assert (late.status_code, late.json()["type"]) == (409, "/masalah/clash")
    assert [clash["own"] for clash in late.json()["clashes"]] == [False]


async def test_it_refuses_with_a_reason(rooms: Rooms, trainer: Person, manager: Person) -> None:
    await needs_approval(rooms["R501"])
    booking = await asked(trainer)
    empty = await manager.browser.post(f"{URL}/{booking}/refuse", json={"reason": ""})
    assert [error["field"] for error in empty.json()["errors"]] == ["reason"]
    gone = await manager.browser.post(f"{URL}/{booking}/refuse", json={"reason": "Penuh"})
    assert (gone.json()["state"], gone.json()["reason"]) == ("refused", "Penuh")


async def test_a_request_is_nobody_elses_to_read(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await needs_approval(rooms["R501"])
    booking = await asked(trainer)
    answer = await other_trainer.browser.get(f"/api/v1/bookings/{booking}")
    assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_the_command_line_lists_approves_and_refuses(
    rooms: Rooms, trainer: Person, other_trainer: Person, sentra: Sentra
) -> None:
    await needs_approval(rooms["R501"], holds=False)
    first, second = await asked(trainer), await asked(other_trainer)
    listed = (await sentra("requests", "list")).output.splitlines()
    assert [line.split("\t")[:3] for line in listed] == [
        [str(number), "2026-11-25 09:00–11:00", "R501"] for number in (first, second)
    ]
    given = await sentra("requests", "approve", str(first))
    assert given.output.rstrip().endswith("Budi Santoso\tBooked")
    late = await sentra("requests", "approve", str(second))
    assert (late.exit_code, "is taken on" in late.output) == (1, True)
    assert (await sentra("requests", "list")).output.rstrip().endswith("!")
    gone = await sentra("requests", "refuse", str(second), "--reason", "Penuh")
    assert gone.output.rstrip().endswith("Sari Lestari\tRefused")
