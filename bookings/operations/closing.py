"""Closing rooms for a time: what becomes of the bookings in it is asked, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bookings.domain.closures import Closing, Place, problems_of
from bookings.domain.hours import JAKARTA
from bookings.domain.spans import Span
from bookings.operations.bookings import cancel
from bookings.operations.holding import lock_joined
from bookings.operations.holding_closed import Freed, fill
from bookings.operations.offers import offer_next, take_back
from bookings.queries import Booked
from bookings.queries import closures as queries
from bookings.queries.closures import Closed, Ground
from bookings.tables import Closure
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.database.violations import speak
from sentra.domain.messages import say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, Problem
from sentra.domain.roles import Actor, Role
from sentra.i18n import translate
from sentra.operations.audit import record_many

Answer = Literal["keep", "cancel"]
"""What becomes of a booking in a time that is closed."""

_REASON_MOST = 200


class Undecided(Conflict):
    """Bookings fall into the time, and nobody has said what becomes of them.

    Attributes:
        bookings: All that are in the way, decided or not.
    """

    code = "bookings-in-the-way"

    def __init__(self, bookings: Sequence[Booked]) -> None:
        super().__init__(
            say(
                "%(number)d bookings fall into this time. Say of each whether to keep or cancel "
                "it.",
                number=len(bookings),
            ),
            extra={"bookings": [_booking_json(one) for one in bookings]},
        )
        self.bookings = tuple(bookings)


@dataclass(frozen=True, slots=True)
class Made:
    """What closing did; closures that stood already are not among them."""

    closures: tuple[Closed, ...]
    cancelled: tuple[Booked, ...]
    kept: tuple[Booked, ...]


async def close(
    closings: Sequence[Closing],
    *,
    answers: Mapping[int, Answer] | None = None,
    rest: Answer | None = None,
    actor: Actor,
    now: datetime,
) -> Made:
    """Close rooms for these times, all or nothing.

    Bookings that are kept keep their room; all around them it is closed, and when one goes its time
    is closed too.

    Args:
        answers: What becomes of each booking that is in the way, by id.
        rest: What becomes of those that `answers` leave out.

    Raises:
        Forbidden: Somebody who is no manager.
        Invalid: A closure breaks rules, or its place does not exist.
        Undecided: Bookings are in the way that neither `answers` nor `rest` decide.
    """
    may_close(actor)
    if not closings:
        raise Invalid(Problem("days", say("Choose at least one day.")))
    closings = [replace(one, name=one.name.strip()) for one in closings]
    problems: list[Problem] = []
    for one in closings:
        problems += (found for found in problems_of(one, now=now) if found not in problems)
    if problems:
        raise Invalid(*problems)
    deed = _Deed(answers or {}, rest, actor, now)
    return await retrying(lambda: deed.close(closings))


@dataclass(frozen=True, slots=True)
class _Deed:
    """One closing: who does it, when, and what was answered."""

    answers: Mapping[int, Answer]
    rest: Answer | None
    actor: Actor
    now: datetime

    def answer(self, booked: Booked) -> Answer | None:
        return self.answers.get(booked.id, self.rest)

    async def close(self, closings: Sequence[Closing]) -> Made:
        async with DB.transaction():
            await _lock_bookings(
                [one for one, answer in self.answers.items() if answer == "cancel"]
            )
            grounds = await grounds_of({one.place for one in closings})
            await lock_joined([room for ground in grounds.values() for room in ground.rooms])
            met = await self._met(closings, grounds)
            if any(self.answer(one) is None for one in met.values()):
                raise Undecided(sorted(met.values(), key=lambda one: (one.starts, one.id)))
            made = [
                made
                for one in closings
                if (made := await _insert(one, grounds[one.place], now=self.now)) is not None
            ]
            freed = await self._take(closings, grounds)
            cancelled = [
                await self._cancel(one, closings)
                for one in met.values()
                if self.answer(one) == "cancel"
            ]
            await offer_next(freed, now=self.now)
            await self._record(made)
        kept = tuple(one for one in met.values() if self.answer(one) == "keep")
        return Made(tuple(made), tuple(cancelled), kept)

    async def _met(
        self, closings: Sequence[Closing], grounds: Mapping[Place, Ground]
    ) -> dict[int, Booked]:
        met: dict[int, Booked] = {}
        for place, ground in grounds.items():
            spans = [span for one in closings if one.place == place for span in one.spans]
            for booked in await queries.in_the_way(ground.rooms, spans, now=self.now):
                met[booked.id] = booked
        return met

    async def _take(
        self, closings: Sequence[Closing], grounds: Mapping[Place, Ground]
    ) -> list[Freed]:
        freed: list[Freed] = []
        for place, ground in grounds.items():
            spans = [span for one in closings if one.place == place for span in one.spans]
            freed += await take(ground.rooms, spans, actor=self.actor, now=self.now)
        return freed

    async def _cancel(self, booked: Booked, closings: Sequence[Closing]) -> Booked:
        name = next((one.name for one in closings if _touches(one, booked)), closings[0].name)
        reason = translate(say("Closed: %(name)s", name=name), "id")[:_REASON_MOST]
        return await cancel(booked.id, actor=self.actor, now=self.now, reason=reason)

    async def _record(self, made: Sequence[Closed]) -> None:
        await record_many(
            "closure.close",
            subject=Closure,
            entries=[(one.id, None, _facts(one)) for one in made],
            actor=self.actor,
            now=self.now,
        )


def may_close(actor: Actor) -> None:
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager closes rooms."))


def _touches(closing: Closing, booked: Booked) -> bool:
    return any(span.overlaps(booked.span) for span in closing.spans)


async def _lock_bookings(ids: Sequence[int]) -> None:
    """Before the rooms, as every change of a booking does."""
    await DB.fetch(
        "SELECT id FROM booking WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE", ids
    )


async def grounds_of(places: Iterable[Place]) -> dict[Place, Ground]:
    found: dict[Place, Ground] = {}
    for place in sorted(places, key=lambda one: (one.scope, one.key)):
        ground = await queries.ground(place)
        if ground is None:
            rule = say("There is no such place to close.")
            raise Invalid(Problem("place", rule, place.key[:40], say("Choose one of the list.")))
        found[place] = ground
    return found


async def _insert(closing: Closing, ground: Ground, *, now: datetime) -> Closed | None:
    """Store it; None: the same has been taken over from its source before, and stands."""
    ids = {"site": None, "floor": None, "room": None, ground.scope.value: ground.id}
    with speak():
        rows = await DB.fetch(
            """
            INSERT INTO closure (site, floor, space, starts, ends, opens, closes, kind, name,
                                 estimated, source, active, created)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true, $12)
            ON CONFLICT (source) DO UPDATE SET active = true, name = excluded.name,
                kind = excluded.kind, estimated = excluded.estimated
            WHERE NOT closure.active
            RETURNING id
            """,
            ids["site"],
            ids["floor"],
            ids["room"],
            closing.starts,
            closing.ends,
            closing.opens,
            closing.closes,
            closing.kind.value,
            closing.name,
            closing.estimated,
            closing.source,
            now,
        )
    return await queries.closure(rows[0]["id"]) if rows else None


async def take(
    rooms: Sequence[int], spans: Sequence[Span], *, actor: Actor, now: datetime
) -> list[Freed]:
    """Hold the rooms, around the bookings in them; who has been offered one waits again.

    Returns:
        What the offers held: it is offered anew, as far as it stays open.
    """
    freed = await take_back(rooms, spans, actor=actor, now=now)
    with speak():
        await fill([(room, span) for room in rooms for span in spans])
    return freed


def _facts(closed: Closed) -> dict[str, object]:
    """What the audit trail keeps of a closure."""
    return {
        "name": closed.name,
        "kind": closed.kind,
        "place": closed.place,
        "starts": closed.starts,
        "ends": closed.ends,
        "opens": f"{closed.opens:%H:%M}" if closed.opens else None,
        "closes": f"{closed.closes:%H:%M}" if closed.closes else None,
        "estimated": closed.estimated,
    }


def _booking_json(booked: Booked) -> dict[str, object]:
    return {
        "id": booked.id,
        "room": booked.room,
        "starts": booked.starts.astimezone(JAKARTA).isoformat(),
        "ends": booked.ends.astimezone(JAKARTA).isoformat(),
        "title": booked.title,
        "trainer": booked.organiser_name,
    }
