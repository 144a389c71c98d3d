"""Making the office's rules, and saying how a room is given to those who ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bookings import queries
from bookings.domain.policies import Kind, Rule, rule_problems
from bookings.domain.rooms import Room
from bookings.operations.holding import lock_spaces
from bookings.queries.policies import all_rules
from bookings.tables import BookingRule, RoomTerms
from sentra.database.engine import DB
from sentra.database.retries import retrying
from sentra.domain.messages import say
from sentra.domain.refusals import Forbidden, Invalid, NotFound, Problem
from sentra.domain.roles import Actor, Role
from sentra.operations.audit import changes, record

CHECK_IN_LEAST, CHECK_IN_MOST = 5, 120
"""Minutes that somebody may be late before her room is released."""


async def set_rule(
    *, kind: Kind, value: int, room: str | None, role: Role | None, actor: Actor, now: datetime
) -> Rule:
    """Make a rule, or give the one of this kind, room and role another value.

    Bookings that stand are not touched; those that are moved have to keep it.

    Args:
        room: A room's code; None: for every room.
        role: Whom it is for; None: everybody who books.

    Raises:
        Forbidden: Somebody who is no manager.
        Invalid: The rule makes no sense, or there is no such room.
    """
    _may(actor)
    return await retrying(lambda: _set(kind, value, room=room, role=role, actor=actor, now=now))


async def _set(
    kind: Kind, value: int, *, room: str | None, role: Role | None, actor: Actor, now: datetime
) -> Rule:
    async with DB.transaction():
        # One rule at a time: two that cross each other would each look right alone.
        await DB.fetch("LOCK TABLE booking_rule IN SHARE ROW EXCLUSIVE MODE")
        found = await queries.room(room) if room is not None else None
        rules = await all_rules()
        space = found.id if found else None
        problems = [
            *_room_problems(room, found),
            *rule_problems(kind, value, role=role, rules=rules, space=space),
        ]
        if problems:
            raise Invalid(*problems)
        was = next((r for r in rules if (r.kind, r.space, r.role) == (kind, space, role)), None)
        [row] = await DB.fetch(
            """
            INSERT INTO booking_rule (space, role, kind, value, changed)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (space, role, kind) DO UPDATE
                SET value = excluded.value, changed = excluded.changed
            RETURNING id
            """,
            space,
            role,
            kind,
            value,
            now,
        )
        became = Rule(kind, value, space, role, row["id"], room)
        await _note("rule.set", was, became, actor=actor, now=now)
    return became


async def remove_rule(rule: int, *, actor: Actor, now: datetime) -> Rule:
    """Take a rule away; what it said no longer counts.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such rule.
    """
    _may(actor)
    async with DB.transaction():
        was = next((one for one in await all_rules() if one.id == rule), None)
        gone = (
            await DB.fetch("DELETE FROM booking_rule WHERE id = $1 RETURNING id", rule)
            if was
            else []
        )
        if was is None or not gone:
            raise NotFound(say("There is no such rule."))
        await _note("rule.remove", was, None, actor=actor, now=now)
    return was


@dataclass(frozen=True, slots=True)
class Door:
    """How a room is given, and kept, as a manager sets it.

    Attributes:
        approval: Whether a trainer's booking is a request that a manager decides.
        request_holds: Whether a request holds the room until it is decided.
        check_in: Minutes after its start at which an unchecked booking is released; None: never.
    """

    approval: bool = False
    request_holds: bool = True
    check_in: int | None = None


async def set_door(code: str, door: Door, *, actor: Actor, now: datetime) -> Room:
    """Say how a room is given from now on. Requests that are open stay what they are.

    Raises:
        Forbidden: Somebody who is no manager.
        NotFound: There is no such room, or it is out of use.
        Invalid: The minutes to check in are too few or too many.
    """
    _may(actor)
    if door.check_in is not None and not CHECK_IN_LEAST <= door.check_in <= CHECK_IN_MOST:
        rule = say(
            "A number from %(least)d to %(most)d is needed.",
            least=CHECK_IN_LEAST,
            most=CHECK_IN_MOST,
        )
        raise Invalid(Problem("check_in", rule, str(door.check_in)))
    return await retrying(lambda: _set_door(code, door, actor=actor, now=now))


async def _set_door(code: str, door: Door, *, actor: Actor, now: datetime) -> Room:
    async with DB.transaction():
        was = await queries.room(code)
        if was is None or not was.active:
            raise NotFound(say("There is no such room."))
        # Whoever books the room waits, and then books by the terms that are.
        await lock_spaces([was.id])
        await DB.fetch(
            """
            INSERT INTO room_terms (space, approval, request_holds, check_in, before, after,
                                    layouts, changed)
            VALUES ($1, $2, $3, $4, 0, 0, '{}', $5)
            ON CONFLICT (space) DO UPDATE SET approval = excluded.approval,
                request_holds = excluded.request_holds, check_in = excluded.check_in,
                changed = excluded.changed
            """,
            was.id,
            door.approval,
            door.request_holds,
            door.check_in,
            now,
        )
        became = await queries.room(code)
        assert became is not None  # noqa: S101 - it is locked
        before, after = changes(_facts(door_of(was)), _facts(door))
        if after:
            room = {"room": code}
            await record(
                "terms.change",
                subject=RoomTerms,
                subject_id=became.id,
                actor=actor,
                now=now,
                before=before | room,
                after=after | room,
            )
    return became


def door_of(room: Room) -> Door:
    return Door(room.terms.approval, room.terms.request_holds, room.terms.check_in)


def _facts(door: Door) -> dict[str, object]:
    return {
        "approval": door.approval,
        "request_holds": door.request_holds,
        "check_in": door.check_in,
    }


def _may(actor: Actor) -> None:
    if actor.role is not Role.MANAGER:
        raise Forbidden(say("Only the building manager makes rules."))


def _room_problems(code: str | None, room: Room | None) -> Iterator[Problem]:
    if code is not None and (room is None or not room.active):
        rule = say("There is no such room.")
        yield Problem("room", rule, code[:40], say("Choose one of the list."))


async def _note(
    verb: str, was: Rule | None, became: Rule | None, *, actor: Actor, now: datetime
) -> None:
    await record(
        verb,
        subject=BookingRule,
        subject_id=(became or was or _NONE).id,
        actor=actor,
        now=now,
        before=_rule_facts(was),
        after=_rule_facts(became),
    )


_NONE = Rule(Kind.LEAD, 0)


def _rule_facts(rule: Rule | None) -> Mapping[str, object] | None:
    if rule is None:
        return None
    return {"kind": rule.kind, "value": rule.value, "room": rule.room, "role": rule.role}
