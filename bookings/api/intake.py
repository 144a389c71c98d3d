"""Another program's calendar for a room."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from litestar import post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody
from msgspec import Meta, Struct

from bookings.domain.hours import JAKARTA
from bookings.operations.intake import Fate, Request, Row, Taking, look, take_over
from sentra.domain.roles import MANAGERS
from sentra.i18n import Locale, translate
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of


@dataclass(frozen=True)
class CalendarFile:
    """A calendar and what to do with it."""

    file: UploadFile
    organiser: Annotated[int, Meta(description="Account of the trainer the bookings are for.")]
    public: Annotated[bool, Meta(description="Whether everybody may read the titles.")] = False
    dry_run: Annotated[bool, Meta(description="Only say what it would do.")] = False


class DateShape(Struct, frozen=True):
    """One date that the file names, and what became of it."""

    key: str
    title: str
    starts: datetime
    ends: datetime
    fate: Fate
    reason: str | None

    @classmethod
    def of(cls, row: Row, locale: Locale) -> "DateShape":
        one = row.occurrence
        return cls(
            key=one.key,
            title=one.title,
            starts=one.span.starts.astimezone(JAKARTA),
            ends=one.span.ends.astimezone(JAKARTA),
            fate=row.fate,
            reason=translate(row.why, locale) if row.why else None,
        )


class LeftOutShape(Struct, frozen=True):
    """An event that can't be taken over."""

    line: int
    title: str
    reason: str


class TakingShape(Struct, frozen=True):
    """What taking a calendar over did, or would do."""

    stored: bool
    counts: dict[Fate, int]
    past: int
    later: int
    dates: list[DateShape]
    left_out: list[LeftOutShape]

    @classmethod
    def of(cls, taking: Taking, locale: Locale, *, stored: bool) -> "TakingShape":
        return cls(
            stored=stored,
            counts=dict(taking.counts),
            past=taking.past,
            later=taking.later,
            dates=[DateShape.of(row, locale) for row in taking.rows],
            left_out=[
                LeftOutShape(one.line, one.title, translate(one.reason, locale))
                for one in taking.left_out
            ],
        )


@post(
    "/api/v1/rooms/{code:str}/import",
    allow=MANAGERS,
    operation_id="import_calendar",
    tags=["Rooms"],
    status_code=HTTPStatus.OK,
)
async def import_calendar(
    request: SentraRequest, code: FromPath[str], data: MultipartBody[CalendarFile]
) -> TakingShape:
    """Take a calendar over into a room: what fits is booked, the rest is explained.

    The same file sent again changes nothing, since events are known by their UID.
    """
    asked = Request(await data.file.read(), code, data.organiser, data.public)
    run = look if data.dry_run else take_over
    taking = await run(asked, actor=actor_of(request), now=now_of(request))
    return TakingShape.of(taking, locale_of(request), stored=not data.dry_run)
