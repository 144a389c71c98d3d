"""Who is written to about an application, and what."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from typing import NamedTuple

import pytest

from floors.domain.applying import State
from floors.domain.rounds import Phase
from floors.operations.rounds.applying import withdraw
from floors.operations.rounds.drafting import move_dates
from floors.operations.rounds.freezing import freeze
from floors.operations.rounds.letters import RoundOffice
from floors.operations.rounds.moving_in import let_move_in
from floors.operations.rounds.objecting import answer, object_to
from floors.operations.rounds.offering import accept, let_lapse
from floors.operations.rounds.phases import cancel
from floors.operations.rounds.verifying import decide
from floors.queries.rounds import one_round
from floors.queries.rounds.applications import application_of
from sentra.database.engine import DB
from sentra.domain.letters import Sender, text_of
from sentra.domain.roles import COMMAND_LINE
from sentra.i18n import moment
from sentra.tables import Enterprise
from tests.conftest import NOW, Person
from tests.floors.places import make_enterprises
from tests.floors.rounds.casts import (
    CODE,
    SCHEDULE,
    WHEN,
    announced_round,
    applied,
    decreed_round,
    drawn_round,
    put_in_phase,
)

pytestmark = pytest.mark.usefixtures("db")
OFFICE = RoundOffice(Sender("pusat@sentra.example", "Sentra UKM"), "http://sentra.test")
LATER = WHEN[Phase.VERIFICATION]


class Got(NamedTuple):
    to: str
    subject: str


async def letters(now: datetime = NOW) -> list[tuple[Got, str]]:
    """What is written now, with its words; the outbox is empty again after it."""
    await OFFICE.write(now)
    rows = await DB.fetch("DELETE FROM letter RETURNING id, address, content")
    return [
        (
            Got(
                row["address"],
                str(message_from_bytes(row["content"], policy=policy.SMTP)["Subject"]),
            ),
            text_of(row["content"]),
        )
        for row in sorted(rows, key=lambda row: int(row["id"]))
    ]


async def number_of(enterprise: int) -> int:
    round_ = await one_round(CODE, now=NOW)
    found = await application_of(round_.id, enterprise)
    assert found is not None
    return found.id


async def test_each_step_is_told_once_and_with_its_reason(
    owner: Person, enterprise: Enterprise
) -> None:
    await announced_round()
    await applied(CODE, enterprise.id)
    [(got, text)] = await letters()
    assert got == (
        owner.actor.name.split()[0].lower() + "@example.org",
        "Lamaran diterima kantor: Putaran lapak 2027",
    )
    assert "1. Lantai 1, makanan" in text
    assert f"http://sentra.test/putaran/{CODE}" in text
    assert await letters() == []
    number = await number_of(enterprise.id)
    for verdict, reason, subject in (
        (State.RETURNED, "Foto NIB buram", "Ada yang perlu dilengkapi"),
        (State.ACCEPTED, "", "Anda ikut diundi"),
        (State.REFUSED, "Bukan usaha sendiri", "Lamaran ditolak"),
    ):
        await decide(CODE, number, verdict, reason=reason, actor=COMMAND_LINE, now=LATER)
        [(got, text)] = await letters()
        assert got.subject == f"{subject}: Putaran lapak 2027"
        assert ("Alasan: " + reason in text) is bool(reason)
    await withdraw(CODE, enterprise=enterprise.id, actor=COMMAND_LINE, now=LATER)
    [(got, text)] = await letters()
    assert got.subject == "Lamaran ditarik: Putaran lapak 2027"
    assert "Bukan usaha sendiri" not in text


async def test_of_two_changes_at_once_only_the_last_is_told(
    owner: Person, enterprise: Enterprise
) -> None:
    await announced_round()
    await applied(CODE, enterprise.id)
    await freeze(CODE, refuse_rest=True, actor=COMMAND_LINE, now=WHEN[Phase.FROZEN])
    assert [got.subject for got, _ in await letters()] == ["Lamaran ditolak: Putaran lapak 2027"]
    await DB.fetch("UPDATE application SET untold = TRUE")
    await DB.fetch("UPDATE account SET mail = FALSE WHERE id = $1", owner.account)
    assert await letters() == []


async def test_who_came_to_the_counter_is_written_to_where_the_register_knows_an_address() -> None:
    await announced_round()
    one, other = await make_enterprises(2)
    await DB.fetch("UPDATE enterprise SET email = 'siti@example.org' WHERE id = $1", one.id)
    await applied(CODE, one.id)
    await applied(CODE, other.id)
    [(got, text)] = await letters()
    assert got.to == "siti@example.org"
    assert "/akun" not in text
    assert await DB.fetch("SELECT FROM application WHERE untold") == []


async def test_an_offer_a_lapse_and_a_stall_are_told_to_whom_they_concern() -> None:
    first, second = await decreed_round(1, 2)
    await DB.fetch("UPDATE enterprise SET email = 'ukm' || id || '@example.org'")
    await DB.fetch("UPDATE application SET untold = FALSE WHERE enterprise = $1", second.id)
    [(got, text)] = await letters()
    offered = "Ada tempat untuk Anda: Putaran lapak 2027"
    assert got == (f"ukm{first.id}@example.org", offered)
    assert f"http://sentra.test/putaran/{CODE}/tawaran" in text
    await let_lapse(SCHEDULE.accept_by)
    assert sorted(got for got, _ in await letters()) == sorted(
        [
            (
                f"ukm{first.id}@example.org",
                "Tempat Anda beralih ke nomor berikutnya: Putaran lapak 2027",
            ),
            (f"ukm{second.id}@example.org", offered),
        ]
    )
    await accept(CODE, enterprise=second.id, actor=COMMAND_LINE, now=SCHEDULE.accept_by)
    assert await letters() == []
    await let_move_in(CODE, actor=COMMAND_LINE, now=SCHEDULE.accept_by)
    [(got, text)] = await letters()
    assert got.subject == "Lapak Anda 1-A01: Putaran lapak 2027"
    assert "Jumat, 1 Januari 2027" in text


async def test_whoever_applies_is_told_that_a_round_is_given_up_and_why() -> None:
    await announced_round(2)
    here, gone = await make_enterprises(2)
    for one in (here, gone):
        await Enterprise.update({Enterprise.email: f"{one.nib}@ukm.example"}).where(
            Enterprise.id == one.id
        )
        await applied(CODE, one.id)
    await withdraw(CODE, enterprise=gone.id, actor=COMMAND_LINE, now=WHEN[Phase.OPEN])
    await letters()
    await cancel(CODE, reason="Gedung direnovasi", actor=COMMAND_LINE, now=LATER)
    [(got, text)] = await letters()
    assert got == (f"{here.nib}@ukm.example", "Putaran dibatalkan: Putaran lapak 2027")
    assert "Alasan: Gedung direnovasi" in text


async def test_whoever_has_not_answered_is_reminded_once_a_day_before() -> None:
    first, second, _ = await decreed_round(2, 3)
    await DB.fetch("UPDATE enterprise SET email = 'ukm' || id || '@example.org'")
    await OFFICE.write(WHEN[Phase.DECREED])
    await accept(CODE, enterprise=second.id, actor=COMMAND_LINE, now=WHEN[Phase.DECREED])
    before = await DB.fetch("SELECT count(*) AS number FROM letter")
    for hours in (25, 23, 1):
        await OFFICE.write(SCHEDULE.accept_by - timedelta(hours=hours))
    await OFFICE.write(SCHEDULE.accept_by)
    rows = await DB.fetch("SELECT address, subject FROM letter ORDER BY id")
    assert [tuple(row) for row in rows[before[0]["number"] :]] == [
        (f"ukm{first.id}@example.org", "Sisa satu hari untuk menerima: Putaran lapak 2027")
    ]


async def test_a_draw_that_moves_is_told_again_to_who_takes_part() -> None:
    await announced_round(2)
    [one] = await make_enterprises(1)
    await Enterprise.update({Enterprise.email: "satu@ukm.example"}).where(Enterprise.id == one.id)
    await applied(CODE, one.id)
    await decide(CODE, await number_of(one.id), State.ACCEPTED, actor=COMMAND_LINE, now=LATER)
    await letters()
    moved = replace(SCHEDULE, draw_at=SCHEDULE.draw_at + timedelta(days=1))
    await move_dates(
        CODE,
        moved,
        move_in_by=date(2027, 1, 15),
        reason="Aula dipakai",
        actor=COMMAND_LINE,
        now=LATER,
    )
    [(got, text)] = await letters()
    assert got.subject == "Anda ikut diundi: Putaran lapak 2027"
    assert moment(moved.draw_at, "id") in text


async def test_everybody_is_told_of_the_draw_and_where_the_reasons_are(owner: Person) -> None:
    [other, *_] = await drawn_round(1, 2)
    await DB.fetch("UPDATE account SET enterprise = $1 WHERE id = $2", other.id, owner.account)
    [row] = await DB.fetch(
        "SELECT number, pseudonym FROM application WHERE enterprise = $1", other.id
    )
    [(got, text)] = await letters()
    assert got.subject == "Undian selesai: Putaran lapak 2027"
    won = "mendapat tempat." if row["number"] == 1 else "belum mendapat tempat."
    assert f"Nomor undian Anda {row['number']} dan {won}" in " ".join(text.split())
    assert f"http://sentra.test/putaran/{CODE}/hasil/{row['pseudonym']}" in text
    assert await letters() == []
    now = await put_in_phase(CODE, Phase.OBJECTIONS)
    made = await object_to(CODE, enterprise=other.id, text="Keliru", actor=COMMAND_LINE, now=now)
    await answer(CODE, made, text="Benar.", upheld=False, actor=COMMAND_LINE, now=now)
    await OFFICE.write(now)
    [(got, text)] = await letters(now)
    assert got.subject == "Sanggahan Anda dijawab: Putaran lapak 2027"
    assert "Kantor tidak mengabulkan sanggahan Anda: Benar." in text
    assert f"http://sentra.test/putaran/{CODE}/sanggahan" in text
