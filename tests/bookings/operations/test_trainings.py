"""Taking part in trainings: while there are seats, and never beyond them."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from litestar import Litestar

from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.rules import Wish
from bookings.domain.series_edit import SeriesEdit
from bookings.domain.terms import Layout, Terms
from bookings.domain.trainings import TrainingKey, seats_of
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.series import SeriesWish, create
from bookings.operations.series_change import Change, change_series
from bookings.operations.trainings import Full, join, leave
from bookings.queries.trainings import participants, training, trainings
from bookings.tables import Enrolment, RoomTerms
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from sentra.domain.roles import Actor, Role, Source
from sentra.tables import Account, Enterprise
from tests.bookings.conftest import at, wish
from tests.bookings.race import a_room
from tests.conftest import NOW, Person, make_enterprise, person

Rooms = dict[str, Space]
RULE = "FREQ=WEEKLY;COUNT=3"


@pytest.fixture
async def guest(app: Litestar, other_enterprise: Enterprise) -> Person:
    """Bu Maya, of Batik Anggrek."""
    return await person(app, Role.ENTERPRISE, "Maya Puspita", enterprise=other_enterprise.id)


async def a_training(trainer: Person, **more: Any) -> TrainingKey:
    made = await book(
        wish(trainer, **({"track": "production"} | more)), actor=trainer.actor, now=NOW
    )
    return TrainingKey.of(made.id, None)


async def a_series(trainer: Person, **more: Any) -> TrainingKey:
    first = wish(trainer, **({"track": "marketing"} | more))
    made = await create(SeriesWish(first, parse_recurrence(RULE)), actor=trainer.actor, now=NOW)
    return TrainingKey(series=made)


def number(key: TrainingKey) -> int:
    return key.booking or key.series or 0


async def comes(key: TrainingKey) -> list[str]:
    return [one.name for one in await participants(key)]


async def test_somebody_takes_part_leaves_and_comes_back(
    rooms: Rooms, trainer: Person, owner: Person
) -> None:
    key = await a_training(trainer)
    first = await join(key, actor=owner.actor, now=NOW)
    assert await join(key, actor=owner.actor, now=NOW) == first
    assert (first.joined, first.taken, first.seats) == (True, 1, 24)
    assert await comes(key) == ["Dewi Anggraini"]
    await leave(key, actor=owner.actor, now=NOW)
    assert await comes(key) == []
    with pytest.raises(Conflict):
        await leave(key, actor=owner.actor, now=NOW)
    await join(key, actor=owner.actor, now=NOW)
    assert await comes(key) == ["Dewi Anggraini"]
    verbs = await DB.fetch("SELECT verb FROM audit_entry WHERE subject = 'enrolment' ORDER BY id")
    assert [row["verb"] for row in verbs] == ["training.join", "training.leave", "training.join"]


async def test_nobody_takes_the_seat_that_there_is_not(
    rooms: Rooms, trainer: Person, owner: Person, guest: Person
) -> None:
    for key in (
        await a_training(trainer, people=1),
        await a_series(trainer, people=1, room="R502"),
    ):
        await join(key, actor=owner.actor, now=NOW)
        with pytest.raises(Full):
            await join(key, actor=guest.actor, now=NOW)
        await leave(key, actor=owner.actor, now=NOW)
        await join(key, actor=guest.actor, now=NOW)
        assert await comes(key) == ["Maya Puspita"]


async def test_only_enterprises_take_part_in_what_is_public_and_to_come(
    rooms: Rooms, trainer: Person, manager: Person, owner: Person
) -> None:
    key = await a_training(trainer)
    for other in (trainer, manager):
        with pytest.raises(Forbidden):
            await join(key, actor=other.actor, now=NOW)
    private = await a_training(trainer, first=12, last=13, public=False)
    plain = await a_training(trainer, first=14, last=15, track=None)
    for hidden in (private, plain, TrainingKey(series=key.booking), TrainingKey(booking=10**9)):
        with pytest.raises(NotFound):
            await join(hidden, actor=owner.actor, now=NOW)
    with pytest.raises(Conflict):
        await join(key, actor=owner.actor, now=NOW + timedelta(days=2))
    await cancel(number(key), actor=trainer.actor, now=NOW)
    with pytest.raises(Conflict):
        await join(key, actor=owner.actor, now=NOW)


async def test_a_training_keeps_the_seats_that_are_taken(
    rooms: Rooms, trainer: Person, owner: Person, guest: Person
) -> None:
    key = await a_training(trainer, people=2)
    for one in (owner, guest):
        await join(key, actor=one.actor, now=NOW)
    with pytest.raises(Invalid) as refused:
        await change(number(key), {"people": 1}, actor=trainer.actor, now=NOW)
    assert [problem.field for problem in refused.value.problems] == ["people"]
    await change(
        number(key),
        {"people": 2, "title": "Kue"},
        actor=trainer.actor,
        now=NOW,
    )
    # Whoever is in stays in what is called off, and comes again when it takes place after all.
    await cancel(number(key), actor=trainer.actor, now=NOW)
    await restore(number(key), actor=trainer.actor, now=NOW)
    assert await comes(key) == ["Dewi Anggraini", "Maya Puspita"]


async def test_a_series_keeps_them_too_and_takes_people_along_where_it_is_split(
    rooms: Rooms, trainer: Person, owner: Person, guest: Person
) -> None:
    key = await a_series(trainer, people=2)
    for one in (owner, guest):
        await join(key, actor=one.actor, now=NOW)
    for edit in (SeriesEdit(people=1), SeriesEdit(people=1, title="Kecil")):
        with pytest.raises(Invalid):
            await change_series(
                number(key),
                Change(edit, None, {}),
                actor=trainer.actor,
                now=NOW,
            )
    later = at(9, day=32).date()
    follower = await change_series(
        number(key),
        Change({"start": time(10)}, later, {}),
        actor=trainer.actor,
        now=NOW,
    )
    assert follower != number(key)
    assert await comes(TrainingKey(series=follower)) == await comes(key)


async def test_a_trainer_takes_somebody_out_and_others_do_not(
    rooms: Rooms, trainer: Person, other_trainer: Person, owner: Person, guest: Person
) -> None:
    key = await a_training(trainer)
    await join(key, actor=owner.actor, now=NOW)
    for other in (other_trainer, guest):
        with pytest.raises(Forbidden):
            await leave(key, account=owner.account, actor=other.actor, now=NOW)
    await leave(key, account=owner.account, actor=trainer.actor, now=NOW)
    assert await comes(key) == []


async def test_what_is_to_come_is_listed_by_the_next_date(
    rooms: Rooms, trainer: Person, owner: Person
) -> None:
    series = await a_series(trainer, room="R502")
    alone = await a_training(trainer, day=26)
    await a_training(trainer, day=27, public=False)
    await join(alone, actor=owner.actor, now=NOW)

    async def keys(now: datetime = NOW, **asked: object) -> list[str]:
        found, total = await trainings(now=now, account=owner.account, **asked)  # type: ignore[arg-type]
        assert total == len(found)
        return [str(one.key) for one in found]

    assert await keys() == [str(series), str(alone)]
    assert await keys(only_own=True) == [str(alone)]
    assert await keys(now=NOW + timedelta(days=4)) == [str(series)]
    found = await training(series, account=None, now=NOW + timedelta(days=4))
    assert found is not None
    assert (found.dates, found.ahead, found.next) == (3, 2, at(9, day=32))


@pytest.mark.parametrize("people", [None, 7])
@pytest.mark.parametrize("layout", [None, "u", "theatre"])
@pytest.mark.parametrize("capacity", [None, 24])
async def test_the_database_counts_the_same_seats(
    rooms: Rooms, people: int | None, layout: str | None, capacity: int | None
) -> None:
    room = rooms["R501"]
    room.capacity = capacity
    await room.save()
    await RoomTerms(space=room.id, layouts='{"u": 18}', changed=NOW).save()
    rows = await DB.fetch("SELECT training_seats($1, $2, $3) AS n", room.id, layout, people)
    asked = Wish("R501", NOW, NOW, "", 1, people=people, layout=layout)
    terms = Terms(layouts={Layout.U: 18})
    assert rows[0]["n"] == seats_of(asked, terms=terms, capacity=capacity)


async def guests_of(number: int) -> list[Actor]:
    """People of as many enterprises, committed."""
    made = []
    for one in range(number):
        enterprise = await make_enterprise(nib=f"{one:013}", name=f"UKM {one}")
        account = Account(
            email=f"{one}@example.org",
            name=f"{one}",
            role="enterprise",
            created=NOW,
            enterprise=enterprise.id,
        )
        await account.save()
        made.append(
            Actor(Role.ENTERPRISE, Source.API, account=account.id, enterprise=enterprise.id)
        )
    return made


async def outcome(work: Coroutine[Any, Any, object]) -> str:
    try:
        await work
    except Refusal as refusal:
        return refusal.code
    return "done"


@pytest.mark.parametrize("kind", ["booking", "series"])
async def test_of_many_at_once_as_many_get_in_as_there_are_seats(
    committed: None, kind: str
) -> None:
    """Even while the trainer takes seats away."""
    await a_room("R501")
    trainer = Account(email="t@example.org", name="T", role="trainer", created=NOW)
    await trainer.save()
    actor = Actor(Role.TRAINER, Source.API, account=trainer.id)
    asked = Wish("R501", at(9), at(11), "Kelas", trainer.id, people=4, track="production")
    edit: Coroutine[Any, Any, object]
    if kind == "series":
        made = await create(SeriesWish(asked, parse_recurrence(RULE)), actor=actor, now=NOW)
        key = TrainingKey(series=made)
        edit = change_series(made, Change({"people": 2}, None, {}), actor=actor, now=NOW)
    else:
        key = TrainingKey(booking=(await book(asked, actor=actor, now=NOW)).id)
        edit = change(key.booking or 0, {"people": 2}, actor=actor, now=NOW)
    joins = [join(key, actor=one, now=NOW) for one in await guests_of(8)]
    *answers, changed = await asyncio.gather(*map(outcome, (*joins, edit)))
    seats = 2 if changed == "done" else 4
    assert Counter(answers) == {"done": seats, "full": 8 - seats}
    assert await Enrolment.count().where(Enrolment.state == "joined") == seats
