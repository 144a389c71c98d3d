"""/aturan: the office's rules of booking, and how each room is given; for the building manager."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from bookings import queries
from bookings.domain.policies import KIND_NAMES, Kind, Rule, rule_words
from bookings.domain.rooms import Room
from bookings.operations import rules as operations
from bookings.operations.rules import CHECK_IN_LEAST, CHECK_IN_MOST, Door, door_of
from bookings.queries.policies import all_rules
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Invalid, NotFound, Refusal
from sentra.domain.roles import BOOKERS, MANAGERS, Role
from sentra.web.forms import Form
from sentra.web.page import ROLE_NAMES, render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_VALUE_MOST = 10_000


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as a line of the list."""

    id: int
    room: str | None
    who: Message
    said: Message


@dataclass(frozen=True, slots=True)
class RulesPage:
    template: ClassVar[str] = "bookings/rules.html"
    title: Message
    rules: Sequence[RuleLine]
    rooms: Sequence[Room]
    kinds: Sequence[tuple[str, Message]]
    roles: Sequence[tuple[str, Message]]
    form: Form


@dataclass(frozen=True, slots=True)
class DoorPage:
    template: ClassVar[str] = "bookings/door_terms.html"
    title: Message
    room: Room
    form: Form
    least: int = CHECK_IN_LEAST
    most: int = CHECK_IN_MOST


@get("/aturan", allow=MANAGERS)
async def rule_list(request: SentraRequest) -> Response[str]:
    return await _show(request, Form(dict(request.query_params)))


@post("/aturan", allow=MANAGERS)
async def set_rule(request: SentraRequest) -> Response[Any]:
    form = Form(dict(await request.form()))
    try:
        kind = form.choice("kind", Kind)
        value = form.whole("value", least=0, most=_VALUE_MOST)
        role = form.choice("role", Role, required=False)
        form.check()
        rule = await operations.set_rule(
            kind=kind or Kind.LEAD,
            value=value or 0,
            room=form.value("room") or None,
            role=role,
            actor=actor_of(request),
            now=now_of(request),
        )
    except Invalid as refusal:
        return await _show(request, form.learn(refusal), refusal)
    return see_other(request, "/aturan", say("From now on: %(rule)s", rule=rule_words(rule)))


@post("/aturan/{rule:int}/hapus", allow=MANAGERS)
async def remove_rule(request: SentraRequest, rule: FromPath[int]) -> Response[Any]:
    gone = await operations.remove_rule(rule, actor=actor_of(request), now=now_of(request))
    return see_other(request, "/aturan", say("No longer: %(rule)s", rule=rule_words(gone)))


@get("/ruang/{code:str}/persetujuan", allow=MANAGERS)
async def door_form(request: SentraRequest, code: FromPath[str]) -> Response[str]:
    room = await _room(code)
    door = door_of(room)
    filled = {
        "approval": "true" if door.approval else "",
        "request_holds": "true" if door.request_holds else "",
        "check_in": str(door.check_in or ""),
    }
    return _show_door(request, room, Form(filled))


@post("/ruang/{code:str}/persetujuan", allow=MANAGERS)
async def save_door(request: SentraRequest, code: FromPath[str]) -> Response[Any]:
    room = await _room(code)
    form = Form(dict(await request.form()))
    try:
        check_in = form.whole("check_in", least=CHECK_IN_LEAST, most=CHECK_IN_MOST, required=False)
        form.check()
        door = Door(form.yes("approval"), form.yes("request_holds"), check_in)
        await operations.set_door(code, door, actor=actor_of(request), now=now_of(request))
    except Invalid as refusal:
        return _show_door(request, room, form.learn(refusal), refusal)
    return see_other(
        request, "/aturan", say("%(room)s: saved. It holds for new bookings.", room=room.name)
    )


async def _room(code: str) -> Room:
    room = await queries.room(code)
    if room is None or not room.active:
        raise NotFound(say("There is no such room."))
    return room


def _show_door(
    request: SentraRequest, room: Room, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    page = DoorPage(title=say("How %(room)s is given", room=room.name), room=room, form=form)
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


async def _show(
    request: SentraRequest, form: Form, refusal: Refusal | None = None
) -> Response[str]:
    page = RulesPage(
        title=say("Rules of booking"),
        rules=[_line(rule) for rule in await all_rules()],
        rooms=await queries.rooms(),
        kinds=[(kind.value, name) for kind, name in KIND_NAMES.items()],
        roles=[(role.value, ROLE_NAMES[role]) for role in sorted(BOOKERS, reverse=True)],
        form=form,
    )
    return render(request, page, status=refusal.status if refusal else HTTPStatus.OK)


def _line(rule: Rule) -> RuleLine:
    who = ROLE_NAMES[rule.role] if rule.role else say("Everybody who books")
    return RuleLine(rule.id, rule.room, who, rule_words(rule))
