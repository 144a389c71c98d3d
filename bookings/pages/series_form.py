"""/rangkaian/baru and /rangkaian/…/ubah: the form that books or changes a series, and its dates."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.hours import JAKARTA, day_of
from bookings.domain.rules import Wish
from bookings.domain.series import Decision, Skip, split
from bookings.domain.series_edit import Change, SeriesEdit
from bookings.operations.series import SeriesWish, create, preview
from bookings.operations.series_change import change_series, preview_change
from bookings.operations.series_dates import Plan
from bookings.operations.series_look import days_left, usual_equipment
from bookings.operations.series_own import must_name, must_own
from bookings.operations.series_plan import SeriesClash
from bookings.pages.equipment_fields import equipment_fields
from bookings.pages.series_plan import PlanView, decisions_of, plan_view
from bookings.pages.series_rule import DAYS, REPEATS, read_rule, rule_filled
from bookings.pages.wish_fields import (
    FIELDS,
    WishFields,
    learn,
    read_wish,
    sent,
    usual_time,
    wish_fields,
    wish_filled,
)
from bookings.queries.series import Repeating, dates_of
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, Problem, Refusal
from sentra.domain.roles import BOOKERS
from sentra.i18n import translate
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of


@dataclass(frozen=True, slots=True)
class SeriesForm:
    template: ClassVar[str] = "bookings/series_form.html"
    title: Message
    lead: Message
    action: str
    submit: Message
    back: str
    fields: WishFields
    series: Repeating | None
    """The one that is changed."""
    since: str
    plan: PlanView | None
    repeatable: bool
    """Whether the rule can be said: not of a series of which nothing is left."""
    repeats: Sequence[tuple[str, str]]
    days: Sequence[tuple[str, str]]


@get("/rangkaian/baru", allow=BOOKERS)
async def new_series(request: SentraRequest) -> Response[str]:
    """The form; what a booking's form has may be filled in by a link."""
    data = {"public": "true", "repeat": "weekly", "every": "1", "times": "8"}
    data |= usual_time(request) | dict(request.query_params)
    return await _show(request, data)


@post("/rangkaian/baru", allow=BOOKERS)
async def make_series(request: SentraRequest) -> Response[Any]:
    """Look at the dates, or book them; a form that asks for neither is only shown."""
    data = await sent(request)
    if data.get("do") == "form":
        return await _show(request, {"repeat": "weekly", "every": "1", "times": "8"} | data)
    decisions, plan = decisions_of(data), None
    try:
        wish = _wish(request, Form(data), decisions)
        plan = await preview(wish, actor=actor_of(request), now=now_of(request))
        decisions |= _skips(data, plan)
        if data.get("do") not in {"book", "skip"}:
            return await _show(request, data, plan=plan)
        wish = replace(wish, decisions=decisions)
        made = await create(wish, actor=actor_of(request), now=now_of(request))
    except SeriesClash as clash:
        return await _show(request, data, plan=clash.plan, refusal=clash)
    except (Invalid, Conflict) as refusal:
        return await _show(request, data, plan=plan, refusal=refusal)
    return see_other(
        request,
        f"/rangkaian/{made}",
        say("The series is booked."),
        undo_url=f"/rangkaian/{made}/batal",
    )


@get("/rangkaian/{series_id:int}/ubah", allow=BOOKERS)
async def edit_series(request: SentraRequest, series_id: FromPath[int]) -> Response[str]:
    """The form for all dates that have not begun, or with `since` for those from one on."""
    series = await must_own(series_id, actor=actor_of(request), now=now_of(request))
    data = {"since": request.query_params.get("since", "")}
    data |= await _series_filled(series, _since(series, data), now=now_of(request))
    return await _show(request, data, series=series)


@post("/rangkaian/{series_id:int}/ubah", allow=BOOKERS)
async def save_series(request: SentraRequest, series_id: FromPath[int]) -> Response[Any]:
    actor, now = actor_of(request), now_of(request)
    series = await must_own(series_id, actor=actor, now=now)
    data = await sent(request)
    decisions, plan = decisions_of(data), None
    try:
        change = _change(request, data, series)
        plan = await preview_change(series_id, change, actor=actor, now=now)
        decisions |= _skips(data, plan)
        if data.get("do") not in {"save", "skip"}:
            return await _show(request, data, series=series, plan=plan)
        change = replace(change, decisions=decisions)
        became = await change_series(series_id, change, actor=actor, now=now)
    except SeriesClash as clash:
        return await _show(request, data, series=series, plan=clash.plan, refusal=clash)
    except (Invalid, Conflict) as refusal:
        return await _show(request, data, series=series, plan=plan, refusal=refusal)
    return see_other(request, f"/rangkaian/{became}", say("The series is changed."))


