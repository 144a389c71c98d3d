"""Series, their equipment, and those who wait for one of their dates."""

from datetime import date, time

import pytest

from bookings.domain.series import Skip
from bookings.operations.bookings import book
from bookings.operations.series import create
from bookings.operations.series_cancel import add_date, cancel_series, restore_series
from bookings.operations.series_change import Change, change_series, preview_change
from bookings.operations.shortages import Shortage
from bookings.operations.waiting import join
from bookings.queries.waiting import line
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Invalid
from tests.bookings.conftest import wish
from tests.bookings.equipment import held, pool
from tests.bookings.operations.test_series import series_wish
from tests.conftest import NOW, Person

Rooms = dict[str, Space]


async def hours() -> list[tuple[int, int]]:
    return [(first, last) for _, _, first, last in await held()]


async def test_every_date_has_its_equipment_or_none_is_booked(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    projectors = await pool(number=1)
    other = wish(other_trainer, "R502", day=32, equipment={projectors: 1})
    await book(other, actor=other_trainer.actor, now=NOW)
    asked = series_wish(trainer, equipment={projectors: 1})
    with pytest.raises(Shortage):
        async with DB.transaction():
            await create(asked, actor=trainer.actor, now=NOW)
    assert len(await DB.fetch("SELECT FROM booking")) == 1
    later = series_wish(trainer, "R501", first=13, last=15, equipment={projectors: 1})
    await create(later, actor=trainer.actor, now=NOW)
    assert (await hours()).count((13, 15)) == 4


async def test_equipment_goes_and_comes_and_moves_with_the_dates(
    rooms: Rooms, trainer: Person
) -> None:
    projectors = await pool()
    asked = series_wish(trainer, equipment={projectors: 2})
    made = await create(asked, actor=trainer.actor, now=NOW)
    assert await hours() == [(9, 11)] * 8
    moved = Change({"start": time(10), "end": time(12)}, None, {})
    await change_series(made, moved, actor=trainer.actor, now=NOW)
    assert await hours() == [(10, 12)] * 8
    await cancel_series(made, actor=trainer.actor, now=NOW)
    assert await hours() == []
    await restore_series(made, actor=trainer.actor, now=NOW)
    assert await hours() == [(10, 12)] * 8


async def test_it_is_changed_for_what_follows_and_taken_by_a_date_that_is_back(
    rooms: Rooms, trainer: Person
) -> None:
    projectors, ovens = await pool(), await pool(name="Oven", number=1)
    skipped = date(2026, 12, 9)
    asked = series_wish(trainer, equipment={projectors: 2}, decisions={skipped: Skip()})
    made = await create(asked, actor=trainer.actor, now=NOW)
    await add_date(made, skipped, actor=trainer.actor, now=NOW)
    assert len(await hours()) == 8
    other = Change({"equipment": {ovens: 1}, "start": time(13)}, date(2026, 12, 9), {})
    await change_series(made, other, actor=trainer.actor, now=NOW)
    assert sorted(await hours()) == [(9, 11)] * 4 + [(13, 15)] * 2
    await change_series(made, Change({"equipment": {}}, None, {}), actor=trainer.actor, now=NOW)
    assert await hours() == [(13, 15)] * 2
    too_many, taken = (Change({"equipment": {ovens: number}}, None, {}) for number in (2, 1))
    with pytest.raises(Invalid):
        await preview_change(made, too_many, actor=trainer.actor, now=NOW)
    await book(wish(trainer, "R502", equipment={ovens: 1}), actor=trainer.actor, now=NOW)
    with pytest.raises(Shortage):
        async with DB.transaction():
            await change_series(made, taken, actor=trainer.actor, now=NOW)


async def test_dates_that_are_cancelled_or_moved_are_offered(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    made = await create(series_wish(trainer), actor=trainer.actor, now=NOW)
    await join(wish(other_trainer), actor=other_trainer.actor, now=NOW)
    await join(wish(manager, day=32), actor=manager.actor, now=NOW)
    moved = Change({"start": time(13), "end": time(15)}, None, {})
    await change_series(made, moved, actor=trainer.actor, now=NOW)
    assert [one.state for one in await line()] == ["offered", "offered"]
    await DB.fetch("DELETE FROM hold WHERE waiting IS NOT NULL")
    await DB.fetch("DELETE FROM waiting")
    await join(wish(other_trainer, first=13, last=15), actor=other_trainer.actor, now=NOW)
    await cancel_series(made, actor=trainer.actor, now=NOW)
    assert [one.state for one in await line()] == ["offered"]
