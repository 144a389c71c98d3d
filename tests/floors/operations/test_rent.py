"""Rent falls due by itself, is paid once, and what is late is seen; attendance is noted."""

import asyncio
from datetime import date, timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from openpyxl import load_workbook

from floors.domain.rounds import Phase
from floors.operations.attendance import note_attendance
from floors.operations.rent import make_due, pay, undo_payment
from floors.operations.rent_letters import RentOffice
from floors.operations.tenancies import cancel, end, give, move
from floors.queries.attendance import stalls_to_note
from floors.queries.rent import owed, rents
from floors.queries.rounds.facts import facts_of
from sentra.database.engine import DB
from sentra.domain.letters import Sender, text_of
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import COMMAND_LINE
from tests.conftest import NOW, Person
from tests.floors.pages.test_floors import page
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import announced_round, make_stalls, put_in_phase

TODAY = date(2026, 11, 24)
MONTH = timedelta(days=31)
LATE = TODAY + MONTH
"""When the first month of a tenancy that begins today is late."""


async def held(enterprise: int, *, starts: date = TODAY, ends: date | None = None) -> int:
    """A tenancy that a round with a rent of 750,000 gave."""
    code = await announced_round(1)
    await put_in_phase(code, Phase.MOVING_IN)
    made = await give(
        stall="1-A01", enterprise=enterprise, starts=starts, ends=ends, actor=COMMAND_LINE, now=NOW
    )
    await DB.fetch(
        """
        WITH one AS (
            INSERT INTO application (round, enterprise, pseudonym, state, classes, reason, created,
                changed, affirmative)
            SELECT id, $1, 'x', 'accepted', '[]', '', $3, $3, FALSE FROM round WHERE code = $4
            RETURNING id, round)
        INSERT INTO allotment (round, application, programme, state, seat, tenancy, reason, wishes,
            created, changed)
        SELECT one.round, one.id, p.id, 'moved_in', 'open', $2, '', '[]', $3, $3
        FROM one JOIN programme p ON p.round = one.round
        """,
        enterprise,
        made,
        NOW,
        code,
    )
    return made


@pytest.mark.usefixtures("db")
async def test_each_month_falls_due_once() -> None:
    [one] = await make_enterprises(1)
    await held(one.id, ends=date(2027, 2, 1))
    later = NOW + 6 * MONTH
    assert [await make_due(NOW), await make_due(NOW), await make_due(later)] == [1, 0, 2]
    lines, total = await rents(on=date(2027, 6, 1), limit=9)
    assert [(line.month, line.due, line.amount, line.late) for line in lines] == [
        (date(2027, 1, 1), date(2027, 1, 10), 750_000, True),
        (date(2026, 12, 1), date(2026, 12, 10), 750_000, True),
        (date(2026, 11, 1), date(2026, 12, 3), 750_000, True),
    ]
    assert total == 3
    assert (await owed(on=date(2026, 12, 4))).amount == 750_000
    assert (await owed(on=TODAY)).amount == 0


@pytest.mark.usefixtures("db")
async def test_who_moves_owes_each_month_once_in_the_stall_where_it_began() -> None:
    [one] = await make_enterprises(1)
    first = await held(one.id, ends=date(2027, 4, 1))
    await make_stalls(1, level=2)
    moved = await move(
        tenancy=first, stall="2-A01", on=date(2027, 1, 15), actor=COMMAND_LINE, now=NOW
    )
    await make_due(NOW + 3 * MONTH)
    rows = await DB.fetch("SELECT tenancy, month FROM rent ORDER BY month")
    assert [(row["tenancy"], row["month"]) for row in rows] == [
        (first, date(2026, 11, 1)),
        (first, date(2026, 12, 1)),
        (first, date(2027, 1, 1)),
        (moved, date(2027, 2, 1)),
    ]
    assert await make_due(NOW + 3 * MONTH) == 0


@pytest.mark.usefixtures("db")
async def test_a_month_is_not_owed_once_its_tenancy_proves_to_have_ended_before_it() -> None:
    [one] = await make_enterprises(1)
    tenancy = await held(one.id, ends=date(2027, 4, 1))
    later = NOW + 2 * MONTH
    assert await make_due(later) == 3
    [[january, *_], _] = await rents(on=TODAY, limit=9)
    await pay(january.id, on=TODAY, receipt="K-1", actor=COMMAND_LINE, now=NOW)
    await end(tenancy=tenancy, ends=date(2026, 12, 1), actor=COMMAND_LINE, now=NOW)
    assert await make_due(later) == 0
    lines, _ = await rents(on=TODAY, limit=9)
    assert [(line.month.month, line.receipt) for line in lines] == [(1, "K-1"), (11, "")]
    await cancel(tenancy=tenancy, reason="Salah", actor=COMMAND_LINE, now=NOW)
    await make_due(later)
    assert (await rents(on=TODAY, limit=9))[1] == 1


@pytest.mark.usefixtures("db")
async def test_arrears_end_with_the_payment_and_come_back_with_its_undoing() -> None:
    [one] = await make_enterprises(1)
    await held(one.id)
    await make_due(NOW)
    [[line], _] = await rents(on=TODAY, limit=9)
    assert not (await facts_of(one.id, affirmative=False, on=TODAY)).arrears
    assert (await facts_of(one.id, affirmative=False, on=LATE)).arrears
    for wrong in (
        {"on": TODAY, "receipt": " "},
        {"on": TODAY, "receipt": "\0"},
        {"on": TODAY + MONTH, "receipt": "K-1"},
    ):
        with pytest.raises(Invalid):
            await pay(line.id, actor=COMMAND_LINE, now=NOW, **wrong)  # type: ignore[arg-type]
    await pay(line.id, on=TODAY, receipt="K-1", actor=COMMAND_LINE, now=NOW)
    assert not (await facts_of(one.id, affirmative=False, on=LATE)).arrears
    with pytest.raises(Conflict):
        await pay(line.id, on=TODAY, receipt="K-2", actor=COMMAND_LINE, now=NOW)
    await undo_payment(line.id, actor=COMMAND_LINE, now=NOW)
    with pytest.raises(Conflict):
        await undo_payment(line.id, actor=COMMAND_LINE, now=NOW)
    assert (await owed(on=LATE)).months == 1
    for number in (2**31 - 1, 2**40):
        with pytest.raises(NotFound):
            await undo_payment(number, actor=COMMAND_LINE, now=NOW)


