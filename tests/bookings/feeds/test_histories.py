"""Whatever is done to bookings and series, calendars tell what the database says.

Random histories, a few of them by default; SENTRA_TRIALS asks for more.
"""

import os
import random
from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from bookings.contents import contents_of
from bookings.domain.feeds import FeedKind
from bookings.domain.hours import day_of
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series import Skip
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.series_cancel import add_date, cancel_series, restore_series
from bookings.operations.series_change import Change, change_series
from bookings.queries import feeds as queries
from bookings.queries.series import dates_of
from bookings.queries.series import series as series_of
from bookings.tables import Booking, Series
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Refusal
from sentra.domain.secrets import digest
from tests.bookings.feeds.conftest import TEN, Centre, address, parsed
from tests.bookings.feeds.expanding import expanded
from tests.bookings.feeds.test_series import repeated
from tests.conftest import NOW, Person

TRIALS = int(os.environ.get("SENTRA_TRIALS", "2"))
STEPS = 14
ROOMS = ("R-101", "R-501", "R-502")
RULES = ("FREQ=WEEKLY;COUNT=5", "FREQ=DAILY;COUNT=4", "FREQ=MONTHLY;UNTIL=20270131")
OTHER_RULES = ("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4", "FREQ=DAILY;INTERVAL=2;COUNT=3")
HOURS = ((time(8), time(9)), (time(13), time(15)))
SECOND = timedelta(seconds=1)
TOLD = """
    SELECT b.starts, b.ends, b.title, s.name FROM booking b JOIN space s ON s.id = b.space
    WHERE b.state = 'confirmed' AND {scope} ORDER BY b.starts, b.ends, b.title, s.name
"""
_RELATED = """
    s.id IN (SELECT {id} UNION SELECT whole FROM space_part WHERE part = {id}
             UNION SELECT part FROM space_part WHERE whole = {id})
"""

Deed = Callable[[], Awaitable[object]]


