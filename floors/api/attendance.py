"""Attendance at the stalls over the API: a floor on a day."""

from datetime import date
from typing import Annotated

from litestar import get, put
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from floors.api.shapes import Id
from floors.operations.attendance import note_attendance
from floors.queries.attendance import StallNote, stalls_to_note
from sentra.domain.roles import MANAGERS
from sentra.web.request import SentraRequest, actor_of, now_of

_URL = "/api/v1/attendance"
_TAGS = ["attendance"]
_LEVELS = range(-9, 1000)
_Day = Annotated[date, QueryParameter(name="date")]


class NoteIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the stall of a tenancy was looked after on the day."""

    tenancy: Id
    present: bool


class NotesIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Some stalls of a day; the others stay as they are."""

    date: date
    notes: Annotated[list[NoteIn], Meta(min_length=1, max_length=1000)]


class Noted(Struct, frozen=True):
    """What noting did.

    Attributes:
        changed: How many notes are not as they were.
    """

    changed: int


@get(_URL, allow=MANAGERS, operation_id="listAttendance", tags=_TAGS)
async def list_attendance(on: _Day, level: FromQuery[int]) -> list[StallNote]:
    """The stalls of a floor that somebody holds on a day, and what was noted."""
    return await stalls_to_note(on, level) if level in _LEVELS else []


@put(_URL, allow=MANAGERS, operation_id="noteAttendance", tags=_TAGS)
async def note(request: SentraRequest, data: JSONBody[NotesIn]) -> Noted:
    """Note which stalls were looked after, or correct it; for the last 31 days. Safe to repeat."""
    said = {one.tenancy: one.present for one in data.notes}
    return Noted(
        await note_attendance(data.date, said, actor=actor_of(request), now=now_of(request))
    )


HANDLERS: tuple[ControllerRouterHandler, ...] = (list_attendance, note)
