"""/penutupan/libur: taking the country's days off over as closures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post

from bookings.domain.closures import KIND_NAMES, Place
from bookings.domain.holidays import Holiday, holidays_of
from bookings.domain.hours import day_of, whole_day
from bookings.operations.closing import Undecided, close
from bookings.pages.closure_parts import read_answers, read_rest
from bookings.pages.closures import URL, done_words
from bookings.queries import Booked
from bookings.queries.closures import ground, in_the_way, standing_sources
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """A day off: whether the building is closed then, and how many bookings are in the way."""

    source: str
    holiday: Holiday
    kind: Message
    taken: bool
    over: bool
    chosen: bool
    bookings: int


@dataclass(frozen=True, slots=True)
class HolidaysPage:
    template: ClassVar[str] = "bookings/holidays.html"
    title: Message
    year: int
    years: Sequence[tuple[str, str, bool]]
    lines: Sequence[HolidayLine]
    open: int
    """Days that can still be taken over."""
    bookings: Sequence[Booked]
    form: Form


@get(f"{URL}/libur", allow=MANAGERS)
async def holiday_form(request: SentraRequest) -> Response[str]:
    return await _show(request, Form(dict(request.query_params)), None)


@post(f"{URL}/libur", allow=MANAGERS)
async def take_holidays(request: SentraRequest) -> Response[Any]:
    data = dict(await request.form())
    form = Form(data)
    chosen = {name for name in data if name.startswith("holiday:")}
    year = _year(request, form)
    closings = [one.closing(Place()) for one in holidays_of(year) if one.source in chosen]
    try:
        made = await close(
            closings,
            answers=read_answers(form, list(data)),
            rest=read_rest(form),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, form, refusal, chosen=frozenset(chosen))
    return see_other(request, URL, done_words(made))


def _year(request: SentraRequest, form: Form) -> int:
    """The year asked for: this one, or one of the next."""
    this = day_of(now_of(request)).year
    asked = form.value("year")
    return int(asked) if asked in {str(this + ahead) for ahead in range(YEARS_AHEAD + 1)} else this


async def _show(
    request: SentraRequest,
    form: Form,
    refusal: Refusal | None,
    *,
    chosen: frozenset[str] | None = None,
) -> Response[str]:
    if refusal is not None:
        form.learn(refusal)
    now = now_of(request)
    year, this = _year(request, form), day_of(now).year
    taken = await standing_sources()
    bookings = await _bookings(request, year)
    lines = [
        HolidayLine(
            source=one.source,
            holiday=one,
            kind=KIND_NAMES[one.kind],
            taken=one.source in taken,
            over=whole_day(one.day).ends <= now,
            chosen=chosen is None or one.source in chosen,
            bookings=bookings.get(one.source, 0),
        )
        for one in holidays_of(year)
    ]
    page = HolidaysPage(
        title=say("Days off of %(year)s", year=str(year)),
        year=year,
        years=[
            (str(other), f"{URL}/libur?year={other}", other == year)
            for other in range(this, this + YEARS_AHEAD + 1)
        ],
        lines=lines,
        open=sum(not line.taken and not line.over for line in lines),
        bookings=refusal.bookings if isinstance(refusal, Undecided) else (),
        form=form,
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _bookings(request: SentraRequest, year: int) -> Mapping[str, int]:
    """How many bookings there are on each day off."""
    place = await ground(Place())
    if place is None:
        return {}
    found: dict[str, int] = defaultdict(int)
    spans = [whole_day(one.day) for one in holidays_of(year)]
    for booked in await in_the_way(place.rooms, spans, now=now_of(request)):
        found[f"holiday:{day_of(booked.starts)}"] += 1
    return found
