"""What winners, the office and everybody see and do between the result and the closing."""

from datetime import date
from http import HTTPStatus

import httpx
import pytest

from floors.domain.offers import OfferState
from floors.domain.rounds import Phase
from floors.operations.marks import mark_stalls
from floors.operations.rounds.drawing import draw_round
from floors.operations.rounds.phases import hear_objections
from floors.operations.tenancies import give
from floors.queries.rounds import one_round
from floors.queries.rounds.offers import offer_of
from sentra.database.engine import DB
from sentra.domain.roles import COMMAND_LINE
from sentra.tables import Enterprise
from tests.conftest import NOW, Person, counting_queries
from tests.floors.pages.test_floors import page
from tests.floors.rounds.casts import (
    CODE,
    WHEN,
    accept_all,
    announced_round,
    applied,
    decreed,
    drawn_round,
    make_stalls,
    seeded,
    time_passes,
)

pytestmark = pytest.mark.usefixtures("db")
URL = f"/putaran/{CODE}"
SIGNED = {
    "number": "500.3/17/DKUKM/2026",
    "date": "2026-11-24",
    "name": "Dra. Sri Lestari, M.Si.",
    "title": "Kepala Dinas",
    "nip": "19700101 199003 2 001",
}


async def owners_round(owner: Person, enterprise: Enterprise, stalls: int = 2) -> None:
    """The owner's enterprise is the only applicant; decreed, and its deadline lies ahead."""
    code = await announced_round(stalls)
    enterprise.category = "food"
    await enterprise.save()
    await applied(code, enterprise.id)
    await accept_all(code)
    await seeded(code)
    await draw_round(code, actor=COMMAND_LINE, now=WHEN[Phase.DRAWN])
    await decreed([enterprise])
    await time_passes(code, 21)


async def test_the_office_decrees_on_a_form_that_says_what_is_wrong(
    manager: Person, visitor: httpx.AsyncClient
) -> None:
    await drawn_round(1, 2)
    await hear_objections(CODE, actor=COMMAND_LINE, now=WHEN[Phase.OBJECTIONS])
    assert "Tetapkan hasil dengan SK" in await page(manager.browser, f"{URL}/kelola")
    await time_passes(CODE, 21)
    await DB.fetch("UPDATE round SET drawn = $1", NOW)
    assert 'action="/putaran/2027-1/sk"' in await page(manager.browser, f"{URL}/penerima")
    wrong = await manager.browser.post(f"{URL}/sk", data=SIGNED | {"nip": "12", "number": ""})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "NIP terdiri atas 18 angka." not in wrong.text
    wrong = await manager.browser.post(f"{URL}/sk", data=SIGNED | {"nip": "12"})
    assert "NIP terdiri atas 18 angka." in wrong.text
    assert (await visitor.get(f"{URL}/sk.pdf")).status_code == HTTPStatus.NOT_FOUND
    done = await manager.browser.post(f"{URL}/sk", data=SIGNED)
    assert done.headers["location"] == f"{URL}/penerima"
    seen = await page(visitor, URL)
    assert "SK 500.3/17/DKUKM/2026 tanggal Selasa, 24 November 2026" in seen
    public = await visitor.get(f"{URL}/sk.pdf")
    named = await manager.browser.get(f"{URL}/sk-nama.pdf")
    assert (public.content[:5], named.content[:5]) == (b"%PDF-", b"%PDF-")
    assert (await visitor.get(f"{URL}/sk.pdf")).content == public.content


