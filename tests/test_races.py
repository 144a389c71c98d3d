"""Fifty requests at once for one thing, against real processes; `benchmarks` runs more trials."""

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.office import Office, open_office
from benchmarks.prove_races import outcome, race_for_a_room, race_for_a_stall
from tests.servers import Served, data_folder, served

pytestmark = pytest.mark.slow

TRIALS = 2


@pytest.fixture(scope="module", params=["1", "4"], ids=["1 process", "4 processes"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[Served, Office]]:
    with data_folder() as data, served(data, "--workers", request.param) as running:
        yield running, asyncio.run(open_office(data))


async def test_one_of_fifty_gets_the_room(server: tuple[Served, Office]) -> None:
    running, office = server
    for trial in range(TRIALS):
        answers = await race_for_a_room(running.address, office, trial)
        assert outcome(answers) == {(201, ""): 1, (409, "/masalah/clash"): 49}


async def test_one_of_fifty_gets_the_stall(server: tuple[Served, Office]) -> None:
    running, office = server
    for trial in range(TRIALS):
        answers = await race_for_a_stall(running.address, office, trial)
        assert outcome(answers) == {(201, ""): 1, (409, "/masalah/held"): 49}
