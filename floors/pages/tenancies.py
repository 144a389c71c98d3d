"""What the forms on a stall's page do: give, end, move, take back, undo."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from litestar import Response, post
from litestar.params import FromPath

from floors.operations import tenancies as operations
from floors.operations.tenancy_undo import undo
from floors.pages.stall import Failed, show_stall
from floors.queries.tenancies import TenancyRow, tenancy
from sentra.domain.messages import Message, say
from sentra.domain.refusals import NotFound, Refusal
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form
from sentra.web.page import see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_LARGEST_ID = 2**31 - 1


@post("/lapak/{code:str}/berikan", allow=MANAGERS)
async def give_stall(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    form = Form(await request.form())
    starts = form.day("starts")
    ends = _end_of(form)
    enterprise = form.whole("enterprise", least=1, most=_LARGEST_ID)

    async def do() -> int:
        form.check()
        assert starts is not None and enterprise is not None  # noqa: S101, PT018 - form.check() did
        return await operations.give(
            stall=code,
            enterprise=enterprise,
            starts=starts,
            ends=ends,
            further=form.yes("further"),
            note=form.value("note"),
            actor=actor_of(request),
            now=now_of(request),
        )

    async def done(made: int) -> Response[Any]:
        row = await _row(made)
        return _back(
            request,
            row,
            row.starts,
            say("%(stall)s is now given to %(holder)s.", stall=row.stall, holder=row.holder),
        )

    return await _try(request, "give", code, form, do=do, done=done)


@post("/penempatan/{tenancy_id:int}/akhiri", allow=MANAGERS)
async def end_tenancy(request: SentraRequest, tenancy_id: FromPath[int]) -> Response[Any]:
    row = await _row(tenancy_id)
    form = Form(await request.form())
    ends = _end_of(form)

    async def do() -> None:
        form.check()
        await operations.end(
            tenancy=tenancy_id,
            ends=ends,
            further=form.yes("further"),
            note=form.value("note"),
            actor=actor_of(request),
            now=now_of(request),
        )

    async def done(_nothing: None) -> Response[Any]:
        said = (
            say(
                "The last day of %(holder)s in %(stall)s is %(day)s.",
                holder=row.holder,
                stall=row.stall,
                day=ends - timedelta(days=1),
            )
            if ends
            else say(
                "%(holder)s keeps %(stall)s, no end agreed.", holder=row.holder, stall=row.stall
            )
        )
        return _back(request, row, _shown(request, row), said)

    return await _try(request, "end", row.stall, form, do=do, done=done)


@post("/penempatan/{tenancy_id:int}/pindahkan", allow=MANAGERS)
async def move_tenancy(request: SentraRequest, tenancy_id: FromPath[int]) -> Response[Any]:
    row = await _row(tenancy_id)
    form = Form(await request.form())
    stall = form.text("stall", most=16)
    on = form.day("on")

    async def do() -> int:
        form.check()
        assert on is not None  # noqa: S101 - form.check() did
        return await operations.move(
            tenancy=tenancy_id, stall=stall, on=on, actor=actor_of(request), now=now_of(request)
        )

    async def done(moved: int) -> Response[Any]:
        new = await _row(moved)
        said = say(
            "%(holder)s moves from %(old)s to %(new)s.",
            holder=new.holder,
            old=row.stall,
            new=new.stall,
        )
        return _back(request, new, new.starts, said)

    return await _try(request, "move", row.stall, form, do=do, done=done)


@post("/penempatan/{tenancy_id:int}/batalkan", allow=MANAGERS)
async def cancel_tenancy(request: SentraRequest, tenancy_id: FromPath[int]) -> Response[Any]:
    row = await _row(tenancy_id)
    form = Form(await request.form())

    async def do() -> None:
        await operations.cancel(
            tenancy=tenancy_id,
            reason=form.value("note"),
            actor=actor_of(request),
            now=now_of(request),
        )

    async def done(_nothing: None) -> Response[Any]:
        said = say(
            "The tenancy of %(holder)s in %(stall)s is taken back.",
            holder=row.holder,
            stall=row.stall,
        )
        return _back(request, row, _shown(request, row), said)

    return await _try(request, "cancel", row.stall, form, do=do, done=done)


@post("/penempatan/{tenancy_id:int}/urungkan", allow=MANAGERS)
async def undo_tenancy(request: SentraRequest, tenancy_id: FromPath[int]) -> Response[Any]:
    stall = await undo(tenancy=tenancy_id, actor=actor_of(request), now=now_of(request))
    return see_other(request, f"/lapak/{quote(stall)}", say("Undone."))


async def _try(
    request: SentraRequest,
    name: str,
    code: str,
    form: Form,
    *,
    do: Callable[[], Awaitable[Any]],
    done: Callable[[Any], Awaitable[Response[Any]]],
) -> Response[Any]:
    """Do it and go on, or show the stall's page again with what was refused."""
    try:
        result = await do()
    except Refusal as refusal:
        if isinstance(refusal, NotFound) and not refusal.problems:
            raise
        failed = Failed(name, form.learn(refusal), refusal)
        return await show_stall(request, code, failed=failed)
    return await done(result)


def _end_of(form: Form) -> date | None:
    """The first free day, from the last day that people write; None where they left it empty."""
    last = form.day("last", required=False)
    if last is None:
        return None
    if last == date.max:
        form.refuse("last", say("The last day is too far away."))
        return None
    return last + timedelta(days=1)


async def _row(tenancy_id: int) -> TenancyRow:
    found = await tenancy(tenancy_id)
    if found is None:
        raise NotFound(say("There is no such tenancy."))
    return found


def _shown(request: SentraRequest, row: TenancyRow) -> date:
    """The day to go back to: the one that the form was on."""
    try:
        return date.fromisoformat(request.query_params.get("date", ""))
    except ValueError:
        return row.starts


def _back(request: SentraRequest, row: TenancyRow, day: date, said: Message) -> Response[Any]:
    url = f"/lantai/{row.level}?date={day}&lapak={quote(row.stall)}"
    return see_other(request, url, said, undo_url=f"/penempatan/{row.id}/urungkan")
