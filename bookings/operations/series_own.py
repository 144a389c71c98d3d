"""A series that is somebody's to change, locked with its dates until the transaction ends."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bookings import queries
from bookings.domain.rules import Wish
from bookings.operations.checks import hers
from bookings.operations.records import facts as facts_of
from bookings.queries import Booked, is_id
from bookings.queries.series import Repeating, series
from bookings.tables import Booking, Series
from sentra.database.engine import DB
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import changes, record, record_many


async def must_own(series_id: int, *, actor: Actor, now: datetime) -> Repeating:
    """The series, if it is the actor's to change.

    Raises:
        NotFound: There is none, or the actor may not know of it.
        Forbidden: It is somebody else's.
    """
    return hers(
        await series(series_id, now=now),
        actor,
        missing=say("There is no such series."),
        others=say("Only its trainer and the building manager may change this series."),
    )


async def own_locked(series_id: int, *, actor: Actor, now: datetime) -> Repeating:
    """As `must_own`; the series and its bookings are locked, in this order."""
    if is_id(series_id):
        await DB.fetch("SELECT id FROM series WHERE id = $1 FOR NO KEY UPDATE", series_id)
        await DB.fetch(
            "SELECT id FROM booking WHERE series = $1 ORDER BY id FOR NO KEY UPDATE", series_id
        )
    return await must_own(series_id, actor=actor, now=now)


def must_name(series: Repeating, day: date) -> None:
    """Check that a day is one of the series'.

    Raises:
        Invalid: Its rule does not name it.
    """
    if day not in series.days:
        rule = say("This series does not take place on this day.")
        raise Invalid(Problem("date", rule, day.isoformat(), say("Choose one of its dates.")))


def pattern_of(series: Repeating) -> Wish:
    """What its dates have in common, on its first one."""
    return Wish(
        room=series.room,
        starts=series.span.starts,
        ends=series.span.ends,
        title=series.title,
        organiser=series.organiser,
        note=series.note,
        people=series.people,
        public=series.public,
        layout=series.layout,
        track=series.track,
    )


def common_equipment(
    booked: Sequence[Booked], wishes: Mapping[int, Wish], *, now: datetime
) -> Mapping[int, int]:
    """What most of the dates that are still to come ask for; of a series of which none is, of all.

    A series asks for nothing itself: its dates do, each by itself.
    """
    ahead = [one for one in booked if stands(one) and one.starts > now] or booked
    asked = Counter(frozenset(wishes[one.id].equipment.items()) for one in ahead)
    return dict(asked.most_common(1)[0][0]) if asked else {}


def stands(booked: Booked) -> bool:
    """Whether it takes place, or is asked to."""
    return booked.state in {"confirmed", "requested"}


async def record_deed(
    deed: str, series: Repeating, was: Sequence[Booked], *, actor: Actor, now: datetime
) -> None:
    """Write down what was done to a series, and to each of its dates that it was done to."""
    became = await queries.some([one.id for one in was])
    entries = [(one.id, *changes(facts_of(one), facts_of(became[one.id]))) for one in was]
    await record_many(f"booking.{deed}", subject=Booking, entries=entries, actor=actor, now=now)
    await record(
        f"series.{deed}",
        subject=Series,
        subject_id=series.id,
        actor=actor,
        now=now,
        after={"title": series.title, "dates": len(was)},
    )
