"""Random histories of every deed in rooms, beside a twin that counts minutes.

`python -m benchmarks.prove_bookings` makes 100,000 steps of the same kind.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bookings.domain.spans import Span
from bookings.domain.terms import Terms
from bookings.operations import holding
from sentra.database.engine import DB
from tests.bookings.stateful.machine import histories
from tests.bookings.stateful.twin import OK, Slot, Twin
from tests.bookings.stateful.world import Cast, Difference

MANY = 4000
"""Steps in which a broken rule has to be found."""


@pytest.fixture
async def loop(database: str) -> asyncio.AbstractEventLoop:
    """The one in which the database's connections are."""
    return asyncio.get_running_loop()


@pytest.fixture
def cast(loop: asyncio.AbstractEventLoop) -> Iterator[Cast]:
    with Cast(loop) as made:
        yield made


def test_the_rooms_are_as_minutes_counted_by_hand(cast: Cast) -> None:
    assert histories(cast, 2000) > MANY // 3


@contextmanager
def looking_nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A change does not look whether its room is free."""

    async def yes(*_: object, **__: object) -> bool:
        return True

    with monkeypatch.context() as patched:
        patched.setattr(holding, "is_free", yes)
        yield


def test_where_nobody_looks_the_database_says_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking_nowhere(monkeypatch):
        assert histories(cast, 600) > 0


def test_it_is_found_when_neither_code_nor_database_keeps_a_room_to_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.run(_drop())
    with looking_nowhere(monkeypatch), pytest.raises(Difference):
        histories(cast, MANY, told=False)


async def _drop() -> Sequence[object]:
    return await DB.fetch("ALTER TABLE hold DROP CONSTRAINT hold_no_overlap")


def test_it_is_found_when_a_room_is_not_made_ready(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def span_alone(_: Terms, span: Span) -> Span:
        return span

    monkeypatch.setattr(Terms, "held", span_alone)
    with pytest.raises(Difference):
        histories(cast, MANY, told=False)


class OneHalf(Twin):
    """Thinks that a joined hall is its first half."""

    def parts(self, room: str) -> Sequence[str]:
        return super().parts(room)[:1]


class Forgetful(Twin):
    """Thinks that a closure opens what a booking in it gives back."""

    def _let_go(self, number: int) -> None:
        slot = self.slots[number]
        super()._let_go(number)
        for leaf in self.parts(slot.room):
            for minute in self.around(slot.room, slot.starts, slot.ends):
                self.closed[leaf][minute] = 0


class Generous(Twin):
    """Thinks that there is always another projector."""

    def spare(self, starts: int, ends: int, but: Slot | None = None) -> int:
        return 1 + super().spare(starts, ends, but)


class Patient(Twin):
    """Thinks that rooms wait for their people."""

    def release(self) -> str:
        return OK


@pytest.mark.parametrize(
    "twin", [OneHalf, Forgetful, Generous, pytest.param(Patient, marks=pytest.mark.slow)]
)
def test_it_is_found_when_the_twin_is_wrong(cast: Cast, twin: type[Twin]) -> None:
    with pytest.raises(Difference):
        histories(cast, MANY, twin=twin, told=False)
