"""Deciding all open requests of a series at once."""

import pytest

from bookings.operations.approval import approve
from bookings.operations.bookings import book
from bookings.operations.series import create
from bookings.operations.series_approval import approve_series, refuse_series
from bookings.operations.series_own import must_own
from bookings.queries.series import dates_of
from bookings.tables import RoomTerms
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from tests.bookings.conftest import at, wish
from tests.bookings.operations.test_series import Rooms, series_wish
from tests.conftest import NOW, Person, counting_queries


@pytest.fixture
async def asked(rooms: Rooms, trainer: Person) -> int:
    """Four requested Wednesdays of a room that requests do not hold."""
    terms = RoomTerms(space=rooms["R501"].id, approval=True, request_holds=False, changed=NOW)
    await terms.save()
    return await create(series_wish(trainer), actor=trainer.actor, now=NOW)


async def states(series: int) -> list[str]:
    return [one.state for one in await dates_of(series)]


async def test_all_are_approved_but_those_whose_room_is_taken(
    asked: int, manager: Person, trainer: Person
) -> None:
    await book(wish(manager, day=32), actor=manager.actor, now=NOW)
    assert await approve_series(asked, actor=manager.actor, now=NOW) == (3, 1)
    assert await states(asked) == ["confirmed", "requested", "confirmed", "confirmed"]
    assert (await DB.fetch("SELECT count(*) AS n FROM hold"))[0]["n"] == 4
    rows = await DB.fetch("SELECT FROM audit_entry WHERE verb = 'booking.approve'")
    assert len(rows) == 3
    with pytest.raises(Conflict):
        await approve((await dates_of(asked))[1].id, actor=manager.actor, now=NOW)
    assert await approve_series(asked, actor=manager.actor, now=NOW) == (0, 1)


async def test_of_two_series_for_one_room_one_is_approved(
    asked: int, manager: Person, other_trainer: Person
) -> None:
    rival = await create(series_wish(other_trainer), actor=other_trainer.actor, now=NOW)
    assert await approve_series(rival, actor=manager.actor, now=NOW) == (4, 0)
    assert await approve_series(asked, actor=manager.actor, now=NOW) == (0, 4)


async def test_others_know_nothing_of_what_is_only_asked_for(
    asked: int, manager: Person, other_trainer: Person
) -> None:
    with pytest.raises(NotFound):
        await must_own(asked, actor=other_trainer.actor, now=NOW)
    await approve((await dates_of(asked))[1].id, actor=manager.actor, now=NOW)
    with pytest.raises(Forbidden):
        await must_own(asked, actor=other_trainer.actor, now=NOW)


async def test_all_are_refused_with_a_reason(asked: int, manager: Person) -> None:
    with pytest.raises(Invalid):
        await refuse_series(asked, reason=" ", actor=manager.actor, now=NOW)
    assert await refuse_series(asked, reason="Renovasi", actor=manager.actor, now=NOW) == 4
    assert {(one.state, one.reason) for one in await dates_of(asked)} == {("refused", "Renovasi")}
    with pytest.raises(Conflict):
        await approve_series(asked, actor=manager.actor, now=NOW)


async def test_what_is_over_is_not_decided_and_only_a_manager_decides(
    asked: int, manager: Person, trainer: Person
) -> None:
    with pytest.raises(Forbidden):
        await approve_series(asked, actor=trainer.actor, now=NOW)
    assert await approve_series(asked, actor=manager.actor, now=at(12, day=33)) == (2, 0)


async def test_pages_and_api_decide_too(asked: int, manager: Person, trainer: Person) -> None:
    url = f"/rangkaian/{asked}"
    page = await manager.browser.get(url)
    assert "4 tanggal menunggu keputusan Anda" in page.text
    assert "menunggu keputusan Anda" not in (await trainer.browser.get(url)).text
    assert f'href="{url}"' in (await manager.browser.get("/persetujuan")).text
    wrong = await manager.browser.post(f"{url}/tolak", data={"reason": ""})
    assert (wrong.status_code, "Penolakan perlu alasan" in wrong.text) == (422, True)
    assert (await manager.browser.post(f"{url}/setujui")).status_code == 303
    assert await states(asked) == ["confirmed"] * 4
    again = await manager.browser.post(f"/api/v1/series/{asked}/approve")
    assert again.status_code == 409
    refused = await manager.browser.post(f"/api/v1/series/{asked}/refuse", json={"reason": "x"})
    assert refused.status_code == 409


async def test_statements_do_not_grow_with_the_dates(
    rooms: Rooms, trainer: Person, manager: Person
) -> None:
    counts = []
    for room, number in (("R501", 2), ("R502", 40)):
        await RoomTerms(space=rooms[room].id, approval=True, changed=NOW).save()
        one = await create(
            series_wish(trainer, room, f"FREQ=WEEKLY;COUNT={number}"), actor=trainer.actor, now=NOW
        )
        with counting_queries() as sent:
            await approve_series(one, actor=manager.actor, now=NOW)
        counts.append(len(sent))
    assert counts[0] == counts[1]
