"""Several at once, on connections of their own, with what they write committed."""

import asyncio

import msgspec
import pytest

from sentra.demo.registry import make_registry
from sentra.domain.refusals import Conflict
from sentra.domain.roles import SYSTEM
from sentra.operations.enterprise_imports import import_file
from sentra.operations.enterprises import register_enterprise
from tests.conftest import NOW
from tests.sentra.operations.test_enterprise_imports import as_csv, counts, stored

ROWS = make_registry(seed=11, enterprises=200).enterprises
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]


async def test_one_of_many_registers_a_nib() -> None:
    async def register(number: int) -> str:
        data = msgspec.structs.replace(ROWS[0], name=f"Usaha {number}")
        try:
            await register_enterprise(data=data, actor=SYSTEM, now=NOW)
        except Conflict as refusal:
            return refusal.problems[0].field
        return "registered"

    outcomes = await asyncio.gather(*map(register, range(20)))
    assert sorted(outcomes) == ["nib"] * 19 + ["registered"]
    assert await stored() == 1


async def test_one_file_sent_twice_at_once_is_stored_once() -> None:
    async def take() -> tuple[int, int, int, int]:
        content = as_csv(*ROWS)
        return counts(await import_file(content=content, filename="x", actor=SYSTEM, now=NOW))

    outcomes = await asyncio.gather(*(take() for _ in range(4)))
    assert sorted(outcomes) == [(0, 0, 200, 0)] * 3 + [(200, 0, 0, 0)]
    assert await stored() == 200


async def test_a_registration_during_an_import_breaks_neither() -> None:
    async def register() -> None:
        for data in ROWS[::20]:
            try:
                await register_enterprise(data=data, actor=SYSTEM, now=NOW)
            except Conflict:
                continue

    async def take() -> None:
        try:
            await import_file(content=as_csv(*ROWS), filename="x", actor=SYSTEM, now=NOW)
        except Conflict:
            # A registration slipped in between: the whole file waits for another try.
            assert await stored() <= len(ROWS[::20])

    await asyncio.gather(register(), take())
    await import_file(content=as_csv(*ROWS), filename="x", actor=SYSTEM, now=NOW)
    assert await stored() == 200
