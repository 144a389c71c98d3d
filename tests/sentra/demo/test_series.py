"""The demo centre's courses, as series."""

from datetime import timedelta

from bookings import queries
from bookings.queries.series import all_series, dates_of, rule_day
from floors.operations.plans import ensure_plan
from sentra.demo.bookings import make_bookings, store_bookings, store_trainers
from sentra.demo.series import series_among, store_series
from tests.conftest import NOW
from tests.sentra.demo.test_bookings import some


def test_a_course_has_each_of_its_weeks_or_skips_it() -> None:
    found = list(series_among(some()))
    assert len(found) > 10
    for one in found:
        assert len(one.dates) + len(one.skipped) == one.count > 1
    booked = {uid for one in found for uid in one.dates}
    assert len(booked) == sum(len(one.dates) for one in found)


async def test_every_series_has_the_days_that_its_rule_names(db: None) -> None:
    await ensure_plan(now=NOW)
    trainers = await store_trainers(now=NOW)
    made = make_bookings(seed=5, now=NOW, rooms=await queries.rooms(), trainers=trainers)
    await store_bookings(made, now=NOW)
    await store_series(made, now=NOW)
    stored, total = await all_series(organiser=None, now=NOW - timedelta(days=90), limit=20)
    assert (len(stored), total > 20) == (20, True)
    for one in stored:
        days = [rule_day(booked) for booked in await dates_of(one.id)]
        assert sorted([*days, *one.skipped]) == list(one.days)
