"""/lapak/{code}: a stall on a day, its history, and for managers the forms about who holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import ClassVar

from litestar import Response, get
from litestar.params import FromPath

from floors.domain.drawn import Drawing
from floors.domain.tenancies import Span, first_free, may_be_code, years_after
from floors.pages.candidates import Candidate, candidates_for
from floors.pages.days import Days, days_of
from floors.pages.drawings import drawings
from floors.pages.floors import name_of
from floors.pages.spaces import Space, spaces_of, state_for
from floors.queries.floors import floor_plates, room_plates
from floors.queries.stalls import StallRow, stall_on, stalls_on
from floors.queries.tenancies import TenancyRow, free_places, tenancies_of_stall
from sentra.domain.categories import CATEGORY_LABELS
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound, Refusal
from sentra.domain.roles import EVERYONE, Role
from sentra.web.forms import Form
from sentra.web.page import render
from sentra.web.request import SentraRequest, actor_of, locale_of

_MOST_STALLS_OFFERED = 40


@dataclass(frozen=True, slots=True)
class Failed:
    """Which form was sent and what was wrong: `give`, `end`, `move` or `cancel`."""

    name: str
    form: Form
    refusal: Refusal

    @property
    def alternatives(self) -> Sequence[str]:
        found = self.refusal.extra.get("alternatives", ())
        return found if isinstance(found, list) else ()


@dataclass(frozen=True, slots=True)
class Managing:
    """What a manager's forms are filled with.

    Attributes:
        free: The first free days from the day shown on; None where there will be none.
        last: The last day that the give form suggests.
        free_stalls: Codes of stalls that are free for the rest of the present tenancy, same
            category and nearest first.
    """

    free: Span | None
    last: date | None
    q: str
    candidates: Sequence[Candidate]
    free_stalls: Sequence[str]


@dataclass(frozen=True, slots=True)
class StallPage:
    template: ClassVar[str] = "floors/stall.html"
    title: Message
    stall: StallRow
    floor: str
    category: Message | None
    days: Days
    state: str
    drawing: Drawing | None
    spaces: Mapping[str, Space]
    history: Sequence[TenancyRow]
    manage: Managing | None
    failed: Failed | None = None
    empty: Form = field(default_factory=Form)

    def form(self, name: str) -> Form:
        """The form that was sent, or an empty one."""
        return self.failed.form if self.failed and self.failed.name == name else self.empty

    def when(self, row: TenancyRow) -> str:
        """Whether a tenancy is past, now, to come, or was taken back, on the day shown."""
        if not row.active:
            return "back"
        if row.span.has(self.days.shown):
            return "now"
        return "past" if row.starts < self.days.shown else "coming"


@get("/lapak/{code:str}", allow=EVERYONE, keep=True)
async def one_stall(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    return await show_stall(request, code)


async def show_stall(
    request: SentraRequest, code: str, *, failed: Failed | None = None
) -> Response[str]:
    """The stall's page; with `failed`, as the answer to a form that was refused.

    Raises:
        NotFound: There is no such stall.
    """
    days = days_of(request)
    stall = await stall_on(code, days.shown) if may_be_code(code) else None
    if stall is None:
        raise NotFound(say("There is no stall %(stall)s.", stall=code[:16]))
    actor, locale = actor_of(request), locale_of(request)
    manages = actor.role is Role.MANAGER
    plates = [plate for plate in await floor_plates() if plate.level == stall.level]
    drawn = await drawings(plates)
    neighbours = await stalls_on(days.shown, level=stall.level)
    history = await tenancies_of_stall(code)
    page = StallPage(
        title=say("Stall %(stall)s", stall=stall.code),
        stall=stall,
        floor=name_of(plates[0], drawn, locale) if plates else stall.floor,
        category=CATEGORY_LABELS[stall.category] if stall.category else None,
        days=days,
        state=state_for(stall, actor.enterprise),
        drawing=drawn[stall.level].drawing if stall.level in drawn else None,
        spaces=spaces_of(neighbours, await room_plates(), enterprise=actor.enterprise),
        history=[row for row in history if row.active or manages],
        manage=await _managing(request, stall, history, days=days, failed=failed)
        if manages
        else None,
        failed=failed,
    )
    return render(request, page, status=failed.refusal.status if failed else HTTPStatus.OK)


async def _managing(
    request: SentraRequest,
    stall: StallRow,
    history: Sequence[TenancyRow],
    *,
    days: Days,
    failed: Failed | None,
) -> Managing:
    free = first_free(days.shown, [row.span for row in history if row.active])
    chosen = failed.form.value("enterprise") if failed else ""
    q = request.query_params.get("q", "").replace("\0", "").strip()[:80]
    return Managing(
        free=free,
        last=_suggested_last(free),
        q=q,
        candidates=await candidates_for(q, stall, days.shown, chosen=chosen),
        free_stalls=await _free_stalls(stall, days.shown) if stall.tenancy else (),
    )


def _suggested_last(free: Span | None) -> date | None:
    """A year's term, or what is free of it."""
    if free is None:
        return None
    year = years_after(free.starts, 1)
    return min(year, free.ends or year) - timedelta(days=1)


async def _free_stalls(stall: StallRow, day: date) -> list[str]:
    """Those of the same category first, then those on the same floor."""
    found = await free_places(span=Span(day, stall.ends))
    found.sort(
        key=lambda free: (
            free.category != stall.category,
            abs(free.place.level - stall.level),
            free.place.code,
        )
    )
    return [free.place.code for free in found][:_MOST_STALLS_OFFERED]
