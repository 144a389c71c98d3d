"""/rangkaian: the series of a trainer, or all of them for a manager; and each by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.hours import FIRST_DAY, JAKARTA, LAST_DAY, day_of
from bookings.domain.terms import LAYOUT_NAMES, Layout
from bookings.domain.tracks import TRACK_NAMES, Track
from bookings.operations.reconfirmation import confirm_series
from bookings.operations.records import REASON_MOST
from bookings.operations.series_approval import approve_series, refuse_series
from bookings.operations.series_cancel import Instead, add_date, cancel_series, restore_series
from bookings.operations.series_look import usual_equipment
from bookings.operations.series_own import must_own, stands
from bookings.operations.series_plan import SeriesClash
from bookings.pages.series_plan import PlanView, plan_view
from bookings.pages.wish_fields import hour_choices, learn, room_choice, sent, wish_filled
from bookings.queries import Booked
from bookings.queries.equipment import pools
from bookings.queries.reconfirmation import Question, questions
from bookings.queries.series import Repeating, all_series, dates_of, rule_day
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Refusal
from sentra.domain.roles import BOOKERS, MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of

PER_PAGE = 25
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class SeriesList:
    template: ClassVar[str] = "bookings/series_list.html"
    title: Message
    series: Sequence[Repeating]
    all: bool
    """Everybody's, for a manager."""
    over: bool
    questions: Sequence[Question]
    """Whether some of her own still take place."""
    number: int
    pages: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date of a series: what takes place on it, or that it is skipped."""

    day: date
    booking: Booked | None
    moved: bool
    over: bool
    """It has begun already, or is past."""


@dataclass(frozen=True, slots=True)
class SeriesPage:
    template: ClassVar[str] = "bookings/series.html"
    title: Message
    series: Repeating
    dates: Sequence[DateRow]
    ahead: int
    """How many dates still stand and have not begun."""
    cancelled: int
    """How many are cancelled that could take place again."""
    asked: int
    """How many wait for the reader's decision."""
    trainer: str | None
    track: Message | None
    layout: Message | None
    equipment: str
    """What most of its dates ask for."""
    form: Form
    adding: date | None
    """The skipped date that is to be added back."""
    plan: PlanView | None
    """What is in its way."""
    question: Question | None
    """Whether it still takes place, where the office asks."""
    rooms: Sequence[tuple[str, str]]
    hours: Sequence[tuple[str, str]]
    problems: Sequence[tuple[str, Message]]
    reason_most: int = REASON_MOST


