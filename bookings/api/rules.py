"""The office's rules of booking: list, set, remove, and what they say of one wish."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from litestar import delete, get, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from bookings import queries
from bookings.api.shapes import instants
from bookings.domain.policies import Finding, Kind, Rule, binding, rule_words
from bookings.domain.rooms import Room
from bookings.domain.rules import Wish
from bookings.domain.standing import standing
from bookings.operations import rules as operations
from bookings.operations.policies import findings
from bookings.operations.rules import Door, door_of
from bookings.queries.policies import all_rules, rules_at
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, NotFound, Problem
from sentra.domain.roles import BOOKERS, MANAGERS, Role
from sentra.i18n import translate
from sentra.web.request import SentraRequest, actor_of, locale_of, now_of


class RuleIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule; of one kind there is one for each room and role."""

    kind: Kind
    value: Annotated[
        int,
        Meta(
            description="Hours (lead, weekly), days (horizon), minutes (shortest, longest), how "
            "many (requests), or 1 for yes and 0 for no (closed_to)."
        ),
    ]
    room: Annotated[str | None, Meta(description="A room's code; null: every room.")] = None
    role: Annotated[Role | None, Meta(description="trainer or manager; null: both.")] = None


class RuleOut(Struct, frozen=True):
    """A rule, in words too."""

    id: int
    kind: Kind
    value: int
    room: str | None
    role: Role | None
    said: Annotated[str, Meta(description="In the caller's language.")]


class FindingOut(Struct, frozen=True):
    """What one rule says of a time."""

    kind: Kind
    said: str
    kept: bool
    remedy: Annotated[str | None, Meta(description="What to do, where it is broken.")]


class RoomRules(Struct, frozen=True):
    """What counts for the caller in a room."""

    room: str
    approval: Annotated[bool, Meta(description="Whether her booking would be a request.")]
    request_holds: bool
    check_in: Annotated[int | None, Meta(description="Minutes until an unchecked one is released.")]
    rules: list[FindingOut]


class DoorShape(Struct, frozen=True, forbid_unknown_fields=True):
    """How a room is given."""

    approval: bool = False
    request_holds: bool = True
    check_in: Annotated[int | None, Meta(description="Minutes; null: never released.")] = None


@get("/api/v1/rules", allow=BOOKERS, operation_id="listRules", tags=["rules"])
async def list_rules(request: SentraRequest) -> list[RuleOut]:
    """Every rule: the general ones first, then room by room."""
    return [_out(rule, request) for rule in await all_rules()]


@put("/api/v1/rules", allow=MANAGERS, operation_id="setRule", tags=["rules"])
async def set_rule(request: SentraRequest, data: JSONBody[RuleIn]) -> RuleOut:
    """Make a rule, or give the one of this kind, room and role another value."""
    rule = await operations.set_rule(
        kind=data.kind,
        value=data.value,
        room=data.room,
        role=data.role,
        actor=actor_of(request),
        now=now_of(request),
    )
    return _out(rule, request)


@delete(
    "/api/v1/rules/{rule:int}",
    allow=MANAGERS,
    operation_id="removeRule",
    tags=["rules"],
    status_code=HTTPStatus.OK,
)
async def remove_rule(request: SentraRequest, rule: FromPath[int]) -> RuleOut:
    """Take a rule away."""
    gone = await operations.remove_rule(rule, actor=actor_of(request), now=now_of(request))
    return _out(gone, request)


@get("/api/v1/rooms/{code:str}/rules", allow=BOOKERS, operation_id="getRoomRules", tags=["rules"])
async def get_room_rules(
    request: SentraRequest,
    code: FromPath[str],
    starts: FromQuery[datetime | None] = None,
    ends: FromQuery[datetime | None] = None,
) -> RoomRules:
    """What counts for the caller in this room; with `starts` and `ends`, whether each is kept.

    Without a time, `kept` says nothing yet and is true.
    """
    actor, now, room = actor_of(request), now_of(request), await _room(code)
    rules = await rules_at(room.id)
    found: tuple[Finding, ...]
    if starts is None or ends is None:
        counting = binding(rules, space=room.id, role=actor.role)
        found = tuple(Finding(rule, None) for rule in counting)
    else:
        times = instants(starts=starts, ends=ends)
        if times["ends"] <= times["starts"]:
            rule = say("The end has to be after the start.")
            raise Invalid(Problem("ends", rule, None, say("Choose a later end.")))
        wish = Wish(code, times["starts"], times["ends"], "", actor.account or 0)
        begins = standing(room.terms, starts=wish.starts, actor=actor, now=now)
        found = await findings(wish, rules, space=room.id, standing=begins, actor=actor, now=now)
    return RoomRules(
        room=room.code,
        approval=room.terms.approval and actor.role is not Role.MANAGER,
        request_holds=room.terms.request_holds,
        check_in=room.terms.check_in,
        rules=[_finding(one, request) for one in found],
    )


@put(
    "/api/v1/rooms/{code:str}/approval",
    allow=MANAGERS,
    operation_id="setRoomApproval",
    tags=["rules"],
)
async def set_room_approval(
    request: SentraRequest, code: FromPath[str], data: JSONBody[DoorShape]
) -> DoorShape:
    """Say how a room is given from now on."""
    door = Door(data.approval, data.request_holds, data.check_in)
    room = await operations.set_door(code, door, actor=actor_of(request), now=now_of(request))
    became = door_of(room)
    return DoorShape(became.approval, became.request_holds, became.check_in)


async def _room(code: str) -> Room:
    room = await queries.room(code)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    return room


def _out(rule: Rule, request: SentraRequest) -> RuleOut:
    said = _words(rule_words(rule), request)
    return RuleOut(rule.id, rule.kind, rule.value, rule.room, rule.role, said)


def _finding(found: Finding, request: SentraRequest) -> FindingOut:
    remedy = found.problem.remedy if found.problem else None
    return FindingOut(
        found.rule.kind,
        _words(rule_words(found.rule), request),
        found.problem is None,
        _words(remedy, request) if remedy else None,
    )


def _words(message: Message, request: SentraRequest) -> str:
    return translate(message, locale_of(request))
