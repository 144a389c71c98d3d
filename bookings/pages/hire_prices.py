"""/sewa: what the hire of a room costs, for everybody, and the tariffs, for the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath

from bookings.domain.hours import FIRST_DAY, LAST_DAY, at, day_of
from bookings.domain.spans import Span
from bookings.domain.tariffs import (
    LINE_WORDS,
    PERCENT_MOST,
    PRICE_MOST,
    UNIT_WORDS,
    Line,
    Tariff,
    lines_of,
    total_of,
)
from bookings.operations.tariffs import set_tariff
from bookings.pages.parts import hour_choices
from bookings.papers.hires import spelt
from bookings.queries import hires as queries
from bookings.queries.hires import Priced
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, NotFound
from sentra.domain.roles import EVERYONE, MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of a bill in words; `unit` is None where the quantity is a percentage."""

    text: Message
    quantity: int
    unit: Message | None
    price: int
    amount: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What a hire costs."""

    lines: Sequence[BillLine]
    total: int
    spelt: str
    """In Indonesian, whoever reads it."""


@dataclass(frozen=True, slots=True)
class PricesPage:
    template: ClassVar[str] = "bookings/hire_prices.html"
    rooms: Sequence[Priced]
    form: Form
    choices: Sequence[tuple[str, str]]
    hours: Sequence[tuple[str, str]]
    first_day: str
    bill: Bill | None
    room: Priced | None
    office: bool
    quote_at: str
    title: Message = say("Room hire")


@dataclass(frozen=True, slots=True)
class TariffPage:
    template: ClassVar[str] = "bookings/tariff.html"
    title: Message
    room: Priced
    form: Form


def bill_of(lines: Sequence[Line]) -> Bill:
    return Bill(
        lines=[
            BillLine(
                text=LINE_WORDS.get(line.text) or say("%(word)s", word=line.text),
                quantity=line.quantity,
                unit=UNIT_WORDS.get(line.unit),
                price=line.price,
                amount=line.amount,
            )
            for line in lines
        ],
        total=total_of(tuple(lines)),
        spelt=spelt(total_of(tuple(lines))),
    )


@get("/sewa", allow=EVERYONE)
async def hire_prices(request: SentraRequest) -> Response[str]:
    """Tariffs; with room, day and hours in the query, what they cost."""
    query = dict(request.query_params)
    tomorrow = day_of(now_of(request)) + timedelta(days=1)
    form = Form({"date": tomorrow.isoformat(), "from": "08:00", "to": "12:00"} | query)
    known = await queries.prices()
    rooms = [room for room in known if room.tariff is not None]
    chosen = next((room for room in rooms if room.code == form.value("room")), None)
    span = _span(form) if "room" in query else None
    if "room" in query and chosen is None:
        form.refuse("room", say("Please choose one of the list."))
    lines = lines_of(chosen.tariff, span) if chosen and chosen.tariff and span else None
    office = actor_of(request).role is Role.MANAGER
    page = PricesPage(
        rooms=known if office else rooms,
        form=form,
        choices=[(room.code, f"{room.code} · {room.name}") for room in rooms],
        hours=hour_choices(form, locale_of(request)),
        first_day=tomorrow.isoformat(),
        bill=bill_of(lines) if lines else None,
        room=chosen,
        office=office,
        quote_at="/sewa/baru?"
        + urlencode({name: form.value(name) for name in ("room", "date", "from", "to")}),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.problems else HTTPStatus.OK
    return render(request, page, status=status)


def _span(form: Form) -> Span | None:
    """The hours asked for; None, and a word in the form, where there are none."""
    day, first, last = form.day("date"), form.hour("from"), form.hour("to")
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        form.refuse("date", say("There is no such day here."))
        return None
    if day is None or first is None or last is None:
        return None
    if last <= first:
        form.refuse("to", say("The end has to be after the start."), say("Choose a later end."))
        return None
    return Span(at(day, first), at(day, last))


@get("/sewa/tarif/{code:str}", allow=MANAGERS)
async def tariff_form(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    room = await _room(code)
    tariff = room.tariff or Tariff()
    filled = {
        "hour": "" if tariff.hour is None else str(tariff.hour),
        "half_day": "" if tariff.half_day is None else str(tariff.half_day),
        "weekend_percent": str(tariff.weekend_percent or ""),
    }
    return _show_tariff(request, room, Form(filled))


@post("/sewa/tarif/{code:str}", allow=MANAGERS)
async def save_tariff(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    room = await _room(code)
    form = Form(dict(await request.form()))
    try:
        tariff = _tariff(form)
        await set_tariff(code, tariff, actor=actor_of(request), now=now_of(request))
    except Invalid as refusal:
        return _show_tariff(request, room, form.learn(refusal), status=refusal.status)
    saved = (
        say("%(room)s is out of hire.", room=room.name)
        if tariff is None
        else say("The tariff of %(room)s is saved.", room=room.name)
    )
    return see_other(request, "/sewa", saved)


def _tariff(form: Form) -> Tariff | None:
    """The tariff that a form states; None where it has no price.

    Raises:
        Invalid: A price is no number.
    """
    hour = form.whole("hour", least=0, most=PRICE_MOST, required=False)
    half_day = form.whole("half_day", least=0, most=PRICE_MOST, required=False)
    percent = form.whole("weekend_percent", least=0, most=PERCENT_MOST, required=False)
    form.check()
    return None if hour is None and half_day is None else Tariff(hour, half_day, percent or 0)


async def _room(code: str) -> Priced:
    room = await queries.price(code)
    if room is None:
        raise NotFound(say("There is no such room."))
    return room


def _show_tariff(
    request: SentraRequest, room: Priced, form: Form, *, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    title = say("Tariff of %(room)s", room=room.name)
    return render(request, TariffPage(title, room, form), status=status)
