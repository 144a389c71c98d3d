"""The decree and the lease: what stands on them, for whom, and always in the same bytes."""

import re
from datetime import date

import pytest

from floors.domain.rounds import Phase
from floors.operations.rounds.moving_in import let_move_in
from floors.operations.rounds.offering import accept, decline
from floors.papers.decrees import decree_data, decree_paper
from floors.papers.leases import lease_data, lease_paper, months_of
from floors.papers.typeset import spelt
from floors.queries.rounds import RoundView, one_round
from floors.queries.rounds.papers import lease
from sentra.database.engine import DB
from sentra.domain.refusals import NotFound
from sentra.domain.roles import COMMAND_LINE
from tests.floors.rounds.casts import CODE, SCHEDULE, WHEN, decreed_round, drawn_round

pytestmark = pytest.mark.usefixtures("db")
DECREED = WHEN[Phase.DECREED]


async def the_round() -> RoundView:
    return await one_round(CODE, now=DECREED)


async def test_the_public_decree_names_nobody_and_keeps_its_list() -> None:
    first, *_ = await decreed_round(1, 3)
    [row] = await DB.fetch("SELECT pseudonym FROM application WHERE number = 1")
    line = ("1", "1", row["pseudonym"], "Lantai 1, makanan", "Terbuka untuk semua", "Rp 750.000")
    public = await decree_data(await the_round(), named=False)
    assert public["rows"] == [line]
    assert public["applications"] == "3"
    assert public["objections"] == "tidak ada sanggahan"
    await decline(CODE, enterprise=first.id, actor=COMMAND_LINE, now=DECREED)
    assert await decree_data(await the_round(), named=False) == public
    named = await decree_data(await the_round(), named=True)
    assert named["rows"] == [(*line[:2], first.name, *line[3:])]


async def test_papers_are_the_same_bytes_and_can_be_read_aloud() -> None:
    await decreed_round(1, 2)
    made = [await decree_paper(await the_round(), named=False) for _ in range(2)]
    assert made[0] == made[1]
    for part in (b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert part in made[0]
    assert not re.search(rb"/CreationDate|/ModDate", made[0])


async def test_a_lease_has_what_the_law_asks_for() -> None:
    [one] = await decreed_round(1, 1)
    one.address, one.nik = "Jalan Melati 1, Serpong", "3674010101800001"
    await one.save()
    await accept(CODE, enterprise=one.id, actor=COMMAND_LINE, now=DECREED)
    with pytest.raises(NotFound):
        await lease_paper(await the_round(), one.id)
    await let_move_in(CODE, actor=COMMAND_LINE, now=SCHEDULE.accept_by)
    round_ = await the_round()
    found = await lease(round_.id, one.id)
    assert found is not None
    data = await lease_data(round_, found)
    assert data["number"] == f"SEWA/{CODE}/1-A01/{found.tenancy}"
    assert data["tenant"] == {
        "name": one.name,
        "owner": one.owner,
        "nib": one.nib,
        "nik": "3674010101800001",
        "address": "Jalan Melati 1, Serpong",
    }
    assert data["stall"] == {
        "code": "1-A01",
        "place": "Lantai 1",
        "area": "6 m²",
        "category": "Makanan",
    }
    assert data["term"] == {
        "starts": "1 Januari 2027",
        "last": "31 Desember 2027",
        "move_in_by": "15 Januari 2027",
    }
    assert data["rent"] == {
        "month": "Rp 750.000",
        "spelt": "tujuh ratus lima puluh ribu rupiah",
        "months": "12",
        "total": "Rp 9.000.000",
        "total_spelt": "sembilan juta rupiah",
    }
    assert (await lease_paper(round_, one.id))[1].startswith(b"%PDF-")


async def test_nothing_is_decreed_on_paper_before_the_decree() -> None:
    await drawn_round(1, 1)
    with pytest.raises(NotFound):
        await decree_paper(await the_round(), named=False)


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2027, 1, 1), date(2028, 1, 1), 12),
        (date(2027, 3, 10), date(2027, 7, 1), 4),
        (date(2027, 3, 10), date(2027, 3, 11), 1),
        (date(2027, 12, 31), date(2028, 1, 2), 2),
    ],
)
def test_a_month_begun_is_a_month_of_rent(starts: date, ends: date, months: int) -> None:
    assert months_of(starts, ends) == months


def test_rupiah_are_spelt() -> None:
    assert spelt(1_250_000) == "satu juta dua ratus lima puluh ribu rupiah"
