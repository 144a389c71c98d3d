"""Requests: asked for, approved, refused, expired; two that overlap are never both approved."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from bookings import queries
from bookings.domain.standing import DECIDE_WITHIN, LEAST_WAIT
from bookings.operations.approval import approve, expire, refuse
from bookings.operations.bookings import book, cancel, change, restore
from bookings.operations.clashes import Clash
from bookings.queries import Booked
from bookings.queries.requests import decided_requests, open_requests
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.domain.roles import COMMAND_LINE, SYSTEM, Actor, Role, Source
from tests.bookings.conftest import at, needs_approval, wish
from tests.bookings.race import a_room
from tests.conftest import NOW, Person, person

Rooms = dict[str, Space]


async def held(booking: Booked) -> int:
    rows = await DB.fetch("SELECT FROM hold WHERE booking = $1", booking.id)
    return len(rows)


async def test_a_trainer_asks_and_the_room_is_hers_when_a_manager_approves(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    assert (asked.state, asked.decide_by) == ("requested", at(9))
    given = await approve(asked.id, actor=manager.actor, now=NOW)
    assert (given.state, given.sequence, await held(given)) == ("confirmed", 1, 1)
    assert [deed.verb for deed in await queries.history(asked.id)] == [
        "booking.request",
        "booking.approve",
    ]


async def test_a_request_far_ahead_waits_three_days_and_one_for_now_a_quarter_of_an_hour(
    rooms: Rooms, trainer: Person
) -> None:
    await needs_approval(rooms["R501"])
    later = await book(wish(trainer, day=30), actor=trainer.actor, now=NOW)
    soon = await book(wish(trainer, first=9, last=10, day=24), actor=trainer.actor, now=NOW)
    assert (later.decide_by, soon.decide_by) == (NOW + DECIDE_WITHIN, NOW + LEAST_WAIT)


async def test_a_manager_asks_nobody(rooms: Rooms, trainer: Person, manager: Person) -> None:
    await needs_approval(rooms["R501"])
    booked = await book(wish(trainer), actor=manager.actor, now=NOW)
    assert (booked.state, booked.decide_by) == ("confirmed", None)


async def test_a_request_that_holds_keeps_others_out(
    rooms: Rooms, trainer: Person, other_trainer: Person
) -> None:
    await needs_approval(rooms["R501"])
    await book(wish(trainer, title="Rahasia dapur"), actor=trainer.actor, now=NOW)
    with pytest.raises(Clash) as refused:
        await book(wish(other_trainer), actor=other_trainer.actor, now=NOW)
    assert "Rahasia" not in str(refused.value.message), "a request is nobody else's to read"


async def test_of_two_requests_that_hold_nothing_one_is_approved(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], holds=False)
    first = await book(wish(trainer), actor=trainer.actor, now=NOW)
    second = await book(wish(other_trainer, last=10), actor=other_trainer.actor, now=NOW)
    assert (await held(first), await held(second)) == (0, 0)
    assert [(one.rivals, one.taken) for one in await open_requests()] == [(1, False)] * 2
    await approve(second.id, actor=manager.actor, now=NOW)
    with pytest.raises(Clash):
        await approve(first.id, actor=manager.actor, now=NOW)
    [left] = await open_requests()
    assert (left.booking.id, left.rivals, left.taken) == (first.id, 0, True)


async def test_a_request_for_a_taken_room_is_refused_at_once(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], holds=False)
    await book(wish(manager), actor=manager.actor, now=NOW)
    with pytest.raises(Clash):
        await book(wish(trainer), actor=trainer.actor, now=NOW)


async def test_requests_for_a_hall_and_for_its_half_are_rivals(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R401"], holds=False)
    await needs_approval(rooms["R401A"], holds=False)
    hall = await book(wish(trainer, "R401"), actor=trainer.actor, now=NOW)
    half = await book(wish(other_trainer, "R401A"), actor=other_trainer.actor, now=NOW)
    assert [one.rivals for one in await open_requests()] == [1, 1]
    await approve(hall.id, actor=manager.actor, now=NOW)
    with pytest.raises(Clash):
        await approve(half.id, actor=manager.actor, now=NOW)


async def test_refusing_needs_a_reason_and_frees_the_room(
    rooms: Rooms, trainer: Person, other_trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    with pytest.raises(Invalid):
        await refuse(asked.id, actor=manager.actor, now=NOW, reason="  ")
    gone = await refuse(asked.id, actor=manager.actor, now=NOW, reason="Pakai R502 saja")
    assert (gone.state, gone.reason, await held(gone)) == ("refused", "Pakai R502 saja", 0)
    await book(wish(other_trainer), actor=other_trainer.actor, now=NOW)
    assert [one.id for one in await decided_requests(organiser=trainer.account)] == [asked.id]


async def test_only_a_manager_decides(rooms: Rooms, trainer: Person, other_trainer: Person) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    with pytest.raises(Forbidden):
        await approve(asked.id, actor=trainer.actor, now=NOW)
    private = await book(wish(trainer, public=False, day=26), actor=trainer.actor, now=NOW)
    with pytest.raises(NotFound):
        await refuse(private.id, actor=other_trainer.actor, now=NOW, reason="Tidak")


async def test_what_is_decided_stays_decided(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await refuse(asked.id, actor=manager.actor, now=NOW, reason="Penuh")
    for again in (
        approve(asked.id, actor=manager.actor, now=NOW),
        refuse(asked.id, actor=manager.actor, now=NOW, reason="Penuh"),
        cancel(asked.id, actor=trainer.actor, now=NOW),
        restore(asked.id, actor=trainer.actor, now=NOW),
        change(asked.id, {"title": "Lain"}, actor=trainer.actor, now=NOW),
    ):
        with pytest.raises(Conflict):
            await again


async def test_a_request_expires_at_its_hour_and_not_before(rooms: Rooms, trainer: Person) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    assert await expire(at(9) - timedelta(seconds=1)) == 0
    assert await expire(at(9)) == 1
    assert await expire(at(9)) == 0
    found = await queries.booking(asked.id)
    assert found is not None
    assert (found.state, await held(found)) == ("expired", 0)
    deed = (await queries.history(asked.id))[-1]
    assert (deed.verb, deed.actor) == ("booking.expire", SYSTEM.name)


async def test_a_moved_booking_is_asked_for_anew(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    """Else whoever has a quarter of an hour approved could stretch it to a day."""
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await approve(asked.id, actor=manager.actor, now=NOW)
    renamed = await change(asked.id, {"title": "Kemasan II"}, actor=trainer.actor, now=NOW)
    assert renamed.state == "confirmed"
    longer = await change(asked.id, {"ends": at(17)}, actor=trainer.actor, now=NOW)
    assert (longer.state, longer.decide_by, await held(longer)) == ("requested", at(9), 1)
    elsewhere = await change(asked.id, {"room": "R502"}, actor=trainer.actor, now=NOW)
    assert (elsewhere.state, elsewhere.decide_by) == ("confirmed", None)


async def test_a_manager_moves_a_request_without_deciding_it(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], holds=False)
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    moved = await change(asked.id, {"ends": at(12)}, actor=manager.actor, now=NOW)
    assert (moved.state, await held(moved)) == ("requested", 0)


async def test_a_withdrawn_request_comes_back_as_a_request(rooms: Rooms, trainer: Person) -> None:
    await needs_approval(rooms["R501"])
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await cancel(asked.id, actor=trainer.actor, now=NOW)
    back = await restore(asked.id, actor=trainer.actor, now=NOW)
    assert (back.state, back.decide_by, await held(back)) == ("requested", at(9), 1)


async def test_the_buffers_of_the_room_are_held_on_approval(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    await needs_approval(rooms["R501"], holds=False, before=30, after=15)
    asked = await book(wish(trainer), actor=trainer.actor, now=NOW)
    await approve(asked.id, actor=manager.actor, now=NOW)
    rows = await DB.fetch("SELECT starts, ends FROM hold WHERE booking = $1", asked.id)
    assert [tuple(row) for row in rows] == [(at(8, 30), at(11, 15))]


async def _committed_requests(app: Litestar, how_many: int) -> list[int]:
    """Overlapping requests that hold nothing, stored for good."""
    space = await a_room("R501")
    await needs_approval(space, holds=False)
    asked = []
    for number in range(how_many):
        someone = await person(app, Role.TRAINER, f"Pelatih{number} Lomba")
        actor = Actor(Role.TRAINER, Source.API, account=someone.account)
        asked.append((await book(wish(someone, title=f"Kelas {number}"), actor=actor, now=NOW)).id)
    return asked


async def test_of_requests_approved_at_once_one_wins(app: Litestar, committed: None) -> None:
    asked = await _committed_requests(app, 8)
    answers = await asyncio.gather(
        *(approve(one, actor=COMMAND_LINE, now=NOW) for one in asked), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Booked"] + ["Clash"] * 7


async def test_a_request_approved_while_others_book_is_no_double_booking(
    app: Litestar, committed: None
) -> None:
    asked = await _committed_requests(app, 3)
    someone = await person(app, Role.MANAGER, "Ratna Lomba")
    actor = Actor(Role.MANAGER, Source.API, account=someone.account)
    answers = await asyncio.gather(
        *(approve(one, actor=COMMAND_LINE, now=NOW) for one in asked),
        *(book(wish(someone, first=hour, last=hour + 2), actor=actor, now=NOW) for hour in (8, 9)),
        return_exceptions=True,
    )
    names = [type(answer).__name__ for answer in answers]
    assert set(names) == {"Booked", "Clash"}
    assert names.count("Booked") == 1


async def test_approved_or_refused_but_not_both(app: Litestar, committed: None) -> None:
    [asked] = await _committed_requests(app, 1)
    answers = await asyncio.gather(
        approve(asked, actor=COMMAND_LINE, now=NOW),
        refuse(asked, actor=COMMAND_LINE, now=NOW, reason="Penuh"),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Booked", "Conflict"]


async def test_approved_or_expired_but_not_both(app: Litestar, committed: None) -> None:
    [asked] = await _committed_requests(app, 1)
    late = datetime(2026, 11, 25, 2, tzinfo=UTC)
    answers = await asyncio.gather(
        approve(asked, actor=COMMAND_LINE, now=late),
        expire(late),
        expire(late),
        return_exceptions=True,
    )
    found = await queries.booking(asked)
    assert found is not None
    approved = isinstance(answers[0], Booked)
    assert (found.state, await held(found)) == (("confirmed", 1) if approved else ("expired", 0))
    assert list(answers[1:]) in ([[0, 0]] if approved else [[0, 1], [1, 0]])
