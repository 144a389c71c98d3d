"""/penutupan: when the building, a floor or a room is closed; closing, lifting, taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.closures import KIND_NAMES, NAME_MOST, Closing, ClosureKind
from bookings.domain.holidays import ramadan_after
from bookings.domain.hours import FIRST_DAY, LAST_DAY, at, day_of, whole_day
from bookings.operations import closures as operations
from bookings.operations.closing import Made, Undecided, close
from bookings.pages.closure_parts import (
    ClosureLine,
    closure_line,
    place_choices,
    read_answers,
    read_place,
    read_rest,
)
from bookings.queries import Booked
from bookings.queries.closures import closures
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import EVERYONE, MANAGERS, Role
from sentra.i18n import translate
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

URL = "/penutupan"


@dataclass(frozen=True, slots=True)
class ClosuresPage:
    template: ClassVar[str] = "bookings/closures.html"
    lines: Sequence[ClosureLine]
    manager: bool
    year: int
    title: Message = say("Closures")


@dataclass(frozen=True, slots=True)
class ClosureForm:
    template: ClassVar[str] = "bookings/closure_form.html"
    form: Form
    places: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, str]]
    problems: Sequence[tuple[str, Message]]
    bookings: Sequence[Booked]
    """Those in the way, of each of which to say what becomes of it."""
    ramadan: str
    """The query that fills the form in for the next Ramadan; empty where none is known."""
    name_most: int = NAME_MOST
    title: Message = say("Close rooms")


@get(URL, allow=EVERYONE)
async def closure_list(request: SentraRequest) -> Response[str]:
    now = now_of(request)
    page = ClosuresPage(
        lines=[closure_line(one) for one in await closures(since=now)],
        manager=actor_of(request).role is Role.MANAGER,
        year=day_of(now).year,
    )
    return render(request, page)


@get(f"{URL}/baru", allow=MANAGERS)
async def closure_form(request: SentraRequest) -> Response[str]:
    """The form; a link may fill it in."""
    usual = {"place": "site:", "kind": ClosureKind.MAINTENANCE.value}
    return await _show(request, Form(usual | dict(request.query_params)))


@post(f"{URL}/baru", allow=MANAGERS)
async def make_closure(request: SentraRequest) -> Response[Any]:
    data = dict(await request.form())
    form = Form(data)
    try:
        made = await close(
            [_read(form)],
            answers=read_answers(form, list(data)),
            rest=read_rest(form),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, form, refusal)
    # Lifting it would not bring back what was cancelled.
    undo = None if made.cancelled else f"{URL}/{made.closures[0].id}/cabut"
    return see_other(request, URL, done_words(made), undo_url=undo)


@post(URL + "/{closure_id:int}/cabut", allow=MANAGERS)
async def lift_closure(request: SentraRequest, closure_id: FromPath[int]) -> Response[Any]:
    try:
        closed = await operations.lift(closure_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, URL, refusal.message, kind="danger")
    return see_other(
        request,
        URL,
        say("%(name)s is lifted: what it closed can be booked.", name=closed.name),
        undo_url=f"{URL}/{closure_id}/berlakukan",
    )


@post(URL + "/{closure_id:int}/berlakukan", allow=MANAGERS)
async def restore_closure(request: SentraRequest, closure_id: FromPath[int]) -> Response[Any]:
    try:
        closed = await operations.restore(closure_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, URL, refusal.message, kind="danger")
    return see_other(request, URL, say("%(name)s is closed again.", name=closed.name))


def done_words(made: Made) -> Message:
    """What closing did."""
    number = len(made.closures)
    closed = (
        say("Closed: %(name)s.", name=made.closures[0].name)
        if number == 1
        else say("%(number)d closures are set.", number=number)
    )
    if not made.cancelled and not made.kept:
        return closed
    return say(
        "%(closed)s Bookings cancelled: %(cancelled)d, kept: %(kept)d.",
        closed=closed,
        cancelled=len(made.cancelled),
        kept=len(made.kept),
    )


def _read(form: Form) -> Closing:
    """The closure that a form states.

    Raises:
        Invalid: Days or times that can't be read; the rest is for the rules to judge.
    """
    place = read_place(form.value("place"))
    if place is None:
        form.refuse("place", say("Please choose one of the list."))
    kind = form.choice("kind", ClosureKind)
    starts, ends = _moment(form, "first", "from"), _moment(form, "last", "to")
    opens, closes = _hour(form, "opens"), _hour(form, "closes")
    if form.problems or place is None or kind is None or starts is None or ends is None:
        raise Invalid(*form.problems)
    return Closing(
        place=place,
        starts=starts,
        ends=ends,
        kind=kind,
        name=form.value("name"),
        opens=opens,
        closes=closes,
        estimated=form.yes("estimated"),
    )


def _hour(form: Form, name: str) -> time | None:
    return form.hour(name) if form.value(name) else None


def _moment(form: Form, day: str, hour: str) -> datetime | None:
    """A day's time; without one the whole day, from its first midnight or up to its last."""
    found = form.day(day)
    if found is not None and not FIRST_DAY <= found < LAST_DAY:
        form.refuse(day, say("There is no such day here."))
        found = None
    clock = _hour(form, hour)
    if found is None:
        return None
    if clock is None:
        whole = whole_day(found)
        return whole.starts if hour == "from" else whole.ends
    return at(found, clock)


_FIELDS = {"starts": "first", "ends": "last"}


async def _show(
    request: SentraRequest, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    locale = locale_of(request)
    if refusal is not None:
        form.learn(refusal)
        form.problems[:] = [
            replace(problem, field=_FIELDS.get(problem.field, problem.field))
            for problem in form.problems
        ]
    page = ClosureForm(
        form=form,
        places=place_choices(await queries.rooms(), locale),
        kinds=[(kind, translate(name, locale)) for kind, name in KIND_NAMES.items()],
        problems=[(problem.field, problem.rule) for problem in form.problems],
        bookings=refusal.bookings if isinstance(refusal, Undecided) else (),
        ramadan=_ramadan(request),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _ramadan(request: SentraRequest) -> str:
    found = ramadan_after(day_of(now_of(request)))
    if found is None:
        return ""
    first, last = found
    name = translate(KIND_NAMES[ClosureKind.RAMADAN], "id")
    return (
        f"kind=ramadan&name={name}&first={first}&last={last}&opens=08:00&closes=15:00"
        "&estimated=true"
    ).replace(" ", "%20")
