"""Hire by people from outside: operations, pages, API, papers."""

import asyncio
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from bookings.domain.rules import Wish
from bookings.domain.tariffs import Line, Tariff
from bookings.operations.bookings import cancel, change
from bookings.operations.clashes import Clash
from bookings.operations.hires import (
    HireWish,
    invoice,
    pay,
    quote,
    quote_anew,
    take_back_payment,
)
from bookings.operations.tariffs import set_tariff
from bookings.papers.hires import Paper, hire_paper, paper_data, spelt
from bookings.queries import hires as queries
from bookings.queries.hires import Hired, Issuer
from floors.operations.plans import ensure_plan
from floors.tables import Space
from sentra.database.engine import DB
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound
from sentra.domain.roles import Actor, Role, Source
from sentra.tables import Account
from tests.bookings.conftest import at, wish
from tests.conftest import NOW, Person, counting_queries

Rooms = dict[str, Space]
USUAL = Tariff(hour=75_000, half_day=250_000, weekend_percent=25)
TODAY = date(2026, 11, 24)
FORM = {
    "name": "PT Contoh Maju",
    "address": "Jl. Raya Serpong 1",
    "phone": "0812-3456-7890",
    "title": "Seminar",
    "room": "R501",
    "date": "2026-11-25",
    "from": "09:00",
    "to": "14:00",
    "people": "20",
}


@pytest.fixture
async def for_hire(rooms: Rooms, manager: Person) -> Rooms:
    await set_tariff("R501", USUAL, actor=manager.actor, now=NOW)
    return rooms


async def quoted(manager: Person, first: int = 9, last: int = 14, **more: Any) -> Hired:
    parts = {"name": "PT Contoh Maju", "phone": "0812-3456-7890"} | more
    asked = HireWish(wish(manager, "R501", first, last, public=False), **parts)
    return await quote(asked, actor=manager.actor, now=NOW)


async def verbs() -> list[str]:
    rows = await DB.fetch("SELECT verb FROM audit_entry ORDER BY id")
    return [row["verb"] for row in rows]


async def test_a_quotation_books_the_room_and_has_its_price(
    for_hire: Rooms, manager: Person, trainer: Person
) -> None:
    hired = await quoted(manager)
    assert (hired.quotation, hired.total, hired.phone) == (
        "PNW-2026-0001",
        325_000,
        "+6281234567890",
    )
    assert hired.lines == (
        Line("half_day", 1, "half_day", 250_000, 250_000),
        Line("hour", 1, "hour", 75_000, 75_000),
    )
    assert await verbs() == ["tariff.set", "booking.book", "hire.quote"]
    with pytest.raises(Clash):
        await quoted(manager, 13, 15)
    assert await queries.how_many() == 1


async def test_an_invoice_is_numbered_paid_and_taken_back(for_hire: Rooms, manager: Person) -> None:
    first, second = await quoted(manager), await quoted(manager, 15, 16)
    later = await invoice(second.id, actor=manager.actor, now=NOW)
    made = await invoice(first.id, actor=manager.actor, now=NOW)
    assert (later.invoice, made.invoice, made.invoiced) == ("INV-2026-0001", "INV-2026-0002", NOW)
    paid = await pay(first.id, TODAY, actor=manager.actor, now=NOW)
    assert (paid.paid, await queries.how_many("paid"), await queries.how_many("unpaid")) == (
        TODAY,
        1,
        1,
    )
    assert (await take_back_payment(first.id, actor=manager.actor, now=NOW)).paid is None
    assert (await verbs())[-2:] == ["hire.pay", "hire.unpay"]


async def test_numbers_begin_again_with_the_year_of_jakarta(
    for_hire: Rooms, manager: Person
) -> None:
    await quoted(manager)
    new_year = at(0, day=1) + timedelta(days=61)
    made = await quoted(manager, 15, 16)
    numbered = await invoice(made.id, actor=manager.actor, now=new_year)
    assert (made.quotation, numbered.invoice) == ("PNW-2026-0002", "INV-2027-0001")