class History:
    """What somebody does at random, and what each calendar told at last."""

    def __init__(self, seed: int, person: Person) -> None:
        self.chance = random.Random(seed)
        self.person = person
        self.now = NOW
        self.hours = [0, 1, 90, 200]
        """One of which passes between two deeds."""
        self.feeds: dict[str, queries.Subscription] = {}
        self.told: dict[str, dict[tuple[str, str], Any]] = {}

    async def follow(self, kind: FeedKind, key: str, scope: str) -> None:
        url = await address(self.person.actor, kind, key)
        found = await queries.subscription(digest(url.removeprefix("/k/").removesuffix(".ics")))
        assert found
        self.feeds[scope] = found
        self.told[scope] = {}

    async def step(self) -> None:
        self.now += timedelta(hours=self.chance.choice(self.hours))
        deeds = [self.on_booking, self.on_booking, self.on_series, self.rename, self.single]
        try:
            async with DB.transaction():
                await self.chance.choice(deeds)()
        except Refusal:
            pass

    async def single(self) -> None:
        starts = TEN + timedelta(days=self.chance.randrange(40), hours=self.chance.randrange(8))
        wish = Wish(
            room=self.chance.choice([*ROOMS, "R-500"]),
            starts=starts,
            ends=starts + timedelta(hours=1),
            title="Rapat",
            organiser=self.person.account,
        )
        await book(wish, actor=self.person.actor, now=self.now)

    async def rename(self) -> None:
        name = f"Ruang {self.chance.randrange(100)}"
        code = self.chance.choice(ROOMS)
        await Space.update({Space.name: name}).where(Space.code == code)

    async def on_booking(self) -> None:
        found = await Booking.objects().order_by(Booking.id)
        one = self.chance.choice(found)
        later = one.starts + timedelta(hours=self.chance.choice([1, 3, 24]))
        edits: list[Any] = [
            {"title": f"Judul {self.chance.randrange(9)}"},
            {"room": self.chance.choice(ROOMS)},
            {"starts": later, "ends": later + timedelta(hours=1)},
        ]
        deeds: list[Deed] = [
            lambda: cancel(one.id, actor=self.person.actor, now=self.now),
            lambda: restore(one.id, actor=self.person.actor, now=self.now),
            *[
                lambda: change(
                    one.id, self.chance.choice(edits), actor=self.person.actor, now=self.now
                )
            ]
            * 3,
        ]
        await self.chance.choice(deeds)()

    async def on_series(self) -> None:
        found = await Series.objects().order_by(Series.id)
        one = self.chance.choice(found).id
        days = [day_of(date.recurrence) for date in await dates_of(one) if date.recurrence]
        since = self.chance.choice([*days, None])
        edits: list[Any] = [
            {"title": f"Kelas {self.chance.randrange(9)}"},
            {"room": self.chance.choice(ROOMS)},
            {"start": (one_hour := self.chance.choice(HOURS))[0], "end": one_hour[1]},
        ]
        skip = {self.chance.choice(days): Skip()} if days else {}
        edit = Change(self.chance.choice(edits), since, self.chance.choice([{}, skip]))
        rule = parse_recurrence(self.chance.choice(OTHER_RULES))
        repeat = Change({}, since, {}, repeat=rule)
        series = await series_of(one, now=self.now)
        deeds: list[Deed] = [
            lambda: change_series(one, edit, actor=self.person.actor, now=self.now),
            lambda: change_series(one, repeat, actor=self.person.actor, now=self.now),
            lambda: cancel_series(one, since=since, actor=self.person.actor, now=self.now),
            lambda: restore_series(one, actor=self.person.actor, now=self.now),
        ]
        if series and series.skipped:
            day = self.chance.choice(series.skipped)
            deeds.append(lambda: add_date(one, day, actor=self.person.actor, now=self.now))
        await self.chance.choice(deeds)()

    async def check(self) -> None:
        for scope, found in self.feeds.items():
            contents = await contents_of(found, now=self.now, base_url="http://sentra.test")
            wanted = [tuple(row) for row in await DB.fetch(TOLD.format(scope=scope))]
            told = [
                (date.starts, date.ends, date.summary, date.location.split(",")[0])
                for date in expanded(contents.body)
            ]
            assert told == wanted, scope
            self.compare(scope, contents.body)
        assert await contents_of(found, now=self.now, base_url="http://sentra.test") == contents

    def compare(self, scope: str, data: bytes) -> None:
        """What is different has a later stamp; what is the same has the same one."""
        told = {
            (
                str(event["UID"]),
                event.get("RECURRENCE-ID") and str(event["RECURRENCE-ID"].dt),
            ): event
            for event in parsed(data)
        }
        for name in told.keys() & self.told[scope].keys():
            was, now = self.told[scope][name], told[name]
            assert now["SEQUENCE"] >= was["SEQUENCE"]
            later = now["DTSTAMP"].dt - was["DTSTAMP"].dt
            assert later >= SECOND if now != was else later == 0 * SECOND
            if (now["DTSTART"], now["DTEND"], now["STATUS"]) != (
                was["DTSTART"],
                was["DTEND"],
                was["STATUS"],
            ):
                assert now["SEQUENCE"] > was["SEQUENCE"]
        self.told[scope] |= told


async def begun(seed: int, centre: Centre, trainer: Person) -> History:
    """Three series, and who follows what."""
    history = History(seed, trainer)
    await history.follow(FeedKind.CENTRE, "", "TRUE")
    await history.follow(FeedKind.TRAINER, str(trainer.account), f"b.organiser = {trainer.account}")
    await history.follow(FeedKind.FLOOR, "5", f"s.floor = {centre.upper}")
    await history.follow(FeedKind.ROOM, "R-101", f"s.id = {centre.orchid}")
    await history.follow(FeedKind.ROOM, "R-501", _RELATED.format(id=centre.east))
    for number, rule in enumerate(RULES):
        hour = TEN + timedelta(hours=3 * number - 3)
        decisions = {} if number else {date(2026, 12, 9): Skip()}
        await repeated(trainer, rule, starts=hour, room=ROOMS[number], decisions=decisions)
    return history


@pytest.mark.parametrize("seed", range(2, 2 + TRIALS))
async def test_calendars_tell_what_the_database_says(
    centre: Centre, trainer: Person, seed: int
) -> None:
    history = await begun(seed, centre, trainer)
    for _ in range(STEPS):
        await history.step()
        await history.check()
