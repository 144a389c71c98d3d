"""A floor with a few stalls, for the tests of who holds them."""

import pytest

from floors.operations.plans import ensure_plan
from floors.tables import Floor, Space
from tests.conftest import NOW
from tests.floors.places import make_floor, make_stall


@pytest.fixture
async def ground(db: None) -> Floor:
    """Level 1 of a building made by hand."""
    return await make_floor()


@pytest.fixture
async def stalls(ground: Floor) -> list[Space]:
    """Four stalls for food in a row: 1-A01 to 1-A04."""
    return [await make_stall(ground, f"1-A0{n}", x=2 * n) for n in (1, 2, 3, 4)]


@pytest.fixture
async def building(db: None) -> None:
    """The building that comes with Sentra."""
    await ensure_plan(now=NOW)
