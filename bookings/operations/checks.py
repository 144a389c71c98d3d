"""What only the database knows about a wish: its room and its trainer."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from bookings import queries
from bookings.domain.policies import broken
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish, problems_of
from bookings.domain.standing import Standing, State, standing
from bookings.domain.terms import Terms
from bookings.domain.visibility import may_change
from bookings.operations.clashes import explain
from bookings.operations.holding import Locked
from bookings.operations.policies import findings
from bookings.operations.trainings import check_seats
from bookings.queries import Booked
from bookings.queries.policies import rules_at
from sentra.database.engine import DB
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Problem, Refusal
from sentra.domain.roles import BOOKERS, Actor, Role


def may_book(actor: Actor, organiser: int) -> None:
    """Let the actor book for this trainer.

    Raises:
        Forbidden: She may not book, or only for herself.
    """
    if actor.role not in BOOKERS:
        raise Forbidden(say("Rooms are booked by trainers and the building manager."))
    if actor.role is not Role.MANAGER and organiser != actor.account:
        raise Forbidden(say("Only the building manager books for somebody else."))


async def must_change(booking_id: int, *, actor: Actor) -> Booked:
    """The booking, if it is the actor's to change.

    Raises:
        NotFound: There is none, or the actor may not know of it.
        Forbidden: It is somebody else's.
    """
    return hers(
        await queries.booking(booking_id),
        actor,
        missing=say("There is no such booking."),
        others=say("Only its trainer and the building manager may change this booking."),
    )


class _Titled(Protocol):
    """What is somebody's, and shows its title to some."""

    @property
    def organiser(self) -> int: ...

    def title_for(self, actor: Actor, /) -> str | None: ...


_Something = TypeVar("_Something", bound=_Titled)


def hers(
    found: _Something | None, actor: Actor, *, missing: Message, others: Message
) -> _Something:
    """What was found, if it is the actor's to change.

    Raises:
        NotFound: There is none, or the actor may not know of it.
        Forbidden: It is somebody else's.
    """
    if found is None or found.title_for(actor) is None:
        raise NotFound(missing)
    if not may_change(actor, found.organiser):
        raise Forbidden(others)
    return found


async def own(booking_id: int, *, actor: Actor) -> Booked:
    """As `must_change`, and locked until the end of the transaction."""
    if queries.is_id(booking_id):
        await DB.fetch("SELECT id FROM booking WHERE id = $1 FOR NO KEY UPDATE", booking_id)
    return await must_change(booking_id, actor=actor)


def not_over(booking: Booked, now: datetime) -> None:
    """Let a booking be changed while it lasts.

    Raises:
        Conflict: It has ended.
    """
    if booking.ends <= now:
        raise Conflict(say("This booking is over and stays as it was."))


async def allow_change(
    wish: Wish, was: Booked, room: Room | None, *, actor: Actor, now: datetime
) -> None:
    """Refuse what the changed booking may not be, all of it at once.

    Raises:
        Forbidden: It would become somebody else's, which only a manager decides.
        Invalid: It breaks rules.
    """
    problems = [
        *_room_problems(wish, room, keeps=wish.room == was.room),
        *problems_of(
            wish,
            now=now,
            capacity=room.capacity if room else None,
            terms=_terms(wish, was, room),
            began=was.starts,
        ),
    ]
    if wish.organiser != was.organiser:
        may_book(actor, wish.organiser)
        problems += await trainer_problems(wish.organiser)
    problems += await check_seats(wish, room, booking=was.id, series=was.series)
    if room is not None and not _same_time(wish, was):
        begins = stays_or_begins(was, room, wish, actor=actor, now=now)
        problems += await _rule_problems(wish, room, begins, actor=actor, now=now, but=was.id)
    if problems:
        raise Invalid(*problems)


def _terms(wish: Wish, was: Booked, room: Room | None) -> Terms | None:
    """The terms that a changed booking has to keep: its hours may stay what they are."""
    if room is None:
        return None
    return replace(room.terms, week=None) if _same_time(wish, was) else room.terms


def _same_time(wish: Wish, was: Booked) -> bool:
    return (wish.room, wish.starts, wish.ends) == (was.room, was.starts, was.ends)


def stays_or_begins(
    was: Booked, room: Room, wish: Wish, *, actor: Actor, now: datetime
) -> Standing:
    """How a booking stands once its room or time has changed: a manager decides nothing by that."""
    if actor.role is Role.MANAGER:
        return Standing(State(was.state), was.decide_by, holds=_held(was, room))
    return standing(room.terms, starts=wish.starts, actor=actor, now=now)


def _held(was: Booked, room: Room) -> bool:
    return not was.requested or room.terms.request_holds


async def why_not(wish: Wish, *, actor: Actor, now: datetime) -> Refusal | None:
    """Why a wish can't be stored, as far as rules and rooms say; None where they do not."""
    room = await queries.room(wish.room)
    problems = await problems_with(wish, room, actor=actor, now=now)
    if problems or room is None:
        return Invalid(*problems)
    return await explain(
        room, wish.span, actor=actor, now=now, people=wish.people, layout=wish.layout
    )


async def problems_with(
    wish: Wish, room: Room | None, *, actor: Actor, now: datetime
) -> list[Problem]:
    """All that is wrong with a wish, whether or not its room is free."""
    problems = [
        *_room_problems(wish, room),
        *problems_of(
            wish,
            now=now,
            capacity=room.capacity if room else None,
            terms=room.terms if room else None,
        ),
        *await trainer_problems(wish.organiser),
    ]
    if room is not None:
        begins = standing(room.terms, starts=wish.starts, actor=actor, now=now)
        problems += await _rule_problems(wish, room, begins, actor=actor, now=now)
    return problems


async def broken_rules(
    wish: Wish, locked: Locked, *, standing: Standing, actor: Actor, now: datetime
) -> tuple[Problem, ...]:
    """What the office's rules refuse of a wish, exactly: what they count can't grow meanwhile."""
    found = await findings(
        wish, locked.rules, space=locked.id, standing=standing, actor=actor, now=now, lock=True
    )
    return tuple(broken(found))


async def _rule_problems(
    wish: Wish,
    room: Room,
    begins: Standing,
    *,
    actor: Actor,
    now: datetime,
    but: int | None = None,
) -> list[Problem]:
    if wish.ends <= wish.starts:
        return []  # a span that there is not breaks no rule
    rules = await rules_at(room.id)
    if not rules:
        return []
    found = await findings(
        wish, rules, space=room.id, standing=begins, actor=actor, now=now, but=but
    )
    return list(broken(found))


def _room_problems(wish: Wish, room: Room | None, *, keeps: bool = False) -> list[Problem]:
    if room is None:
        rule = say("There is no such room.")
        return [Problem("room", rule, wish.room[:40], say("Choose one of the list."))]
    if not room.active and not keeps:
        rule = say("This room is no longer in use.")
        return [Problem("room", rule, wish.room, say("Choose another room."))]
    return []


async def trainer_problems(account: int) -> list[Problem]:
    if any(account == known for known, _ in await queries.trainers()):
        return []
    rule = say("This account can't have bookings.")
    return [Problem("organiser", rule, str(account), say("Choose a trainer of the list."))]
