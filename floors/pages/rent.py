"""/retribusi: rent by month; for the office all, with what is late, for enterprises their own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from floors.operations import rent as operations
from floors.queries.rent import Owed, RentLine, owed, rents
from sentra.domain.enterprise_sheets import as_csv, as_xlsx
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import APPLICANTS, MANAGERS, Role
from sentra.i18n import today
from sentra.web.forms import Form, in_a_line
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

URL = "/retribusi"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 50
_MOST_PAGES = 10_000
_MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class RentPage:
    template: ClassVar[str] = "floors/rent.html"
    lines: Sequence[RentLine]
    owed: Owed
    office: bool
    late: bool
    q: str
    today: str
    number: int
    pages: int
    total: int
    query: str
    title: Message = say("Rent of stalls")


@get(URL, allow=APPLICANTS)
async def rent_list(
    request: SentraRequest,
    late: FromQuery[str] = "",
    q: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    actor = actor_of(request)
    office = actor.role is Role.MANAGER
    day = today(now_of(request))
    enterprise = None if office else actor.enterprise or 0
    q = _words(q)
    only_late = late == "yes"
    number = Form({"page": page}).whole("page", least=1, most=_MOST_PAGES, required=False) or 1
    lines, total = await rents(
        on=day,
        enterprise=enterprise,
        q=q,
        late=only_late,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )
    view = RentPage(
        lines=lines,
        owed=await owed(on=day, enterprise=enterprise),
        office=office,
        late=only_late,
        q=q,
        today=str(day),
        number=number,
        pages=max(1, -(-total // PER_PAGE)),
        total=total,
        query=urlencode({"late": "yes" if only_late else "", "q": q}),
    )
    return render(request, view)


@get(f"{URL}.csv", allow=MANAGERS)
async def rent_export(
    request: SentraRequest, late: FromQuery[str] = "", q: FromQuery[str] = ""
) -> Response[bytes]:
    """What the list shows, all pages of it, for a spreadsheet program."""
    table = [
        tuple("" if value is None else str(value) for value in row)
        for row in await _table(request, late=late, q=q)
    ]
    return _download(as_csv(table), "retribusi.csv", "text/csv; charset=utf-8")


@get(f"{URL}.xlsx", allow=MANAGERS)
async def rent_workbook(
    request: SentraRequest, late: FromQuery[str] = "", q: FromQuery[str] = ""
) -> Response[bytes]:
    """The same as a workbook, in which amounts can be added up."""
    table = await _table(request, late=late, q=q)
    content = await asyncio.to_thread(as_xlsx, "Retribusi", table)
    return _download(content, "retribusi.xlsx", XLSX)


async def _table(
    request: SentraRequest, *, late: str, q: str
) -> list[tuple[str | int | date | None, ...]]:
    lines, _ = await rents(
        on=today(now_of(request)), late=late == "yes", q=_words(q), limit=_MOST_EXPORTED
    )
    return [
        ("bulan", "lapak", "ukm", "jumlah", "jatuh_tempo", "dibayar", "kuitansi"),
        *(
            (
                f"{one.month:%Y-%m}",
                one.stall,
                one.holder,
                one.amount,
                one.due,
                one.paid,
                one.receipt,
            )
            for one in lines
        ),
    ]


def _words(q: str) -> str:
    return q.strip()[:80].replace("\0", "")


def _download(content: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


@post(URL + "/{number:int}/bayar", allow=MANAGERS)
async def pay_rent(request: SentraRequest, number: FromPath[int]) -> Response[Any]:
    form = Form(await request.form())
    url = f"{URL}?{form.value('back')}"
    try:
        on = form.day("on")
        form.check()
        assert on is not None  # noqa: S101 - form.check() did
        await operations.pay(
            number,
            on=on,
            receipt=form.value("receipt"),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Conflict, Invalid) as refusal:
        return see_other(request, url, in_a_line(refusal), kind="danger")
    return see_other(
        request, url, say("The payment is written down."), undo_url=f"{URL}/{number}/urungkan"
    )


@post(URL + "/{number:int}/urungkan", allow=MANAGERS)
async def undo_payment(request: SentraRequest, number: FromPath[int]) -> Response[Any]:
    try:
        await operations.undo_payment(number, actor=actor_of(request), now=now_of(request))
    except Conflict as refusal:
        return see_other(request, URL, refusal.message, kind="danger")
    return see_other(request, URL, say("The payment is taken back."))
