"""The demo centre's tenancies: lively, and such as the database takes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from floors.domain.tenancies import Span
from floors.operations.plans import ensure_plan
from sentra.database.engine import DB
from sentra.demo.registry import make_registry
from sentra.demo.registry_rows import store_registry
from sentra.demo.tenancies import DemoTenancy, make_tenancies, store_tenancies
from sentra.domain.categories import Category
from tests.conftest import NOW

STALLS = [(number, Category.FOOD if number % 3 else Category.CRAFT) for number in range(1, 123)]
ENTERPRISES = {Category.FOOD: range(1000, 2000), Category.CRAFT: range(3000, 4000)}


def made(seed: int, on: date) -> list[DemoTenancy]:
    return make_tenancies(seed=seed, on=on, stalls=STALLS, enterprises=ENTERPRISES)


def overlaps(spans: list[Span]) -> bool:
    return any(
        one.overlaps(other) for index, one in enumerate(spans) for other in spans[index + 1 :]
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_no_stall_is_held_twice_and_nobody_holds_two(seed: int, on: date) -> None:
    found = made(seed, on)
    for key in ("space", "enterprise"):
        groups: dict[int, list[Span]] = {}
        for one in found:
            assert one.ends is None or one.ends > one.starts
            groups.setdefault(getattr(one, key), []).append(Span(one.starts, one.ends))
        assert not any(overlaps(spans) for spans in groups.values())


def test_the_same_seed_makes_the_same_centre() -> None:
    on = date(2026, 11, 24)
    assert made(7, on) == made(7, on) != made(8, on)


def test_it_is_lively() -> None:
    on = date(2026, 11, 24)
    found = made(7, on)
    now = [one for one in found if Span(one.starts, one.ends).has(on)]
    assert 95 <= len(now) <= 115
    assert sum(one.ends is not None and (one.ends - on).days <= 30 for one in now) >= 5
    assert any(one.ends is None for one in now)
    assert sum(one.starts > on for one in found) >= 3
    assert sum(one.ends is not None and one.ends <= on for one in found) >= 60
    assert any(one.moved_from for one in found)


@pytest.mark.slow
async def test_the_database_takes_it(db: None) -> None:
    await ensure_plan(now=NOW)
    await store_registry(make_registry(seed=1, enterprises=800), now=NOW)
    count = await store_tenancies(seed=1, now=NOW)
    [row] = await DB.fetch(
        """
        SELECT count(*) AS n, count(moved_from) AS moved,
            bool_and(s.category = e.category) AS fitting
        FROM tenancy t JOIN space s ON s.id = t.space JOIN enterprise e ON e.id = t.enterprise
        """
    )
    assert (row["n"], row["moved"] > 0, row["fitting"]) == (count, True, True)
