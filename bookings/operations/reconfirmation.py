"""Saying that a long series goes on, and calling off those of which nobody says so."""

from datetime import datetime, timedelta

from bookings.domain.reconfirmation import confirmed_until
from bookings.operations.series_cancel import cancel_series
from bookings.operations.series_own import own_locked
from bookings.queries.reconfirmation import Question, questions
from bookings.tables import Series
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict
from sentra.domain.roles import SYSTEM, Actor
from sentra.i18n import translate
from sentra.operations.audit import record


async def confirm_series(series: int, *, actor: Actor, now: datetime) -> datetime:
    """Say that a series still takes place; until when that holds.

    Raises:
        NotFound: There is no such series, or the actor may not know of it.
        Forbidden: It is somebody else's.
        Conflict: Nobody asks about it now.
    """
    return await retrying(lambda: _confirm(series, actor=actor, now=now))


async def _confirm(series: int, *, actor: Actor, now: datetime) -> datetime:
    async with DB.transaction():
        await own_locked(series, actor=actor, now=now)
        found = await questions(now, series=series)
        if not found:
            raise Conflict(say("Nobody asks about this series now."))
        question = found[0]
        until = confirmed_until(now, weeks=question.weeks, answer_by=question.answer_by)
        await _store("series.confirm", question, until, actor=actor, now=now)
    return until


async def call_off(now: datetime) -> int:
    """Cancel what is left of the series that nobody has confirmed in time; how many there were.

    Their trainers can take it back, as any cancellation, where the rooms are still free.
    """
    late = [question.series for question in await questions(now) if question.answer_by <= now]
    gone = 0
    for series in late:
        gone += await retrying(lambda one=series: _call_off(one, now))  # type: ignore[misc]
    return gone


async def _call_off(series: int, now: datetime) -> bool:
    async with DB.transaction():
        await own_locked(series, actor=SYSTEM, now=now)
        found = await questions(now, series=series)
        if not found or found[0].answer_by > now:
            return False  # confirmed, or cancelled, since it was found
        reason = translate(say("Nobody confirmed in time that it goes on."), "id")
        await cancel_series(series, reason=reason, actor=SYSTEM, now=now)
        # Who takes it back has answered, for as long as an answer holds.
        until = now + timedelta(weeks=found[0].weeks)
        await _store("series.call_off", found[0], until, actor=SYSTEM, now=now)
    return True


async def _store(
    verb: str, question: Question, until: datetime, *, actor: Actor, now: datetime
) -> None:
    await DB.fetch("UPDATE series SET confirmed_until = $2 WHERE id = $1", question.series, until)
    await record(
        verb,
        subject=Series,
        subject_id=question.series,
        actor=actor,
        now=now,
        before={"answer_by": question.answer_by},
        after={"answer_by": until},
        note=question.title,
    )
