"""Long histories of series whose rules change: what always holds of rule, dates, rooms, things."""

from datetime import date, timedelta
from random import Random

import pytest

from bookings.domain.recurrence import Frequency, Recurrence, WeekdayRule
from bookings.domain.series import Book, Decision, Keep, Skip
from bookings.domain.series_edit import Change
from bookings.operations.bookings import cancel, change
from bookings.operations.series import create
from bookings.operations.series_change import change_series, preview_change
from bookings.queries.series import dates_of, rule_day, series
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Invalid
from tests.bookings.equipment import held, pool
from tests.bookings.operations.test_series import Rooms, series_wish
from tests.conftest import NOW, Person


def some_rule(random: Random) -> Recurrence:
    days = random.sample(range(5), random.randint(1, 2))
    return Recurrence(
        random.choice([Frequency.WEEKLY, Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY]),
        interval=random.randint(1, 2),
        days=tuple(WeekdayRule(day) for day in sorted(days)),
        count=random.randint(2, 9),
    )


async def check(all_: set[int]) -> None:
    """A series' days are its bookings' and those it skips; what stands holds what it needs."""
    for id_ in all_:
        one = await series(id_, now=NOW)
        assert one is not None
        days = sorted([*map(rule_day, await dates_of(id_)), *one.skipped])
        assert days == list(one.days)
    standing = await DB.fetch("SELECT id, starts FROM booking WHERE state = 'confirmed'")
    holds = await DB.fetch("SELECT booking AS id, starts FROM hold")
    assert sorted(map(tuple, holds)) == sorted(map(tuple, standing))
    assert len(await held()) == len(standing)


@pytest.mark.parametrize("seed", range(6))
async def test_the_days_of_a_series_are_always_those_of_its_rule(
    rooms: Rooms, trainer: Person, seed: int
) -> None:
    random = Random(seed)
    asked = series_wish(trainer, equipment={await pool(number=3): 1})
    one = await create(asked, actor=trainer.actor, now=NOW)
    all_ = {one}
    for step in range(10):
        now = NOW + timedelta(days=random.randint(0, step), hours=1)
        rows = [row for row in await dates_of(one) if row.state == "confirmed" and row.starts > now]
        if not rows:
            break
        row = random.choice(rows)
        deed = random.randint(0, 4)
        if deed == 0:
            await cancel(row.id, actor=trainer.actor, now=now)
        elif deed == 1:
            later = {
                "starts": row.starts + timedelta(hours=3),
                "ends": row.ends + timedelta(hours=3),
            }
            try:
                await change(row.id, later, actor=trainer.actor, now=now)  # type: ignore[arg-type]
            except (Conflict, Invalid):
                continue
        else:
            since = rule_day(row) if random.random() < 0.5 else None
            wanted = Change({}, since, {}, some_rule(random))
            try:
                plan = await preview_change(one, wanted, actor=trainer.actor, now=now)
                words: list[Decision | None] = [None, None, Keep(), Book(), Skip()]
                decisions: dict[date, Decision] = {
                    found.day: said for found in plan.dates if (said := random.choice(words))
                }
                wanted = Change({}, since, decisions, wanted.repeat)
                plan = await preview_change(one, wanted, actor=trainer.actor, now=now)
                decisions |= {found.day: Skip() for found in plan.open}
                one = await change_series(one, wanted, actor=trainer.actor, now=now)
            except (Conflict, Invalid):
                continue
            all_.add(one)
        await check(all_)
