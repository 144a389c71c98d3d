"""The office's side of rounds over the API, and what everybody may ask of it."""

from http import HTTPStatus

import httpx
import pytest

from tests.conftest import Person
from tests.floors.rounds.casts import CODE, announced_round, make_stalls

pytestmark = pytest.mark.usefixtures("db")

DATES = {
    "opens": "2026-12-01T08:00:00+07:00",
    "closes": "2026-12-20T16:00:00+07:00",
    "verify_by": "2026-12-22T16:00:00+07:00",
    "draw_at": "2026-12-23T16:30:00+07:00",
    "object_by": "2026-12-26T16:00:00+07:00",
    "accept_by": "2026-12-29T16:00:00+07:00",
}
DRAFT = DATES | {
    "name": "Putaran lapak 2027",
    "starts": "2027-01-01",
    "ends": "2028-01-01",
    "move_in_by": "2027-01-15",
    "order": ["renewal", "newcomer", "kecamatan", "affirmative"],
}
URL = f"/api/v1/rounds/{CODE}"


async def test_a_round_from_its_draft_to_its_end(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    await make_stalls(3)
    made = await manager.browser.post("/api/v1/rounds", json=DRAFT | {"code": CODE})
    assert (made.status_code, made.headers["location"]) == (HTTPStatus.CREATED, URL)
    assert (await visitor.get(URL)).status_code == HTTPStatus.NOT_FOUND
    renamed = await manager.browser.put(URL, json=DRAFT | {"name": "Putaran 2027"})
    assert renamed.json()["name"] == "Putaran 2027"
    suggested = await manager.browser.post(f"{URL}/suggest")
    assert [one["code"] for one in suggested.json()["programmes"]] == ["L1-FOOD-6"]
    await manager.browser.put(
        f"{URL}/programmes/L1-FOOD-6",
        json={
            "name": "Makanan",
            "rent": 750_000,
            "seats": {"newcomer": 1, "36.74.01": 1},
            "stalls": ["1-A01", "1-A02"],
        },
    )
    announced = await manager.browser.post(f"{URL}/announce")
    assert announced.status_code == HTTPStatus.OK
    seen = (await visitor.get(URL)).json()
    assert seen == {
        "code": CODE,
        "name": "Putaran 2027",
        "about": "",
        "phase": "announced",
        "starts": "2027-01-01",
        "ends": "2028-01-01",
        "move_in_by": "2027-01-15",
        "stalls": 2,
        "applications": 0,
        "dates": DATES,
        "rules": {
            "order": ["renewal", "newcomer", "kecamatan", "affirmative"],
            "tenure": 36,
            "cooling_off": 12,
            "attendance": 75,
        },
        "seed": "witnessed",
        "drand_round": None,
        "commitment": None,
        "announced": seen["announced"],
        "frozen": None,
        "drawn": None,
        "cancelled_because": "",
        "programmes": [
            {
                "code": "L1-FOOD-6",
                "name": "Makanan",
                "level": 1,
                "category": "food",
                "area": 6.0,
                "rent": 750_000,
                "seats": {"newcomer": 1, "36.74.01": 1},
                "open": 0,
                "stalls": ["1-A01", "1-A02"],
            }
        ],
    }
    assert [one["code"] for one in (await visitor.get("/api/v1/rounds")).json()["items"]] == [CODE]
    moved = await manager.browser.put(
        f"{URL}/dates",
        json=DATES
        | {
            "closes": "2026-12-21T16:00:00+07:00",
            "move_in_by": "2027-01-20",
            "reason": "Banyak yang meminta",
        },
    )
    assert moved.json()["dates"]["closes"] == "2026-12-21T16:00:00+07:00"
    over = await manager.browser.post(f"{URL}/cancel", json={"reason": "Gedung direnovasi"})
    assert (over.json()["phase"], over.json()["cancelled_because"]) == (
        "cancelled",
        "Gedung direnovasi",
    )


async def test_what_is_wrong_is_said_by_code_and_field(manager: Person) -> None:
    await announced_round(1)
    late = await manager.browser.put(URL, json=DRAFT)
    assert (late.status_code, late.json()["type"]) == (
        HTTPStatus.CONFLICT,
        "/masalah/out-of-phase",
    )
    early = await manager.browser.post(f"{URL}/objections/open")
    assert early.status_code == HTTPStatus.CONFLICT
    wrong = await manager.browser.post(
        "/api/v1/rounds",
        json=DRAFT | {"code": "2027-2", "closes": DATES["opens"], "tenure": 0},
    )
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert {one["field"] for one in wrong.json()["errors"]} == {"closes", "tenure"}
    naive = await manager.browser.post(
        "/api/v1/rounds", json=DRAFT | {"code": "2027-2", "opens": "2026-12-01T08:00:00"}
    )
    assert naive.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
