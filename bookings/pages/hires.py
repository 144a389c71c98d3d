"""/sewa/daftar: quotations, invoices and payments, for the office."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings.domain.hours import FIRST_DAY, LAST_DAY, at, day_of
from bookings.domain.rules import HORIZON_DAYS, PEOPLE_MOST, TITLE_MOST, Wish
from bookings.domain.tariffs import lines_of
from bookings.operations import hires as operations
from bookings.operations.hires import ADDRESS_MOST, NAME_MOST, HireWish
from bookings.operations.records import REASON_MOST
from bookings.pages.hire_prices import Bill, bill_of
from bookings.pages.parts import hour_choices
from bookings.papers.answers import pdf
from bookings.papers.hires import Paper
from bookings.queries import hires as queries
from bookings.queries.hires import STAGES, Hired
from sentra.domain.enterprises import phone_shown
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

PER_PAGE = 50
_MOST_PAGES = 100_000
_FIELDS = {"starts": "from", "ends": "to"}
"""The form has a date and two times where the rules have two instants."""
_TABS = (
    ("", say("All")),
    ("quoted", say("Without invoice")),
    ("unpaid", say("Unpaid")),
    ("paid", say("Paid")),
    ("void", say("Void")),
)


@dataclass(frozen=True, slots=True)
class HiresPage:
    template: ClassVar[str] = "bookings/hires.html"
    hires: Sequence[Hired]
    tabs: Sequence[tuple[Message, str, bool]]
    number: int
    pages: int
    total: int
    url: str
    title: Message = say("Hires")


@dataclass(frozen=True, slots=True)
class HireForm:
    template: ClassVar[str] = "bookings/hire_form.html"
    form: Form
    rooms: Sequence[tuple[str, str]]
    hours: Sequence[tuple[str, str]]
    first_day: str
    last_day: str
    problems: Sequence[tuple[str, Message]]
    said: Message | None
    """Why it can't be, where no field is at fault."""
    title_most: int = TITLE_MOST
    name_most: int = NAME_MOST
    address_most: int = ADDRESS_MOST
    title: Message = say("New quotation")


@dataclass(frozen=True, slots=True)
class HirePage:
    template: ClassVar[str] = "bookings/hire.html"
    title: Message
    hired: Hired
    bill: Bill
    phone: str
    stands: bool
    changed: bool
    """Whether the price of today is another one than that of the quotation."""
    today: str
    form: Form
    reason_most: int = REASON_MOST


