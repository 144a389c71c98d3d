"""/peralatan: the building's equipment and how much of it is free; for managers, keeping it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from bookings.domain.equipment import MOST, NAME_MOST, free_count
from bookings.domain.hours import at, day_of
from bookings.domain.spans import Span
from bookings.operations import pools as operations
from bookings.pages.parts import asked_day
from bookings.queries import equipment as queries
from bookings.queries.equipment import Lent, Pool
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import BOOKERS, MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_PARTS = ((say("Morning"), 7, 12), (say("Afternoon"), 12, 17), (say("Evening"), 17, 21))
"""Parts of the day, from one hour of the clock until another."""


@dataclass(frozen=True, slots=True)
class PoolLine:
    """A kind, with how many are free all through each part of the day."""

    pool: Pool
    free: Sequence[int]


@dataclass(frozen=True, slots=True)
class EquipmentPage:
    template: ClassVar[str] = "bookings/equipment.html"
    lines: Sequence[PoolLine]
    parts: Sequence[Message]
    today: date
    date: date
    retired: Sequence[Pool]
    manager: bool
    form: Form
    problems: Sequence[tuple[str, Message]]
    most: int = MOST
    name_most: int = NAME_MOST
    title: Message = say("Equipment")


@dataclass(frozen=True, slots=True)
class PoolPage:
    template: ClassVar[str] = "bookings/pool.html"
    title: Message
    pool: Pool
    lent: Sequence[Lent]
    form: Form
    problems: Sequence[tuple[str, Message]]
    most: int = MOST
    name_most: int = NAME_MOST


@get("/peralatan", allow=BOOKERS)
async def equipment(request: SentraRequest, date: FromQuery[str] = "") -> Response[str]:
    return await _show(request, Form(), asked_day(date, day_of(now_of(request))))


@post("/peralatan", allow=MANAGERS)
async def add_equipment(request: SentraRequest) -> Response[Any]:
    form = Form(dict(await request.form()))
    name = form.text("name", most=NAME_MOST)
    number = form.whole("number", least=0, most=MOST)
    try:
        form.check()
        made = await operations.add_pool(
            name, number or 0, actor=actor_of(request), now=now_of(request)
        )
    except Invalid as refusal:
        return await _show(request, form.learn(refusal), day_of(now_of(request)), refusal)
    return see_other(request, "/peralatan", say("%(name)s is in use.", name=made.name))


@get("/peralatan/{kind:int}", allow=MANAGERS)
async def pool_page(request: SentraRequest, kind: FromPath[int]) -> Response[str]:
    found = await _pool(kind)
    return await _show_pool(request, found, Form({"name": found.name, "number": str(found.number)}))


@post("/peralatan/{kind:int}", allow=MANAGERS)
async def change_equipment(request: SentraRequest, kind: FromPath[int]) -> Response[Any]:
    """Name and number; or, with `active`, taking it out of use and back."""
    form = Form(dict(await request.form()))
    found = await _pool(kind)
    try:
        if form.value("active"):
            became = await operations.change_pool(
                kind, active=form.yes("active"), actor=actor_of(request), now=now_of(request)
            )
        else:
            name = form.text("name", most=NAME_MOST)
            number = form.whole("number", least=0, most=MOST)
            form.check()
            became = await operations.change_pool(
                kind, name=name, number=number, actor=actor_of(request), now=now_of(request)
            )
    except (Invalid, Conflict) as refusal:
        return await _show_pool(request, found, form.learn(refusal), refusal)
    if became.active:
        return see_other(request, "/peralatan", say("%(name)s is changed.", name=became.name))
    return see_other(request, "/peralatan", say("%(name)s is out of use.", name=became.name))


async def _show(
    request: SentraRequest, form: Form, day: date, refusal: Refusal | None = None
) -> Response[str]:
    first, *_, last = [_hours(day, first, last) for _, first, last in _PARTS]
    out = await queries.taken(Span(first.starts, last.ends))
    manager = actor_of(request).role is Role.MANAGER
    pools = await queries.pools(with_retired=manager)
    page = EquipmentPage(
        lines=[
            PoolLine(
                one,
                [
                    free_count(one.number, out.get(one.id, ()), _hours(day, first, last))
                    for _, first, last in _PARTS
                ],
            )
            for one in pools
            if one.active
        ],
        parts=[name for name, _, _ in _PARTS],
        date=day,
        today=day_of(now_of(request)),
        retired=[one for one in pools if not one.active],
        manager=manager,
        form=form,
        problems=[(problem.field, problem.rule) for problem in form.problems],
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _show_pool(
    request: SentraRequest, pool: Pool, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    page = PoolPage(
        title=say("%(name)s", name=pool.name),
        pool=pool,
        lent=await queries.lent(pool.id, since=now_of(request)),
        form=form,
        problems=[(problem.field, problem.rule) for problem in form.problems],
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _pool(kind: int) -> Pool:
    found = await queries.pool(kind)
    if found is None:
        raise NotFound(say("There is no such equipment."))
    return found


def _hours(day: date, first: int, last: int) -> Span:
    """Some hours of a day."""
    return Span(at(day, time(first)), at(day, time(last)))
