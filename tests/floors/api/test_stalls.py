"""Stalls over the API, as a visitor's program sees them."""

from datetime import date
from http import HTTPStatus

import httpx
import pytest

from floors.operations.tenancies import give
from floors.tables import Floor, Space
from sentra.domain.roles import SYSTEM
from sentra.tables import Enterprise
from tests.conftest import NOW, counting_queries
from tests.floors.places import make_enterprises, make_floor, make_stall

TODAY = date(2026, 11, 24)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
async def given(stalls: list[Space], enterprise: Enterprise) -> int:
    """1-A01 is Kopi Tangsel's for the rest of the year."""
    return await give(
        stall="1-A01",
        enterprise=enterprise.id,
        starts=TODAY,
        ends=NEW_YEAR,
        actor=SYSTEM,
        now=NOW,
        note="rahasia",
    )


async def codes(visitor: httpx.AsyncClient, query: str) -> list[str]:
    answer = await visitor.get(f"/api/v1/stalls?{query}")
    assert answer.status_code == HTTPStatus.OK
    return [stall["code"] for stall in answer.json()["items"]]


async def test_it_shows_a_visitor_who_sells_what(
    visitor: httpx.AsyncClient, given: int, enterprise: Enterprise
) -> None:
    answer = await visitor.get("/api/v1/stalls/1-A01")
    assert answer.json() == {
        "code": "1-A01",
        "level": 1,
        "category": "food",
        "area": 6.0,
        "accessible": True,
        "state": "held",
        "tenancy": given,
        "holder": {
            "enterprise": enterprise.id,
            "name": "Kopi Tangsel",
            "product": "Kopi susu dan kue",
        },
        "starts": "2026-11-24",
        "ends": "2027-01-01",
        "next_starts": None,
    }


async def test_it_shows_the_stall_on_another_day(visitor: httpx.AsyncClient, given: int) -> None:
    states = [
        (await visitor.get(f"/api/v1/stalls/1-A01?date={day}")).json()["state"]
        for day in ("2026-11-23", "2026-11-24", "2026-12-02", "2026-12-31", "2027-01-01")
    ]
    assert states == ["free", "held", "ending", "ending", "free"]
    before = (await visitor.get("/api/v1/stalls/1-A01?date=2026-11-23")).json()
    assert (before["holder"], before["next_starts"]) == (None, "2026-11-24")


async def test_it_filters(visitor: httpx.AsyncClient, given: int) -> None:
    floor = await make_floor(level=2)
    await make_stall(floor, "2-C01", category="craft")
    await make_stall(floor, "2-C02", category="craft", active=False)
    assert await codes(visitor, "state=held") == ["1-A01"]
    assert await codes(visitor, "state=closed") == ["2-C02"]
    assert await codes(visitor, "category=craft&state=free") == ["2-C01"]
    assert await codes(visitor, "level=2") == ["2-C01", "2-C02"]
    assert await codes(visitor, "size=2&page=2") == ["1-A03", "1-A04"]
    assert await codes(visitor, "level=9") == []


async def test_stalls_of_a_gallery_are_not_the_centres(
    visitor: httpx.AsyncClient, ground: Floor
) -> None:
    gallery = await make_floor(site="GALERI", kind="gallery")
    await make_stall(gallery, "G-01")
    assert await codes(visitor, "") == []
    assert (await visitor.get("/api/v1/stalls/G-01")).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "query",
    [
        "date=2026-02-30",
        "date=besok",
        "state=lost",
        "category=weapons",
        "level=satu",
        "page=0",
        "size=201",
        "page=99999999999999999999",
    ],
)
async def test_it_refuses_filters_that_mean_nothing(visitor: httpx.AsyncClient, query: str) -> None:
    answer = await visitor.get(f"/api/v1/stalls?{query}")
    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("code", ["9-Z99", "%00", "1-A01%27%20OR%201=1", "x" * 300])
async def test_it_does_not_find_what_is_not_there(
    visitor: httpx.AsyncClient, stalls: list[Space], code: str
) -> None:
    answer = await visitor.get(f"/api/v1/stalls/{code}")
    assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_many_holders_take_no_more_queries_than_one(
    visitor: httpx.AsyncClient, stalls: list[Space]
) -> None:
    sent: list[int] = []
    for rival, stall in zip(await make_enterprises(3), stalls, strict=False):
        await give(
            stall=stall.code,
            enterprise=rival.id,
            starts=TODAY,
            ends=None,
            actor=SYSTEM,
            now=NOW,
        )
        with counting_queries() as queries:
            assert len(await codes(visitor, "state=held")) == len(sent) + 1
        sent.append(len(queries))
    assert sent == [1, 1, 1]