async def test_what_does_not_fit_its_state_is_refused(for_hire: Rooms, manager: Person) -> None:
    hired = await quoted(manager)
    by: dict[str, Any] = {"actor": manager.actor, "now": NOW}
    for deed in (pay(hired.id, TODAY, **by), take_back_payment(hired.id, **by)):
        with pytest.raises(Conflict):
            await deed
    await invoice(hired.id, **by)
    for deed in (invoice(hired.id, **by), quote_anew(hired.id, **by)):
        with pytest.raises(Conflict):
            await deed
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(Invalid):
            await pay(hired.id, day, **by)
    for missing in (0, 2**40):
        with pytest.raises(NotFound):
            await invoice(missing, **by)


async def test_a_cancelled_booking_is_not_charged(for_hire: Rooms, manager: Person) -> None:
    hired = await quoted(manager)
    await cancel(hired.booking, actor=manager.actor, now=NOW)
    with pytest.raises(Conflict):
        await invoice(hired.id, actor=manager.actor, now=NOW)


async def test_a_changed_booking_is_reckoned_again(for_hire: Rooms, manager: Person) -> None:
    hired = await quoted(manager)
    await change(hired.booking, {"ends": at(10)}, actor=manager.actor, now=NOW)
    page = await manager.browser.get(f"/sewa/{hired.id}")
    assert "harga hari ini berbeda" in page.text
    again = await quote_anew(hired.id, actor=manager.actor, now=NOW)
    assert (again.total, again.quotation) == (75_000, hired.quotation)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"address": "a\0b"}, "address"),
        ({"phone": "12"}, "phone"),
    ],
)
async def test_who_pays_has_to_be_known(
    for_hire: Rooms, manager: Person, parts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await quoted(manager, **parts)
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_a_room_without_tariff_is_not_for_hire(for_hire: Rooms, manager: Person) -> None:
    await set_tariff("R501", None, actor=manager.actor, now=NOW)
    with pytest.raises(Conflict):
        await quoted(manager)
    assert await DB.fetch("SELECT FROM booking") == []


async def test_only_the_office_lets_rooms(for_hire: Rooms, trainer: Person) -> None:
    with pytest.raises(Forbidden):
        await set_tariff("R501", USUAL, actor=trainer.actor, now=NOW)
    with pytest.raises(Forbidden):
        await quoted(trainer)


async def test_papers_say_it_all_and_are_the_same_each_time(
    for_hire: Rooms, manager: Person
) -> None:
    hired = await quoted(manager, name='PT "Maju" #let x = 1 $a$ *b* <c>')
    made = await invoice(hired.id, actor=manager.actor, now=NOW)
    paid = await pay(made.id, TODAY, actor=manager.actor, now=NOW)
    issuer = Issuer("Sentra UKM", "Jalan Pahlawan Seribu")
    data = paper_data(paid, Paper.INVOICE, issuer)
    assert data["number"] == "INV-2026-0001"
    assert data["stamp"] == "LUNAS"
    assert data["spelt"] == "Tiga ratus dua puluh lima ribu rupiah"
    assert data["lines"] == [
        ("Sewa per setengah hari (4 jam)", "1 setengah hari", "Rp 250.000", "Rp 250.000"),
        ("Sewa per jam", "1 jam", "Rp 75.000", "Rp 75.000"),
    ]
    for paper in Paper:
        one, other = [await hire_paper(paid, paper, issuer) for _ in range(2)]
        assert one.startswith(b"%PDF-")
        assert one == other


def test_an_amount_is_spelt_as_on_indonesian_bills() -> None:
    assert spelt(1_250_000) == "Satu juta dua ratus lima puluh ribu rupiah"
    assert spelt(0) == "Nol rupiah"


async def test_everybody_sees_what_a_room_costs(
    for_hire: Rooms, visitor: httpx.AsyncClient
) -> None:
    page = await visitor.get("/sewa?room=R501&date=2026-11-28&from=09:00&to=13:30")
    assert "Rp 407.000" not in page.text
    assert "Rp 406.500" in page.text  # 325,000 and a quarter of it, up to the next 500
    assert "Empat ratus enam ribu lima ratus rupiah" in page.text
    assert "/sewa/baru" not in page.text
    assert "R502" not in page.text
    for query in ("room=%00&date=x&from=y&to=z", "room=R501&date=9999-12-31&from=09:00&to=10:00"):
        answer = await visitor.get(f"/sewa?{query}")
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_the_office_goes_from_tariff_to_payment_with_forms(
    rooms: Rooms, manager: Person
) -> None:
    browser = manager.browser
    await browser.post("/sewa/tarif/R501", data={"hour": "75000", "half_day": "250000"})
    made = await browser.post("/sewa/baru", data=FORM)
    assert made.status_code == HTTPStatus.SEE_OTHER
    url = made.headers["location"]
    assert "Penawaran PNW-2026-0001 sudah dibuat" in (await browser.get(url)).text
    assert (await browser.get(f"{url}/tagihan.pdf")).status_code == HTTPStatus.NOT_FOUND
    await browser.post(f"{url}/tagih")
    refused = await browser.post(f"{url}/bayar", data={"paid": "2026-12-24"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    await browser.post(f"{url}/bayar", data={"paid": "2026-11-24"})
    page = await browser.get(url)
    assert "Dibayar pada Selasa, 24 November 2026." in page.text
    paper = await browser.get(f"{url}/tagihan.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    await browser.post(f"{url}/belum")
    assert "Catat pembayaran" in (await browser.get(url)).text
    assert "INV-2026-0001" in (await browser.get("/sewa/daftar?stage=unpaid")).text


async def test_a_form_keeps_what_was_typed(for_hire: Rooms, manager: Person) -> None:
    await quoted(manager)
    page = await manager.browser.post("/sewa/baru", data=FORM)
    assert page.status_code == HTTPStatus.CONFLICT
    assert 'value="PT Contoh Maju"' in page.text
    page = await manager.browser.post("/sewa/baru", data=FORM | {"from": "x", "room": "R999"})
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_a_list_takes_as_many_statements_for_three_as_for_one(
    for_hire: Rooms, manager: Person
) -> None:
    await quoted(manager, 9, 10)
    await manager.browser.get("/sewa/daftar")
    with counting_queries() as one:
        await manager.browser.get("/sewa/daftar")
    await quoted(manager, 10, 11)
    await quoted(manager, 11, 12)
    with counting_queries() as three:
        await manager.browser.get("/sewa/daftar")
    assert len(one) == len(three)


async def test_the_api_goes_the_same_way(for_hire: Rooms, manager: Person) -> None:
    browser = manager.browser
    body = {
        "room": "R501",
        "starts": "2026-11-28T09:00:00+07:00",
        "ends": "2026-11-28T10:00:00+07:00",
        "title": "Seminar",
        "name": "PT Contoh Maju",
    }
    price = await browser.get(
        "/api/v1/rooms/R501/price",
        params={"starts": body["starts"], "ends": body["ends"]},
    )
    made = await browser.post("/api/v1/hires", json=body)
    assert made.status_code == HTTPStatus.CREATED
    assert made.json()["bill"] == price.json()
    assert price.json() == {
        "lines": [
            {"text": "hour", "quantity": 1, "unit": "hour", "price": 75000, "amount": 75000},
            {"text": "weekend", "quantity": 25, "unit": "percent", "price": 75000, "amount": 19000},
        ],
        "total": 94000,
        "spelt": "Sembilan puluh empat ribu rupiah",
    }
    url = made.headers["location"]
    assert (await browser.post(f"{url}/quote")).json()["bill"] == price.json()
    assert (await browser.post(f"{url}/invoice")).json()["invoice"] == "INV-2026-0001"
    paid = await browser.post(f"{url}/payment", json={"paid": "2026-11-24"})
    assert paid.json()["paid"] == "2026-11-24"
    assert (await browser.get("/api/v1/hires?stage=paid")).json()["items"] == [paid.json()]
    undone = await browser.post(f"{url}/payment/undo")
    assert (undone.json()["paid"], (await browser.get(url)).json()) == (None, undone.json())
    assert (await browser.get(f"{url}/invoice.pdf")).content.startswith(b"%PDF-")
    assert (await browser.get(f"{url}/other.pdf")).status_code == HTTPStatus.NOT_FOUND
    tariff = await browser.put("/api/v1/rooms/R502/tariff", json={"hour": 50000})
    assert tariff.json() in (await browser.get("/api/v1/tariffs")).json()


async def test_the_invoice_of_what_came_to_nothing_is_made_void(
    for_hire: Rooms, manager: Person
) -> None:
    made = await manager.browser.post("/sewa/baru", data=FORM)
    url = made.headers["location"]
    api = f"/api/v1/hires/{url.split('/')[-1]}"
    hired = (await manager.browser.post(f"{api}/invoice")).json()
    early = await manager.browser.post(f"{api}/credit", json={"reason": "Batal"})
    assert (early.status_code, "batalkan dulu" in early.text) == (HTTPStatus.CONFLICT, True)
    await cancel(hired["booking"], actor=manager.actor, now=NOW)
    page = await manager.browser.get(url)
    assert f'action="{url}/nota-kredit"' in page.text
    blank = await manager.browser.post(f"{url}/nota-kredit", data={"reason": " "})
    assert blank.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = await manager.browser.post(f"{url}/nota-kredit", data={"reason": "Acara batal"})
    assert done.headers["location"] == url
    page = await manager.browser.get(url)
    assert "NK-2026-0001" in page.text
    assert "/bayar" not in page.text
    void = (await manager.browser.get(api)).json()
    assert (void["credit"], void["credit_reason"]) == ("NK-2026-0001", "Acara batal")
    assert (await manager.browser.get("/api/v1/hires?stage=void")).json()["items"] == [void]
    assert (await manager.browser.get("/api/v1/hires?stage=unpaid")).json()["total"] == 0
    for path, body in (("credit", {"reason": "x"}), ("payment", {"paid": "2026-11-24"})):
        again = await manager.browser.post(f"{api}/{path}", json=body)
        assert again.status_code == HTTPStatus.CONFLICT
    stored = await queries.hire(void["id"])
    assert stored is not None
    paper = paper_data(stored, Paper.INVOICE, Issuer("Sentra", ""))
    assert (paper["stamp"], paper["notes"]) == (
        "BATAL",
        ["Batal dengan nota kredit NK-2026-0001, Selasa, 24 November 2026.", "Alasan: Acara batal"],
    )
    assert paper_data(stored, Paper.QUOTATION, Issuer("Sentra", ""))["stamp"] is None


async def test_invoices_made_at_once_have_different_numbers(
    committed: None,
) -> None:
    found = await Account(
        email="ratna@example.org", name="Ratna", role="manager", created=NOW
    ).save()
    account = found[0]["id"]
    actor = Actor(role=Role.MANAGER, source=Source.PAGE, name="Ratna", account=account)
    await ensure_plan(now=NOW)
    await set_tariff("R403", USUAL, actor=actor, now=NOW)
    asked = [
        Wish("R403", at(hour), at(hour + 1), "Seminar", organiser=account) for hour in range(8, 16)
    ]
    made = await asyncio.gather(
        *(quote(HireWish(wish, "PT Contoh"), actor=actor, now=NOW) for wish in asked)
    )
    numbered = await asyncio.gather(*(invoice(one.id, actor=actor, now=NOW) for one in made))
    eight = {f"2026-{number:04d}" for number in range(1, 9)}
    assert {one.quotation for one in made} == {f"PNW-{number}" for number in eight}
    assert {one.invoice for one in numbered} == {f"INV-{number}" for number in eight}
