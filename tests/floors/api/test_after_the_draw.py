"""Rent, attendance and what is done by hand, over the API and from the command line."""

from datetime import date
from http import HTTPStatus

import httpx
import pytest
from litestar import Litestar

from floors.operations.rent import make_due
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.roles import Role
from sentra.settings import Settings
from tests.conftest import NOW, Person, person
from tests.floors.operations.test_rent import held
from tests.floors.places import make_enterprises
from tests.sentra.cli.inside import run_inside

pytestmark = pytest.mark.usefixtures("db")
NOVEMBER = date(2026, 11, 1)
RENT = "/api/v1/rent"
PROPOSALS = "/api/v1/by-hand/proposals"


async def test_rent_is_listed_paid_and_taken_back(manager: Person, owner: Person) -> None:
    await held(owner.actor.enterprise or 0, starts=NOVEMBER)
    await make_due(NOW)
    [line] = (await owner.browser.get(RENT)).json()["items"]
    number = line.pop("id")
    assert line == {
        "enterprise": owner.actor.enterprise,
        "holder": "Kopi Tangsel",
        "stall": "1-A01",
        "month": "2026-11-01",
        "amount": 750_000,
        "due": "2026-11-10",
        "paid": None,
        "receipt": "",
        "late": True,
    }
    payment = {"on": "2026-11-24", "receipt": "KW-1"}
    for send, status in (
        (manager.browser.put(f"{RENT}/{number}/payment", json=payment), HTTPStatus.NO_CONTENT),
        (manager.browser.put(f"{RENT}/{number}/payment", json=payment), HTTPStatus.CONFLICT),
    ):
        assert (await send).status_code == status
    paid = (await manager.browser.get(RENT)).json()
    assert (paid["items"][0]["receipt"], paid["owed"]["amount"]) == ("KW-1", 0)
    undone = await manager.browser.delete(f"{RENT}/{number}/payment")
    assert undone.status_code == HTTPStatus.NO_CONTENT
    late = (await manager.browser.get(RENT, params={"late": True})).json()
    assert late["owed"] == {"amount": 750_000, "months": 1, "holders": 1}


async def test_an_enterprise_sees_no_rent_but_its_own(owner: Person) -> None:
    [other] = await make_enterprises(1)
    await held(other.id, starts=NOVEMBER)
    await make_due(NOW)
    seen = (await owner.browser.get(RENT, params={"enterprise": other.id})).json()
    assert (seen["items"], seen["owed"]["months"]) == ([], 0)


async def test_attendance_of_a_floor_is_noted(manager: Person) -> None:
    [one] = await make_enterprises(1)
    tenancy = await held(one.id)
    url, day = "/api/v1/attendance", "2026-11-24"
    notes = {"date": day, "notes": [{"tenancy": tenancy, "present": True}]}
    for changed in (1, 0):
        assert (await manager.browser.put(url, json=notes)).json() == {"changed": changed}
    assert (await manager.browser.get(url, params={"date": day, "level": 1})).json() == [
        {"tenancy": tenancy, "stall": "1-A01", "holder": "UKM 0", "present": True, "rate": 100}
    ]


async def test_two_officers_give_a_stall_by_hand(
    app: Litestar, manager: Person, visitor: httpx.AsyncClient, stalls: list[Space]
) -> None:
    [one] = await make_enterprises(1)
    wish = {
        "kind": "give",
        "stall": stalls[0].code,
        "starts": "2026-12-01",
        "reason": "Kebakaran pasar",
        "enterprise": one.id,
    }
    made = await manager.browser.post(PROPOSALS, json=wish)
    assert made.status_code == HTTPStatus.CREATED
    number = made.json()["id"]
    alone = await manager.browser.post(f"{PROPOSALS}/{number}/approve")
    assert alone.status_code == HTTPStatus.FORBIDDEN
    assert [each["id"] for each in (await manager.browser.get(PROPOSALS)).json()] == [number]
    colleague = await person(app, Role.MANAGER, "Sari Lestari")
    silent = await colleague.browser.post(f"{PROPOSALS}/{number}/reject", json={})
    assert silent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = await colleague.browser.post(f"{PROPOSALS}/{number}/approve")
    assert done.status_code == HTTPStatus.NO_CONTENT
    [deed] = (await visitor.get("/api/v1/by-hand")).json()["items"]
    assert (deed["holder"], deed["stall"], deed["reason"]) == ("UKM 0", "1-A01", "Kebakaran pasar")


async def test_the_command_line_does_the_same(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    [one] = await make_enterprises(1)
    await held(one.id, starts=NOVEMBER)
    await make_due(NOW)
    [row] = await DB.fetch("SELECT id FROM rent")

    async def sentra(*words: object) -> tuple[int, str, str]:
        return await run_inside(monkeypatch, settings, NOW, "rent", *words)

    assert await sentra("list", "--late") == (
        0,
        f"{row['id']}\t2026-11\t1-A01\tUKM 0\t750000\t2026-11-10\t-\t-\n",
        "Tunggakan: Rp 750.000, 1 bulan, 1 UKM.\n",
    )
    assert (await sentra("pay", row["id"], "KW-1"))[0] == 0
    assert (await sentra("pay", row["id"], "KW-2"))[0] == 1
    assert (await sentra("unpay", row["id"]))[0] == 0
    assert (await sentra("note", "1-A01", "absent"))[0] == 0
    assert (await sentra("attendance", 1))[1] == "1-A01\tUKM 0\t-\t0%\n"
    assert (await sentra("note", "1-A99", "absent"))[0] == 1
