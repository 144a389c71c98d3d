"""Long series: asked about, confirmed, or called off; and taken back."""

import asyncio
from datetime import timedelta

import pytest
from litestar import Litestar

from bookings.domain.policies import Kind
from bookings.domain.reconfirmation import ASKED_BEFORE
from bookings.domain.recurrence_text import parse_recurrence
from bookings.operations.reconfirmation import call_off, confirm_series
from bookings.operations.rules import set_rule
from bookings.operations.series import SeriesWish, create
from bookings.operations.series_cancel import restore_series
from bookings.queries.reconfirmation import questions
from bookings.queries.series import dates_of
from floors.tables import Space
from sentra.domain.refusals import Conflict, Forbidden
from sentra.domain.roles import COMMAND_LINE, Actor, Role, Source
from tests.bookings.conftest import Sentra, wish
from tests.bookings.race import a_room
from tests.conftest import NOW, Clock, Person, person

Rooms = dict[str, Space]
WEEKS = 8
DUE = NOW + timedelta(weeks=WEEKS)
HALF_A_YEAR = "FREQ=WEEKLY;COUNT=26"


async def made(person: Person, rule: str = HALF_A_YEAR) -> int:
    wanted = SeriesWish(wish(person), parse_recurrence(rule), {})
    return await create(wanted, actor=person.actor, now=NOW)


@pytest.fixture
async def ruled(rooms: Rooms) -> Rooms:
    """Series are to be confirmed every eight weeks; the rule is older than they are."""
    await set_rule(
        kind=Kind.RECONFIRM,
        value=WEEKS,
        room=None,
        role=None,
        actor=COMMAND_LINE,
        now=NOW - timedelta(days=90),
    )
    return rooms


async def states(series: int) -> dict[str, int]:
    found = [one.state for one in await dates_of(series)]
    return {state: found.count(state) for state in sorted(set(found))}


async def test_it_is_asked_a_fortnight_before_the_answer_is_due(
    ruled: Rooms, trainer: Person, other_trainer: Person
) -> None:
    series = await made(trainer)
    assert await questions(DUE - ASKED_BEFORE - timedelta(seconds=1)) == []
    [question] = await questions(DUE - ASKED_BEFORE, organiser=trainer.account)
    assert (question.series, question.answer_by, question.weeks) == (series, DUE, WEEKS)
    assert await questions(DUE - ASKED_BEFORE, organiser=other_trainer.account) == []


async def test_what_is_confirmed_is_asked_again_weeks_after_it_was_due(
    ruled: Rooms, trainer: Person
) -> None:
    series = await made(trainer)
    until = await confirm_series(series, actor=trainer.actor, now=DUE - timedelta(days=3))
    assert until == DUE + timedelta(weeks=WEEKS)
    assert await questions(DUE) == []
    assert await call_off(DUE) == 0
    with pytest.raises(Conflict):
        await confirm_series(series, actor=trainer.actor, now=DUE)
    assert [one.answer_by for one in await questions(until - ASKED_BEFORE)] == [until]


async def test_what_nobody_confirms_is_called_off_and_can_be_taken_back(
    ruled: Rooms, trainer: Person
) -> None:
    series = await made(trainer)
    assert await call_off(DUE - timedelta(seconds=1)) == 0
    assert await call_off(DUE) == 1
    assert await call_off(DUE) == 0
    assert await states(series) == {"cancelled": 18, "confirmed": 8}
    assert (await dates_of(series))[-1].reason == "Tidak dikonfirmasi sampai batas waktu."
    assert await restore_series(series, actor=trainer.actor, now=DUE) == (18, 0)
    assert await call_off(DUE + timedelta(days=1)) == 0, "who takes it back has answered"


async def test_a_short_series_is_never_asked_about(ruled: Rooms, trainer: Person) -> None:
    await made(trainer, "FREQ=WEEKLY;COUNT=8")
    assert await questions(DUE) == []
    assert await call_off(DUE) == 0


async def test_without_a_rule_nobody_asks(rooms: Rooms, trainer: Person) -> None:
    await made(trainer)
    assert await questions(DUE) == []


async def test_nobody_is_late_by_a_rule_that_was_not_there(rooms: Rooms, trainer: Person) -> None:
    await made(trainer)
    late = DUE + timedelta(weeks=4)
    await set_rule(
        kind=Kind.RECONFIRM, value=WEEKS, room="R501", role=None, actor=COMMAND_LINE, now=late
    )
    assert await call_off(late) == 0
    assert [one.answer_by for one in await questions(late)] == [late + ASKED_BEFORE]


async def test_only_its_own_people_confirm(
    ruled: Rooms, trainer: Person, other_trainer: Person
) -> None:
    series = await made(trainer)
    with pytest.raises(Forbidden):
        await confirm_series(series, actor=other_trainer.actor, now=DUE)


async def test_confirmed_or_called_off_but_not_both(app: Litestar, committed: None) -> None:
    await a_room("R501")
    await set_rule(
        kind=Kind.RECONFIRM, value=WEEKS, room=None, role=None, actor=COMMAND_LINE, now=NOW
    )
    someone = await person(app, Role.TRAINER, "Budi Lomba")
    actor = Actor(Role.TRAINER, Source.API, account=someone.account)
    series = await made(someone)
    answers = await asyncio.gather(
        call_off(DUE),
        confirm_series(series, actor=actor, now=DUE),
        call_off(DUE),
        return_exceptions=True,
    )
    confirmed = not isinstance(answers[1], Exception)
    assert confirmed or isinstance(answers[1], Conflict)
    assert (await states(series)).get("cancelled", 0) == (0 if confirmed else 18)
    assert [answers[0], answers[2]].count(1) == (0 if confirmed else 1)


async def test_a_trainer_is_asked_on_her_pages_and_answers_there(
    ruled: Rooms, trainer: Person, clock: Clock, sentra: Sentra
) -> None:
    """The rule asks from the first day on where an answer holds four weeks at most."""
    await set_rule(
        kind=Kind.RECONFIRM,
        value=4,
        room="R501",
        role=None,
        actor=COMMAND_LINE,
        now=NOW - timedelta(days=90),
    )
    wanted = SeriesWish(wish(trainer), parse_recurrence(HALF_A_YEAR), {})
    before = NOW - timedelta(days=15)
    series = await create(wanted, actor=trainer.actor, now=before)
    for url in ("/pemesanan", "/rangkaian", f"/rangkaian/{series}"):
        page = (await trainer.browser.get(url)).text
        assert "Apakah rangkaian ini masih berlangsung?" in page
        assert f"/rangkaian/{series}/lanjut" in page
    await trainer.browser.post(f"/rangkaian/{series}/lanjut")
    page = (await trainer.browser.get(f"/rangkaian/{series}")).text
    assert "Rangkaian berlanjut setidaknya sampai Senin, 4 Januari 2027" in page
    assert "masih berlangsung" not in page
    again = await trainer.browser.post(f"/api/v1/series/{series}/confirm")
    assert again.status_code == 409
    assert (await sentra("requests", "confirm", str(series))).exit_code == 1
