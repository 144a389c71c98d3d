"""Series: preview, make, list, change, cancel, restore, and giving a skipped date back."""

from datetime import date, time
from http import HTTPStatus
from typing import Any, cast

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, structs

from bookings.api.requests import RefusalIn
from bookings.api.series_shapes import (
    ApprovedOut,
    DateIn,
    DecisionIn,
    MoveIn,
    PlanOut,
    RestoredOut,
    SeriesEditIn,
    SeriesIn,
    SeriesOut,
    SeriesSummaries,
)
from bookings.api.shapes import BookingOut, instants, wanted_of
from bookings.domain.recurrence_text import parse_recurrence
from bookings.domain.series import Book, Decision, Keep, Move, Skip
from bookings.domain.series_edit import SeriesEdit
from bookings.operations.records import stored
from bookings.operations.series import SeriesWish, create, preview
from bookings.operations.series_approval import approve_series, refuse_series
from bookings.operations.series_cancel import Instead, add_date, cancel_series, restore_series
from bookings.operations.series_change import Change, change_series, preview_change
from bookings.operations.series_own import must_own
from bookings.queries.series import all_series, dates_of
from sentra.domain.refusals import Invalid
from sentra.domain.roles import BOOKERS, MANAGERS, Actor, Role
from sentra.web.forms import Form
from sentra.web.paging import PAGED, Paging
from sentra.web.request import SentraRequest, actor_of, now_of


@get(
    "/api/v1/series", allow=BOOKERS, operation_id="listSeries", tags=["series"], dependencies=PAGED
)
async def list_series(
    request: SentraRequest,
    paging: NamedDependency[Paging],
    *,
    over: FromQuery[bool] = False,
) -> SeriesSummaries:
    """The caller's series, or for a manager everybody's, by their next date.

    Those that go on, or with `over` those of which nothing is left.
    """
    actor = actor_of(request)
    found, total = await all_series(
        organiser=None if actor.role is Role.MANAGER else actor.account,
        now=now_of(request),
        over=over,
        limit=paging.size,
        offset=paging.offset,
    )
    return SeriesSummaries.of(found, paging, total=total)


