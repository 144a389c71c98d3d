"""/kehadiran: walking a floor with a phone, and ticking which stalls are looked after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromQuery

from floors.domain.tenancies import may_be_id
from floors.operations.attendance import note_attendance
from floors.queries.attendance import StallNote, levels, stalls_to_note
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid
from sentra.domain.roles import MANAGERS
from sentra.i18n import today
from sentra.web.forms import Form, in_a_line
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

URL = "/kehadiran"
_PREFIX = "t-"
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class AttendancePage:
    template: ClassVar[str] = "floors/attendance.html"
    day: date
    today: date
    level: int
    levels: Sequence[int]
    stalls: Sequence[StallNote]
    title: Message = say("Attendance at the stalls")


@get(URL, allow=MANAGERS)
async def attendance_page(
    request: SentraRequest, date: FromQuery[str] = "", level: FromQuery[str] = ""
) -> Response[str]:
    current = today(now_of(request))
    known = await levels()
    form = Form({"date": date, "level": level})
    chosen = form.whole("level", least=-9, most=999, required=False) or 0
    if chosen not in known:
        chosen = known[0] if known else 0
    day = min(form.day("date", required=False) or current, current)
    view = AttendancePage(
        day=day,
        today=current,
        level=chosen,
        levels=known,
        stalls=await stalls_to_note(day, chosen),
    )
    return render(request, view)


@post(URL, allow=MANAGERS)
async def note(request: SentraRequest) -> Response[Any]:
    """A whole floor at once; stalls of which nothing is said stay as they are.

    With `rest`, those of which nothing was ever said that day are noted as present.
    """
    form = Form(await request.form())
    day = form.day("date")
    level = form.whole("level", least=-9, most=999) or 0
    said = _said(form)
    url = f"{URL}?date={day}&level={level}"
    try:
        form.check()
        assert day is not None  # noqa: S101 - form.check() did
        if form.yes("rest"):
            untold = [one for one in await stalls_to_note(day, level) if one.present is None]
            said = {one.tenancy: True for one in untold} | said
        changed = await note_attendance(day, said, actor=actor_of(request), now=now_of(request))
    except (Conflict, Invalid) as refusal:
        return see_other(request, url, in_a_line(refusal), kind="danger")
    return see_other(request, url, say("Noted: %(number)d stalls.", number=changed))


def _said(form: Form) -> dict[int, bool]:
    """What was ticked, by tenancy; what is no tenancy's number is left out."""
    said = {}
    for name in form.names(_PREFIX):
        number = name.removeprefix(_PREFIX)
        if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
            answer = form.value(name)
            if answer in {"yes", "no"} and may_be_id(int(number)):
                said[int(number)] = answer == "yes"
    return said
