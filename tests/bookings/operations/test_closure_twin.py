"""Bookings and closures at random, and after each step what has to hold of every quarter hour."""

from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest

from bookings.domain.closures import Closing, ClosureKind, Place, Scope
from bookings.domain.spans import Span
from bookings.domain.terms_changes import TermsWish
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.closing import Answer, close
from bookings.operations.closures import lift
from bookings.operations.closures import restore as close_again
from bookings.operations.terms import set_terms
from bookings.queries.closures import closures, ground
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Person

Rooms = dict[str, Space]
PLACES = (
    Place(),
    Place(Scope.FLOOR, "5"),
    Place(Scope.FLOOR, "4"),
    Place(Scope.ROOM, "R401"),
    Place(Scope.ROOM, "R401B"),
    Place(Scope.ROOM, "R501"),
)
CODES = ("R401", "R401A", "R401B", "R501", "R502")
QUARTER = timedelta(minutes=15)
ANSWERS: tuple[Answer, ...] = ("keep", "cancel")
STEPS = 40
Quarters = dict[int, set[datetime]]


def quarters(span: Span) -> set[datetime]:
    count = (span.ends - span.starts) // QUARTER
    return {span.starts + number * QUARTER for number in range(count)}


class Office:
    """Somebody who books, cancels, closes and lifts without a plan."""

    def __init__(self, seed: int, manager: Person, trainer: Person) -> None:
        self.random = Random(seed)
        self.manager, self.trainer = manager, trainer
        self.bookings: list[int] = []
        self.closures: list[int] = []

    def _hours(self) -> tuple[int, int]:
        first = self.random.randint(7, 18)
        return first, first + self.random.randint(1, 3)

    async def step(self) -> None:
        deed = self.random.choice(
            (self.book, self.book, self.close, self.lift, self.again, self.cancel, self.move)
        )
        with suppress(Refusal):
            await deed()

    async def book(self) -> None:
        wanted = wish(self.trainer, self.random.choice(CODES), *self._hours())
        self.bookings.append((await book(wanted, actor=self.trainer.actor, now=NOW)).id)

    async def close(self) -> None:
        first, last = self._hours()
        closing = Closing(
            self.random.choice(PLACES),
            at(first),
            at(last + self.random.randint(0, 4)),
            ClosureKind.OTHER,
            "Tutup",
        )
        rest = self.random.choice(ANSWERS)
        made = await close([closing], rest=rest, actor=self.manager.actor, now=NOW)
        self.closures += [one.id for one in made.closures]

    async def lift(self) -> None:
        if self.closures:
            await lift(self.random.choice(self.closures), actor=self.manager.actor, now=NOW)

    async def again(self) -> None:
        if self.closures:
            one = self.random.choice(self.closures)
            await close_again(one, actor=self.manager.actor, now=NOW)

    async def cancel(self) -> None:
        if self.bookings:
            deed = self.random.choice((cancel, restore))
            await deed(self.random.choice(self.bookings), actor=self.trainer.actor, now=NOW)

    async def move(self) -> None:
        if self.bookings:
            first, last = self._hours()
            await change(
                self.random.choice(self.bookings),
                {"room": self.random.choice(CODES), "starts": at(first), "ends": at(last)},
                actor=self.trainer.actor,
                now=NOW,
            )


async def held() -> tuple[Quarters, Quarters]:
    """Quarters of an hour that bookings and closures hold, by room."""
    booked: Quarters = defaultdict(set)
    shut: Quarters = defaultdict(set)
    for row in await DB.fetch("SELECT * FROM hold"):
        found = shut if row["closure"] else booked
        found[row["space"]] |= quarters(Span(row["starts"], row["ends"]))
    return booked, shut


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_closed_is_held_by_a_closure_or_a_booking(
    *, rooms: Rooms, manager: Person, trainer: Person, seed: int
) -> None:
    terms = TermsWish(before=15, after=30)
    await set_terms("R501", terms, actor=manager.actor, now=NOW)
    office = Office(seed, manager, trainer)
    for _ in range(STEPS):
        await office.step()
        booked, shut = await held()
        closed: Quarters = defaultdict(set)
        for one in await closures():
            place = await ground(one.where)
            assert place is not None
            for room in place.rooms:
                closed[room] |= quarters(one.span)
        for space in rooms.values():
            assert shut[space.id] == closed[space.id] - booked[space.id]