def _skips(data: Mapping[str, str], plan: Plan) -> dict[date, Decision]:
    """With one press all dates that something is in the way of are skipped."""
    return {one.day: Skip() for one in plan.open} if data.get("do") == "skip" else {}


def _wish(request: SentraRequest, form: Form, decisions: Mapping[date, Decision]) -> SeriesWish:
    """The series that a form states.

    Raises:
        Invalid: What can't be read; the rest is for the rules to judge.
    """
    first: Wish | None = None
    with suppress(Invalid):  # its problems are in the form, which goes on to say what else is wrong
        first = read_wish(request, form)
    rule = read_rule(form, day_of(first.starts) if first else None)
    form.check()
    if first is None or rule is None:
        raise Invalid
    return SeriesWish(first, rule, decisions)


def _change(request: SentraRequest, data: Mapping[str, str], series: Repeating) -> Change:
    """What a form changes of a series.

    Raises:
        Invalid: What can't be read.
    """
    edit, form = _edit(request, data, series), Form(data)
    rule = first = None
    if "repeat" in data:
        first = form.day("date")
        rule = read_rule(form, first)
        form.check()
    return Change(edit, _since(series, data), decisions_of(data), rule, first)


def _edit(request: SentraRequest, data: Mapping[str, str], series: Repeating) -> SeriesEdit:
    form = Form({**data, "date": day_of(series.first).isoformat()})
    wish = read_wish(request, form, organiser=series.organiser)
    edit: SeriesEdit = {
        "room": wish.room,
        "start": wish.starts.astimezone(JAKARTA).time(),
        "end": wish.ends.astimezone(JAKARTA).time(),
        "title": wish.title,
        "note": wish.note,
        "people": wish.people,
        "public": wish.public,
        "organiser": wish.organiser,
        "layout": wish.layout,
        "track": wish.track,
    }
    return edit | {"equipment": wish.equipment} if form.names("equipment-") else edit


async def _series_filled(series: Repeating, since: date | None, *, now: datetime) -> dict[str, str]:
    """What a form says of a series as it is, from one of its dates on."""
    booked = await dates_of(series.id)
    wanted = await usual_equipment(booked, now=now)
    filled = wish_filled(series) | {f"equipment-{kind}": str(n) for kind, n in wanted.items()}
    left = days_left(series, booked, since=since, now=now)
    if left:
        _, after = split(series.recurrence, day_of(series.first), left[0])
        filled |= rule_filled(after, left[0])
    return filled


def _since(series: Repeating, data: Mapping[str, str]) -> date | None:
    """From which date on the series is changed; None: all of it.

    Raises:
        Invalid: It is none of its dates.
    """
    text = data.get("since", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(Problem("date", say("This is no date."), text[:20])) from None
    must_name(series, day)
    return day


async def _show(
    request: SentraRequest,
    data: Mapping[str, str],
    *,
    series: Repeating | None = None,
    plan: Plan | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    locale = locale_of(request)
    as_text = "rrule" if data.get("rrule", "").strip() else "times"
    form = learn(Form(data), refusal, {**FIELDS, "rrule": as_text})
    since = data.get("since", "") if series else ""
    decisions = decisions_of(data)
    equipment = await equipment_fields(Form(), but=None)
    page = SeriesForm(
        title=_title(series, since),
        lead=_lead(series, since),
        action=f"/rangkaian/{series.id}/ubah" if series else "/rangkaian/baru",
        submit=say("Save the changes") if series else say("Book the series"),
        back=f"/rangkaian/{series.id}" if series else "/rangkaian",
        fields=await wish_fields(request, form, rooms=await queries.rooms(), equipment=equipment),
        series=series,
        since=since,
        plan=plan_view(plan, decisions, locale=locale, keeps=series is not None) if plan else None,
        repeatable=series is None or "repeat" in data,
        repeats=[(repeat.value, translate(text, locale)) for repeat, text in REPEATS],
        days=[(name, translate(text, locale)) for name, text in DAYS],
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _title(series: Repeating | None, since: str) -> Message:
    if series is None:
        return say("Book a series")
    if since:
        return say("Change this date and those that follow")
    return say("Change the whole series")


def _lead(series: Repeating | None, since: str) -> Message:
    if series is None:
        return say("A room at the same hours on many dates, booked in one go.")
    if since:
        return say(
            "From %(day)s on. What was changed on one date alone stays as it is there.",
            day=date.fromisoformat(since),
        )
    return say(
        "All dates that have not begun. What was changed on one date alone stays as it is there."
    )