async def test_the_office_sees_all_and_an_enterprise_its_own(
    manager: Person, owner: Person, trainer: Person
) -> None:
    [one] = await make_enterprises(1)
    await held(one.id, starts=date(2026, 11, 1))
    await make_due(NOW)
    assert "UKM 0" in await page(manager.browser, "/retribusi?late=yes&q=ukm")
    assert "Belum ada retribusi" in await page(owner.browser, "/retribusi")
    await DB.fetch("UPDATE account SET enterprise = $1 WHERE id = $2", one.id, owner.account)
    own = await page(owner.browser, "/retribusi")
    assert "Rp 750.000" in own
    assert "/bayar" not in own
    assert (await trainer.browser.get("/retribusi")).status_code == HTTPStatus.FORBIDDEN
    [row] = await DB.fetch("SELECT id FROM rent")
    await manager.browser.post(
        f"/retribusi/{row['id']}/bayar", data={"on": "2026-11-24", "receipt": "K-1", "back": ""}
    )
    assert "Tidak ada yang terlambat" in await page(manager.browser, "/retribusi?late=yes")
    assert "Urungkan pembayaran K-1?" in await page(manager.browser, "/retribusi")
    assert "/urungkan" not in await page(owner.browser, "/retribusi")
    export = await manager.browser.get("/retribusi.csv")
    assert "2026-11,1-A01,UKM 0,750000,2026-11-10,2026-11-24,K-1" in export.text
    assert "UKM 0" not in (await manager.browser.get("/retribusi.csv?late=yes")).text
    book = await manager.browser.get("/retribusi.xlsx?q=1-A")
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][2:4] == ["UKM 0", 750_000]


async def test_whoever_is_late_is_written_to_once(owner: Person) -> None:
    await held(owner.actor.enterprise or 0)
    [silent] = await make_enterprises(1)
    await make_due(NOW)
    office = RentOffice(Sender("pusat@sentra.example", "Sentra UKM"), "http://sentra.test")
    late = NOW + timedelta(days=10)
    assert [await office.write(now) for now in (NOW, late, late)] == [0, 1, 0]
    [row] = await DB.fetch("SELECT address, content FROM letter")
    text = text_of(row["content"])
    assert "Retribusi lapak 1-A01 jatuh tempo" in text
    assert "  Kopi Tangsel\n  November 2026: Rp 750.000" in text
    await DB.fetch("DELETE FROM letter")
    await DB.fetch("UPDATE tenancy SET enterprise = $1", silent.id)
    assert await office.write(late) == 0
    await DB.fetch("UPDATE enterprise SET email = 'siti@ukm.example' WHERE id = $1", silent.id)
    assert await office.write(late) == 1


async def test_a_floor_is_noted_at_once_and_corrected(manager: Person) -> None:
    [one] = await make_enterprises(1)
    tenancy = await held(one.id)
    shown = await page(manager.browser, "/kehadiran?level=1")
    assert "1-A01" in shown
    assert "Catat, yang lain hadir" in shown
    forged = {"t-99999999999": "no", "t-²": "no", "date": "2026-11-24", "level": "1"}
    await manager.browser.post("/kehadiran", data=forged)
    for answer, expected in (("no", False), ("yes", True)):
        await manager.browser.post(
            "/kehadiran", data={"date": "2026-11-24", "level": "1", f"t-{tenancy}": answer}
        )
        [noted] = await stalls_to_note(TODAY, 1)
        assert noted.present is expected
    assert (await facts_of(one.id, affirmative=False, on=TODAY)).attendance == 100
    await manager.browser.post(
        "/kehadiran", data={"date": "2026-11-25", "level": "1", "rest": "yes"}
    )
    await manager.browser.post(
        "/kehadiran",
        data={"date": "2026-11-24", "level": "1", "rest": "yes", f"t-{tenancy}": "no"},
    )
    days = await DB.fetch("SELECT present FROM stall_day")
    assert [row["present"] for row in days] == [False]


@pytest.mark.usefixtures("db")
async def test_attendance_is_of_days_that_have_been_and_stalls_that_are_held() -> None:
    [one] = await make_enterprises(1)
    tenancy = await held(one.id)
    for day, refusal in (
        (TODAY + timedelta(days=1), Invalid),
        (TODAY - 2 * MONTH, Invalid),
        (TODAY - timedelta(days=1), Conflict),
    ):
        with pytest.raises(refusal):
            await note_attendance(day, {tenancy: True}, actor=COMMAND_LINE, now=NOW)


@pytest.mark.usefixtures("committed")
async def test_of_two_payments_at_once_one_counts() -> None:
    [one] = await make_enterprises(1)
    await held(one.id)
    await make_due(NOW)
    [row] = await DB.fetch("SELECT id FROM rent")

    async def try_(receipt: str) -> bool:
        try:
            await pay(row["id"], on=TODAY, receipt=receipt, actor=COMMAND_LINE, now=NOW)
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(try_("K-1"), try_("K-2"))) == [False, True]
