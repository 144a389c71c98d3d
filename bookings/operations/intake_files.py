"""A calendar file between being sent and being taken over: looked at, kept a day, forgotten."""

from datetime import datetime, timedelta

from bookings.operations.intake import Request, Taking, look, take_over
from bookings.tables import CalendarImport
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound
from sentra.domain.roles import Actor

_KEPT = timedelta(days=1)
_MOST_NAME = 120


async def keep_file(
    request: Request, *, filename: str, actor: Actor, now: datetime
) -> tuple[int, Taking]:
    """Look at a file and keep it; returns its id and what taking it over would do.

    Raises:
        As `bookings.operations.intake.look`; nothing is kept then.
    """
    taking = await look(request, actor=actor, now=now)
    async with DB.transaction():
        await CalendarImport.delete().where(CalendarImport.created < now - _KEPT)
        kept = CalendarImport(
            space=taking.room.id,
            organiser=request.organiser,
            filename=filename[:_MOST_NAME],
            content=request.content,
            created=now,
        )
        await kept.save()
    return int(kept.id), taking


async def take_file(file: int, *, room: str, public: bool, actor: Actor, now: datetime) -> Taking:
    """Take a kept file over into the room it was sent for, and forget it.

    Raises:
        NotFound: It is not kept any more, or was sent for another room.
    """
    rows = await DB.fetch(
        """
        SELECT i.content, i.organiser FROM calendar_import i JOIN space s ON s.id = i.space
        WHERE i.id = $1 AND s.code = $2
        """,
        file,
        room,
    )
    if not rows:
        raise NotFound(say("This file is no longer kept. Please send it again."))
    request = Request(rows[0]["content"], room, rows[0]["organiser"], public)
    taking = await take_over(request, actor=actor, now=now)
    await CalendarImport.delete().where(CalendarImport.id == file)
    return taking
