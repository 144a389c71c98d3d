"""The office's forms of a round: drafting it, changing a programme, moving its dates."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from itertools import count
from typing import Any, ClassVar

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from floors.domain.round_terms import GROUPS, USUAL, class_name, groups_of, precedence_of
from floors.domain.rounds import SCHEDULE_NAMES, Schedule
from floors.operations.rounds import drafting, programmes
from floors.operations.rounds.drafting import Draft, draft_round, edit_draft
from floors.pages.rounds.parts import URL, local, said
from floors.queries.rounds import ProgrammeView, RoundView, all_rounds, one_round, programmes_of
from floors.queries.rounds.free import free_stalls
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound, Refusal
from sentra.domain.roles import MANAGERS
from sentra.i18n import today, translate
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

_DAYS = {"opens": 7, "closes": 28, "verify_by": 42, "draw_at": 45, "object_by": 52, "accept_by": 66}
"""Days from now that a new draft begins with."""
_MORNING, _AFTERNOON = time(8), time(16)


@dataclass(frozen=True, slots=True)
class DraftForm:
    template: ClassVar[str] = "floors/rounds/form.html"
    title: Message
    form: Form
    action: str
    back: str
    is_new: bool
    dates: Sequence[tuple[str, Message]]
    ranks: Sequence[tuple[str, str]]
    """Groups of classes to choose from, for each place in the order."""
    problems: Sequence[tuple[str, Message]]


@dataclass(frozen=True, slots=True)
class DatesForm:
    template: ClassVar[str] = "floors/rounds/dates.html"
    round: RoundView
    form: Form
    dates: Sequence[tuple[str, Message, bool]]
    """Name, label, and whether it has passed."""
    problems: Sequence[tuple[str, Message]]
    title: Message = say("Move the dates")


@dataclass(frozen=True, slots=True)
class ProgrammeForm:
    template: ClassVar[str] = "floors/rounds/programme.html"
    title: Message
    round: RoundView
    programme: ProgrammeView
    form: Form
    classes: Sequence[tuple[str, Message]]
    stalls: Sequence[tuple[str, bool]]
    """Code, and whether it is offered."""
    problems: Sequence[tuple[str, Message]]


@get(f"{URL}/baru", allow=MANAGERS)
async def new_round(request: SentraRequest) -> Response[str]:
    now = now_of(request)
    taken = {one.code for one in await all_rounds(now=now, drafts=True)}
    return _draft(request, Form(_usual(now, taken) | dict(request.query_params)))


@post(f"{URL}/baru", allow=MANAGERS)
async def make_round(request: SentraRequest) -> Response[Any]:
    form = Form(await request.form())
    actor, now = actor_of(request), now_of(request)
    try:
        draft = _read(form, form.text("code", most=drafting.CODE_MOST))
        await draft_round(draft, actor=actor, now=now)
    except (Invalid, Conflict) as refusal:
        return _draft(request, form.learn(refusal), refusal)
    number = await programmes.suggest(draft.code, actor=actor, now=now)
    return see_other(
        request,
        f"{URL}/{draft.code}/kelola",
        say("The round is drafted, with %(number)d programmes of free stalls.", number=number),
    )


@get(f"{URL}/{{code:str}}/ubah", allow=MANAGERS)
async def edit_round(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    found = await one_round(code, now=now_of(request), drafts=True)
    return _draft(request, Form(_values(found)), code=code)


@post(f"{URL}/{{code:str}}/ubah", allow=MANAGERS)
async def change_round(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    try:
        await edit_draft(code, _read(form, code), actor=actor_of(request), now=now_of(request))
    except (Invalid, Conflict) as refusal:
        return _draft(request, form.learn(refusal), refusal, code=code)
    return see_other(request, f"{URL}/{code}/kelola", say("The draft is changed."))


@get(f"{URL}/{{code:str}}/tanggal", allow=MANAGERS)
async def dates_form(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    found = await one_round(code, now=now_of(request), drafts=True)
    return _dates(request, found, Form(_values(found)))


@post(f"{URL}/{{code:str}}/tanggal", allow=MANAGERS)
async def move_round_dates(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    now = now_of(request)
    found = await one_round(code, now=now, drafts=True)
    # Dates that have passed are shown and not sent.
    form = Form(_values(found) | {"reason": ""} | dict(await request.form()))
    try:
        schedule, move_in_by = _schedule(form), form.day("move_in_by")
        form.check()
        assert schedule is not None and move_in_by is not None  # noqa: S101, PT018 - checked
        await drafting.move_dates(
            code,
            schedule,
            move_in_by=move_in_by,
            reason=form.value("reason"),
            actor=actor_of(request),
            now=now,
        )
    except (Invalid, Conflict) as refusal:
        return _dates(request, found, form.learn(refusal), refusal)
    return see_other(request, f"{URL}/{code}", say("The dates are moved; every calendar follows."))


@get(f"{URL}/{{code:str}}/program/{{programme:str}}", allow=MANAGERS)
async def programme_form(
    request: SentraRequest, code: FromPath[str], programme: FromPath[str]
) -> Response[str]:
    round_, found = await _programme(request, code, programme)
    seats = {f"seats-{kind}": str(count) for kind, count in found.seats.items()}
    form = Form({"name": found.name, "rent": str(found.rent)} | seats)
    return await _show_programme(request, round_, found, form, offered=set(found.stalls))


@post(f"{URL}/{{code:str}}/program/{{programme:str}}", allow=MANAGERS)
async def change_programme(
    request: SentraRequest, code: FromPath[str], programme: FromPath[str]
) -> Response[Any]:
    round_, found = await _programme(request, code, programme)
    sent = await request.form()
    stalls = [str(one) for one in sent.getall("stalls", [])]
    form = Form(dict(sent))
    rent = form.whole("rent", least=0, most=programmes.MOST_RENT)
    seats = {
        kind: form.whole(f"seats-{kind}", least=0, most=999, required=False) or 0
        for kind in round_.terms.precedence
    }
    try:
        form.check()
        await programmes.set_programme(
            code,
            programme,
            name=form.text("name", most=120),
            rent=rent or 0,
            seats=seats,
            stalls=stalls,
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show_programme(
            request, round_, found, form.learn(refusal), offered=set(stalls), refusal=refusal
        )
    return see_other(request, f"{URL}/{code}/kelola", say("The programme is changed."))


@post(f"{URL}/{{code:str}}/program/{{programme:str}}/hapus", allow=MANAGERS)
async def remove_programme(
    request: SentraRequest, code: FromPath[str], programme: FromPath[str]
) -> Response[Any]:
    url = f"{URL}/{code}/kelola"
    try:
        await programmes.remove_programme(
            code, programme, actor=actor_of(request), now=now_of(request)
        )
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(request, url, say("Its stalls are not offered."))


def _usual(now: datetime, taken: Container[str]) -> dict[str, str]:
    """A draft for the coming year, its dates from today on."""
    day = today(now)
    year = day.year + 1
    moments = {
        name: f"{day + timedelta(days=days)}T{_MORNING if name == 'opens' else _AFTERNOON:%H:%M}"
        for name, days in _DAYS.items()
    }
    starts = max(date(year, 1, 1), day + timedelta(days=_DAYS["accept_by"] + 14))
    return moments | {
        "code": next(
            code for code in (f"{starts.year}-{number}" for number in count(1)) if code not in taken
        ),
        "name": "",
        "starts": str(starts),
        "last": str(date(starts.year, 12, 31)),
        "move_in_by": str(starts + timedelta(days=14)),
        "seed_kind": "witnessed",
        **_terms_values(USUAL),
    }


def _terms_values(terms: Any) -> dict[str, str]:
    return {
        **{
            name: str(getattr(terms, name))
            for name in ("tenure", "cooling_off", "attendance", "values", "faces")
        },
        **{f"rank-{at}": group for at, group in enumerate(groups_of(terms.precedence), 1)},
    }


def _values(round_: RoundView) -> dict[str, str]:
    """A round as its form shows it."""
    return {
        "code": round_.code,
        "name": round_.name,
        "about": round_.about,
        **{one.name: local(getattr(round_.schedule, one.name)) for one in fields(Schedule)},
        "starts": str(round_.starts),
        "last": str(round_.ends - timedelta(days=1)),
        "move_in_by": str(round_.move_in_by),
        "seed_kind": round_.seed_kind,
        **_terms_values(round_.terms),
    }


def _schedule(form: Form) -> Schedule | None:
    moments = {name: form.moment(name) for name in SCHEDULE_NAMES}
    if None in moments.values():
        return None
    return Schedule(**moments)  # type: ignore[arg-type]


def _read(form: Form, code: str) -> Draft:
    """The draft that a form states.

    Raises:
        Invalid: Something in it can't be read; the rest is for the rules to judge.
    """
    schedule = _schedule(form)
    starts, last, move_in_by = form.day("starts"), form.day("last"), form.day("move_in_by")
    numbers = {
        name: form.whole(name, least=0, most=100_000)
        for name in ("tenure", "cooling_off", "attendance", "values", "faces")
    }
    name = form.text("name", most=drafting.NAME_MOST)
    about = form.text("about", most=drafting.ABOUT_MOST, required=False)
    order = tuple(form.one_of(f"rank-{at}", GROUPS) for at in range(1, len(GROUPS) + 1))
    if sorted(order) != sorted(GROUPS):
        form.refuse("rank-1", say("Put each class of seats into the order exactly once."))
    form.check()
    assert schedule is not None  # noqa: S101 - form.check() did
    assert starts is not None and last is not None and move_in_by is not None  # noqa: S101, PT018
    return Draft(
        code=code,
        name=name,
        about=about,
        schedule=schedule,
        starts=starts,
        ends=last + timedelta(days=1),
        move_in_by=move_in_by,
        terms=msgspec.structs.replace(USUAL, precedence=precedence_of(order), **numbers),
        seed_kind=form.value("seed_kind"),
    )


def _draft(
    request: SentraRequest, form: Form, refusal: Refusal | None = None, *, code: str = ""
) -> Response[str]:
    locale = locale_of(request)
    page = DraftForm(
        title=say("Change the draft") if code else say("New round"),
        form=form,
        action=f"{URL}/{code}/ubah" if code else f"{URL}/baru",
        back=f"{URL}/{code}/kelola" if code else URL,
        is_new=not code,
        dates=list(SCHEDULE_NAMES.items()),
        ranks=[(group, translate(class_name(group), locale)) for group in GROUPS],
        problems=said(form),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _dates(
    request: SentraRequest, round_: RoundView, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    now = now_of(request)
    page = DatesForm(
        round=round_,
        form=form,
        dates=[
            (name, label, getattr(round_.schedule, name) <= now)
            for name, label in SCHEDULE_NAMES.items()
        ],
        problems=said(form),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _programme(
    request: SentraRequest, code: str, programme: str
) -> tuple[RoundView, ProgrammeView]:
    round_ = await one_round(code, now=now_of(request), drafts=True)
    for one in await programmes_of(round_.id):
        if one.code == programme:
            return round_, one
    raise NotFound(say("This round has no such programme."))


async def _show_programme(
    request: SentraRequest,
    round_: RoundView,
    programme: ProgrammeView,
    form: Form,
    *,
    offered: set[str],
    refusal: Refusal | None = None,
) -> Response[str]:
    free = {
        one.code
        for one in await free_stalls(starts=round_.starts, ends=round_.ends, but=round_.id)
        if (one.level, one.category, one.area)
        == (programme.level, programme.category, programme.area)
    }
    taken = {
        stall
        for one in await programmes_of(round_.id)
        if one.code != programme.code
        for stall in one.stalls
    }
    page = ProgrammeForm(
        title=say("%(name)s", name=programme.name),
        round=round_,
        programme=programme,
        form=form,
        classes=[(kind, class_name(kind)) for kind in round_.terms.precedence],
        stalls=[(code, code in offered) for code in sorted((free - taken) | set(programme.stalls))],
        problems=said(form),
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)
