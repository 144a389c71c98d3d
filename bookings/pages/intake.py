"""/ruang/R501/impor: another program's calendar for a room: send, look, take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from bookings import queries
from bookings.domain.rooms import Room
from bookings.operations.intake import Request, Row, Taking
from bookings.operations.intake_files import keep_file, take_file
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, NotFound
from sentra.domain.roles import MANAGERS
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_ROWS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class IntakePage:
    template: ClassVar[str] = "bookings/intake.html"
    room: Room
    form: Form
    trainers: Sequence[tuple[int, str]]
    title: Message = say("Take a calendar over")


@dataclass(frozen=True, slots=True)
class LookPage:
    """What taking the file over would do; the rows that need a look come first."""

    template: ClassVar[str] = "bookings/intake_look.html"
    room: Room
    file: int
    filename: str
    taking: Taking
    rows: Sequence[Row]
    public: bool
    title: Message = say("What this calendar would book")

    @property
    def more(self) -> int:
        return len(self.taking.rows) - len(self.rows)


@get("/ruang/{code:str}/impor", allow=MANAGERS)
async def intake_form(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    return await _form(request, await _room(code), Form())


@post("/ruang/{code:str}/impor", allow=MANAGERS)
async def send_calendar(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    room = await _room(code)
    sent = await request.form()
    form = Form(dict(sent))
    file = sent.get("file")
    organiser = form.whole("organiser", least=1, most=2**31 - 1)
    content, filename = await _sent(file)
    if not filename:
        form.refuse("file", say("Choose a file first."))
    try:
        form.check()
        asked = Request(content, code, organiser or 0, form.yes("public"))
        kept, taking = await keep_file(
            asked, filename=filename, actor=actor_of(request), now=now_of(request)
        )
    except Invalid as refusal:
        page = form if form.problems else form.learn(refusal)
        return await _form(request, room, page, refusal.status)
    shown = sorted(taking.rows, key=lambda row: row.why is None)[:_ROWS_SHOWN]
    return render(request, LookPage(room, kept, filename, taking, shown, public=form.yes("public")))


@post("/ruang/{code:str}/impor/{file:int}", allow=MANAGERS)
async def take_calendar(
    request: SentraRequest, code: FromPath[str], file: FromPath[int]
) -> Response[None]:
    form = Form(dict(await request.form()))
    taking = await take_file(
        file, room=code, public=form.yes("public"), actor=actor_of(request), now=now_of(request)
    )
    return see_other(
        request,
        f"/ruang/{code}",
        say(
            "Taken over: %(new)d new, %(changed)d changed, %(known)d as before, "
            "%(refused)d refused.",
            **{fate.value: number for fate, number in taking.counts.items()},
        ),
    )


async def _sent(file: object) -> tuple[bytes, str]:
    """Contents and name of what was sent; both empty where nothing was."""
    return (await file.read(), file.filename) if isinstance(file, UploadFile) else (b"", "")


async def _form(
    request: SentraRequest, room: Room, form: Form, status: HTTPStatus = HTTPStatus.OK
) -> Response[str]:
    return render(request, IntakePage(room, form, await queries.trainers()), status=status)


async def _room(code: str) -> Room:
    room = await queries.room(code)
    if room is None:
        raise NotFound(say("There is no such room."))
    return room