@get("/rangkaian", allow=BOOKERS)
async def series_list(request: SentraRequest) -> Response[str]:
    actor = actor_of(request)
    manager = actor.role is Role.MANAGER
    over = request.query_params.get("tab") == "past"
    asked = Form(dict(request.query_params))
    number = asked.whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    found, total = await all_series(
        organiser=None if manager else actor.account,
        now=now_of(request),
        over=over,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )
    page = SeriesList(
        title=say("Series") if manager else say("My series"),
        series=found,
        all=manager,
        over=over,
        questions=await questions(now_of(request), organiser=actor.account),
        number=number,
        pages=max(number, -(-total // PER_PAGE)),
        total=total,
        url=f"/rangkaian?tab={'past' if over else 'upcoming'}&",
    )
    return render(request, page)


@get("/rangkaian/{series_id:int}", allow=BOOKERS)
async def series_page(request: SentraRequest, series_id: FromPath[int]) -> Response[str]:
    return await _show(request, series_id, dict(request.query_params))


@post("/rangkaian/{series_id:int}/batal", allow=BOOKERS)
async def cancel(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    """Cancel all dates that are not over, or with `since` those from one on."""
    data = await sent(request)
    form = Form(data)
    since = form.day("since", required=False)
    try:
        form.check()
        gone = await cancel_series(
            series_id,
            since=since,
            reason=form.value("reason"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, series_id, data, refusal=refusal)
    return see_other(
        request,
        f"/rangkaian/{series_id}",
        say("%(number)d dates are cancelled.", number=gone),
        undo_url=f"/rangkaian/{series_id}/pulihkan",
    )


@post("/rangkaian/{series_id:int}/pulihkan", allow=BOOKERS)
async def restore(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    url = f"/rangkaian/{series_id}"
    try:
        back, lost = await restore_series(series_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    if lost:
        said = say(
            "%(back)d dates are booked again; %(lost)d are not: their room is taken.",
            back=back,
            lost=lost,
        )
        return see_other(request, url, said, kind="warning")
    return see_other(request, url, say("%(back)d dates are booked again.", back=back))


@post("/rangkaian/{series_id:int}/lanjut", allow=BOOKERS)
async def confirm(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    """Say that it still takes place."""
    url = f"/rangkaian/{series_id}"
    try:
        until = await confirm_series(series_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    return see_other(
        request,
        url,
        say("Thank you. The series goes on until %(day)s at least.", day=day_of(until)),
    )


@post("/rangkaian/{series_id:int}/tambah", allow=BOOKERS)
async def add(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    """Let a skipped date take place after all, perhaps elsewhere."""
    data = await sent(request)
    form = Form(data)
    day, instead = form.day("date"), _instead(form)
    try:
        form.check()
        booking = await add_date(
            series_id, day or date.min, instead, actor=actor_of(request), now=now_of(request)
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, series_id, data, refusal=refusal)
    return see_other(
        request,
        f"/rangkaian/{series_id}",
        say("The date is booked after all."),
        undo_url=f"/pemesanan/{booking}/batal",
    )


@post("/rangkaian/{series_id:int}/setujui", allow=MANAGERS)
async def approve(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    """Approve every open request of a series."""
    url = f"/rangkaian/{series_id}"
    try:
        given, taken = await approve_series(series_id, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, url, refusal.message, kind="danger")
    if taken:
        said = say(
            "%(given)d dates are approved; %(taken)d are not: their room is taken.",
            given=given,
            taken=taken,
        )
        return see_other(request, url, said, kind="warning")
    return see_other(request, url, say("%(given)d dates are approved.", given=given))


@post("/rangkaian/{series_id:int}/tolak", allow=MANAGERS)
async def refuse(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    """Refuse every open request of a series, with a reason."""
    data = await sent(request)
    try:
        gone = await refuse_series(
            series_id,
            reason=data.get("reason", ""),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, series_id, data, refusal=refusal)
    return see_other(
        request, f"/rangkaian/{series_id}", say("%(number)d dates are refused.", number=gone)
    )


def _instead(form: Form) -> Instead:
    day, first, last = form.day("on"), form.hour("from"), form.hour("to")
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        form.refuse("on", say("There is no such day here."))
    if day is None or first is None or last is None:
        return {}
    return {"room": form.value("room"), "day": day, "start": first, "end": last}


async def _show(
    request: SentraRequest,
    series_id: int,
    data: Mapping[str, str],
    *,
    refusal: Refusal | None = None,
) -> Response[str]:
    now, locale = now_of(request), locale_of(request)
    series = await must_own(series_id, actor=actor_of(request), now=now)
    manager = actor_of(request).role is Role.MANAGER
    booked = await dates_of(series_id)
    adding = _adding(series, data)
    form = learn(Form((_usual(series, adding) if adding else {}) | dict(data)), refusal)
    plan = refusal.plan if isinstance(refusal, SeriesClash) else None
    page = SeriesPage(
        title=say("%(name)s", name=series.title),
        series=series,
        dates=_rows(series, booked, now),
        ahead=sum(stands(one) and one.starts > now for one in booked),
        cancelled=sum(one.cancelled and one.starts > now for one in booked),
        asked=sum(one.requested and one.ends > now for one in booked) if manager else 0,
        trainer=series.organiser_name,
        track=TRACK_NAMES[Track(series.track)] if series.track else None,
        layout=LAYOUT_NAMES[Layout(series.layout)] if series.layout else None,
        equipment=await _equipment(booked, now),
        form=form,
        adding=adding,
        plan=plan_view(plan, {}, locale=locale, keeps=False) if plan else None,
        question=next(iter(await questions(now_of(request), series=series_id)), None),
        rooms=[(room.code, room_choice(room, locale)) for room in await queries.rooms()],
        hours=list(hour_choices(form, locale)),
        problems=[(problem.field, problem.rule) for problem in form.problems],
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _equipment(booked: Sequence[Booked], now: datetime) -> str:
    usual = await usual_equipment(booked, now=now)
    names = {one.id: one.name for one in await pools(with_retired=True)} if usual else {}
    return ", ".join(f"{number} × {names[kind]}" for kind, number in usual.items())


def _adding(series: Repeating, data: Mapping[str, str]) -> date | None:
    asked = data.get("date") or data.get("tambah", "")
    return next((day for day in series.skipped if day.isoformat() == asked), None)


def _usual(series: Repeating, day: date) -> dict[str, str]:
    return wish_filled(series) | {"date": day.isoformat(), "on": day.isoformat()}


def _rows(series: Repeating, booked: Sequence[Booked], now: datetime) -> list[DateRow]:
    """Every day that the rule names, those that are skipped too."""
    by_day = {rule_day(one): one for one in booked}
    rows = []
    for day in sorted({*by_day, *series.skipped}):
        one = by_day.get(day)
        moved = one is not None and (one.starts != one.recurrence or one.room != series.room)
        over = one.starts <= now if one else day < now.astimezone(JAKARTA).date()
        rows.append(DateRow(day, one, moved, over))
    return rows
