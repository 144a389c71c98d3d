"""Rules over the API and the command line."""

from http import HTTPStatus

from floors.tables import Space
from tests.bookings.conftest import Sentra
from tests.conftest import Person

Rooms = dict[str, Space]
URL = "/api/v1/rules"


async def test_rules_are_set_listed_and_removed(rooms: Rooms, manager: Person) -> None:
    made = await manager.browser.put(URL, json={"kind": "longest", "value": 120, "room": "R501"})
    assert made.status_code == HTTPStatus.OK
    rule = made.json()
    assert rule == {
        "id": rule["id"],
        "kind": "longest",
        "value": 120,
        "room": "R501",
        "role": None,
        "said": "Pemesanan paling lama 120 menit.",
    }
    assert (await manager.browser.get(URL)).json() == [rule]
    assert (await manager.browser.delete(f"{URL}/{rule['id']}")).json() == rule
    gone = await manager.browser.delete(f"{URL}/{rule['id']}")
    assert gone.status_code == HTTPStatus.NOT_FOUND


async def test_it_says_of_a_time_which_rules_it_keeps(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await manager.browser.put(URL, json={"kind": "longest", "value": 120})
    await manager.browser.put(URL, json={"kind": "lead", "value": 48, "role": "trainer"})
    await manager.browser.put("/api/v1/rooms/R501/approval", json={"approval": True})
    when = {"starts": "2026-11-25T09:00:00+07:00", "ends": "2026-11-25T11:00:00+07:00"}
    url = "/api/v1/rooms/R501/rules"
    assert (await trainer.browser.get(url, params=when)).json() == {
        "room": "R501",
        "approval": True,
        "request_holds": True,
        "check_in": None,
        "rules": [
            {
                "kind": "lead",
                "said": "Pesan paling lambat 48 jam sebelum mulai.",
                "kept": False,
                "remedy": "Pilih waktu mulai Kamis, 26 November 2026 09.00 WIB atau sesudahnya, "
                "atau hubungi pengelola.",
            },
            {
                "kind": "longest",
                "said": "Pemesanan paling lama 120 menit.",
                "kept": True,
                "remedy": None,
            },
        ],
    }
    bare = (await manager.browser.get(url)).json()
    assert (bare["approval"], [rule["kind"] for rule in bare["rules"]]) == (False, ["longest"])


async def test_the_refusal_of_a_booking_says_the_same(
    rooms: Rooms, manager: Person, trainer: Person
) -> None:
    await manager.browser.put(URL, json={"kind": "lead", "value": 48})
    body = {
        "room": "R501",
        "starts": "2026-11-25T09:00:00+07:00",
        "ends": "2026-11-25T11:00:00+07:00",
        "title": "Kue",
    }
    [error] = (await trainer.browser.post("/api/v1/bookings", json=body)).json()["errors"]
    assert (error["field"], error["rule"]) == (
        "starts",
        "Pesan paling lambat 48 jam sebelum mulai.",
    )


async def test_the_command_line_sets_lists_and_removes(rooms: Rooms, sentra: Sentra) -> None:
    made = await sentra("rules", "set", "weekly", "8", "--role", "trainer", "--room", "R501")
    number = made.output.split("\t")[0]
    line = "R501\ttrainer\tweekly\t8\tEach trainer has at most 8 hours a week in this room.\n"
    assert made.output == f"{number}\t{line}"
    assert (await sentra("rules", "list")).output == made.output
    assert (await sentra("rules", "remove", number)).output == made.output
    assert (await sentra("rules", "list")).output == ""
    door = await sentra("rules", "room", "R501", "--approval", "--check-in", "15")
    assert door.output == "R501\tasks\tholds\t15\n"
    wrong = await sentra("rules", "set", "horizon", "0")
    assert wrong.exit_code == 1
