"""The building over the API: floors, spaces and plan for everybody, loading for the manager."""

from typing import Any

import httpx
import pytest

from floors.domain.planfile import read_floor
from tests.conftest import NOW, Person
from tests.floors.plans import SHIPPED, changed, encoded, of, read, take_out

from floors.operations.plans import load_plan  # isort: skip
from sentra.domain.roles import COMMAND_LINE  # isort: skip


@pytest.fixture
async def building(db: None) -> None:
    await load_plan(content=encoded(SHIPPED), actor=COMMAND_LINE, now=NOW)


async def got(browser: httpx.AsyncClient, path: str) -> Any:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_it_lists_floors(building: None, visitor: httpx.AsyncClient) -> None:
    floors = await got(visitor, "/api/v1/floors")
    assert [floor["level"] for floor in floors] == [1, 2, 3, 4, 5]
    assert await got(visitor, "/api/v1/floors/1") == floors[0]
    assert floors[0] == {
        "level": 1,
        "name": "Lantai 1: Kuliner",
        "area": 500.0,
        "stalls": 42,
        "rooms": 0,
    }


async def test_it_gives_a_floor_s_plan_as_geojson(
    building: None, visitor: httpx.AsyncClient
) -> None:
    answer = await visitor.get("/api/v1/floors/4/plan.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    document = answer.json()
    assert document["properties"]["frame"] == {"type": "local", "unit": "metre"}
    assert read_floor(document["features"]) == read(SHIPPED).floors[3]


async def test_it_finds_spaces(building: None, visitor: httpx.AsyncClient) -> None:
    rooms = await got(visitor, "/api/v1/spaces?kind=room&level=4")
    assert [room["code"] for room in rooms] == [
        "R401", "R401A", "R401B", "R402", "R403", "R404", "R405",
    ]  # fmt: skip
    assert len(await got(visitor, "/api/v1/spaces?category=home")) == 16
    hall = await got(visitor, "/api/v1/spaces/R401")
    assert hall == rooms[0]
    assert (hall["parts"], hall["capacity"], hall["area"]) == (["R401A", "R401B"], 160, 180.0)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/floors/9",
        "/api/v1/floors/9/plan.geojson",
        "/api/v1/spaces/1-Z99",
        "/api/v1/spaces/%00",
    ],
)
async def test_it_says_what_is_not_there(
    building: None, visitor: httpx.AsyncClient, path: str
) -> None:
    answer = await visitor.get(path)
    assert (answer.status_code, answer.json()["type"]) == (404, "/masalah/not-found")


@pytest.mark.parametrize("path", ["/api/v1/spaces?kind=tent", "/api/v1/floors/99999999999"])
async def test_it_refuses_what_can_not_be_asked(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code in {400, 404, 422}


async def test_a_manager_checks_and_loads_a_plan(manager: Person) -> None:
    checked = await manager.browser.post("/api/v1/plans/check", content=encoded(SHIPPED))
    assert (checked.status_code, len(checked.json()["added"])) == (200, 135)
    assert await got(manager.browser, "/api/v1/floors") == []
    loaded = await manager.browser.post("/api/v1/plans", content=encoded(SHIPPED))
    assert (loaded.status_code, loaded.json()) == (200, checked.json())
    assert len(await got(manager.browser, "/api/v1/floors")) == 5
    smaller = changed(lambda document: take_out(document, "1-A02"))
    loaded = await manager.browser.post("/api/v1/plans", content=encoded(smaller))
    assert loaded.json()["retired"] == ["1-A02"]
    assert (await got(manager.browser, "/api/v1/spaces/1-A02"))["active"] is False


async def test_a_broken_plan_is_answered_feature_by_feature(manager: Person) -> None:
    broken = changed(lambda d: of(d, "2-A02")["properties"]["sentra"].update(area_m2=8))
    answer = await manager.browser.post("/api/v1/plans", content=encoded(broken))
    assert answer.status_code == 422
    [problem] = answer.json()["errors"]
    assert (problem["field"], problem["value"]) == ("2-A02", "8.00 m² ≠ 6.00 m²")


async def test_only_a_manager_loads_a_plan(visitor: httpx.AsyncClient, trainer: Person) -> None:
    for path in ("/api/v1/plans", "/api/v1/plans/check"):
        assert (await visitor.post(path, content=b"{}")).status_code == 401
        assert (await trainer.browser.post(path, content=b"{}")).status_code == 403
