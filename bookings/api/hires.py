"""Room hire over the API: tariffs and prices for everybody, the rest for managers."""

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from bookings.api.shapes import AccountId, Instant, instants, local
from bookings.domain.rules import Wish
from bookings.domain.spans import Span
from bookings.domain.tariffs import Line, Tariff, total_of
from bookings.operations import hires as operations
from bookings.operations import tariffs as tariff_operations
from bookings.operations.hires import HireWish
from bookings.papers.answers import pdf
from bookings.papers.hires import Paper, spelt
from bookings.queries import hires as queries
from bookings.queries.hires import STAGES, Hired, Priced
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import EVERYONE, MANAGERS
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of

_DAY = dt.timedelta(days=1)


class TariffIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a room costs; without any price it is not for hire."""

    hour: Annotated[int | None, Meta(description="Rupiah for each hour that has begun.")] = None
    half_day: Annotated[int | None, Meta(description="Rupiah for up to four hours.")] = None
    weekend_percent: Annotated[int, Meta(description="Added on Saturdays and Sundays.")] = 0


class TariffOut(Struct, frozen=True):
    """A room and what it costs; null where it is not for hire."""

    room: str
    name: str
    hour: int | None
    half_day: int | None
    weekend_percent: int | None

    @classmethod
    def of(cls, priced: Priced) -> "TariffOut":
        tariff = priced.tariff
        return cls(
            room=priced.code,
            name=priced.name,
            hour=tariff.hour if tariff else None,
            half_day=tariff.half_day if tariff else None,
            weekend_percent=tariff.weekend_percent if tariff else None,
        )


class BillOut(Struct, frozen=True):
    """What a hire costs, in rupiah."""

    lines: tuple[Line, ...]
    total: int
    spelt: Annotated[str, Meta(description="The total in Indonesian words.")]


class HireIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A quotation to make; it books the room."""

    room: str
    starts: Instant
    ends: Instant
    title: str
    name: Annotated[str, Meta(description="Who pays.")]
    address: str = ""
    phone: str = ""
    people: int | None = None
    public: bool = False
    organiser: Annotated[
        AccountId | None, Meta(description="Who looks after it; else yourself.")
    ] = None


class PaymentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """When it was paid."""

    paid: dt.date


class CreditIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Why an invoice is void."""

    reason: str


class HireOut(Struct, frozen=True):
    """A hire: its booking, its price, its papers."""

    id: int
    booking: int
    room: str
    starts: Instant
    ends: Instant
    title: str
    people: int | None
    booking_state: str
    name: str
    address: str
    phone: str | None
    bill: BillOut
    quotation: str
    quoted: Instant
    invoice: str | None
    invoiced: Instant | None
    paid: dt.date | None
    credit: Annotated[str | None, Meta(description="The credit note by which the invoice is void.")]
    credited: Instant | None
    credit_reason: str

    @classmethod
    def of(cls, hired: Hired) -> "HireOut":
        return cls(
            id=hired.id,
            booking=hired.booking,
            room=hired.room,
            starts=local(hired.starts),
            ends=local(hired.ends),
            title=hired.title,
            people=hired.people,
            booking_state=hired.state,
            name=hired.name,
            address=hired.address,
            phone=hired.phone,
            bill=BillOut(hired.lines, hired.total, spelt(hired.total)),
            quotation=hired.quotation,
            quoted=local(hired.quoted),
            invoice=hired.invoice,
            invoiced=local(hired.invoiced) if hired.invoiced else None,
            paid=hired.paid,
            credit=hired.credit,
            credited=local(hired.credited) if hired.credited else None,
            credit_reason=hired.credit_reason,
        )


class HirePage(Struct, frozen=True):
    """Some of the hires asked for."""

    items: list[HireOut]
    page: int
    size: int
    total: int


@get("/api/v1/tariffs", allow=EVERYONE, operation_id="listTariffs", tags=["hires"])
async def list_tariffs() -> list[TariffOut]:
    """What rooms cost, floor by floor."""
    return [TariffOut.of(one) for one in await queries.prices()]


@put("/api/v1/rooms/{code:str}/tariff", allow=MANAGERS, operation_id="setTariff", tags=["hires"])
async def set_tariff(
    request: SentraRequest, code: FromPath[str], data: JSONBody[TariffIn]
) -> TariffOut:
    """Say what a room costs from now on."""
    none = data.hour is None and data.half_day is None
    tariff = None if none else Tariff(data.hour, data.half_day, data.weekend_percent)
    return TariffOut.of(
        await tariff_operations.set_tariff(
            code, tariff, actor=actor_of(request), now=now_of(request)
        )
    )


@get("/api/v1/rooms/{code:str}/price", allow=EVERYONE, operation_id="getPrice", tags=["hires"])
async def get_price(
    code: FromPath[str], starts: FromQuery[dt.datetime], ends: FromQuery[dt.datetime]
) -> BillOut:
    """What a room would cost, at most a day long."""
    times = instants(starts=starts, ends=ends)
    if not dt.timedelta() < times["ends"] - times["starts"] <= _DAY:
        rule = say("The end has to be after the start.")
        raise Invalid(Problem("ends", rule, ends.isoformat(), say("Choose a later end.")))
    lines = await operations.bill(code, Span(times["starts"], times["ends"]))
    return BillOut(lines, total_of(lines), spelt(total_of(lines)))


@get("/api/v1/hires", allow=MANAGERS, operation_id="listHires", tags=["hires"], dependencies=PAGED)
async def list_hires(paging: NamedDependency[Paging], *, stage: FromQuery[str] = "") -> HirePage:
    """Hires, the newest first: all, or those `quoted` only, `unpaid`, `paid` or `void`."""
    if stage and stage not in STAGES:
        rule = say("Please choose one of the list.")
        raise Invalid(Problem("stage", rule, stage[:20]))
    found = await queries.hires(stage=stage, limit=paging.size, offset=paging.offset)
    total = await queries.how_many(stage)
    return HirePage([HireOut.of(one) for one in found], paging.page, paging.size, total)


@post("/api/v1/hires", allow=MANAGERS, operation_id="createHire", tags=["hires"])
async def create_hire(request: SentraRequest, data: JSONBody[HireIn]) -> Response[HireOut]:
    """Book a room for somebody from outside and make the quotation."""
    actor = actor_of(request)
    times = instants(starts=data.starts, ends=data.ends)
    wish = Wish(
        room=data.room,
        starts=times["starts"],
        ends=times["ends"],
        title=data.title,
        organiser=data.organiser or actor.account or 0,
        people=data.people,
        public=data.public,
    )
    asked = HireWish(wish, data.name, data.address, data.phone)
    hired = await operations.quote(asked, actor=actor, now=now_of(request))
    return Response(
        HireOut.of(hired),
        status_code=HTTPStatus.CREATED,
        headers={"location": f"/api/v1/hires/{hired.id}"},
    )


@get("/api/v1/hires/{hire_id:int}", allow=MANAGERS, operation_id="getHire", tags=["hires"])
async def get_hire(hire_id: FromPath[int]) -> HireOut:
    """One hire."""
    found = await queries.hire(hire_id)
    if found is None:
        raise NotFound(say("There is no such hire."))
    return HireOut.of(found)


@post(
    "/api/v1/hires/{hire_id:int}/quote",
    allow=MANAGERS,
    operation_id="quoteHireAnew",
    tags=["hires"],
    status_code=HTTPStatus.OK,
)
async def quote_anew(request: SentraRequest, hire_id: FromPath[int]) -> HireOut:
    """Reckon the price again, while there is no invoice."""
    return HireOut.of(
        await operations.quote_anew(hire_id, actor=actor_of(request), now=now_of(request))
    )


@post(
    "/api/v1/hires/{hire_id:int}/invoice",
    allow=MANAGERS,
    operation_id="invoiceHire",
    tags=["hires"],
    status_code=HTTPStatus.OK,
)
async def make_invoice(request: SentraRequest, hire_id: FromPath[int]) -> HireOut:
    """Make the invoice."""
    return HireOut.of(
        await operations.invoice(hire_id, actor=actor_of(request), now=now_of(request))
    )


@post(
    "/api/v1/hires/{hire_id:int}/payment",
    allow=MANAGERS,
    operation_id="recordPayment",
    tags=["hires"],
    status_code=HTTPStatus.OK,
)
async def record_payment(
    request: SentraRequest, hire_id: FromPath[int], data: JSONBody[PaymentIn]
) -> HireOut:
    """Record that the invoice was paid."""
    return HireOut.of(
        await operations.pay(hire_id, data.paid, actor=actor_of(request), now=now_of(request))
    )


@post(
    "/api/v1/hires/{hire_id:int}/payment/undo",
    allow=MANAGERS,
    operation_id="takeBackPayment",
    tags=["hires"],
    status_code=HTTPStatus.OK,
)
async def take_back_payment(request: SentraRequest, hire_id: FromPath[int]) -> HireOut:
    """Say that it is not paid after all."""
    return HireOut.of(
        await operations.take_back_payment(hire_id, actor=actor_of(request), now=now_of(request))
    )


@post(
    "/api/v1/hires/{hire_id:int}/credit",
    allow=MANAGERS,
    operation_id="creditHire",
    tags=["hires"],
    status_code=HTTPStatus.OK,
)
async def credit(
    request: SentraRequest, hire_id: FromPath[int], data: JSONBody[CreditIn]
) -> HireOut:
    """Make the invoice of a hire void, whose booking came to nothing, by a credit note."""
    return HireOut.of(
        await operations.credit(
            hire_id, reason=data.reason, actor=actor_of(request), now=now_of(request)
        )
    )


@get(
    "/api/v1/hires/{hire_id:int}/{paper:str}",
    allow=MANAGERS,
    operation_id="getHirePaper",
    tags=["hires"],
)
async def get_paper(hire_id: FromPath[int], paper: FromPath[str]) -> Response[bytes]:
    """`quotation.pdf` or `invoice.pdf`."""
    return await pdf(hire_id, _PAPERS.get(paper))


_PAPERS = {"quotation.pdf": Paper.QUOTATION, "invoice.pdf": Paper.INVOICE}
