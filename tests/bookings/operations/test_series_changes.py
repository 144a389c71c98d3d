"""Changing, cancelling and restoring series: one date, this one and those that follow, all."""

from datetime import date, time, timedelta
from typing import Any, cast

import pytest

from bookings.domain.series import Decision, Keep, Move, Skip
from bookings.domain.series_edit import SeriesEdit
from bookings.operations.bookings import book, cancel, change
from bookings.operations.series import create
from bookings.operations.series_cancel import add_date, cancel_series, restore_series
from bookings.operations.series_change import Change, change_series, preview_change
from bookings.operations.series_plan import SeriesClash
from bookings.queries.series import dates_of, series
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from tests.bookings.conftest import at, wish
from tests.bookings.operations.test_series import Rooms, days, series_wish
from tests.conftest import NOW, Person, counting_queries

LATER = at(12, day=33)
"""Two of the four dates are over by then."""


async def made(person: Person, **more: Any) -> int:
    return await create(series_wish(person, **more), actor=person.actor, now=NOW)


async def changed(person: Person, series_id: int, *, now: Any = NOW, **more: Any) -> int:
    since, decisions = more.pop("since", None), more.pop("decisions", {})
    return await change_series(
        series_id,
        Change(cast("SeriesEdit", more), since, decisions),
        actor=person.actor,
        now=now,
    )


async def facts(series_id: int) -> tuple[str, str, int, list[str]]:
    found = await series(series_id, now=NOW)
    assert found is not None
    skipped = [f"{day:%d.%m}" for day in found.skipped]
    return str(found.recurrence), f"{found.first:%d.%m %H}", found.minutes, skipped


async def test_all_dates_are_changed(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    same = await changed(
        trainer, one, room="R502", start=time(13), end=time(16), title="Foto produk", people=5
    )
    assert same == one
    assert await days(one) == ["25.11 13 R502", "02.12 13 R502", "09.12 13 R502", "16.12 13 R502"]
    assert await facts(one) == ("FREQ=WEEKLY;COUNT=4", "25.11 06", 180, [])
    assert {(row.title, row.people, row.sequence) for row in await dates_of(one)} == {
        ("Foto produk", 5, 1)
    }
    assert [row.recurrence for row in await dates_of(one)] == [
        row.starts for row in await dates_of(one)
    ]


async def test_what_is_over_stays_as_it_was(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    await changed(trainer, one, now=LATER, start=time(13))
    assert await days(one) == ["25.11 09 R501", "02.12 09 R501", "09.12 13 R501", "16.12 13 R501"]
    assert {row.recurrence.hour + 7 for row in await dates_of(one) if row.recurrence} == {13}


async def test_this_date_and_those_that_follow_become_a_series(
    rooms: Rooms, trainer: Person
) -> None:
    one = await made(trainer, decisions={date(2026, 12, 16): Skip()})
    two = await changed(trainer, one, since=date(2026, 12, 9), room="R502")
    assert await days(one) == ["25.11 09 R501", "02.12 09 R501"]
    assert await facts(one) == ("FREQ=WEEKLY;UNTIL=20261208", "25.11 02", 120, [])
    assert await days(two) == ["09.12 09 R502"]
    assert await facts(two) == ("FREQ=WEEKLY;COUNT=2", "09.12 02", 120, ["16.12"])
    assert (await DB.fetch("SELECT follows FROM series WHERE id = $1", two))[0]["follows"] == one


async def test_what_was_changed_on_one_date_stays(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    second = (await dates_of(one))[1]
    await change(
        second.id,
        {"room": "R502", "starts": at(14, day=33), "ends": at(15, day=33), "title": "Ujian"},
        actor=trainer.actor,
        now=NOW,
    )
    await changed(trainer, one, start=time(10), title="Baru", note="Kunci di lobi")
    assert await days(one) == ["25.11 10 R501", "03.12 14 R502", "09.12 10 R501", "16.12 10 R501"]
    assert [(row.title, row.note) for row in await dates_of(one)][:2] == [
        ("Baru", "Kunci di lobi"),
        ("Ujian", "Kunci di lobi"),
    ]


async def test_a_clash_changes_nothing_until_it_is_decided(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    for day in (25, 32, 39):
        await book(wish(trainer, "R502", day=day), actor=trainer.actor, now=NOW)
    with pytest.raises(SeriesClash) as refused:
        await changed(trainer, one, room="R502")
    assert [found.day.day for found in refused.value.plan.open] == [25, 2, 9]
    assert {found.alternatives[0].room.code for found in refused.value.plan.open} == {"R502"}
    assert await days(one) == ["25.11 09 R501", "02.12 09 R501", "09.12 09 R501", "16.12 09 R501"]
    decisions: dict[date, Decision] = {
        date(2026, 11, 25): Keep(),
        date(2026, 12, 2): Skip(),
        date(2026, 12, 9): Move("R502", at(11, day=39), at(12, day=39)),
    }
    plan = await preview_change(
        one, Change({"room": "R502"}, None, decisions), actor=trainer.actor, now=NOW
    )
    assert [found.state for found in plan.dates] == ["free", "skipped", "free", "free"]
    await changed(trainer, one, room="R502", decisions=decisions)
    assert await days(one) == [
        "25.11 09 R501",
        "02.12 09 R501 cancelled",
        "09.12 11 R502",
        "16.12 09 R502",
    ]


async def test_dates_may_take_what_others_of_them_give_up(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer, rule="FREQ=DAILY;COUNT=3")
    decisions = {
        date(2026, 11, 25): Move("R501", at(9, day=26), at(11, day=26)),
        date(2026, 11, 26): Move("R501", at(9, day=27), at(11, day=27)),
        date(2026, 11, 27): Move("R501", at(9), at(11)),
    }
    await changed(trainer, one, decisions=decisions, title="Berputar")
    assert await days(one) == ["26.11 09 R501", "27.11 09 R501", "25.11 09 R501"]


async def test_a_part_of_a_hall_becomes_the_hall(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer, room="R401A")
    await changed(trainer, one, room="R401")
    rows = await DB.fetch("SELECT s.code FROM hold h JOIN space s ON s.id = h.space")
    assert sorted(row["code"] for row in rows) == ["R401A"] * 4 + ["R401B"] * 4


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"people": 99}, ["people"]),
        ({"room": "R599"}, ["room"]),
        ({"room": "R999"}, ["room"]),
        ({"start": time(12), "end": time(10)}, ["ends"]),
        ({"start": time(3)}, ["starts"]),
        ({"since": date(2026, 12, 3)}, ["date"]),
    ],
)
async def test_it_refuses_what_no_date_may_be(
    rooms: Rooms, trainer: Person, edit: dict[str, Any], fields: list[str]
) -> None:
    one = await made(trainer)
    with pytest.raises(Invalid) as refused:
        await changed(trainer, one, **edit)
    assert [problem.field for problem in refused.value.problems] == fields