async def test_from_the_offer_to_the_lease(
    owner: Person, manager: Person, enterprise: Enterprise
) -> None:
    await owners_round(owner, enterprise)
    assert "Jawab tawaran" in await page(owner.browser, URL)
    own = f"{URL}/tawaran"
    await mark_stalls(1, {"1-A02": "kopi bubuk"}, actor=COMMAND_LINE, now=NOW)
    seen = await page(owner.browser, own)
    for words in ("Terima tempat", "Rp 750.000", "Lapak yang mana", "1-A02 · kopi bubuk"):
        assert words in seen
    await owner.browser.post(own, data={"do": "accept"})
    await owner.browser.post(f"{own}/lapak", data={"do": "add:1-A02"})
    await owner.browser.post(f"{own}/lapak", data={"do": "add:1-A01", "stalls": "1-A02"})
    await owner.browser.post(f"{own}/lapak", data={"do": "up:1-A01", "stalls": ["1-A02", "1-A01"]})
    assert "Anda mendapat 1-A01" in await page(owner.browser, own)
    assert (await owner.browser.get(f"{URL}/perjanjian")).status_code == HTTPStatus.NOT_FOUND
    assert (await owner.browser.post(f"{URL}/bagikan")).status_code == HTTPStatus.FORBIDDEN
    await manager.browser.post(f"{URL}/bagikan")
    assert "Ini lapak Anda mulai" in await page(owner.browser, own)
    lease = await owner.browser.get(f"{URL}/perjanjian")
    assert lease.headers["content-disposition"].startswith('inline; filename="SEWA-2027-1-1-A01-')
    counter = f"{own}?ukm={enterprise.id}"
    assert (await manager.browser.get(f"{URL}/perjanjian?ukm={enterprise.id}")).content == (
        lease.content
    )
    assert (await owner.browser.post(own, data={"do": "move_in"})).status_code == (
        HTTPStatus.NOT_FOUND
    )
    await manager.browser.post(counter, data={"do": "move_in"})
    await manager.browser.post(f"{URL}/tutup")
    round_ = await one_round(CODE, now=NOW)
    offer = await offer_of(round_.id, enterprise.id)
    assert offer is not None
    assert (round_.phase, offer.state, offer.stall) == (
        Phase.CLOSED,
        OfferState.MOVED_IN,
        "1-A01",
    )
    await manager.browser.post(
        counter, data={"do": "leave", "on": "2026-11-24", "reason": "Usaha tutup"}
    )
    assert "Tempat ini sudah dilepas" in await page(owner.browser, own)


async def test_giving_a_place_up_tells_what_comes_next(
    owner: Person, enterprise: Enterprise
) -> None:
    await owners_round(owner, enterprise)
    told = await owner.browser.post(f"{URL}/tawaran", data={"do": "decline"}, follow_redirects=True)
    assert "beralih ke nomor berikutnya" in told.text
    again = await owner.browser.post(f"{URL}/tawaran", data={"do": "accept"}, follow_redirects=True)
    assert "Status tawaran ini: Ditolak penerima" in again.text


async def test_a_stall_that_cannot_be_given_is_told_with_the_reason(
    owner: Person, manager: Person, enterprise: Enterprise
) -> None:
    await owners_round(owner, enterprise, stalls=1)
    [other] = await make_stalls(1, level=3)
    await give(
        stall=other.code,
        enterprise=enterprise.id,
        starts=date(2026, 12, 1),
        ends=date(2027, 6, 1),
        actor=COMMAND_LINE,
        now=NOW,
    )
    await owner.browser.post(f"{URL}/tawaran", data={"do": "accept"})
    told = await manager.browser.post(f"{URL}/bagikan", follow_redirects=True)
    assert "0 lapak sudah dibagikan. 1 belum bisa, misalnya: " in told.text
    assert other.code in told.text


async def test_who_got_nothing_reads_her_number(manager: Person) -> None:
    enterprises = await drawn_round(1, 2)
    _, second = await decreed(enterprises)
    seen = await page(manager.browser, f"{URL}/tawaran?ukm={second.id}")
    assert "Nomor undian Anda 2." in seen


async def test_the_list_asks_the_same_number_of_queries_however_long_it_is(
    manager: Person,
) -> None:
    await decreed(await drawn_round(3, 3))
    asked = []
    for state in ("", "?state=accepted"):
        with counting_queries() as queries:
            await page(manager.browser, f"{URL}/penerima{state}")
        asked.append(len(queries))
    assert asked[0] == asked[1]