@get("/sewa/daftar", allow=MANAGERS)
async def hire_list(request: SentraRequest) -> Response[str]:
    form = Form(dict(request.query_params))
    stage = form.value("stage") if form.value("stage") in STAGES else ""
    total = await queries.how_many(stage)
    pages = max(1, -(-total // PER_PAGE))
    number = form.whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    number = min(number, pages)
    page = HiresPage(
        hires=await queries.hires(stage=stage, limit=PER_PAGE, offset=(number - 1) * PER_PAGE),
        tabs=[(label, f"/sewa/daftar?stage={name}", name == stage) for name, label in _TABS],
        number=number,
        pages=pages,
        total=total,
        url=f"/sewa/daftar?stage={stage}&",
    )
    return render(request, page)


@get("/sewa/baru", allow=MANAGERS)
async def hire_form(request: SentraRequest) -> Response[str]:
    """The form; room, day and hours may be filled in by a link."""
    tomorrow = day_of(now_of(request)) + timedelta(days=1)
    usual = {"date": tomorrow.isoformat(), "from": "08:00", "to": "12:00"}
    return await _show_form(request, Form(usual | dict(request.query_params)))


@post("/sewa/baru", allow=MANAGERS)
async def make_hire(request: SentraRequest) -> Response[Any]:
    form = Form(dict(await request.form()))
    try:
        asked = _read(request, form)
        hired = await operations.quote(asked, actor=actor_of(request), now=now_of(request))
    except (Invalid, Conflict) as refusal:
        return await _show_form(request, form, refusal)
    done = say("Quotation %(number)s is made, and the room is held.", number=hired.quotation)
    return see_other(request, f"/sewa/{hired.id}", done)


@get("/sewa/{hire_id:int}", allow=MANAGERS)
async def hire_page(request: SentraRequest, hire_id: FromPath[int]) -> Response[str]:
    return await _show(request, hire_id, Form())


@post("/sewa/{hire_id:int}/hitung", allow=MANAGERS)
async def quote_anew(request: SentraRequest, hire_id: FromPath[int]) -> Response[Any]:
    deed = operations.quote_anew(hire_id, actor=actor_of(request), now=now_of(request))
    return await _done(request, hire_id, deed, say("The price is reckoned again."))


@post("/sewa/{hire_id:int}/tagih", allow=MANAGERS)
async def make_invoice(request: SentraRequest, hire_id: FromPath[int]) -> Response[Any]:
    deed = operations.invoice(hire_id, actor=actor_of(request), now=now_of(request))
    return await _done(request, hire_id, deed, say("The invoice is made."))


@post("/sewa/{hire_id:int}/bayar", allow=MANAGERS)
async def record_payment(request: SentraRequest, hire_id: FromPath[int]) -> Response[Any]:
    form = Form(dict(await request.form()))
    day = form.day("paid")
    if day is None:
        return await _show(request, hire_id, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        deed = operations.pay(hire_id, day, actor=actor_of(request), now=now_of(request))
        undo = f"/sewa/{hire_id}/belum"
        return await _done(request, hire_id, deed, say("The payment is recorded."), undo_url=undo)
    except Invalid as refusal:
        return await _show(request, hire_id, form.learn(refusal), status=refusal.status)


@post("/sewa/{hire_id:int}/belum", allow=MANAGERS)
async def take_back_payment(request: SentraRequest, hire_id: FromPath[int]) -> Response[Any]:
    deed = operations.take_back_payment(hire_id, actor=actor_of(request), now=now_of(request))
    return await _done(request, hire_id, deed, say("The payment is taken back."))


@post("/sewa/{hire_id:int}/nota-kredit", allow=MANAGERS)
async def credit(request: SentraRequest, hire_id: FromPath[int]) -> Response[Any]:
    """Make the invoice void."""
    form = Form(dict(await request.form()))
    try:
        deed = operations.credit(
            hire_id, reason=form.value("reason"), actor=actor_of(request), now=now_of(request)
        )
        return await _done(request, hire_id, deed, say("The invoice is void."))
    except Invalid as refusal:
        return await _show(request, hire_id, form.learn(refusal), status=refusal.status)


@get("/sewa/{hire_id:int}/{paper:str}", allow=MANAGERS)
async def hire_pdf(hire_id: FromPath[int], paper: FromPath[str]) -> Response[bytes]:
    """penawaran.pdf or tagihan.pdf."""
    return await pdf(hire_id, _PAPERS.get(paper))


_PAPERS = {"penawaran.pdf": Paper.QUOTATION, "tagihan.pdf": Paper.INVOICE}


async def _done(
    request: SentraRequest,
    hire_id: int,
    deed: Any,
    said: Message,
    *,
    undo_url: str | None = None,
) -> Response[Any]:
    """Do it and go back to the hire; what stands against it is said there."""
    url = f"/sewa/{hire_id}"
    try:
        await deed
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(request, url, said, undo_url=undo_url)


def _read(request: SentraRequest, form: Form) -> HireWish:
    """What a form asks for.

    Raises:
        Invalid: Days, times or numbers that can't be read; the rest is for the rules to judge.
    """
    day = form.day("date")
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        form.refuse("date", say("There is no such day here."))
    first, last = form.hour("from"), form.hour("to")
    people = form.whole("people", least=1, most=PEOPLE_MOST, required=False)
    form.check()
    if day is None or first is None or last is None:
        raise Invalid(*form.problems)
    wish = Wish(
        room=form.value("room"),
        starts=at(day, first),
        ends=at(day, last),
        title=form.value("title"),
        organiser=actor_of(request).account or 0,
        people=people,
        public=form.yes("public"),
    )
    return HireWish(wish, form.value("name"), form.value("address"), form.value("phone"))


async def _show_form(
    request: SentraRequest, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    if refusal is not None:
        form.learn(refusal)
        form.problems[:] = [
            replace(one, field=_FIELDS.get(one.field, one.field)) for one in form.problems
        ]
    today = day_of(now_of(request))
    rooms = [room for room in await queries.prices() if room.tariff is not None]
    page = HireForm(
        form=form,
        rooms=[(room.code, f"{room.code} · {room.name}") for room in rooms],
        hours=hour_choices(form, locale_of(request)),
        first_day=today.isoformat(),
        last_day=(today + timedelta(days=HORIZON_DAYS)).isoformat(),
        problems=[(problem.field, problem.rule) for problem in form.problems],
        said=refusal.message if refusal and not form.problems else None,
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _show(
    request: SentraRequest, hire_id: int, form: Form, *, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    hired = await queries.hire(hire_id)
    if hired is None:
        raise NotFound(say("There is no such hire."))
    priced = await queries.price(hired.room)
    tariff = priced.tariff if priced else None
    page = HirePage(
        title=say("%(name)s", name=hired.invoice or hired.quotation),
        hired=hired,
        bill=bill_of(hired.lines),
        phone=phone_shown(hired.phone),
        stands=hired.stands,
        changed=tariff is not None and lines_of(tariff, hired.span) != hired.lines,
        today=day_of(now_of(request)).isoformat(),
        form=form,
    )
    return render(request, page, status=status)