@post(
    "/api/v1/series/preview",
    allow=BOOKERS,
    operation_id="previewSeries",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def preview_series(request: SentraRequest, data: JSONBody[SeriesIn]) -> PlanOut:
    """What each date of a series would be, what is in its way, and what is free instead.

    Nothing is stored. Give `decisions` to see what becomes of them.
    """
    actor = actor_of(request)
    plan = await preview(_wish(data, actor), actor=actor, now=now_of(request))
    return PlanOut.of(plan, actor)


@post("/api/v1/series", allow=BOOKERS, operation_id="createSeries", tags=["series"])
async def create_series(request: SentraRequest, data: JSONBody[SeriesIn]) -> Response[SeriesOut]:
    """Book every date that is not skipped, or nothing.

    Dates that are taken answer 409 with `dates`: the clashes and alternatives of each. Decide them
    in `decisions` and send the series again.
    """
    actor = actor_of(request)
    made = await create(_wish(data, actor), actor=actor, now=now_of(request))
    return Response(
        await _out(made, request),
        status_code=HTTPStatus.CREATED,
        headers={"location": f"/api/v1/series/{made}"},
    )


@get("/api/v1/series/{series_id:int}", allow=BOOKERS, operation_id="getSeries", tags=["series"])
async def get_series(request: SentraRequest, series_id: FromPath[int]) -> SeriesOut:
    """One series with all its dates, if it is the caller's to change."""
    return await _out(series_id, request)


@post(
    "/api/v1/series/{series_id:int}/preview",
    allow=BOOKERS,
    operation_id="previewSeriesChange",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def preview_series_change(
    request: SentraRequest, series_id: FromPath[int], data: JSONBody[SeriesEditIn]
) -> PlanOut:
    """What would become of each date that has not begun; nothing is stored."""
    actor = actor_of(request)
    plan = await preview_change(series_id, _change(data), actor=actor, now=now_of(request))
    return PlanOut.of(plan, actor)


@patch(
    "/api/v1/series/{series_id:int}", allow=BOOKERS, operation_id="changeSeries", tags=["series"]
)
async def change(
    request: SentraRequest, series_id: FromPath[int], data: JSONBody[SeriesEditIn]
) -> SeriesOut:
    """Change all dates that have not begun, or with `since` those from one on.

    From one date on they become a series of their own, which is answered. What was changed on one
    date alone stays as it is there. Dates that are taken answer 409, as when a series is made.

    With another `rrule` each date goes on as one of the same week (or month); more are booked, and
    those that it has no place for are cancelled.
    """
    became = await change_series(
        series_id, _change(data), actor=actor_of(request), now=now_of(request)
    )
    return await _out(became, request)


@delete(
    "/api/v1/series/{series_id:int}",
    allow=BOOKERS,
    operation_id="cancelSeries",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def cancel(
    request: SentraRequest,
    series_id: FromPath[int],
    *,
    since: FromQuery[date | None] = None,
    reason: FromQuery[str] = "",
) -> SeriesOut:
    """Cancel all dates that are not over, or with `since` those from one on; they stay listed."""
    await cancel_series(
        series_id, since=since, reason=reason, actor=actor_of(request), now=now_of(request)
    )
    return await _out(series_id, request)


@post(
    "/api/v1/series/{series_id:int}/restore",
    allow=BOOKERS,
    operation_id="restoreSeries",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def restore(request: SentraRequest, series_id: FromPath[int]) -> RestoredOut:
    """Take the last cancellation of a series back, as far as its room is still free."""
    back, lost = await restore_series(series_id, actor=actor_of(request), now=now_of(request))
    return RestoredOut(restored=back, taken=lost)


@post(
    "/api/v1/series/{series_id:int}/dates",
    allow=BOOKERS,
    operation_id="addSeriesDate",
    tags=["series"],
)
async def add(
    request: SentraRequest, series_id: FromPath[int], data: JSONBody[DateIn]
) -> BookingOut:
    """Let a date that was skipped take place after all, as the others do or elsewhere."""
    instead: Instead = {}
    if data.room is not None:
        instead["room"] = data.room
    if data.on is not None:
        instead["day"] = data.on
    if data.start is not None:
        instead["start"] = _time("start", data.start)
    if data.end is not None:
        instead["end"] = _time("end", data.end)
    booking = await add_date(
        series_id, data.date, instead, actor=actor_of(request), now=now_of(request)
    )
    return BookingOut.of(await stored(booking), actor_of(request))


@post(
    "/api/v1/series/{series_id:int}/approve",
    allow=MANAGERS,
    operation_id="approveSeries",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def approve(request: SentraRequest, series_id: FromPath[int]) -> ApprovedOut:
    """Give every open request of a series its room; those whose room is taken stay open."""
    given, taken = await approve_series(series_id, actor=actor_of(request), now=now_of(request))
    return ApprovedOut(approved=given, taken=taken)


@post(
    "/api/v1/series/{series_id:int}/refuse",
    allow=MANAGERS,
    operation_id="refuseSeries",
    tags=["series"],
    status_code=HTTPStatus.OK,
)
async def refuse(
    request: SentraRequest, series_id: FromPath[int], data: JSONBody[RefusalIn]
) -> SeriesOut:
    """Refuse every open request of a series, with a reason that its trainer reads."""
    await refuse_series(series_id, reason=data.reason, actor=actor_of(request), now=now_of(request))
    return await _out(series_id, request)


async def _out(series_id: int, request: SentraRequest) -> SeriesOut:
    actor = actor_of(request)
    series = await must_own(series_id, actor=actor, now=now_of(request))
    return SeriesOut.of(series, await dates_of(series_id), actor)


def _wish(data: SeriesIn, actor: Actor) -> SeriesWish:
    return SeriesWish(data.wish(actor), parse_recurrence(data.rrule), _decisions(data.decisions))


def _change(data: SeriesEditIn) -> Change:
    given: dict[str, Any] = {
        name: value
        for name, value in structs.asdict(data).items()
        if value is not UNSET and name not in {"since", "decisions", "rrule", "first", "equipment"}
    }
    if data.equipment is not UNSET:
        given["equipment"] = wanted_of(data.equipment)
    given |= {name: _time(name, given[name]) for name in ("start", "end") if name in given}
    rule = None if data.rrule is UNSET else parse_recurrence(data.rrule)
    edit = cast(SeriesEdit, given)
    return Change(edit, data.since, _decisions(data.decisions), rule, data.first)


def _decisions(given: dict[date, DecisionIn]) -> dict[date, Decision]:
    return {day: _decision(day, one) for day, one in given.items()}


def _decision(day: date, given: DecisionIn) -> Decision:
    if isinstance(given, MoveIn):
        times = instants(**{f"decisions.{day}.starts": given.starts, "ends": given.ends})
        starts, ends = times.values()
        return Move(given.room, starts, ends)
    return _WORDS[given]


_WORDS: dict[str, Decision] = {"skip": Skip(), "keep": Keep(), "book": Book()}


def _time(field: str, text: str) -> time:
    form = Form({field: text})
    found = form.hour(field)
    if found is None:
        raise Invalid(*form.problems)
    return found
