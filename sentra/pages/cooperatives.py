"""/koperasi: the cooperatives of the seven kecamatan and, for those who may, their members."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.params import FromPath

from sentra.domain.categories import CATEGORY_LABELS, Category
from sentra.domain.cooperatives import CooperativeData, read_cooperative
from sentra.domain.enterprises import phone_shown
from sentra.domain.messages import Message, say
from sentra.domain.refusals import Conflict, Invalid, NotFound
from sentra.domain.regions import find_kecamatan, kecamatan_of
from sentra.domain.roles import MANAGERS, SIGNED_IN, Actor, Role
from sentra.operations.cooperatives import change_cooperative, register_cooperative
from sentra.pages import choices
from sentra.queries.cooperatives import CooperativeRecord, find_cooperative, list_cooperatives
from sentra.queries.enterprises import (
    EnterpriseFilter,
    EnterpriseLine,
    count_enterprises,
    list_enterprises,
)
from sentra.web.forms import Form
from sentra.web.page import render, see_other
from sentra.web.request import SentraRequest, actor_of, now_of

_MEMBERS_SHOWN = 50
_FIELDS = CooperativeData.__struct_fields__


@dataclass(frozen=True, slots=True)
class CooperativesPage:
    template: ClassVar[str] = "sentra/cooperatives.html"
    cooperatives: tuple[CooperativeRecord, ...]
    places: dict[str, str]
    chosen: str
    own: int | None
    manages: bool
    title: Message = say("Cooperatives")


@dataclass(frozen=True, slots=True)
class CooperativePage:
    """`members` is one page of them; `sees_members` says whether the reader may see them."""

    template: ClassVar[str] = "sentra/cooperative.html"
    title: Message
    record: CooperativeRecord
    kecamatan: str
    phone: str
    sees_members: bool
    manages: bool
    members: tuple[EnterpriseLine, ...]
    places: dict[str, str]
    number: int
    pages: int
    categories: dict[Category, Message]


@dataclass(frozen=True, slots=True)
class CooperativeFormPage:
    template: ClassVar[str] = "sentra/cooperative_form.html"
    title: Message
    form: Form
    action: str
    back: str
    kecamatan: choices.Choices


@get("/koperasi", allow=SIGNED_IN)
async def cooperatives(request: SentraRequest) -> Response[str]:
    actor = actor_of(request)
    place = find_kecamatan(request.query_params.get("kecamatan", ""))
    chosen = place.code if place else ""
    page = CooperativesPage(
        cooperatives=tuple(await list_cooperatives(kecamatan=chosen or None)),
        places=dict(choices.kecamatan()),
        chosen=chosen,
        own=actor.cooperative,
        manages=actor.is_any(Role.MANAGER),
    )
    return render(request, page)


@get("/koperasi/{cooperative:int}", allow=SIGNED_IN)
async def cooperative_page(request: SentraRequest, cooperative: FromPath[int]) -> Response[str]:
    record = await _found(cooperative)
    actor = actor_of(request)
    sees_members = sees_members_of(actor, record.id)
    narrowed = EnterpriseFilter(cooperative=record.id)
    total = await count_enterprises(narrowed)
    pages = choices.pages_for(total, _MEMBERS_SHOWN)
    number = min(choices.page_number(request.query_params.get("page", "")), pages)
    members = (
        await list_enterprises(narrowed, limit=_MEMBERS_SHOWN, offset=_MEMBERS_SHOWN * (number - 1))
        if sees_members
        else []
    )
    page = CooperativePage(
        title=say("%(name)s", name=record.name),
        record=record,
        kecamatan=kecamatan_of(record.kecamatan).name,
        phone=phone_shown(record.phone),
        sees_members=sees_members,
        manages=actor.is_any(Role.MANAGER),
        members=tuple(members),
        places=dict(choices.kecamatan()),
        number=number,
        pages=pages,
        categories=dict(CATEGORY_LABELS),
    )
    return render(request, page)


@get("/koperasi/baru", allow=MANAGERS)
async def new_cooperative(request: SentraRequest) -> Response[str]:
    return _form(request, Form(), None)


@post("/koperasi/baru", allow=MANAGERS)
async def register(request: SentraRequest) -> Response[Any]:
    form = Form(dict(await request.form()))
    try:
        made = await register_cooperative(
            data=read_cooperative(_values(form)), actor=actor_of(request), now=now_of(request)
        )
    except (Invalid, Conflict) as refusal:
        return _form(request, form.learn(refusal), None, refusal.status)
    return see_other(request, f"/koperasi/{made}", say("The cooperative is registered."))


@get("/koperasi/{cooperative:int}/ubah", allow=MANAGERS)
async def edit_cooperative(request: SentraRequest, cooperative: FromPath[int]) -> Response[str]:
    record = await _found(cooperative)
    values = {name: getattr(record, name) or "" for name in _FIELDS}
    return _form(request, Form(values), record)


@post("/koperasi/{cooperative:int}/ubah", allow=MANAGERS)
async def change(request: SentraRequest, cooperative: FromPath[int]) -> Response[Any]:
    record = await _found(cooperative)
    form = Form(dict(await request.form()))
    try:
        await change_cooperative(
            cooperative=cooperative,
            data=read_cooperative(_values(form)),
            actor=actor_of(request),
            now=now_of(request),
        )
    except (Invalid, Conflict) as refusal:
        return _form(request, form.learn(refusal), record, refusal.status)
    return see_other(request, f"/koperasi/{cooperative}", say("The changes are saved."))


def sees_members_of(actor: Actor, cooperative: int) -> bool:
    """Whether the reader may see who belongs to the cooperative."""
    return actor.is_any(Role.MANAGER) or actor.cooperative == cooperative


def _values(form: Form) -> dict[str, str]:
    return {name: form.value(name) for name in _FIELDS}


async def _found(cooperative: int) -> CooperativeRecord:
    record = await find_cooperative(cooperative)
    if record is None:
        raise NotFound(say("There is no such cooperative."))
    return record


def _form(
    request: SentraRequest,
    form: Form,
    record: CooperativeRecord | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response[str]:
    page = CooperativeFormPage(
        title=say("Change %(name)s", name=record.name) if record else say("Register a cooperative"),
        form=form,
        action=f"/koperasi/{record.id}/ubah" if record else "/koperasi/baru",
        back=f"/koperasi/{record.id}" if record else "/koperasi",
        kecamatan=choices.kecamatan(),
    )
    return render(request, page, status=status)
