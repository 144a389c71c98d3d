"""Making a series: every date is looked at, then all of them are held in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID, uuid4

from bookings import queries
from bookings.domain.recurrence import Recurrence
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, problems_of
from bookings.domain.series import Decisions, Move, Occurrence, exact, occurrences, on_day
from bookings.domain.standing import State
from bookings.domain.terms import USUAL, Terms
from bookings.operations import holding_many
from bookings.operations.checks import may_book, trainer_problems
from bookings.operations.equipment import reserve_many
from bookings.operations.series_dates import Plan
from bookings.operations.series_plan import SeriesClash, look
from bookings.tables import Booking, Series
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import Actor
from sentra.operations.audit import record, record_many

_ANY_HOUR = ((time.min, time.max),)


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """What somebody wants to have booked again and again.

    Attributes:
        first: The booking of the first date; all others have its hours.
        decisions: What is decided about single dates, by the day that the rule names.
    """

    first: Wish
    recurrence: Recurrence
    decisions: Decisions = field(default_factory=dict)


async def preview(wish: SeriesWish, *, actor: Actor, now: datetime) -> Plan:
    """What each date would be, and what is in its way; nothing is stored.

    Raises:
        Forbidden: Somebody who may not book, or may not book for this trainer.
        Invalid: The wish breaks rules on every date, or its rule names none or too many.
    """
    may_book(actor, wish.first.organiser)
    rooms = await rooms_by_code()
    return await look(await _dates(wish, rooms, now), rooms=rooms, actor=actor, now=now)


async def create(wish: SeriesWish, *, actor: Actor, now: datetime) -> int:
    """Book every date that is not skipped, or nothing; the series' id.

    Raises:
        Forbidden, Invalid: As for `preview`.
        SeriesClash: Some dates are taken or break rules; tells them all.
    """
    may_book(actor, wish.first.organiser)
    return await retrying(lambda: _create(wish, actor=actor, now=now))


async def _create(wish: SeriesWish, *, actor: Actor, now: datetime) -> int:
    with speak():
        async with DB.transaction():
            moves = [one.room for one in wish.decisions.values() if isinstance(one, Move)]
            await holding_many.lock({wish.first.room, *moves})
            rooms = await rooms_by_code()
            dates = await _dates(wish, rooms, now)
            plan = await look(dates, rooms=rooms, actor=actor, now=now, lock=True)
            if plan.open:
                raise SeriesClash(plan, actor=actor)
            if not plan.free:
                rule = say("Every date is skipped.")
                raise Invalid(Problem("rrule", rule, None, say("Keep at least one.")))
            return await _store(wish, plan, rooms, actor=actor, now=now)


async def _dates(wish: SeriesWish, rooms: dict[str, Room], now: datetime) -> Sequence[Occurrence]:
    """The dates, if nothing is wrong with all of them.

    Raises:
        Invalid: As for `preview`.
    """
    first = replace(wish.first, title=wish.first.title.strip(), note=wish.first.note.strip())
    room = rooms.get(first.room)
    problems = []
    if room is None:
        rule = say("There is no such room.")
        problems.append(Problem("room", rule, first.room[:40], say("Choose one of the list.")))
    terms = any_hour(room.terms if room else USUAL)
    capacity = room.capacity if room else None
    problems += problems_of(first, now=now, capacity=capacity, terms=terms)
    problems += await trainer_problems(first.organiser)
    if problems:
        raise Invalid(*problems)
    return occurrences(first, wish.recurrence, wish.decisions, now=now)


def any_hour(terms: Terms) -> Terms:
    """As if the room were open on every day for as long as its own hours say something at all.

    Whether it is open on one date is that date's own question.
    """
    return terms if terms.week is None else replace(terms, week=(_ANY_HOUR,) * 7)


async def rooms_by_code() -> dict[str, Room]:
    return {room.code: room for room in await queries.rooms()}


async def _store(
    wish: SeriesWish, plan: Plan, rooms: dict[str, Room], *, actor: Actor, now: datetime
) -> int:
    first = on_day(wish.first, plan.dates[0].day)
    skipped = [one.day for one in plan.dates if one.state == "skipped"]
    recurrence = exact(wish.recurrence, len(plan.dates))
    series = await store_series(
        first,
        recurrence,
        skipped=skipped,
        space=rooms[first.room].id,
        follows=None,
        now=now,
    )
    new = [
        holding_many.New(uuid4(), one.room, asked, one.begins, on_day(first, one.day).starts)
        for one in plan.free
        if one.room and (asked := one.sound_wish)
    ]
    ids = await holding_many.insert(new, series=series, now=now, booked_by=actor.account)
    if wish.first.equipment:
        places = [(ids[one.uid], one.wish.span) for one in new]
        await reserve_many(places, wish.first.equipment, actor=actor, now=now)
    facts = {"rule": str(recurrence), "first": first.starts, "dates": len(new)}
    await record(
        "series.create",
        subject=Series,
        subject_id=series,
        actor=actor,
        now=now,
        after=facts
        | {
            "title": first.title,
            "room": first.room,
            "skipped": [day.isoformat() for day in skipped],
        },
    )
    await record_new(new, ids, series=series, actor=actor, now=now)
    return series


async def record_new(
    new: Sequence[holding_many.New],
    ids: Mapping[UUID, int],
    *,
    series: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down that these dates have been booked, or asked for."""
    for verb, state in (("booking.book", State.CONFIRMED), ("booking.request", State.REQUESTED)):
        entries = [
            (ids[one.uid], None, _booking_facts(one.wish, state, series))
            for one in new
            if one.begins.state is state
        ]
        await record_many(verb, subject=Booking, entries=entries, actor=actor, now=now)


def _booking_facts(wish: Wish, state: State, series: int) -> dict[str, object]:
    """What the audit trail keeps of one date that is booked."""
    return {
        "room": wish.room,
        "starts": wish.starts,
        "ends": wish.ends,
        "title": wish.title,
        "people": wish.people,
        "public": wish.public,
        "organiser": wish.organiser,
        "layout": wish.layout,
        "track": wish.track,
        "state": state.value,
        "series": series,
    }


async def store_series(
    first: Wish,
    recurrence: Recurrence,
    *,
    skipped: Sequence[date],
    space: int,
    follows: int | None,
    now: datetime,
) -> int:
    rows = await DB.fetch(
        """
        INSERT INTO series (uid, space, organiser, first, minutes, rule, skipped, title, note,
                            people, public, layout, follows, sequence, created, changed,
                            track)
        VALUES ($1, $2, $3, $4, $5, $6, to_jsonb($7::text[]), $8, $9, $10, $11, $12, $13, 0,
                $14, $14, $15)
        RETURNING id
        """,
        uuid4(),
        space,
        first.organiser,
        first.starts,
        minutes_of(first),
        str(recurrence),
        [day.isoformat() for day in skipped],
        first.title,
        first.note,
        first.people,
        first.public,
        first.layout,
        follows,
        now,
        first.track,
    )
    series: int = rows[0]["id"]
    return series


def minutes_of(wish: Wish) -> int:
    return int((wish.ends - wish.starts).total_seconds()) // 60
