"""Long histories of one series, beside a twin that counts taken hours."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from random import Random

import pytest

from bookings.domain.series import NOTHING
from bookings.operations.bookings import book, change
from bookings.operations.series import create
from bookings.operations.series_cancel import cancel_series, restore_series
from bookings.operations.series_change import Change, change_series
from bookings.queries.series import dates_of
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict
from tests.bookings.conftest import at, wish
from tests.bookings.operations.test_series import Rooms, series_wish
from tests.conftest import NOW, Person

DAYS = [date(2026, 11, 25) + timedelta(days=number) for number in range(8)]
ROOMS = ("R501", "R502")
Taken = set[tuple[str, date, int]]
"""Room, day, hour."""
Kept = tuple[str, int, int, str]
"""Room, first and last hour, state."""


def number(day: date) -> int:
    """As `at` counts days."""
    return day.toordinal() - date(2026, 10, 31).toordinal()


class Twin:
    """What should be so of one daily series, beside other bookings of two rooms."""

    def __init__(self) -> None:
        self.dates: dict[date, Kept] = dict.fromkeys(DAYS, ("R501", 9, 11, "confirmed"))
        self.usual = ("R501", 9, 11)
        self.others: Taken = set()

    def hours(self, days: Iterable[date]) -> Taken:
        return {
            (self.dates[day][0], day, hour)
            for day in days
            if self.dates[day][3] == "confirmed"
            for hour in range(self.dates[day][1], self.dates[day][2])
        }

    def free(self, wanted: Taken, but: set[date]) -> bool:
        return not wanted & (self.others | self.hours(set(DAYS) - but))

    def standing(self, since: date = DAYS[0]) -> list[date]:
        return [day for day in DAYS if day >= since and self.dates[day][3] == "confirmed"]

    def changed(self, room: str, first: int, last: int) -> bool:
        """Change all; whether it may be."""
        before = dict(self.dates)
        for day in self.standing():
            was = before[day]
            hours = (first, last) if was[1:3] == self.usual[1:] else was[1:3]
            self.dates[day] = (room if was[0] == self.usual[0] else was[0], *hours, was[3])
        moved = {day for day in DAYS if self.dates[day] != before[day]}
        if not self.standing() or not self.free(self.hours(moved), moved):
            self.dates = before
            return False
        self.usual = (room, first, last)
        return True


class History:
    """Deeds at random, each done to the series and to the twin."""

    def __init__(self, series: int, person: Person, random: Random) -> None:
        self.series, self.person, self.random = series, person, random
        self.twin = Twin()

    async def step(self) -> None:
        deeds = [self.change, self.single, self.other, self.cancel, self.restore]
        await self.random.choice(deeds)()

    async def change(self) -> None:
        room, first = self.random.choice(ROOMS), self.random.randint(7, 14)
        last = first + self.random.randint(1, 3)
        edit = Change({"room": room, "start": time(first), "end": time(last)}, None, NOTHING)
        try:
            await change_series(self.series, edit, actor=self.person.actor, now=NOW)
            done = True
        except Conflict:
            done = False
        assert done == self.twin.changed(room, first, last)

    async def single(self) -> None:
        day, first = self.random.choice(DAYS), self.random.randint(7, 14)
        was = self.twin.dates[day]
        room = ROOMS[was[0] == ROOMS[0]]
        may = was[3] == "confirmed" and self.twin.free({(room, day, first)}, {day})
        starts, ends = at(first, day=number(day)), at(first + 1, day=number(day))
        booking = (await dates_of(self.series))[DAYS.index(day)]
        try:
            await change(
                booking.id,
                {"room": room, "starts": starts, "ends": ends},
                actor=self.person.actor,
                now=NOW,
            )
            self.twin.dates[day] = (room, first, first + 1, was[3])
            assert may
        except Conflict:
            assert not may

    async def other(self) -> None:
        day, first = self.random.choice(DAYS), self.random.randint(7, 16)
        room = self.random.choice(ROOMS)
        may = self.twin.free({(room, day, first)}, set())
        asked = wish(self.person, room, first, first + 1, day=number(day))
        try:
            await book(asked, actor=self.person.actor, now=NOW)
            self.twin.others.add((room, day, first))
            assert may
        except Conflict:
            assert not may

    async def cancel(self) -> None:
        going = self.twin.standing(since := self.random.choice(DAYS))
        now = NOW + timedelta(milliseconds=self.random.randint(1, 10**6))
        try:
            gone = await cancel_series(self.series, since=since, actor=self.person.actor, now=now)
        except Conflict:
            gone = 0
        assert gone == len(going)
        for day in going:
            self.twin.dates[day] = (*self.twin.dates[day][:3], "cancelled")

    async def restore(self) -> None:
        """The twin knows not what was cancelled together: it watches that what is back was free."""
        try:
            await restore_series(self.series, actor=self.person.actor, now=NOW)
        except Conflict:
            assert self.twin.standing() == DAYS
        for day, row in zip(DAYS, await dates_of(self.series), strict=True):
            if row.state == "confirmed" and self.twin.dates[day][3] == "cancelled":
                self.twin.dates[day] = (*self.twin.dates[day][:3], "confirmed")
                assert self.twin.free(self.twin.hours([day]), {day})


@pytest.mark.parametrize("seed", range(12))
async def test_a_long_history_is_as_a_twin_counts_it(
    rooms: Rooms, trainer: Person, seed: int
) -> None:
    asked = series_wish(trainer, rule="FREQ=DAILY;COUNT=8")
    one = await create(asked, actor=trainer.actor, now=NOW)
    history = History(one, trainer, Random(seed))
    for _ in range(25):
        await history.step()
        stored = {
            day: (row.room, row.starts.hour + 7, row.ends.hour + 7, row.state)
            for day, row in zip(DAYS, await dates_of(one), strict=True)
        }
        assert stored == history.twin.dates
        held = await DB.fetch("SELECT count(*) AS n FROM hold")
        assert held[0]["n"] == len(history.twin.standing()) + len(history.twin.others)
