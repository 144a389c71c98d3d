"""/ruang/R501/ketentuan: how a room may be used, for the building manager to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.recurrence_words import WEEKDAY_NAMES
from bookings.domain.rooms import Room
from bookings.domain.terms import LAYOUT_NAMES, Hours, Terms
from bookings.domain.terms_changes import (
    BUFFER_MOST,
    PEOPLE_MOST,
    TermsWish,
    read_hours,
    write_hours,
)
from bookings.operations.terms import set_terms
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, NotFound, Refusal
from sentra.domain.roles import MANAGERS
from sentra.i18n import Locale, translate
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of


@dataclass(frozen=True, slots=True)
class TermsPage:
    template: ClassVar[str] = "bookings/room_terms.html"
    title: Message
    room: Room
    form: Form
    weekdays: Sequence[tuple[str, Message]]
    layouts: Sequence[tuple[str, Message]]
    problems: Sequence[tuple[str, Message]]


@get("/ruang/{code:str}/ketentuan", allow=MANAGERS)
async def terms_form(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    room = await _room(code)
    return _show(request, room, Form(_filled(room.terms)))


@post("/ruang/{code:str}/ketentuan", allow=MANAGERS)
async def save_terms(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    room = await _room(code)
    form = Form(dict(await request.form()))
    try:
        wish = _read(form)
        await set_terms(code, wish, actor=actor_of(request), now=now_of(request))
    except Invalid as refusal:
        return _show(request, room, form, refusal)
    return see_other(
        request,
        f"/ruang/{room.code}",
        say("The terms of %(room)s are saved. They hold for every new booking.", room=room.name),
    )


async def _room(code: str) -> Room:
    room = await queries.room(code)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    return room


def _read(form: Form) -> TermsWish:
    """The terms that a form states.

    Raises:
        Invalid: Numbers or hours that can't be read; the rest is for the rules to judge.
    """
    before = form.whole("before", least=0, most=BUFFER_MOST, required=False)
    after = form.whole("after", least=0, most=BUFFER_MOST, required=False)
    layouts = {
        layout.value: people
        for layout in LAYOUT_NAMES
        if (people := form.whole(f"layout-{layout}", least=1, most=PEOPLE_MOST, required=False))
    }
    week = [_day(form, f"hours-{number}") for number in range(len(WEEKDAY_NAMES))]
    form.check()
    return TermsWish(before or 0, after or 0, week if any(week) else None, layouts)


def _day(form: Form, name: str) -> tuple[Hours, ...]:
    try:
        return read_hours(form.value(name))
    except ValueError:
        form.refuse(name, say("These are no hours."), say("Write it as 08.00–12.00, 13.00–17.00."))
        return ()


def _filled(terms: Terms) -> Mapping[str, str]:
    """What the form says to begin with."""
    filled = {"before": minutes_text(terms.before), "after": minutes_text(terms.after)}
    for number, day in enumerate(terms.week or ()):
        filled[f"hours-{number}"] = write_hours(tuple(day))
    return filled | {f"layout-{name}": str(people) for name, people in terms.layouts.items()}


def minutes_text(length: timedelta) -> str:
    return str(int(length.total_seconds()) // 60)


def _show(
    request: SentraRequest, room: Room, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    if refusal is not None:
        form.learn(refusal)
    page = TermsPage(
        title=say("Terms of %(room)s", room=room.name),
        room=room,
        form=form,
        weekdays=[(f"hours-{number}", day) for number, day in enumerate(WEEKDAY_NAMES)],
        layouts=[(f"layout-{layout}", name) for layout, name in LAYOUT_NAMES.items()],
        problems=[(problem.field, problem.rule) for problem in form.problems],
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


@dataclass(frozen=True, slots=True)
class TermsWords:
    """The terms of a room in words, for its own page; empty where there is nothing to say."""

    hours: Sequence[str]
    layouts: Sequence[str]
    before: int
    after: int


def terms_words(terms: Terms, locale: Locale) -> TermsWords:
    return TermsWords(
        hours=_week_words(terms, locale),
        layouts=[
            f"{translate(LAYOUT_NAMES[layout], locale)} {people}"
            for layout, people in terms.layouts.items()
        ],
        before=int(terms.before.total_seconds()) // 60,
        after=int(terms.after.total_seconds()) // 60,
    )


def _week_words(terms: Terms, locale: Locale) -> list[str]:
    """Weekdays that follow each other with the same hours, in one line."""
    if terms.week is None:
        return []
    lines = []
    days = [(number, write_hours(tuple(day))) for number, day in enumerate(terms.week)]
    for hours, group in groupby(days, key=lambda pair: pair[1]):
        numbers = [number for number, _ in group]
        first, last = (translate(WEEKDAY_NAMES[numbers[at]], locale) for at in (0, -1))
        name = first if len(numbers) == 1 else f"{first}–{last}"
        shown = hours.replace(".", ":") if locale == "en" else hours
        lines.append(f"{name} {shown or translate(say('closed'), locale)}")
    return lines