async def test_only_its_people_change_it(
    *, rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    one = await made(trainer)
    hidden = await made(trainer, room="R502", public=False)
    for verb in (cancel_series, restore_series):
        with pytest.raises(Forbidden):
            await verb(one, actor=other_trainer.actor, now=NOW)
        with pytest.raises(NotFound):
            await verb(hidden, actor=other_trainer.actor, now=NOW)
    with pytest.raises(Forbidden):
        await changed(other_trainer, one, title="Punya saya")
    with pytest.raises(Forbidden):
        await changed(trainer, one, organiser=other_trainer.account)
    with pytest.raises(Forbidden):
        await add_date(one, date(2026, 11, 25), actor=other_trainer.actor, now=NOW)
    with pytest.raises(NotFound):
        await cancel_series(2**40, actor=manager.actor, now=NOW)
    await changed(manager, one, organiser=other_trainer.account)
    assert {row.organiser for row in await dates_of(one)} == {other_trainer.account}


async def test_it_is_cancelled_from_a_date_on_and_back(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    await cancel((await dates_of(one))[2].id, actor=trainer.actor, now=NOW)
    since = date(2026, 12, 2)
    gone = await cancel_series(
        one, since=since, reason="Sakit", actor=trainer.actor, now=NOW + timedelta(minutes=1)
    )
    assert gone == 2
    assert [(row.state, row.reason) for row in await dates_of(one)] == [
        ("confirmed", ""),
        ("cancelled", "Sakit"),
        ("cancelled", ""),
        ("cancelled", "Sakit"),
    ]
    await book(wish(trainer, day=46), actor=trainer.actor, now=NOW)
    assert await restore_series(one, actor=trainer.actor, now=NOW) == (1, 1)
    assert [row.state for row in await dates_of(one)] == [
        "confirmed",
        "confirmed",
        "cancelled",
        "cancelled",
    ]
    rows = await DB.fetch("SELECT verb FROM audit_entry WHERE subject = 'series' ORDER BY id")
    assert [row["verb"] for row in rows] == ["series.create", "series.cancel", "series.restore"]


async def test_cancelling_leaves_what_is_over(rooms: Rooms, trainer: Person) -> None:
    one = await made(trainer)
    assert await cancel_series(one, actor=trainer.actor, now=LATER) == 2
    with pytest.raises(Conflict):
        await cancel_series(one, actor=trainer.actor, now=LATER)
    with pytest.raises(Conflict):
        await changed(trainer, one, title="Baru", now=at(12, day=60))


async def test_a_skipped_date_is_added_back(rooms: Rooms, trainer: Person) -> None:
    day = date(2026, 12, 9)
    one = await made(trainer, decisions={day: Skip(), date(2026, 12, 2): Skip()})
    await book(wish(trainer, day=39), actor=trainer.actor, now=NOW)
    with pytest.raises(SeriesClash) as refused:
        await add_date(one, day, actor=trainer.actor, now=NOW)
    assert refused.value.plan.dates[0].alternatives
    await add_date(
        one, day, {"room": "R502", "day": date(2026, 12, 10)}, actor=trainer.actor, now=NOW
    )
    await add_date(one, date(2026, 12, 2), actor=trainer.actor, now=NOW)
    assert await days(one) == ["25.11 09 R501", "02.12 09 R501", "10.12 09 R502", "16.12 09 R501"]
    assert (await facts(one))[3] == []
    with pytest.raises(Conflict):
        await add_date(one, day, actor=trainer.actor, now=NOW)


async def test_statements_do_not_grow_with_the_dates(rooms: Rooms, trainer: Person) -> None:
    counts = []
    for room, rule in (("R501", "FREQ=WEEKLY;COUNT=4"), ("R502", "FREQ=WEEKLY;COUNT=52")):
        one = await made(trainer, room=room, rule=rule)
        with counting_queries() as sent:
            two = await changed(trainer, one, since=date(2026, 12, 9), start=time(14))
            await cancel_series(two, actor=trainer.actor, now=NOW)
            await restore_series(two, actor=trainer.actor, now=NOW)
        counts.append(len(sent))
    assert counts[0] == counts[1]
